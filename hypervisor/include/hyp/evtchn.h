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
#include <hyp/vcpu.h>
#include <xen/interface/xen.h>

struct domain;
struct hypercall;

/**
 * evtchn_domain_init() - give a domain a table of ports, of the 2-level ABI
 * @d: new domain
 * @max_port: highest port number that it may have (max_evtchn_port)
 *
 * Return: 0 or -ENOMEM.
 */
int evtchn_domain_init(struct domain *d, u32 max_port);

/**
 * evtchn_domain_relinquish() - close all ports of a dying domain
 * @d: paused; binds no port any more
 *
 * Return: 0 or -ERESTART: call again.
 */
int evtchn_domain_relinquish(struct domain *d);

/**
 * evtchn_domain_destroy() - free the table
 * @d: nobody can reach it any more; without a table nothing is done
 */
void evtchn_domain_destroy(struct domain *d);

/**
 * evtchn_vcpu_init() - a vCPU's list of VIRQs
 * @v: new vCPU
 *
 * Return: 0, -ENOMEM, -EINVAL (its number is too high).
 */
int evtchn_vcpu_init(struct vcpu *v);

/**
 * evtchn_vcpu_destroy() - free it
 * @v: nobody can reach it any more
 */
void evtchn_vcpu_destroy(struct vcpu *v);

/**
 * evtchn_vcpu_info_moved() - a vCPU moved its vcpu_info: replay what may be pending
 * @v: vcpu_info is the new one
 *
 * All words are selected and the upcall flagged, since an event may have gone to the old place.
 */
void evtchn_vcpu_info_moved(struct vcpu *v);

/**
 * evtchn_reset() - close all ports, back to the 2-level ABI; EVTCHNOP_reset
 * @d: the caller's own, or paused by the tools
 *
 * Ports of evtchn_alloc_hyp() stay.
 *
 * Return: 0, -EAGAIN (some were bound meanwhile) or -ERESTART.
 */
int evtchn_reset(struct domain *d);

/**
 * virq_send_vcpu() - a virtual interrupt for one vCPU
 * @v: whose port for it is raised, if there is one
 * @virq: VIRQ_TIMER, VIRQ_DEBUG, ...
 *
 * Any context with no lock from LOCK_EVTCHN on held.
 */
void virq_send_vcpu(struct vcpu *v, u32 virq);

/**
 * virq_send_global() - a virtual interrupt for its handler domain (dom0 unless the tools say so)
 * @virq: a global VIRQ
 *
 * Takes LOCK_VIRQ, interrupts off.
 */
void virq_send_global(u32 virq);

/**
 * virq_send_domain() - one domain's global VIRQ
 * @d: NULL: nothing is done
 * @virq: a global VIRQ
 *
 * Goes to the port that is listed with vCPU 0.
 */
void virq_send_domain(struct domain *d, u32 virq);

/**
 * virq_bound_global() - would a global VIRQ reach anybody?
 * @virq: a global VIRQ
 *
 * Return: true if its handler domain has a port for it.
 */
bool virq_bound_global(u32 virq);

/**
 * virq_set_handler() - choose who gets a global VIRQ
 * @d: a reference of it is taken; NULL: dom0
 * @virq: a global VIRQ
 *
 * Takes LOCK_VIRQ, interrupts off.
 *
 * Return: 0 or -EINVAL (not global, or @d is dying).
 */
int virq_set_handler(struct domain *d, u32 virq);

/**
 * evtchn_send() - as EVTCHNOP_send by the domain itself
 * @d: whose port it is
 * @port: interdomain, IPI, or unbound, which goes nowhere
 *
 * Any context.
 *
 * Return: 0 or -EINVAL.
 */
int evtchn_send(struct domain *d, u32 port);

/**
 * evtchn_send_pirq() - a physical interrupt for the port bound to it
 * @d: whose port it is
 * @port: nothing is done if it is no PIRQ's any more
 *
 * Any context.
 */
void evtchn_send_pirq(struct domain *d, u32 port);

/**
 * evtchn_port_is_pending() - is an event of the port waiting to be taken?
 * @d: whose port it is
 * @port: its number
 *
 * Return: true: don't unmask the line yet.
 */
bool evtchn_port_is_pending(struct domain *d, u32 port);

/**
 * evtchn_port_is_masked() - does the guest hold events of the port off?
 * @d: whose port it is
 * @port: its number
 *
 * Return: true: don't unmask the line yet.
 */
bool evtchn_port_is_masked(struct domain *d, u32 port);

/**
 * evtchn_unmask() - as EVTCHNOP_unmask, for PHYSDEVOP_eoi with the first form of its bitmap too
 * @d: whose port it is
 * @port: its number
 *
 * Return: 0 or -EINVAL (no such port).
 */
int evtchn_unmask(struct domain *d, u32 port);

/**
 * evtchn_alloc_hyp() - a port that ends in the hypervisor
 * @local: vCPU whose domain gets the port; fn is told it
 * @remote: who may bind to it
 * @fn: called on each event that the remote end sends, interrupts off, with the
 *      lock of the remote channel held: wakes somebody and returns
 *
 * The domain can neither close the port nor send on it.
 *
 * Return: the port, or -ENOSPC, -ENOMEM, -EINVAL (domain is dying).
 */
int evtchn_alloc_hyp(struct vcpu *local, domid_t remote, void (*fn)(struct vcpu *v, u32 port));

/**
 * evtchn_free_hyp() - close a port of evtchn_alloc_hyp()
 * @d: whose port it is
 * @port: its number; others are left alone
 */
void evtchn_free_hyp(struct domain *d, u32 port);

/**
 * evtchn_notify_hyp() - send from a port of evtchn_alloc_hyp() to the remote end
 * @d: whose port it is
 * @port: its number; nothing is done while nobody is bound to it
 */
void evtchn_notify_hyp(struct domain *d, u32 port);

/**
 * vcpu_event_pending() - any unmasked event for this vCPU?
 * @v: the vCPU
 *
 * Return: evtchn_upcall_pending and not evtchn_upcall_mask.
 */
static inline bool vcpu_event_pending(const struct vcpu *v)
{
	const struct vcpu_info *info = READ_ONCE(v->vcpu_info);

	return READ_ONCE(info->evtchn_upcall_pending) && !READ_ONCE(info->evtchn_upcall_mask);
}

/**
 * evtchn_poll_begin() - SCHEDOP_poll: be told of events from now on
 * @v: current
 * @port: the one polled; 0: any event of the domain
 *
 * Then comes a look at each port with evtchn_poll_ready(), then sleep: an event that comes
 * after this calls vcpu_unblock().
 */
void evtchn_poll_begin(struct vcpu *v, u32 port);

/**
 * evtchn_poll_end() - be told no more
 * @v: current, or its time-out
 *
 * Must follow when the sleep does not come about, and a time-out.
 *
 * Return: did an event end the wait?
 */
bool evtchn_poll_end(struct vcpu *v);

/**
 * evtchn_poll_ready() - is the port pending?
 * @d: whose port it is
 * @port: its number
 *
 * Return: 1: pending, 0: not, -EINVAL: no such port.
 */
int evtchn_poll_ready(struct domain *d, u32 port);

/**
 * do_event_channel_op() - HYPERVISOR_event_channel_op
 * @call: EVTCHNOP_*, struct by <xen/interface/event_channel.h>
 *
 * Return: 0 or the command's error; -ENOSYS, -EFAULT.
 */
long do_event_channel_op(struct hypercall *call);

/**
 * evtchn_dump() - print a domain's ports, for a debug key
 * @d: with a reference
 */
void evtchn_dump(struct domain *d);

#endif /* HYP_EVTCHN_H */
