// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest frames to machine frames.
 *
 * A PV domain has no translation of ours: its gfn is the mfn, and what changes
 * with its memory is the machine-to-phys table, which p2m_add() tells the pfn. Other
 * domains have a map (p2m_map.c).
 */
#include <hyp/p2m.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/page.h>

static struct page_info *mfn_get_page(struct domain *d, mfn_t mfn)
{
	struct page_info *pg;

	if (!mfn_valid(mfn))
		return NULL;
	pg = mfn_to_page(to_mfn(array_index_nospec(mfn_x(mfn), max_mfn)));
	return page_get(pg, d) ? pg : NULL;
}

/*
 * Look, take, look again: who unmaps the gfn before it gives the frame away is
 * seen by the second look; who comes later finds our reference.
 */
static struct page_info *translated_get_page(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(d, gfn, &type, NULL);
	struct page_info *pg;

	if (unlikely(type == P2M_ON_DEMAND) && p2m_demand_fill(d, gfn))
		mfn = p2m_lookup(d, gfn, &type, NULL);
	if (type != P2M_RAM && type != P2M_RAM_RO)
		return NULL;
	pg = mfn_get_page(d, mfn);
	if (pg && unlikely(!mfn_eq(p2m_lookup(d, gfn, NULL, NULL), mfn))) {
		page_put(pg);
		return NULL;
	}
	return pg;
}

struct page_info *gfn_get_page(struct domain *d, gfn_t gfn)
{
	if (d->p2m)
		return translated_get_page(d, gfn);
	return mfn_get_page(d, to_mfn(gfn_x(gfn)));
}

static bool is_empty(struct domain *d, u64 gfn, u64 frames)
{
	u64 end = gfn + frames;

	while (gfn < end) {
		enum p2m_type type;
		unsigned int order;

		p2m_lookup(d, to_gfn(gfn), &type, &order);
		if (type != P2M_NONE)
			return false;
		gfn = (gfn | (BIT_ULL(order) - 1)) + 1;
	}
	return true;
}

/* What is there already would be lost, and with it the references that it may have. */
static int add_translated(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	if (!is_empty(d, gfn_x(gfn), BIT_ULL(order)))
		return -EBUSY;
	return p2m_set(d, gfn, mfn, order, P2M_RAM);
}

int p2m_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	u64 i;

	if (d->p2m)
		return add_translated(d, gfn, mfn, order);
	for (i = 0; i < BIT_ULL(order); i++)
		m2p_set(mfn_add(mfn, i), gfn_x(gfn) + i);
	return 0;
}

int p2m_remove(struct domain *d, gfn_t gfn, mfn_t mfn)
{
	if (d->p2m)
		return p2m_take(d, gfn, mfn);
	m2p_set(mfn, INVALID_M2P_ENTRY);
	return 0;
}
