// SPDX-License-Identifier: GPL-2.0-only
/* Frames for domains: allocation with an owner, and claims. */
#include <hyp/page_alloc.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/spinlock.h>
#include <hyp/tlb.h>

static int assign(struct domain *d, struct page_info *pg, unsigned int order, u32 memflags)
{
	return memflags & MEMF_PROMISED ? page_assign_promised(d, pg, order) :
					  page_assign(d, pg, order);
}

static struct page_info *give(struct domain *d, struct page_info *pg, unsigned int order,
			      u32 memflags)
{
	if (!pg || !d)
		return pg;
	if (assign(d, pg, order, memflags)) {
		page_free_frames(pg, order, memflags & MEMF_NO_SCRUB ? PGC_DIRTY : 0);
		return NULL;
	}
	return pg;
}

struct page_info *page_alloc_domheap(struct domain *d, unsigned int order, u32 memflags)
{
	u64 entitled = d ? READ_ONCE(d->outstanding_pages) : 0;

	return give(d, page_alloc_frames(order, memflags, entitled), order, memflags);
}

struct page_info *page_alloc_domheap_at(struct domain *d, mfn_t mfn, unsigned int order,
					u32 memflags)
{
	u64 entitled = READ_ONCE(d->outstanding_pages);

	return give(d, page_alloc_frames_at(mfn, order, memflags, entitled), order, memflags);
}

void page_free_domheap(struct page_info *pg, unsigned int order)
{
	page_free_frames(pg, order, PGC_DIRTY);
}

/* @frames is the size that the domain shall reach, not what is missing. */
int page_alloc_claim(struct domain *d, u64 frames)
{
	int err = 0;
	u64 missing;

	spin_lock(&d->page_lock);
	if (!frames) {
		page_alloc_claim_adjust(-(s64)d->outstanding_pages);
		d->outstanding_pages = 0;
	} else if (d->state >= DOM_DYING || d->outstanding_pages ||
		   frames > d->max_pages || frames < d->tot_pages) {
		err = -EINVAL;
	} else {
		missing = frames - d->tot_pages;
		if (page_alloc_claim_adjust(missing))
			d->outstanding_pages = missing;
		else
			err = -ENOMEM;
	}
	spin_unlock(&d->page_lock);
	return err;
}
