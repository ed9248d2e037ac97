/* SPDX-License-Identifier: GPL-2.0-only */
/* Control operations on the machine: the part that the architecture answers. */
#ifndef HYP_SYSCTL_H
#define HYP_SYSCTL_H

#include <linux/types.h>

struct xen_sysctl;
struct xen_sysctl_cputopo;
struct xen_sysctl_physinfo;

/* Fills threads, cores, frequency, capabilities and features. */
void arch_physinfo(struct xen_sysctl_physinfo *info);
void arch_cpu_topology(unsigned int cpu, struct xen_sysctl_cputopo *topo);
/* Commands that common code has no row for; -ENOSYS if unknown. */
long arch_sysctl(struct xen_sysctl *op);

#endif /* HYP_SYSCTL_H */
