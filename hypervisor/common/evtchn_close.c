// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: closing one port, and all of them.
 */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/irq.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>

#include "evtchn_priv.h"

/* Ports closed between two looks at whether to go on. */
#define CLOSE_BATCH	64

/*
 * Locks the other end of @chn, which is locked, and turns it into an unbound
 * port. False: it could not be had in the order of addresses, start again.
 */
static bool detach_remote(struct domain *d, struct evtchn *chn)
{
	struct evtchn *end = chn->remote.end;

	if (end > chn)
		spin_lock(&end->lock);
	else if (!spin_trylock(&end->lock))
		return false;
	end->kind = EVTCHN_UNBOUND;
	end->remote_domid = d->domid;
	spin_unlock(&end->lock);

	return true;
}

static void forget_virq(struct domain *d, const struct evtchn *chn)
{
	/* A global one can be moved, but stands in the list of vCPU 0. */
	struct vcpu *v = domain_vcpu(d, virq_is_global(chn->virq) ? 0 : chn->vcpu);

	if (v && v->evtchn->virq_port[chn->virq] == chn->port)
		WRITE_ONCE(v->evtchn->virq_port[chn->virq], 0);
}

/* Domain's and channel's lock held. */
static void chn_release(struct domain *d, struct evtchn *chn)
{
	struct evtchn_state *es = d->evtchn;

	if (!chn->hyp_fn)
		es->abi->clear_pending(d, chn);
	chn->held_back = false;
	chn->kind = EVTCHN_FREE;
	es->nr_used--;
	if (chn->hyp_fn)
		es->nr_hyp--;
	chn->hyp_fn = NULL;
	es->free_hint = min(es->free_hint, chn->port);
}

void evtchn_unuse_port(struct domain *d, struct evtchn *chn)
{
	unsigned long flags = spin_lock_irqsave(&chn->lock);

	chn_release(d, chn);
	spin_unlock_irqrestore(&chn->lock, flags);
}

/* Domain's lock held. */
static int close_locked(struct domain *d, struct evtchn *chn, bool by_guest)
{
	unsigned long flags;

	/* What it is changes under the domain's lock only, but for its being detached. */
	if (chn->kind == EVTCHN_FREE || (by_guest && chn->hyp_fn))
		return -EINVAL;
	if (chn->kind == EVTCHN_PIRQ)
		pirq_unbind(d, chn->pirq);

	flags = spin_lock_irqsave(&chn->lock);
	while (chn->kind == EVTCHN_INTERDOMAIN && !detach_remote(d, chn)) {
		spin_unlock_irqrestore(&chn->lock, flags);
		cpu_relax();
		flags = spin_lock_irqsave(&chn->lock);
	}
	if (chn->kind == EVTCHN_VIRQ)
		forget_virq(d, chn);
	chn_release(d, chn);
	spin_unlock_irqrestore(&chn->lock, flags);

	return 0;
}

int evtchn_close(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	int rc;

	if (!chn)
		return -EINVAL;
	spin_lock(&d->evtchn->lock);
	rc = close_locked(d, chn, true);
	spin_unlock(&d->evtchn->lock);

	return rc;
}

void evtchn_free_hyp(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);

	if (!chn)
		return;
	spin_lock(&d->evtchn->lock);
	if (chn->hyp_fn)
		close_locked(d, chn, false);
	spin_unlock(&d->evtchn->lock);
}

/* A batch of ports from es->reset_at on; -ERESTART when it should be left for now. */
static int close_all(struct domain *d, bool by_guest)
{
	struct evtchn_state *es = d->evtchn;
	unsigned int done = 0;
	bool more = true;

	while (more) {
		spin_lock(&es->lock);
		for (done = 0; done < CLOSE_BATCH && es->reset_at < es->nr_ports; done++) {
			struct evtchn *chn = evtchn_lookup(d, es->reset_at++);

			if (chn)
				close_locked(d, chn, by_guest);
		}
		more = es->reset_at < es->nr_ports;
		if (!more)
			es->reset_at = 0;
		spin_unlock(&es->lock);
		if (more && hypercall_preempt_check())
			return -ERESTART;
	}

	return 0;
}

int evtchn_reset(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	int rc = close_all(d, true);

	if (rc)
		return rc;
	spin_lock(&es->lock);
	/* Another vCPU of the domain may have bound some since. */
	if (es->nr_used != es->nr_hyp)
		rc = -EAGAIN;
	else if (es->fifo)
		evtchn_fifo_leave(d);
	spin_unlock(&es->lock);

	return rc;
}

int evtchn_domain_relinquish(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	int rc;

	if (!es)
		return 0;
	spin_lock(&es->lock);
	if (!es->closing)
		es->reset_at = 0;
	es->closing = true;
	spin_unlock(&es->lock);

	rc = close_all(d, false);
	if (rc)
		return rc;
	virq_forget_domain(d);
	spin_lock(&es->lock);
	if (es->fifo)
		evtchn_fifo_leave(d);
	spin_unlock(&es->lock);

	return 0;
}
