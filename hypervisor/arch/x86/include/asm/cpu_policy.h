/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CPU as a list of CPUID leaves, in the ABI's own form (struct
 * xen_cpuid_leaf), plus the few MSRs that tell features.
 */
#ifndef ASM_CPU_POLICY_H
#define ASM_CPU_POLICY_H

#include <linux/types.h>
#include <asm/cpufeature.h>
#include <asm/xen/interface.h>

/* What tools can hold: more would make them refuse the whole list. */
#define POLICY_MAX_LEAVES	160
#define POLICY_LAST_BASIC	0x0dU
#define POLICY_LAST_EXT		0x80000021U
#define POLICY_NR_MSRS		2

struct cpu_policy {
	u32 nr;
	struct xen_cpuid_leaf leaf[POLICY_MAX_LEAVES];	/* by leaf and subleaf */
	u64 platform_info, arch_caps;
};

/* Where CPUID of a machine comes from; tests have their own. */
typedef void (*cpuid_fn)(u32 leaf, u32 subleaf, u32 out[4]);

void policy_read(struct cpu_policy *p, cpuid_fn cpuid);
struct xen_cpuid_leaf *policy_find(struct cpu_policy *p, u32 leaf, u32 subleaf);
/* The 16 feature words of a list, and back into its leaves. */
void policy_get_words(const struct cpu_policy *p, u32 word[NR_CPU_WORDS]);
void policy_set_words(struct cpu_policy *p, const u32 word[NR_CPU_WORDS]);
/* Bytes of an XSAVE area of these components in the compacted format (SDM 1 13.4.3). */
u32 policy_compact_size(const struct cpu_policy *p, u64 xcr0);
/* Takes away what a PV guest can't have or is not shown. */
void policy_limit_pv(struct cpu_policy *p, u64 xcr0_mask);
/* The same for a guest in a container. */
void policy_limit_hvm(struct cpu_policy *p, u64 xcr0_mask);

#endif /* ASM_CPU_POLICY_H */
