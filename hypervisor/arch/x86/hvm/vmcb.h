/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual machine control block of SVM (APM 2 15.5, appendices B and C). */
#ifndef HVM_VMCB_H
#define HVM_VMCB_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* intercept[]: words of the control area from 0 on, bit numbers in the ABI of the CPU */
#define VMCB_CR_READ(n)		(n)
#define VMCB_CR_WRITE(n)	(16 + (n))
#define VMCB_DR_READ(n)		(32 + (n))
#define VMCB_DR_WRITE(n)	(48 + (n))
#define VMCB_EXCEPTION(n)	(64 + (n))
#define VMCB_INTR		96
#define VMCB_NMI		97
#define VMCB_SMI		98
#define VMCB_INIT		99
#define VMCB_VINTR		100
#define VMCB_CR0_SELECTIVE	101
#define VMCB_RDPMC		111
#define VMCB_CPUID		114
#define VMCB_IRET		116
#define VMCB_INVD		118
#define VMCB_PAUSE		119
#define VMCB_HLT		120
#define VMCB_INVLPGA		122
#define VMCB_IOIO		123
#define VMCB_MSR		124
#define VMCB_TASK_SWITCH	125
#define VMCB_FERR_FREEZE	126
#define VMCB_SHUTDOWN		127
#define VMCB_VMRUN		128
#define VMCB_VMMCALL		129
#define VMCB_VMLOAD		130
#define VMCB_VMSAVE		131
#define VMCB_STGI		132
#define VMCB_CLGI		133
#define VMCB_SKINIT		134
#define VMCB_WBINVD		137
#define VMCB_MONITOR		138
#define VMCB_MWAIT		139
#define VMCB_XSETBV		141
#define VMCB_RDPRU		142
#define VMCB_INTERCEPT_WORDS	5

/* tlb_control */
#define TLB_KEEP		0
#define TLB_FLUSH_ALL		1

/* int_ctl */
#define INT_CTL_V_IRQ		BIT_ULL(8)
#define INT_CTL_PRIO(n)		((u64)(n) << 16)
#define INT_CTL_PRIO_MASK	INT_CTL_PRIO(0xf)
#define INT_CTL_IGNORE_TPR	BIT_ULL(20)
#define INT_CTL_V_MASKING	BIT_ULL(24)
#define INT_CTL_VECTOR(n)	((u64)(n) << 32)

#define INT_SHADOW		BIT_ULL(0)

/* exitintinfo, eventinj */
#define EVENT_VECTOR(e)		((u8)(e))
#define EVENT_TYPE(e)		(((e) >> 8) & 7)
#define EVENT_TYPE_INTR		0
#define EVENT_TYPE_NMI		2
#define EVENT_TYPE_EXCEPTION	3
#define EVENT_TYPE_SOFT		4
#define EVENT_HAS_ERROR		BIT_ULL(11)
#define EVENT_VALID		BIT_ULL(31)
#define EVENT_ERROR(e)		((u32)((e) >> 32))

#define NP_ENABLE		BIT_ULL(0)

/* exitcode */
#define EXIT_CR_READ(n)		(0x00 + (n))
#define EXIT_CR_WRITE(n)	(0x10 + (n))
#define EXIT_EXCEPTION(n)	(0x40 + (n))
#define EXIT_INTR		0x60
#define EXIT_NMI		0x61
#define EXIT_SMI		0x62
#define EXIT_INIT		0x63
#define EXIT_VINTR		0x64
#define EXIT_CR0_SELECTIVE	0x65
#define EXIT_RDPMC		0x6f
#define EXIT_CPUID		0x72
#define EXIT_IRET		0x74
#define EXIT_INVD		0x76
#define EXIT_PAUSE		0x77
#define EXIT_HLT		0x78
#define EXIT_INVLPGA		0x7a
#define EXIT_IOIO		0x7b
#define EXIT_MSR		0x7c
#define EXIT_TASK_SWITCH	0x7d
#define EXIT_FERR_FREEZE	0x7e
#define EXIT_SHUTDOWN		0x7f
#define EXIT_VMRUN		0x80
#define EXIT_VMMCALL		0x81
#define EXIT_VMLOAD		0x82
#define EXIT_VMSAVE		0x83
#define EXIT_STGI		0x84
#define EXIT_CLGI		0x85
#define EXIT_SKINIT		0x86
#define EXIT_WBINVD		0x89
#define EXIT_MONITOR		0x8a
#define EXIT_MWAIT		0x8b
#define EXIT_XSETBV		0x8d
#define EXIT_RDPRU		0x8e
#define EXIT_NPF		0x400
#define EXIT_INVALID		(~0ULL)
#define EXIT_INVALID_32		0xffffffffULL	/* as QEMU gives it */

/* exitinfo1 of EXIT_NPF: as a page fault's error code, and above it */
#define NPF_IN_WALK		BIT_ULL(33)
/* exitinfo1 of EXIT_IOIO */
#define IOIO_IN			BIT_ULL(0)
#define IOIO_STRING		BIT_ULL(2)
#define IOIO_BYTES(info)	(((info) >> 4) & 7)

/* clean: what the CPU may keep from the last VMRUN of this block */
#define CLEAN_INTERCEPTS	BIT(0)
#define CLEAN_MAPS		BIT(1)
#define CLEAN_ASID		BIT(2)
#define CLEAN_INT_CTL		BIT(3)
#define CLEAN_NP		BIT(4)
#define CLEAN_CR		BIT(5)
#define CLEAN_DR		BIT(6)
#define CLEAN_TABLES		BIT(7)
#define CLEAN_SEGMENTS		BIT(8)
#define CLEAN_CR2		BIT(9)
#define CLEAN_ALL		0x3ff

/**
 * struct vmcb_segment - a segment or table register in the block
 * @sel: selector
 * @attr: bits 40 to 47 of a descriptor, above them its bits 52 to 55
 * @limit: bytes - 1
 * @base: linear address
 */
struct vmcb_segment {
	u16 sel, attr;
	u32 limit;
	u64 base;
};

/* Virtual machine control block (APM volume 2, appendix B); the names are the manual's. */
struct vmcb {
	u32 intercept[VMCB_INTERCEPT_WORDS];
	u8 reserved0[0x3c - 0x14];
	u16 pause_threshold, pause_count;
	u64 iopm_pa, msrpm_pa;
	u64 tsc_offset;
	u32 asid;
	u8 tlb_control, reserved1[3];
	u64 int_ctl;
	u64 int_shadow;
	u64 exitcode, exitinfo1, exitinfo2, exitintinfo;
	u64 np_control;
	u64 reserved2[2];
	u64 eventinj;
	u64 n_cr3;
	u64 virt_ext;
	u32 clean, reserved3;
	u64 nrip;
	u8 nr_insn, insn[15];
	u8 reserved4[0x400 - 0xe0];

	/* State save area, from 0x400 on. */
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved5[0x4cb - 0x4a0];
	u8 cpl;
	u32 reserved6;
	u64 efer;
	u8 reserved7[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved8[0x5d8 - 0x580];
	u64 rsp;
	u64 s_cet, ssp, isst_addr;
	u64 rax;
	u64 star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	u64 cr2;
	u8 reserved9[0x668 - 0x648];
	u64 g_pat, dbgctl;
	u64 br_from, br_to, lastexcpfrom, lastexcpto;
	u8 reserved10[0x1000 - 0x698];
};

static_assert(offsetof(struct vmcb, pause_threshold) == 0x3c);
static_assert(offsetof(struct vmcb, int_ctl) == 0x60);
static_assert(offsetof(struct vmcb, exitcode) == 0x70);
static_assert(offsetof(struct vmcb, np_control) == 0x90);
static_assert(offsetof(struct vmcb, eventinj) == 0xa8);
static_assert(offsetof(struct vmcb, clean) == 0xc0);
static_assert(offsetof(struct vmcb, nrip) == 0xc8);
static_assert(offsetof(struct vmcb, es) == 0x400);
static_assert(offsetof(struct vmcb, cpl) == 0x4cb);
static_assert(offsetof(struct vmcb, efer) == 0x4d0);
static_assert(offsetof(struct vmcb, cr4) == 0x548);
static_assert(offsetof(struct vmcb, rip) == 0x578);
static_assert(offsetof(struct vmcb, rsp) == 0x5d8);
static_assert(offsetof(struct vmcb, rax) == 0x5f8);
static_assert(offsetof(struct vmcb, cr2) == 0x640);
static_assert(offsetof(struct vmcb, g_pat) == 0x668);
static_assert(sizeof(struct vmcb) == 0x1000);

/**
 * vmcb_intercept() - let an instruction or event exit
 * @vmcb: of a vCPU that is not in the guest
 * @nr: VMCB_*
 */
static inline void vmcb_intercept(struct vmcb *vmcb, unsigned int nr)
{
	vmcb->intercept[nr / 32] |= BIT(nr % 32);
	vmcb->clean &= ~CLEAN_INTERCEPTS;
}

/**
 * vmcb_no_intercept() - don't let it exit any more
 * @vmcb: of a vCPU that is not in the guest
 * @nr: VMCB_*
 */
static inline void vmcb_no_intercept(struct vmcb *vmcb, unsigned int nr)
{
	vmcb->intercept[nr / 32] &= ~BIT(nr % 32);
	vmcb->clean &= ~CLEAN_INTERCEPTS;
}

#endif /* HVM_VMCB_H */
