/* SPDX-License-Identifier: GPL-2.0-only */
/* Event channels as other floors see them. */
#ifndef HYP_EVTCHN_H
#define HYP_EVTCHN_H

#include <hyp/domid.h>

struct domain;
struct hypercall;
struct vcpu;

int evtchn_domain_init(struct domain *d, u32 max_port);
int evtchn_domain_relinquish(struct domain *d);		/* closes all, restartable */
void evtchn_domain_destroy(struct domain *d);
int evtchn_vcpu_init(struct vcpu *v);
void evtchn_vcpu_destroy(struct vcpu *v);
/* A vCPU moved its vcpu_info: replay what may be pending. */
void evtchn_vcpu_info_moved(struct vcpu *v);

void virq_send_vcpu(struct vcpu *v, u32 virq);		/* VIRQ_TIMER, DEBUG, XENOPROF ... */
void virq_send_global(u32 virq);			/* to its handler domain (dom0) */
void virq_send_domain(struct domain *d, u32 virq);	/* one domain's global VIRQ */
bool virq_bound_global(u32 virq);

/* A physical interrupt for the port bound to it. */
void evtchn_send_pirq(struct domain *d, u32 port);
/* True if the port is pending or masked: don't unmask the line yet. */
bool evtchn_port_is_pending(struct domain *d, u32 port);
bool evtchn_port_is_masked(struct domain *d, u32 port);

/* Ports that end in the hypervisor (device-model requests ...). */
int evtchn_alloc_hyp(struct vcpu *local, domid_t remote, void (*fn)(struct vcpu *v, u32 port));
void evtchn_free_hyp(struct domain *d, u32 port);
void evtchn_notify_hyp(struct domain *d, u32 port);

/* Any unmasked event for this vCPU (evtchn_upcall_pending and not masked)? */
bool vcpu_event_pending(const struct vcpu *v);

/* For SCHEDOP_poll: is the port pending; which vCPU polls it is woken on send. */
bool evtchn_poll_ready(struct domain *d, u32 port);

long do_event_channel_op(struct hypercall *call);
void evtchn_dump(struct domain *d);

#endif /* HYP_EVTCHN_H */
