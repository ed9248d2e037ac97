/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest sees of CPUID and MSRs; everything not listed is denied. */
#ifndef ASM_POLICY_H
#define ASM_POLICY_H

#include <linux/types.h>

struct domain;
struct vcpu;
struct xen_cpuid_leaf;
struct xen_msr_entry;

/**
 * guest_cpuid() - CPUID as the guest sees it
 * @v: the current vCPU
 * @leaf: EAX
 * @subleaf: ECX
 * @out: EAX, EBX, ECX, EDX
 *
 * Leaves out of range give what an Intel CPU gives: zeroes here.
 *
 * Return: 0.
 */
int guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);

/**
 * guest_rdmsr() - RDMSR of a guest
 * @v: the current vCPU
 * @msr: index
 * @val: OUT, 0 on an error
 *
 * Bases of FS and GS are not here: who keeps them (the PV code) answers before.
 *
 * Return: 0, or -EINVAL: the guest gets #GP.
 */
int guest_rdmsr(struct vcpu *v, u32 msr, u64 *val);

/**
 * guest_wrmsr() - WRMSR of a guest
 * @v: the current vCPU
 * @msr: index
 * @val: what it writes
 *
 * As guest_rdmsr().
 *
 * Return: 0, or -EINVAL: the guest gets #GP.
 */
int guest_wrmsr(struct vcpu *v, u32 msr, u64 val);

/**
 * cpu_policy_domain_init() - make d->arch->policy: the host's, less what its kind of
 *	guest can't have
 * @d: a domain that is being made
 * @container: its kind: in a container, else PV
 *
 * Return: 0, -ENOMEM.
 */
int cpu_policy_domain_init(struct domain *d, bool container);

/**
 * cpu_policy_domain_destroy() - free d->arch->policy
 * @d: a domain whose vCPUs don't run any more
 */
void cpu_policy_domain_destroy(struct domain *d);

/**
 * guest_xsetbv() - XSETBV of a guest
 * @v: the current vCPU
 * @reg: ECX, 0 is all there is
 * @val: new XCR0, loaded at once
 *
 * Return: 0, or -EINVAL: the guest gets #GP.
 */
int guest_xsetbv(struct vcpu *v, u32 reg, u64 val);

/**
 * cpu_featureset() - XEN_SYSCTL_get_cpu_featureset
 * @index: XEN_SYSCTL_cpu_featureset_*
 * @words: OUT, up to @n of them; zeroes if @index is not known here
 * @n: room there
 *
 * Return: how many words there are, 0 when memory is short.
 */
u32 cpu_featureset(u32 index, u32 *words, u32 n);

/**
 * cpu_policy_export() - XEN_SYSCTL_get_cpu_policy
 * @index: XEN_SYSCTL_cpu_policy_*
 * @l: OUT
 * @nr_leaves: IN room in @l, OUT used
 * @m: OUT
 * @nr_msrs: IN room in @m, OUT used
 *
 * Return: 0, -ENOBUFS, -EINVAL (no such policy), -EOPNOTSUPP (one of containers), -ENOMEM.
 */
int cpu_policy_export(u32 index, struct xen_cpuid_leaf *l, u32 *nr_leaves,
		      struct xen_msr_entry *m, u32 *nr_msrs);

/**
 * cpu_policy_domain_get() - XEN_DOMCTL_get_cpu_policy
 * @d: the domain
 * @l: OUT
 * @nr_leaves: IN room in @l, OUT used
 * @m: OUT
 * @nr_msrs: IN room in @m, OUT used
 *
 * Return: 0, -ENOBUFS.
 */
int cpu_policy_domain_get(const struct domain *d, struct xen_cpuid_leaf *l, u32 *nr_leaves,
			  struct xen_msr_entry *m, u32 *nr_msrs);

/**
 * cpu_policy_domain_set() - XEN_DOMCTL_set_cpu_policy
 * @d: a domain that has not run yet; the domctl lock is held
 * @l: leaves; those that are not listed stay
 * @nr_leaves: how many
 * @err: OUT with -EINVAL: leaf and subleaf that is not possible here
 *
 * Return: 0, -EINVAL (the old policy stays), -ENOMEM.
 */
int cpu_policy_domain_set(struct domain *d, const struct xen_cpuid_leaf *l, u32 nr_leaves,
			  u32 err[2]);

#endif /* ASM_POLICY_H */
