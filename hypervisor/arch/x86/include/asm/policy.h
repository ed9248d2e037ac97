/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest sees of CPUID and MSRs; everything not listed is denied. */
#ifndef ASM_POLICY_H
#define ASM_POLICY_H

#include <linux/types.h>

struct domain;
struct vcpu;

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
int cpu_policy_domain_init(struct domain *d);
void cpu_policy_domain_destroy(struct domain *d);

/* XCR0 values that an XSETBV of the guest may set: 0 or -EINVAL. */
int guest_xsetbv(struct vcpu *v, u32 reg, u64 val);

#endif /* ASM_POLICY_H */
