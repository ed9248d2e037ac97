// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest frames to machine frames.
 *
 * A PV domain has no translation of ours: its gfn is the mfn, and what changes
 * with its memory is the machine-to-phys table, which p2m_add() tells the pfn.
 */
#include <hyp/p2m.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/page.h>

struct page_info *gfn_get_page(struct domain *d, gfn_t gfn)
{
	mfn_t mfn = to_mfn(gfn_x(gfn));
	struct page_info *pg;

	if (!mfn_valid(mfn))
		return NULL;
	pg = mfn_to_page(to_mfn(array_index_nospec(mfn_x(mfn), max_mfn)));
	return page_get(pg, d) ? pg : NULL;
}

int p2m_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	u64 i;

	for (i = 0; i < BIT_ULL(order); i++)
		m2p_set(mfn_add(mfn, i), gfn_x(gfn) + i);
	return 0;
}

int p2m_remove(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order)
{
	u64 i;

	for (i = 0; i < BIT_ULL(order); i++)
		m2p_set(mfn_add(mfn, i), INVALID_M2P_ENTRY);
	return 0;
}
