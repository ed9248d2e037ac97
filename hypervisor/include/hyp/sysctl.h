/* SPDX-License-Identifier: GPL-2.0-only */
/* Control operations on the machine: the part that the architecture answers. */
#ifndef HYP_SYSCTL_H
#define HYP_SYSCTL_H

#include <linux/types.h>

struct hypercall;
struct xen_sysctl;
struct xen_sysctl_cputopo;
struct xen_sysctl_physinfo;

/**
 * arch_physinfo() - for XEN_SYSCTL_physinfo
 * @info: OUT threads, cores, capabilities and features; the rest is the caller's
 */
void arch_physinfo(struct xen_sysctl_physinfo *info);

/**
 * arch_cpu_topology() - for XEN_SYSCTL_cputopoinfo
 * @cpu: online
 * @topo: OUT node, socket and core by the APIC id (Intel SDM 3A, 9.9.3)
 */
void arch_cpu_topology(unsigned int cpu, struct xen_sysctl_cputopo *topo);

/**
 * arch_sysctl() - commands that common code has no row for
 * @op: IN and OUT
 *
 * Return: 0 or the command's error; -ENOSYS if unknown.
 */
long arch_sysctl(struct xen_sysctl *op);

/**
 * sysctl_domain_list() - XEN_SYSCTL_getdomaininfolist
 * @call: IN how far it was, in arguments that the hypercall does not use; OUT how far it
 *	is, with -ERESTART
 * @op: what call->arg[0] points to
 *
 * Looks for work of others after each domain.
 * Return: 0, -EFAULT, -ERESTART (call again; @op is not written back).
 */
long sysctl_domain_list(struct hypercall *call, struct xen_sysctl *op);

#endif /* HYP_SYSCTL_H */
