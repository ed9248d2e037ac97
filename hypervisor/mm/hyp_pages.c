// SPDX-License-Identifier: GPL-2.0-only
/* Whole pages of the hypervisor's own. */
#include <hyp/page_alloc.h>

#include <linux/atomic.h>
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

/* True if guests may still hold a shared page: the last reference frees it. */
static bool free_with_last(struct page_info *pg)
{
	u64 old = READ_ONCE(pg->count_info);

	do {
		BUG_ON(!(old & PGC_HYP_HEAP) || (old & PGC_FREE_LAST));
		if (!(old & PGC_XENPAGE))
			return false;
	} while (!try_cmpxchg(&pg->count_info, &old, old | PGC_FREE_LAST));
	return true;
}

void page_free_hyp(void *va, unsigned int order)
{
	struct page_info *pg;

	if (!va)
		return;
	pg = mfn_to_page(virt_to_mfn(va));
	if (free_with_last(pg)) {
		WARN_ON(order);
		page_put_alloc_ref(pg);
		return;
	}
	/* With a stamp it was a shared page once. */
	page_free_frames(pg, order, PGC_DIRTY | (pg->tlb_stamp ? PGC_TLB_PENDING : 0));
}
