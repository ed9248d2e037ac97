// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory on demand: a guest may be made with more guest frames (maxmem) than pages
 * (memory). Those behind which there is nothing yet get a page when they are touched, by
 * the guest or for it, up to the number that the tools say. Its balloon has to give back
 * the rest before that is reached.
 *
 *	nothing --populate, on demand--> on demand --touched--> RAM
 *	                                     |
 *	                                     +--decrease--> nothing
 *
 * Two CPUs that touch the same frame may both have a page for it; one of them finds the
 * entry changed, and frees its own.
 */
#include <hyp/p2m.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include "p2m_priv.h"

/* Less is no news: it has been promised, and frames that a balloon gives back count in time. */
void p2m_demand_set_target(struct domain *d, u64 pages)
{
	spin_lock(&d->p2m->lock);
	if (pages > d->p2m->demand_target)
		d->p2m->demand_target = pages;
	spin_unlock(&d->p2m->lock);
}

u64 p2m_demand_promised(const struct domain *d)
{
	u64 has = READ_ONCE(d->tot_pages), may = p2m_demand_target(d);

	return may > has ? min(may - has, p2m_demand_entries(d)) : 0;
}

u64 p2m_demand_target(const struct domain *d)
{
	return READ_ONCE(d->p2m->demand_target);
}

u64 p2m_demand_entries(const struct domain *d)
{
	return READ_ONCE(d->p2m->demand_entries);
}

int p2m_demand_add(struct domain *d, gfn_t gfn, unsigned int order)
{
	return p2m_replace(d, gfn, INVALID_MFN, order, P2M_NONE, P2M_ON_DEMAND);
}

bool p2m_demand_drop(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;

	p2m_lookup(d, gfn, &type, NULL);
	return type == P2M_ON_DEMAND &&
	       !p2m_replace(d, gfn, INVALID_MFN, 0, P2M_ON_DEMAND, P2M_NONE);
}

/* A max_pages that was lowered since is for the balloon, which needs time and itself touches. */
static bool fill(struct domain *d, u64 n, unsigned int order)
{
	struct page_info *pg;
	u64 i;

	if (READ_ONCE(d->tot_pages) + BIT_ULL(order) > p2m_demand_target(d))
		return false;
	pg = page_alloc_domheap(d, order, MEMF_PROMISED);
	if (!pg)
		return false;
	if (!p2m_replace(d, to_gfn(n), page_to_mfn(pg), order, P2M_ON_DEMAND, P2M_RAM))
		return true;
	for (i = 0; i < BIT_ULL(order); i++)
		page_put_alloc_ref(pg + i);
	return false;
}

bool p2m_demand_fill(struct domain *d, gfn_t gfn)
{
	u64 large = gfn_x(gfn) & ~(BIT_ULL(P2M_ORDER_2M) - 1);
	enum p2m_type type;
	unsigned int order;

	p2m_lookup(d, gfn, &type, &order);
	if (type == P2M_ON_DEMAND && order >= P2M_ORDER_2M && fill(d, large, P2M_ORDER_2M))
		return true;
	if (type == P2M_ON_DEMAND && fill(d, gfn_x(gfn), P2M_ORDER_4K))
		return true;
	p2m_lookup(d, gfn, &type, NULL);
	return type == P2M_RAM;
}
