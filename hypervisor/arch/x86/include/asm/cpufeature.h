/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the CPU can do: the feature words of CPUID, numbered as the ABI's
 * feature set is (XEN_SYSCTL_get_cpu_featureset), so that a feature has one
 * number everywhere: word * 32 + bit.
 */
#ifndef ASM_CPUFEATURE_H
#define ASM_CPUFEATURE_H

/* Words: the leaf (D1: 0xd/1, E1: 0x80000001, 71: 7/1) and the register. */
#define CPUW_1_EDX		0
#define CPUW_1_ECX		1
#define CPUW_E1_EDX		2
#define CPUW_E1_ECX		3
#define CPUW_D1_EAX		4
#define CPUW_7_EBX		5
#define CPUW_7_ECX		6
#define CPUW_E7_EDX		7
#define CPUW_E8_EBX		8
#define CPUW_7_EDX		9
#define CPUW_71_EAX		10
#define CPUW_E21_EAX		11
#define CPUW_71_EBX		12
#define CPUW_72_EDX		13
#define CPUW_71_ECX		14
#define CPUW_71_EDX		15
#define NR_CPU_WORDS		16

#define CPU_FEATURE(word, bit)	((word) * 32 + (bit))

#define FEATURE_FPU		CPU_FEATURE(CPUW_1_EDX, 0)
#define FEATURE_VME		CPU_FEATURE(CPUW_1_EDX, 1)
#define FEATURE_DE		CPU_FEATURE(CPUW_1_EDX, 2)
#define FEATURE_PSE		CPU_FEATURE(CPUW_1_EDX, 3)
#define FEATURE_TSC		CPU_FEATURE(CPUW_1_EDX, 4)
#define FEATURE_PAE		CPU_FEATURE(CPUW_1_EDX, 6)
#define FEATURE_MCE		CPU_FEATURE(CPUW_1_EDX, 7)
#define FEATURE_APIC		CPU_FEATURE(CPUW_1_EDX, 9)
#define FEATURE_SEP		CPU_FEATURE(CPUW_1_EDX, 11)
#define FEATURE_MTRR		CPU_FEATURE(CPUW_1_EDX, 12)
#define FEATURE_PGE		CPU_FEATURE(CPUW_1_EDX, 13)
#define FEATURE_MCA		CPU_FEATURE(CPUW_1_EDX, 14)
#define FEATURE_PAT		CPU_FEATURE(CPUW_1_EDX, 16)
#define FEATURE_PSE36		CPU_FEATURE(CPUW_1_EDX, 17)
#define FEATURE_CLFLUSH		CPU_FEATURE(CPUW_1_EDX, 19)
#define FEATURE_FXSR		CPU_FEATURE(CPUW_1_EDX, 24)
#define FEATURE_SSE		CPU_FEATURE(CPUW_1_EDX, 25)
#define FEATURE_SSE2		CPU_FEATURE(CPUW_1_EDX, 26)
#define FEATURE_HTT		CPU_FEATURE(CPUW_1_EDX, 28)
#define FEATURE_MONITOR		CPU_FEATURE(CPUW_1_ECX, 3)
#define FEATURE_VMX		CPU_FEATURE(CPUW_1_ECX, 5)
#define FEATURE_CX16		CPU_FEATURE(CPUW_1_ECX, 13)
#define FEATURE_PCID		CPU_FEATURE(CPUW_1_ECX, 17)
#define FEATURE_X2APIC		CPU_FEATURE(CPUW_1_ECX, 21)
#define FEATURE_TSC_DEADLINE	CPU_FEATURE(CPUW_1_ECX, 24)
#define FEATURE_XSAVE		CPU_FEATURE(CPUW_1_ECX, 26)
#define FEATURE_OSXSAVE		CPU_FEATURE(CPUW_1_ECX, 27)
#define FEATURE_AVX		CPU_FEATURE(CPUW_1_ECX, 28)
#define FEATURE_HYPERVISOR	CPU_FEATURE(CPUW_1_ECX, 31)
#define FEATURE_SYSCALL		CPU_FEATURE(CPUW_E1_EDX, 11)
#define FEATURE_NX		CPU_FEATURE(CPUW_E1_EDX, 20)
#define FEATURE_FFXSR		CPU_FEATURE(CPUW_E1_EDX, 25)
#define FEATURE_PAGE1GB		CPU_FEATURE(CPUW_E1_EDX, 26)
#define FEATURE_RDTSCP		CPU_FEATURE(CPUW_E1_EDX, 27)
#define FEATURE_LM		CPU_FEATURE(CPUW_E1_EDX, 29)
#define FEATURE_SVM		CPU_FEATURE(CPUW_E1_ECX, 2)
#define FEATURE_TOPOEXT		CPU_FEATURE(CPUW_E1_ECX, 22)
#define FEATURE_XSAVEOPT	CPU_FEATURE(CPUW_D1_EAX, 0)
#define FEATURE_XSAVEC		CPU_FEATURE(CPUW_D1_EAX, 1)
#define FEATURE_XGETBV1		CPU_FEATURE(CPUW_D1_EAX, 2)
#define FEATURE_XSAVES		CPU_FEATURE(CPUW_D1_EAX, 3)
#define FEATURE_FSGSBASE	CPU_FEATURE(CPUW_7_EBX, 0)
#define FEATURE_SMEP		CPU_FEATURE(CPUW_7_EBX, 7)
#define FEATURE_ERMS		CPU_FEATURE(CPUW_7_EBX, 9)
#define FEATURE_INVPCID		CPU_FEATURE(CPUW_7_EBX, 10)
#define FEATURE_SMAP		CPU_FEATURE(CPUW_7_EBX, 20)
#define FEATURE_UMIP		CPU_FEATURE(CPUW_7_ECX, 2)
#define FEATURE_PKU		CPU_FEATURE(CPUW_7_ECX, 3)
#define FEATURE_OSPKE		CPU_FEATURE(CPUW_7_ECX, 4)
#define FEATURE_LA57		CPU_FEATURE(CPUW_7_ECX, 16)
#define FEATURE_RDPID		CPU_FEATURE(CPUW_7_ECX, 22)
#define FEATURE_ITSC		CPU_FEATURE(CPUW_E7_EDX, 8)
#define FEATURE_IBPB		CPU_FEATURE(CPUW_E8_EBX, 12)
#define FEATURE_IBRS		CPU_FEATURE(CPUW_E8_EBX, 14)
#define FEATURE_MD_CLEAR	CPU_FEATURE(CPUW_7_EDX, 10)
#define FEATURE_IBRSB		CPU_FEATURE(CPUW_7_EDX, 26)
#define FEATURE_ARCH_CAPS	CPU_FEATURE(CPUW_7_EDX, 29)
#define FEATURE_LFENCE_DISPATCH	CPU_FEATURE(CPUW_E21_EAX, 2)

/* Made up by us, for alternatives: what entry and exit have to do. */
#define FEATURE_CLEAR_BUFFERS	CPU_FEATURE(NR_CPU_WORDS, 0)	/* VERW on the way out */
#define FEATURE_REFILL_RSB	CPU_FEATURE(NR_CPU_WORDS, 1)
#define FEATURE_SWITCH_CR3	CPU_FEATURE(NR_CPU_WORDS, 2)	/* page-table isolation */
#define FEATURE_REFILL_RSB_HVM	CPU_FEATURE(NR_CPU_WORDS, 3)	/* after an exit */
#define NR_CPU_FEATURES		CPU_FEATURE(NR_CPU_WORDS + 1, 0)

#ifndef __ASSEMBLY__

#include <linux/types.h>

enum cpu_vendor {
	VENDOR_OTHER,
	VENDOR_INTEL,
	VENDOR_AMD,
	VENDOR_HYGON,
};

/**
 * struct cpu_info - the boot CPU, filled by cpu_identify(); the others must not have less
 * @vendor: from the string of CPUID 0
 * @max_leaf: last basic leaf (CPUID 0)
 * @max_ext_leaf: last extended leaf (CPUID 0x80000000)
 * @family: extended fields added in
 * @model: likewise
 * @stepping: as CPUID has it
 * @phys_bits: width of physical addresses (CPUID 0x80000008)
 * @virt_bits: width of virtual addresses (likewise)
 * @word: feature words; those behind NR_CPU_WORDS are made up by us
 * @arch_caps: MSR_ARCH_CAPABILITIES, 0 if none
 * @brand: name, ended by 0
 */
struct cpu_info {
	enum cpu_vendor vendor;
	u32 max_leaf, max_ext_leaf;
	u32 family, model, stepping;
	u32 phys_bits, virt_bits;
	u32 word[NR_CPU_FEATURES / 32];
	u64 arch_caps;
	char brand[49];
};

extern struct cpu_info boot_cpu;

/**
 * cpu_has() - has the boot CPU this feature?
 * @feature: FEATURE_*
 *
 * After cpu_identify().
 */
static inline bool cpu_has(unsigned int feature)
{
	return boot_cpu.word[feature / 32] & (1U << (feature % 32));
}

/**
 * cpu_identify() - fill boot_cpu
 *
 * Boot CPU, first of all: cpu_has() is good from here on.
 */
void cpu_identify(void);

/**
 * cpu_clear_feature() - a feature is not to be used
 * @feature: FEATURE_*
 *
 * At boot: off by command line or by a quirk, before anything used it.
 */
void cpu_clear_feature(unsigned int feature);

/**
 * cpu_set_feature() - a made-up feature is on
 * @feature: FEATURE_* of our own word
 *
 * At boot, before alternatives_apply().
 */
void cpu_set_feature(unsigned int feature);

/**
 * struct cpuid_regs - what CPUID gives
 * @eax: EAX
 * @ebx: EBX
 * @ecx: ECX
 * @edx: EDX
 */
struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/**
 * cpuid() - CPUID of this CPU; serialises
 * @leaf: EAX
 * @subleaf: ECX
 */
static inline struct cpuid_regs cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_regs r;

	__asm__ __volatile__("cpuid"
			     : "=a" (r.eax), "=b" (r.ebx), "=c" (r.ecx), "=d" (r.edx)
			     : "a" (leaf), "c" (subleaf));
	return r;
}

/**
 * cpu_read_words() - read the feature words of this CPU
 * @word: OUT, in the ABI's order; 0 where the CPU has no such leaf
 */
void cpu_read_words(u32 word[NR_CPU_WORDS]);

#endif /* !__ASSEMBLY__ */

#endif /* ASM_CPUFEATURE_H */
