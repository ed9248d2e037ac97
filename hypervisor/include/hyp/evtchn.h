/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels as other floors see them.
 *
 * A port is a domain's end of a channel.  Raising an event takes the lock of
 * one channel, with interrupts off, so everything below that says "send" may
 * be called from an interrupt handler.  See Documentation/evtchn.rst.
 */
#ifndef HYP_EVTCHN_H
#define HYP_EVTCHN_H

#include <hyp/domid.h>

struct domain;
struct hypercall;
struct vcpu;

/* @max_port: highest port number that the domain may have (max_evtchn_port). */
int evtchn_domain_init(struct domain *d, u32 max_port);
int evtchn_domain_relinquish(struct domain *d);		/* closes all, restartable */
void evtchn_domain_destroy(struct domain *d);
int evtchn_vcpu_init(struct vcpu *v);
void evtchn_vcpu_destroy(struct vcpu *v);
/* A vCPU moved its vcpu_info: replay what may be pending. */
void evtchn_vcpu_info_moved(struct vcpu *v);
/* Closes all ports, back to the 2-level ABI; 0, -EINVAL, -EAGAIN or -ERESTART. */
int evtchn_reset(struct domain *d);

void virq_send_vcpu(struct vcpu *v, u32 virq);		/* VIRQ_TIMER, DEBUG, XENOPROF ... */
void virq_send_global(u32 virq);			/* to its handler domain (dom0) */
void virq_send_domain(struct domain *d, u32 virq);	/* one domain's global VIRQ */
bool virq_bound_global(u32 virq);
/* Makes @d, of which a reference is taken, the handler of a global VIRQ; NULL: dom0. */
int virq_set_handler(struct domain *d, u32 virq);

/* As EVTCHNOP_send by @d itself: 0 or -EINVAL. */
int evtchn_send(struct domain *d, u32 port);
/* A physical interrupt for the port bound to it: send. */
void evtchn_send_pirq(struct domain *d, u32 port);
/* True if the port is pending or masked: don't unmask the line yet. */
bool evtchn_port_is_pending(struct domain *d, u32 port);
bool evtchn_port_is_masked(struct domain *d, u32 port);
/* As EVTCHNOP_unmask, for PHYSDEVOP_eoi with the first form of its bitmap. */
int evtchn_unmask(struct domain *d, u32 port);

/**
 * evtchn_alloc_hyp() - a port that ends in the hypervisor
 * @local: vCPU whose domain gets the port; fn is told it
 * @remote: who may bind to it
 * @fn: called on each event that the remote end sends, interrupts off, with the
 *	lock of the remote channel held: wakes somebody and returns
 *
 * The domain can neither close the port nor send on it.
 * Return: the port, or -ENOSPC, -ENOMEM, -EINVAL (domain is dying).
 */
int evtchn_alloc_hyp(struct vcpu *local, domid_t remote, void (*fn)(struct vcpu *v, u32 port));
void evtchn_free_hyp(struct domain *d, u32 port);
void evtchn_notify_hyp(struct domain *d, u32 port);	/* send to the remote end */

/* Any unmasked event for this vCPU (evtchn_upcall_pending and not masked)? */
bool vcpu_event_pending(const struct vcpu *v);

/*
 * SCHEDOP_poll.  First evtchn_poll_begin(), then a look at each port with
 * evtchn_poll_ready(), then sleep: an event that comes after the first step
 * calls vcpu_unblock().  evtchn_poll_end() must follow in each case and tells
 * whether an event ended the wait; it must also follow a time-out.
 */
void evtchn_poll_begin(struct vcpu *v, u32 port);	/* port 0: any event of the domain */
bool evtchn_poll_end(struct vcpu *v);
/* 1: pending, 0: not, -EINVAL: no such port. */
int evtchn_poll_ready(struct domain *d, u32 port);

long do_event_channel_op(struct hypercall *call);
void evtchn_dump(struct domain *d);

#endif /* HYP_EVTCHN_H */
