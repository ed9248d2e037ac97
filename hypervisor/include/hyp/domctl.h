/* SPDX-License-Identifier: GPL-2.0-only */
/* Control operations on domains. */
#ifndef HYP_DOMCTL_H
#define HYP_DOMCTL_H

#include <linux/types.h>

struct domain;
struct xen_domctl;
struct xen_domctl_getdomaininfo;

/* State and resources of a domain, as of now; the caller holds a reference. */
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

long domctl_createdomain(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_destroydomain(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_pausedomain(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_unpausedomain(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_resumedomain(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_getdomaininfo(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_setdomainhandle(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_settimeoffset(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_set_target(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_set_virq_handler(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_subscribe(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_scheduler_op(struct domain *d, struct xen_domctl *op, bool *out);

long domctl_max_vcpus(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out);

long domctl_max_mem(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_setnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_getnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_irq_permission(struct domain *d, struct xen_domctl *op, bool *out);
long domctl_iomem_permission(struct domain *d, struct xen_domctl *op, bool *out);

#endif /* HYP_DOMCTL_H */
