// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: the table of a domain's ports, and questions about one.
 *
 * Ports live in pages that are added as the numbers grow and freed with the
 * domain only, so a lookup needs no lock: nr_ports is raised after the page is
 * in place, and what a port is stands under the channel's own lock.
 *
 * The other end of an interdomain channel belongs to a domain that may be
 * going away. It can't be gone: a domain closes its ports before it drops its last
 * reference, and closing one end turns the other into an unbound port, under
 * the locks of both. So the holder of either lock may use both ends.
 */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "evtchn_priv.h"

unsigned long evtchn_lock_pair(struct evtchn *a, struct evtchn *b)
{
	struct evtchn *first = a < b ? a : b;
	struct evtchn *second = a < b ? b : a;
	unsigned long flags = spin_lock_irqsave(&first->lock);

	if (second != first)
		spin_lock(&second->lock);

	return flags;
}

void evtchn_unlock_pair(struct evtchn *a, struct evtchn *b, unsigned long flags)
{
	struct evtchn *first = a < b ? a : b;
	struct evtchn *second = a < b ? b : a;

	if (second != first)
		spin_unlock(&second->lock);
	spin_unlock_irqrestore(&first->lock, flags);
}

static void chn_init(struct evtchn *chn, u32 port)
{
	spin_lock_init(&chn->lock, LOCK_EVTCHN);
	chn->port = port;
	chn->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
	chn->last_priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
}

/* One more port at the end of the table. */
static int table_grow(struct evtchn_state *es)
{
	u32 port = es->nr_ports;
	struct evtchn *page = es->page[port / EVTCHN_PER_PAGE];
	u32 i;

	if (!page) {
		page = heap_alloc(EVTCHN_PER_PAGE * sizeof(*page));
		if (!page)
			return -ENOMEM;
		for (i = 0; i < EVTCHN_PER_PAGE; i++)
			chn_init(page + i, port + i);
		es->page[port / EVTCHN_PER_PAGE] = page;
	}
	/* The page is in place before a lookup finds the port; pairs with the acquire there. */
	smp_store_release(&es->nr_ports, port + 1);

	return 0;
}

static bool port_is_free(struct domain *d, u32 port)
{
	return evtchn_lookup(d, port)->kind == EVTCHN_FREE && !d->evtchn->abi->is_busy(d, port);
}

int evtchn_get_port(struct domain *d, struct evtchn **chn)
{
	struct evtchn_state *es = d->evtchn;
	u32 port;
	int rc;

	if (es->closing)
		return -EINVAL;
	for (port = es->free_hint; port < es->nr_ports && !port_is_free(d, port); port++)
		;
	if (port > es->max_port || port >= es->abi->nr_ports(d))
		return -ENOSPC;
	if (port == es->nr_ports) {
		rc = table_grow(es);
		if (rc)
			return rc;
	}
	/* A port that is free but queued is passed over, and looked at again. */
	if (port == es->free_hint)
		es->free_hint = port + 1;
	*chn = evtchn_lookup(d, port);
	(*chn)->vcpu = 0;
	(*chn)->hyp_fn = NULL;
	es->nr_used++;
	es->abi->init(d, *chn);

	return 0;
}

static u32 status_of(const struct evtchn *chn)
{
	static const u8 status[] = {
		[EVTCHN_FREE] = EVTCHNSTAT_closed,
		[EVTCHN_UNBOUND] = EVTCHNSTAT_unbound,
		[EVTCHN_INTERDOMAIN] = EVTCHNSTAT_interdomain,
		[EVTCHN_PIRQ] = EVTCHNSTAT_pirq,
		[EVTCHN_VIRQ] = EVTCHNSTAT_virq,
		[EVTCHN_IPI] = EVTCHNSTAT_ipi,
	};

	return chn->hyp_fn ? EVTCHNSTAT_closed : status[chn->kind];
}

int evtchn_status(struct domain *d, struct evtchn_status *status)
{
	struct evtchn *chn = evtchn_lookup(d, status->port);
	unsigned long flags;

	if (!chn)
		return -EINVAL;

	flags = spin_lock_irqsave(&chn->lock);
	status->status = status_of(chn);
	status->vcpu = chn->vcpu;
	switch (status->status) {
	case EVTCHNSTAT_unbound:
		status->u.unbound.dom = chn->remote_domid;
		break;
	case EVTCHNSTAT_interdomain:
		status->u.interdomain.dom = chn->remote.domain->domid;
		status->u.interdomain.port = chn->remote.end->port;
		break;
	case EVTCHNSTAT_pirq:
		status->u.pirq = chn->pirq;
		break;
	case EVTCHNSTAT_virq:
		status->u.virq = chn->virq;
		break;
	}
	spin_unlock_irqrestore(&chn->lock, flags);

	return 0;
}

int evtchn_unmask(struct domain *d, u32 port)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	unsigned long flags;

	if (!chn)
		return -EINVAL;
	flags = spin_lock_irqsave(&chn->lock);
	/* The hypervisor's own has no bits, and keeps its number when the ABI changes back. */
	if (chn->kind != EVTCHN_FREE && !chn->hyp_fn)
		READ_ONCE(d->evtchn->abi)->unmask(d, chn);
	spin_unlock_irqrestore(&chn->lock, flags);

	return 0;
}

int evtchn_set_priority(struct domain *d, u32 port, u32 priority)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	int rc;

	if (!chn)
		return -EINVAL;
	spin_lock(&d->evtchn->lock);
	rc = d->evtchn->abi->set_priority(d, chn, priority);
	spin_unlock(&d->evtchn->lock);

	return rc;
}

/* 1 or 0, or -EINVAL; a closed port is neither pending nor masked. */
static int ask_port(struct domain *d, u32 port, bool masked)
{
	struct evtchn *chn = evtchn_lookup(d, port);
	const struct evtchn_abi *abi;
	unsigned long flags;
	int answer = 0;

	if (!chn)
		return -EINVAL;
	flags = spin_lock_irqsave(&chn->lock);
	abi = READ_ONCE(d->evtchn->abi);
	if (chn->kind != EVTCHN_FREE && !chn->hyp_fn)
		answer = masked ? abi->is_masked(d, port) : abi->is_pending(d, port);
	spin_unlock_irqrestore(&chn->lock, flags);

	return answer;
}

bool evtchn_port_is_pending(struct domain *d, u32 port)
{
	return ask_port(d, port, false) > 0;
}

bool evtchn_port_is_masked(struct domain *d, u32 port)
{
	return ask_port(d, port, true) > 0;
}

int evtchn_poll_ready(struct domain *d, u32 port)
{
	return ask_port(d, port, false);
}

int evtchn_domain_init(struct domain *d, u32 max_port)
{
	struct evtchn_state *es = heap_new(struct evtchn_state);

	if (!es)
		return -ENOMEM;
	es->max_port = min_t(u32, max_port, EVTCHN_FIFO_NR_CHANNELS - 1);
	es->page = heap_new_array(struct evtchn *, es->max_port / EVTCHN_PER_PAGE + 1);
	if (!es->page) {
		heap_free(es);
		return -ENOMEM;
	}
	spin_lock_init(&es->lock, LOCK_EVTCHN_DOM);
	es->abi = &evtchn_abi_2l;
	es->nr_ports = 0;
	d->evtchn = es;
	/* Port 0 is no port: it is there, free, and no lookup finds it. */
	if (table_grow(es)) {
		evtchn_domain_destroy(d);
		return -ENOMEM;
	}
	es->free_hint = 1;

	return 0;
}

void evtchn_domain_destroy(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	u32 i;

	if (!es)
		return;
	d->evtchn = NULL;
	for (i = 0; i * EVTCHN_PER_PAGE < es->nr_ports; i++)
		heap_free(es->page[i]);
	heap_free(es->page);
	heap_free(es);
}

int evtchn_vcpu_init(struct vcpu *v)
{
	if (v->id >= EVTCHN_MAX_VCPUS)
		return -EINVAL;
	v->evtchn = heap_new(struct evtchn_vcpu);

	return v->evtchn ? 0 : -ENOMEM;
}

void evtchn_vcpu_destroy(struct vcpu *v)
{
	heap_free(v->evtchn);
	v->evtchn = NULL;
}
