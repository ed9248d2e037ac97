/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest sees of CPUID and MSRs; everything not listed is denied. */
#ifndef ASM_POLICY_H
#define ASM_POLICY_H

#include <linux/types.h>

struct domain;
struct vcpu;
struct xen_cpuid_leaf;
struct xen_msr_entry;
struct xen_cpuid_leaf;
struct xen_msr_entry;

/**
 * guest_cpuid() - CPUID as the guest sees it
 * @out: EAX, EBX, ECX, EDX
 *
 * Leaves out of range give what an Intel CPU gives: zeroes here.
 * Return: 0.
 */
int guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);

/*
 * 0, or -EINVAL: the guest gets #GP.  Bases of FS and GS are not here: who
 * keeps them (the PV code) answers before.
 */
int guest_rdmsr(struct vcpu *v, u32 msr, u64 *val);
int guest_wrmsr(struct vcpu *v, u32 msr, u64 val);

/* Makes d->arch->policy: the host's, less what its kind of guest can't have. */
int cpu_policy_domain_init(struct domain *d, bool container);
void cpu_policy_domain_destroy(struct domain *d);

/* XCR0 values that an XSETBV of the guest may set: 0 or -EINVAL. */
int guest_xsetbv(struct vcpu *v, u32 reg, u64 val);

/**
 * cpu_featureset() - XEN_SYSCTL_get_cpu_featureset
 * @index: XEN_SYSCTL_cpu_featureset_*
 * @words: OUT, up to @n of them
 *
 * Return: how many words there are, 0 if @index is unknown.
 */
u32 cpu_featureset(u32 index, u32 *words, u32 n);

/**
 * cpu_policy_export() - XEN_SYSCTL_get_cpu_policy
 * @index: XEN_SYSCTL_cpu_policy_*
 * @nr_leaves: IN room, OUT filled; @nr_msrs likewise
 *
 * Return: 0, -EINVAL (unknown index), -ENOBUFS.
 */
int cpu_policy_export(u32 index, struct xen_cpuid_leaf *leaf, u32 *nr_leaves,
		      struct xen_msr_entry *msr, u32 *nr_msrs);

/**
 * cpu_policy_export() - one of the system's policies
 * @index: XEN_SYSCTL_cpu_policy_*
 * @nr_leaves: IN room in @l, OUT used; @nr_msrs likewise for @m
 *
 * Return: 0, -ENOBUFS, -EINVAL (no such policy), -EOPNOTSUPP, -ENOMEM.
 */
int cpu_policy_export(u32 index, struct xen_cpuid_leaf *l, u32 *nr_leaves,
		      struct xen_msr_entry *m, u32 *nr_msrs);
/* XEN_DOMCTL_get_cpu_policy: likewise for a domain's. */
int cpu_policy_domain_get(const struct domain *d, struct xen_cpuid_leaf *l, u32 *nr_leaves,
			  struct xen_msr_entry *m, u32 *nr_msrs);
/*
 * XEN_DOMCTL_set_cpu_policy, before the domain runs: leaves that are not listed
 * stay. -EINVAL with @err = leaf, subleaf that is not possible here.
 */
int cpu_policy_domain_set(struct domain *d, const struct xen_cpuid_leaf *l, u32 nr_leaves,
			  u32 err[2]);
/* XEN_SYSCTL_cpu_featureset_*: fills up to @n words, returns how many there are. */
u32 cpu_featureset(u32 index, u32 *words, u32 n);

#endif /* ASM_POLICY_H */
