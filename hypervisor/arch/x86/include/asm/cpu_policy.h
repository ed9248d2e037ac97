/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CPU as a list of CPUID leaves, in the ABI's own form (struct
 * xen_cpuid_leaf), plus the few MSRs that tell features.
 */
#ifndef ASM_CPU_POLICY_H
#define ASM_CPU_POLICY_H

#include <linux/bits.h>
#include <linux/types.h>
#include <asm/cpufeature.h>
#include <asm/xen/interface.h>

/* What tools can hold: more would make them refuse the whole list. */
#define POLICY_MAX_LEAVES	160
#define POLICY_LAST_BASIC	0x0dU
#define POLICY_LAST_EXT		0x80000021U
#define POLICY_NR_MSRS		2

/* What a guest may have although the machine has it not; all but the first: containers. */
#define POLICY_HYPERVISOR	BIT(31)		/* CPUW_1_ECX */
#define POLICY_X2APIC		BIT(21)		/* CPUW_1_ECX */
#define POLICY_HTT		BIT(28)		/* CPUW_1_EDX: more than one logical CPU */
#define POLICY_CMP_LEGACY	BIT(1)		/* CPUW_E1_ECX */

/**
 * struct cpu_policy - a CPU or what is shown of it
 * @nr: leaves in use
 * @leaf: by leaf and subleaf
 * @platform_info: MSR PLATFORM_INFO
 * @arch_caps: MSR ARCH_CAPABILITIES
 */
struct cpu_policy {
	u32 nr;
	struct xen_cpuid_leaf leaf[POLICY_MAX_LEAVES];
	u64 platform_info, arch_caps;
};

/* Where CPUID of a machine comes from; tests have their own. */
typedef void (*cpuid_fn)(u32 leaf, u32 subleaf, u32 out[4]);

/**
 * policy_read() - make a list of what CPUID tells
 * @p: OUT
 * @cpuid: where it is read
 *
 * Leaves up to POLICY_LAST_BASIC and POLICY_LAST_EXT; the two MSRs become 0.
 */
void policy_read(struct cpu_policy *p, cpuid_fn cpuid);

/**
 * policy_find() - look a leaf up
 * @p: the list
 * @leaf: EAX of CPUID
 * @subleaf: ECX of CPUID; any is right for a leaf that has none
 *
 * Return: the entry in @p, NULL if it has none.
 */
struct xen_cpuid_leaf *policy_find(struct cpu_policy *p, u32 leaf, u32 subleaf);

/**
 * policy_get_words() - the feature words of a list
 * @p: the list
 * @word: OUT, in the ABI's order (XEN_SYSCTL_get_cpu_featureset); 0 for a leaf that is
 *	not there
 */
void policy_get_words(const struct cpu_policy *p, u32 word[NR_CPU_WORDS]);

/**
 * policy_set_words() - feature words back into the leaves of a list
 * @p: the list; leaves that it does not have are not made
 * @word: as policy_get_words() gave them
 */
void policy_set_words(struct cpu_policy *p, const u32 word[NR_CPU_WORDS]);

/**
 * policy_compact_size() - size of an XSAVE area in the compacted format (SDM 1 13.4.3)
 * @p: the list, for its leaf 0xd
 * @xcr0: components in it
 *
 * Return: bytes, header included.
 */
u32 policy_compact_size(const struct cpu_policy *p, u64 xcr0);

/**
 * policy_limit_pv() - take away what a PV guest can't have or is not shown
 * @p: the host's list, changed in place
 * @xcr0_mask: state components that guests may use
 */
void policy_limit_pv(struct cpu_policy *p, u64 xcr0_mask);

/**
 * policy_limit_hvm() - take away what a guest in a container can't have or is not shown
 * @p: the host's list, changed in place
 * @xcr0_mask: state components that guests may use
 */
void policy_limit_hvm(struct cpu_policy *p, u64 xcr0_mask);

#endif /* ASM_CPU_POLICY_H */
