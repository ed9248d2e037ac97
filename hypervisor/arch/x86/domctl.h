/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers of the architecture's domctls; the caller copies @op in and out. */
#ifndef X86_DOMCTL_H
#define X86_DOMCTL_H

struct domain;
struct xen_domctl;

/* domctl_vcpu.c: state of one vCPU beyond its registers */
long domctl_set_ext_context(struct domain *d, struct xen_domctl *op);
long domctl_get_ext_context(struct domain *d, struct xen_domctl *op);
long domctl_set_xstate(struct domain *d, struct xen_domctl *op);
long domctl_get_xstate(struct domain *d, struct xen_domctl *op);
long domctl_set_msrs(struct domain *d, struct xen_domctl *op);
long domctl_get_msrs(struct domain *d, struct xen_domctl *op);
long domctl_send_trigger(struct domain *d, struct xen_domctl *op);

/* domctl_policy.c */
long domctl_get_policy(struct domain *d, struct xen_domctl *op);
long domctl_set_policy(struct domain *d, struct xen_domctl *op);

#endif /* X86_DOMCTL_H */
