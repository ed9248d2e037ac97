/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers of HYPERVISOR_platform_op: check and do one; the caller copies. */
#ifndef X86_PLATFORM_OP_H
#define X86_PLATFORM_OP_H

#include <linux/types.h>

struct xen_platform_op;

/**
 * platform_cpuinfo() - XENPF_get_cpuinfo
 * @op: IN number, OUT flags and IDs
 *
 * Handlers of HYPERVISOR_platform_op check and do one; the caller copies @op in and out.
 *
 * Return: 0.
 */
long platform_cpuinfo(struct xen_platform_op *op);

/**
 * platform_cpu_version() - XENPF_get_cpu_version
 * @op: IN number, OUT vendor, family, model and stepping
 *
 * Return: 0.
 */
long platform_cpu_version(struct xen_platform_op *op);

/**
 * cpu_set_in_use() - start a CPU, bring it back, or take it off line
 * @cpu: any number
 * @in_use: what it shall be
 *
 * Tells dom0 by VIRQ_PCPU_STATE.
 *
 * Return: as cpupool_cpu_park(); -EIO (it does not start).
 */
long cpu_set_in_use(u32 cpu, bool in_use);

/**
 * platform_cpu_online() - XENPF_cpu_online
 * @op: number
 *
 * Return: as cpu_set_in_use().
 */
long platform_cpu_online(struct xen_platform_op *op);

/**
 * platform_cpu_offline() - XENPF_cpu_offline
 * @op: number
 *
 * Return: as cpu_set_in_use().
 */
long platform_cpu_offline(struct xen_platform_op *op);

/**
 * platform_idletime() - XENPF_getidletime
 * @op: bitmap of CPUs and array of times (ns), both in the guest
 *
 * Return: 0, -EFAULT.
 */
long platform_idletime(struct xen_platform_op *op);

/**
 * platform_resource() - XENPF_resource_op: time stamps only
 * @op: up to two entries, in the guest
 *
 * Return: how many were done, -EINVAL, -EFAULT.
 */
long platform_resource(struct xen_platform_op *op);

/**
 * platform_read_memtype() - XENPF_read_memtype: a variable MTRR (SDM 3A 12.11.2.3)
 * @op: IN number, OUT range and type, zeroes if it is off
 *
 * Return: 0, -EINVAL (no such register), -EOPNOTSUPP (no MTRRs).
 */
long platform_read_memtype(struct xen_platform_op *op);

#endif /* X86_PLATFORM_OP_H */
