/* SPDX-License-Identifier: GPL-2.0-only */
/* Pools of CPUs, each with a scheduler of its own. */
#ifndef HYP_CPUPOOL_H
#define HYP_CPUPOOL_H

struct xen_sysctl_cpupool_op;

/* XEN_SYSCTL_cpupool_op. */
int cpupool_sysctl(struct xen_sysctl_cpupool_op *op);

#endif /* HYP_CPUPOOL_H */
