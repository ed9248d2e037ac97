/* SPDX-License-Identifier: GPL-2.0-only */
/* Control operations on domains. */
#ifndef HYP_DOMCTL_H
#define HYP_DOMCTL_H

#include <linux/types.h>

struct domain;
struct xen_domctl;
struct xen_domctl_getdomaininfo;

/**
 * domain_getinfo() - state and resources of a domain, as of now
 * @d: the caller holds a reference
 * @info: OUT, all of it
 *
 * Takes LOCK_CPUPOOL.
 */
void domain_getinfo(struct domain *d, struct xen_domctl_getdomaininfo *info);

/**
 * typedef domctl_fn - one command of HYPERVISOR_domctl
 * @d: target, with a reference; NULL for the few that have none yet
 * @op: a copy of the caller's struct
 * @out: set to true when @op holds results, also with some errors
 *
 * Called by a privileged domain with the lock of all domctls held.
 * Return: the answer; -ERESTART: call again with what is in @op.
 */
typedef long (*domctl_fn)(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_createdomain() - XEN_DOMCTL_createdomain
 * @d: NULL
 * @op: IN number (one that is none asks for a free one) and configuration; OUT number
 * @out: set
 *
 * Return: 0 or an error of domain_create(); -EOPNOTSUPP for a container.
 */
long domctl_createdomain(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_destroydomain() - XEN_DOMCTL_destroydomain
 * @d: target
 * @op: no arguments
 * @out: not set
 *
 * Return: of domain_kill().
 */
long domctl_destroydomain(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_pausedomain() - XEN_DOMCTL_pausedomain; waits until it does not run
 * @d: target
 * @op: no arguments
 * @out: not set
 *
 * Return: 0, -EINVAL (the caller's own), -EOVERFLOW (more than 255 times).
 */
long domctl_pausedomain(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_unpausedomain() - XEN_DOMCTL_unpausedomain
 * @d: target
 * @op: no arguments
 * @out: not set
 *
 * Return: 0 or -EINVAL (not paused by the tools).
 */
long domctl_unpausedomain(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_resumedomain() - XEN_DOMCTL_resumedomain, after a suspend
 * @d: target
 * @op: no arguments
 * @out: not set
 *
 * Return: 0 or -EINVAL (the caller's own).
 */
long domctl_resumedomain(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_getdomaininfo() - XEN_DOMCTL_getdomaininfo
 * @d: NULL
 * @op: IN number; OUT information on that domain or, if there is none, the next one
 * @out: set
 *
 * Return: 0 or -ESRCH.
 */
long domctl_getdomaininfo(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_setdomainhandle() - XEN_DOMCTL_setdomainhandle
 * @d: target
 * @op: UUID
 * @out: not set
 *
 * Return: 0.
 */
long domctl_setdomainhandle(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_settimeoffset() - XEN_DOMCTL_settimeoffset; shared_info shows it at once
 * @d: target
 * @op: seconds that its wall clock is ahead of ours
 * @out: not set
 *
 * Return: 0.
 */
long domctl_settimeoffset(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_set_target() - XEN_DOMCTL_set_target, once
 * @d: who becomes the device model
 * @op: number of the domain that it serves
 * @out: not set
 *
 * Return: 0, -ESRCH, -EINVAL (itself, or it serves one already).
 */
long domctl_set_target(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_set_virq_handler() - XEN_DOMCTL_set_virq_handler
 * @d: who gets the virtual interrupt
 * @op: a global VIRQ
 * @out: not set
 *
 * Return: of virq_set_handler().
 */
long domctl_set_virq_handler(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_subscribe() - XEN_DOMCTL_subscribe
 * @d: target
 * @op: its own port that is raised when it suspends, in place of VIRQ_DOM_EXC; 0: none
 * @out: not set
 *
 * Return: 0.
 */
long domctl_subscribe(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_scheduler_op() - XEN_DOMCTL_scheduler_op
 * @d: target
 * @op: IN and OUT, the scheduler's parameters
 * @out: set
 *
 * Return: of sched_adjust().
 */
long domctl_scheduler_op(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_max_vcpus() - XEN_DOMCTL_max_vcpus: make all vCPUs
 * @d: target
 * @op: the number that createdomain was told
 * @out: not set
 *
 * Return: 0, -EINVAL (another number, or the caller's own), -EBUSY (shutting down), -ERESTART,
 * or an error of vcpu_create().
 */
long domctl_max_vcpus(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_setvcpucontext() - XEN_DOMCTL_setvcpucontext
 * @d: target
 * @op: number of the vCPU, guest address of its registers
 * @out: not set
 *
 * Return: 0, -EINVAL, -ESRCH (not made yet), -ENOMEM, -EFAULT, or of guest_ops->set_context().
 */
long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_getvcpucontext() - XEN_DOMCTL_getvcpucontext
 * @d: target
 * @op: number of the vCPU, guest address where its registers go
 * @out: not set: they are written from here
 *
 * Return: 0, -EINVAL (also for the caller itself), -ESRCH, -ENODATA (it has none yet), -ENOMEM,
 * -EFAULT.
 */
long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_getvcpuinfo() - XEN_DOMCTL_getvcpuinfo
 * @d: target
 * @op: IN number of the vCPU; OUT its state, CPU and CPU time in ns
 * @out: set
 *
 * Return: 0, -EINVAL, -ESRCH.
 */
long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_setvcpuaffinity() - XEN_DOMCTL_setvcpuaffinity
 * @d: target
 * @op: number of the vCPU, bitmaps, which say afterwards what is in force
 * @out: not set: they are written from here
 *
 * Return: 0, -EINVAL, -ESRCH, -EFAULT.
 */
long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_getvcpuaffinity() - XEN_DOMCTL_getvcpuaffinity
 * @d: target
 * @op: number of the vCPU, bitmaps to be filled
 * @out: not set: they are written from here
 *
 * Return: 0, -EINVAL, -ESRCH, -EFAULT.
 */
long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_max_mem() - XEN_DOMCTL_max_mem
 * @d: target
 * @op: limit in KiB; below what the domain has it takes nothing away
 * @out: not set
 *
 * Return: 0.
 */
long domctl_max_mem(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_setnodeaffinity() - XEN_DOMCTL_setnodeaffinity; there is one node, number 0
 * @d: target
 * @op: bitmap of nodes
 * @out: not set
 *
 * Return: 0, -EFAULT, -EINVAL (node 0 is not in it).
 */
long domctl_setnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_getnodeaffinity() - XEN_DOMCTL_getnodeaffinity: node 0
 * @d: target
 * @op: bitmap to be filled
 * @out: not set: it is written from here
 *
 * Return: 0 or -EFAULT.
 */
long domctl_getnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_irq_permission() - XEN_DOMCTL_irq_permission
 * @d: who gets or loses the right
 * @op: one interrupt
 * @out: not set
 *
 * Return: 0, -EINVAL, -EPERM (the caller has not got it), -ENOMEM.
 */
long domctl_irq_permission(struct domain *d, struct xen_domctl *op, bool *out);

/**
 * domctl_iomem_permission() - XEN_DOMCTL_iomem_permission
 * @d: who gets or loses the right
 * @op: a range of frames
 * @out: not set
 *
 * Return: 0, -EINVAL, -EPERM (the caller has not got all of it), -ENOMEM.
 */
long domctl_iomem_permission(struct domain *d, struct xen_domctl *op, bool *out);

#endif /* HYP_DOMCTL_H */
