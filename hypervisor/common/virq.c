// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual interrupts: events from the hypervisor itself.
 *
 * Some belong to a vCPU and never move. The others are global: one port in a
 * domain, listed with its vCPU 0, and one domain that gets them, dom0 unless the
 * tools chose another.
 */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/nospec.h>

#include "evtchn_priv.h"

/* Chosen handlers, each with a reference; NULL: dom0. */
static struct domain *handler[NR_VIRQS];
static DEFINE_SPINLOCK(handler_lock, LOCK_VIRQ);

bool virq_is_global(u32 virq)
{
	switch (virq) {
	case VIRQ_TIMER:
	case VIRQ_DEBUG:
	case VIRQ_XENOPROF:
	case VIRQ_XENPMU:
		return false;
	}

	return true;
}

static void send(struct vcpu *v, u32 virq)
{
	struct domain *d = v->domain;
	struct evtchn *chn = evtchn_lookup(d, READ_ONCE(v->evtchn->virq_port[virq]));
	unsigned long flags;

	if (!chn)
		return;
	flags = spin_lock_irqsave(&chn->lock);
	/* The port may have been closed, and bound to something else, since we read it. */
	if (chn->kind == EVTCHN_VIRQ && chn->virq == virq)
		evtchn_raise(d, chn);
	spin_unlock_irqrestore(&chn->lock, flags);
}

void virq_send_vcpu(struct vcpu *v, u32 virq)
{
	if (v->evtchn && virq < NR_VIRQS)
		send(v, virq);
}

void virq_send_domain(struct domain *d, u32 virq)
{
	struct vcpu *v = d ? domain_vcpu(d, 0) : NULL;

	if (v)
		virq_send_vcpu(v, virq);
}

void virq_send_global(u32 virq)
{
	unsigned long flags;

	if (virq >= NR_VIRQS)
		return;
	/* Held so that a chosen handler does not go away meanwhile. */
	flags = spin_lock_irqsave(&handler_lock);
	virq_send_domain(handler[virq] ?: dom0, virq);
	spin_unlock_irqrestore(&handler_lock, flags);
}

bool virq_bound_global(u32 virq)
{
	unsigned long flags;
	struct domain *d;
	struct vcpu *v;
	bool bound;

	if (virq >= NR_VIRQS)
		return false;
	flags = spin_lock_irqsave(&handler_lock);
	d = handler[virq] ?: dom0;
	v = d ? domain_vcpu(d, 0) : NULL;
	bound = v && v->evtchn && READ_ONCE(v->evtchn->virq_port[virq]);
	spin_unlock_irqrestore(&handler_lock, flags);

	return bound;
}

int virq_set_handler(struct domain *d, u32 virq)
{
	unsigned long flags;
	struct domain *old;

	if (virq >= NR_VIRQS)
		return -EINVAL;
	virq = array_index_nospec(virq, NR_VIRQS);
	if (!virq_is_global(virq))
		return -EINVAL;
	/* A dying one has been forgotten, perhaps, and would not be again. */
	if (d && (READ_ONCE(d->state) >= DOM_DYING || !domain_get(d)))
		return -EINVAL;

	flags = spin_lock_irqsave(&handler_lock);
	old = handler[virq];
	handler[virq] = d;
	spin_unlock_irqrestore(&handler_lock, flags);
	if (old)
		domain_put(old);

	return 0;
}

/* A dying domain handles nothing more, and its references are not kept. */
void virq_forget_domain(struct domain *d)
{
	unsigned long flags;
	unsigned int virq, n = 0;

	flags = spin_lock_irqsave(&handler_lock);
	for (virq = 0; virq < NR_VIRQS; virq++) {
		if (handler[virq] == d) {
			handler[virq] = NULL;
			n++;
		}
	}
	spin_unlock_irqrestore(&handler_lock, flags);
	while (n--)
		domain_put(d);
}
