// SPDX-License-Identifier: GPL-2.0-only
/* Whole pages of the hypervisor's own. */
#include <hyp/page_alloc.h>

#include <linux/bits.h>
#include <hyp/bug.h>
#include <hyp/page.h>
#include <hyp/vmap.h>

void *page_alloc_hyp(unsigned int order)
{
	struct page_info *pg = page_alloc_frames(order, 0, 0);
	u64 i;

	if (!pg)
		return NULL;
	for (i = 0; i < BIT_ULL(order); i++)
		pg[i].count_info = PGC_HYP_HEAP;
	return mfn_to_virt(page_to_mfn(pg));
}

void page_free_hyp(void *va, unsigned int order)
{
	struct page_info *pg;

	if (!va)
		return;
	pg = mfn_to_page(virt_to_mfn(va));
	BUG_ON(!(READ_ONCE(pg->count_info) & PGC_HYP_HEAP));
	if (READ_ONCE(pg->count_info) & PGC_XENPAGE) {
		WARN_ON(order || !page_put_alloc_ref(pg));
		return;
	}
	page_free_frames(pg, order, PGC_DIRTY);
}
