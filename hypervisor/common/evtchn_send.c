// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: raising an event, and who is told of it.
 */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/find.h>

#include "evtchn_priv.h"

void evtchn_upcall(struct vcpu *v)
{
	struct vcpu_info *info = READ_ONCE(v->vcpu_info);

	/* The event's own bits are set before; the exchange keeps the order. */
	if (xchg(&info->evtchn_upcall_pending, 1))
		return;
	if (v->domain->ops->event_flagged)
		v->domain->ops->event_flagged(v);
	vcpu_kick(v);
}

static void wake_pollers(struct domain *d, u32 port)
{
	struct evtchn_state *es = d->evtchn;
	unsigned int id;

	for_each_set_bit(id, es->pollers, d->max_vcpus) {
		struct vcpu *v = domain_vcpu(d, id);

		if (v && (!v->poll_port || v->poll_port == port) &&
		    test_and_clear_bit(id, es->pollers))
			vcpu_unblock(v);
	}
}

void evtchn_raise(struct domain *d, struct evtchn *chn)
{
	struct evtchn_state *es = d->evtchn;
	const struct evtchn_abi *abi = READ_ONCE(es->abi);

	abi->set_pending(d, chn);
	/*
	 * init_control may change the ABI at this moment: it stores the new one,
	 * then looks for bits of the old one; we set the bit, then look whether the ABI
	 * is still the old one. Both have a full barrier between their two steps, so one
	 * of them sees the other.
	 */
	if (unlikely(READ_ONCE(es->abi) != abi))
		es->abi->set_pending(d, chn);
	/* Pairs with evtchn_poll_begin(): the event is there before we look for pollers. */
	smp_mb__after_atomic();
	if (unlikely(!bitmap_empty(es->pollers, d->max_vcpus)))
		wake_pollers(d, chn->port);
}

/* @chn is one end of an interdomain channel and locked; the event goes to the other. */
static void raise_remote(struct evtchn *chn)
{
	struct domain *d = chn->remote.domain;
	struct evtchn *end = chn->remote.end;
	struct vcpu *v;

	if (!end->hyp_fn) {
		evtchn_raise(d, end);
		return;
	}
	v = domain_vcpu(d, end->vcpu);
	if (v)
		end->hyp_fn(v, end->port);
}

int evtchn_send(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	unsigned long flags;
	int rc = 0;

	if (!chn)
		return -EINVAL;

	flags = spin_lock_irqsave(&chn->lock);
	if (unlikely(chn->hyp_fn))
		rc = -EINVAL;
	else if (chn->kind == EVTCHN_INTERDOMAIN)
		raise_remote(chn);
	else if (chn->kind == EVTCHN_IPI)
		evtchn_raise(d, chn);
	else if (chn->kind != EVTCHN_UNBOUND)	/* the other end may have closed just now */
		rc = -EINVAL;
	spin_unlock_irqrestore(&chn->lock, flags);

	return rc;
}

void evtchn_notify_hyp(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	unsigned long flags;

	if (!chn)
		return;
	flags = spin_lock_irqsave(&chn->lock);
	if (chn->hyp_fn && chn->kind == EVTCHN_INTERDOMAIN)
		raise_remote(chn);
	spin_unlock_irqrestore(&chn->lock, flags);
}

void evtchn_send_pirq(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	unsigned long flags;

	if (!chn)
		return;
	flags = spin_lock_irqsave(&chn->lock);
	if (chn->kind == EVTCHN_PIRQ)
		evtchn_raise(d, chn);
	spin_unlock_irqrestore(&chn->lock, flags);
}

void evtchn_poll_begin(struct vcpu *v, u32 port)
{
	v->poll_port = port;
	/* A full barrier; pairs with evtchn_raise(): noted first, then the look at the ports. */
	test_and_set_bit(v->id, v->domain->evtchn->pollers);
}

bool evtchn_poll_end(struct vcpu *v)
{
	bool waiting = test_and_clear_bit(v->id, v->domain->evtchn->pollers);

	v->poll_port = 0;

	return !waiting;
}

void evtchn_vcpu_info_moved(struct vcpu *v)
{
	struct vcpu_info *info = v->vcpu_info;

	/*
	 * An event that was raised during the move may have gone to the old place. So
	 * everything is looked at once; an upcall for nothing does no harm.
	 */
	evtchn_select_all(v);
	/* The words to look at before the request to look. */
	smp_mb__after_atomic();
	WRITE_ONCE(info->evtchn_upcall_pending, 1);
	if (v->domain->ops->event_flagged)
		v->domain->ops->event_flagged(v);
	vcpu_kick(v);
}
