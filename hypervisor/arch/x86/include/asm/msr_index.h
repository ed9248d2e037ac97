/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers and bits of model-specific registers (SDM 4, APM 2 appendix A). */
#ifndef ASM_MSR_INDEX_H
#define ASM_MSR_INDEX_H

#include <linux/const.h>

#define MSR_PLATFORM_ID		0x17
#define MSR_APIC_BASE		0x1b
#define MSR_TSC_DEADLINE	0x6e0
#define MSR_FEATURE_CONTROL	0x3a
#define MSR_TSC			0x10
#define MSR_TSC_ADJUST		0x3b
#define MSR_SPEC_CTRL		0x48
#define  SPEC_CTRL_IBRS		0x1
#define  SPEC_CTRL_STIBP	0x2
#define  SPEC_CTRL_SSBD		0x4
#define MSR_PRED_CMD		0x49
#define  PRED_CMD_IBPB		0x1
#define MSR_PPIN_CTL		0x4e
#define MSR_UCODE_REV		0x8b
#define MSR_PLATFORM_INFO	0xce
#define  PLATFORM_INFO_CPUID_FAULTING	0x80000000
#define MSR_MTRRCAP		0xfe
#define MSR_MTRR_BASE(n)	(0x200 + 2 * (n))
#define MSR_MTRR_MASK(n)	(0x201 + 2 * (n))
#define MSR_ARCH_CAPABILITIES	0x10a
#define  ARCH_CAP_RDCL_NO	(_AC(1, UL) << 0)
#define  ARCH_CAP_EIBRS		(_AC(1, UL) << 1)
#define  ARCH_CAP_SKIP_L1DFL	(_AC(1, UL) << 3)
#define  ARCH_CAP_SSB_NO	(_AC(1, UL) << 4)
#define  ARCH_CAP_MDS_NO	(_AC(1, UL) << 5)
#define  ARCH_CAP_TAA_NO	(_AC(1, UL) << 8)
#define  ARCH_CAP_FB_CLEAR	(_AC(1, UL) << 17)
#define MSR_FLUSH_CMD		0x10b
#define MSR_SYSENTER_CS		0x174
#define MSR_SYSENTER_ESP	0x175
#define MSR_SYSENTER_EIP	0x176
#define MSR_MCG_CAP		0x179
#define MSR_MCG_STATUS		0x17a
#define  MCG_STATUS_RIPV	0x1
#define  MCG_STATUS_MCIP	0x4
#define MSR_MCG_CTL		0x17b
#define MSR_PERF_STATUS		0x198
#define MSR_PERF_CTL		0x199
#define MSR_MISC_ENABLE		0x1a0
#define MSR_MISC_FEATURES_ENABLES	0x140
#define  MISC_CPUID_FAULTING	0x1
#define MSR_DEBUGCTL		0x1d9
#define MSR_PAT			0x277
#define MSR_MTRR_DEF_TYPE	0x2ff
#define MSR_MC0_CTL		0x400
#define MSR_MC0_STATUS		0x401
#define MSR_MC0_ADDR		0x402
#define MSR_MC0_MISC		0x403
#define MSR_XSS			0xda0
#define MSR_EFER		0xc0000080
#define  EFER_SCE		(_AC(1, UL) << 0)
#define  EFER_LME		(_AC(1, UL) << 8)
#define  EFER_LMA		(_AC(1, UL) << 10)
#define  EFER_NX		(_AC(1, UL) << 11)
#define  EFER_SVME		(_AC(1, UL) << 12)
#define  EFER_LMSLE		(_AC(1, UL) << 13)
#define  EFER_FFXSR		(_AC(1, UL) << 14)
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_CSTAR		0xc0000083
#define MSR_SYSCALL_MASK	0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102
#define MSR_TSC_AUX		0xc0000103
#define MSR_K8_SYSCFG		0xc0010010
#define MSR_K8_HWCR		0xc0010015
#define  HWCR_CPUID_USER_DIS	(_AC(1, UL) << 35)
#define MSR_AMD_PSTATE_LIMIT	0xc0010061
#define MSR_VM_CR		0xc0010114
#define  VM_CR_SVMDIS		(_AC(1, UL) << 4)
#define MSR_VM_HSAVE_PA		0xc0010117
#define MSR_VIRT_SPEC_CTRL	0xc001011f
#define MSR_AMD_DE_CFG		0xc0011029
#define  DE_CFG_LFENCE_SERIALISE	(_AC(1, UL) << 1)

/*
 * Memory types by PAT index as the ABI fixes them for PV guests, whose page
 * tables are used as they are: WB WT UC- UC WC WP UC UC.
 */
#define PAT_OF_THE_ABI		_AC(0x050100070406, UL)

#endif /* ASM_MSR_INDEX_H */
