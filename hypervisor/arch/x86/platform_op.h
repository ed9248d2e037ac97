/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers of HYPERVISOR_platform_op: check and do one; the caller copies. */
#ifndef X86_PLATFORM_OP_H
#define X86_PLATFORM_OP_H

struct xen_platform_op;

/* platform_cpu.c */
long platform_cpuinfo(struct xen_platform_op *op);
long platform_cpu_version(struct xen_platform_op *op);
long platform_cpu_online(struct xen_platform_op *op);
long platform_cpu_offline(struct xen_platform_op *op);
long platform_idletime(struct xen_platform_op *op);
long platform_resource(struct xen_platform_op *op);
long platform_read_memtype(struct xen_platform_op *op);

#endif /* X86_PLATFORM_OP_H */
