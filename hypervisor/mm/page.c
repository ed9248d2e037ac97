// SPDX-License-Identifier: GPL-2.0-only
/*
 * General references to pages, and who owns them.
 *
 *	free --page_assign()--> owned, count 1 (PGC_ALLOCATED)
 *	owned --page_get()/page_put()--> owned, count n
 *	count 1 -> 0 --> off the owner's list, free
 *	owned, count 1 --page_steal()--> nobody's, count 0
 *
 * The owner's own reference is the one that PGC_ALLOCATED stands for; whoever
 * clears that bit drops it.  At count 0 nobody can take a new reference, which
 * is what makes the last step safe without a lock.
 */
#include <hyp/page.h>

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <hyp/bug.h>
#include <hyp/domain.h>
#include <hyp/page_alloc.h>
#include <hyp/pglist.h>
#include <hyp/spinlock.h>
#include <hyp/tlb.h>

struct domain *page_owner(const struct page_info *pg)
{
	domid_t owner = READ_ONCE(pg->owner);

	return owner == DOMID_INVALID ? NULL : domain_peek(owner);
}

bool page_get_more(struct page_info *pg)
{
	u64 old = READ_ONCE(pg->count_info);

	do {
		u64 count = old & PGC_COUNT_MASK;

		if (!count || count == PGC_COUNT_MASK)
			return false;
	} while (!try_cmpxchg(&pg->count_info, &old, old + 1));
	return true;
}

bool page_get(struct page_info *pg, const struct domain *d)
{
	if (!page_get_more(pg))
		return false;
	/* With the reference the owner can't change any more. */
	if (READ_ONCE(pg->owner) == d->domid)
		return true;
	page_put(pg);
	return false;
}

/* Takes a page off the lists of its owner; the owner may go with its last page. */
static void owner_remove(struct domain *d, struct page_info *pg)
{
	bool last;

	spin_lock(&d->page_lock);
	if (pg->count_info & PGC_XENPAGE) {
		page_list_del(pg, &d->xenpage_list);
		d->xenheap_pages--;
	} else {
		page_list_del(pg, &d->page_list);
		d->tot_pages--;
	}
	last = !d->tot_pages && !d->xenheap_pages;
	spin_unlock(&d->page_lock);
	if (last)
		domain_put(d);
}

/* False: the hypervisor goes on using the page, which is its own again. */
static bool shared_page_done(struct page_info *pg)
{
	u64 old = READ_ONCE(pg->count_info);

	do {
		if (old & PGC_FREE_LAST)
			return true;
	} while (!try_cmpxchg(&pg->count_info, &old, PGC_HYP_HEAP));
	return false;
}

static void page_release(struct page_info *pg)
{
	struct domain *d = page_owner(pg);

	if (d)
		owner_remove(d, pg);
	pg->owner = DOMID_INVALID;
	pg->type_info = 0;
	/* Mappings without a type may be in TLBs as late as now. */
	pg->tlb_stamp = tlb_clock();
	if (!(pg->count_info & PGC_XENPAGE) || shared_page_done(pg))
		page_free_frames(pg, 0, PGC_DIRTY | PGC_TLB_PENDING);
}

void page_put_slow(struct page_info *pg)
{
	u64 old = READ_ONCE(pg->count_info);

	do {
		BUG_ON(!(old & PGC_COUNT_MASK));
	} while (!try_cmpxchg(&pg->count_info, &old, old - 1));
	if ((old & PGC_COUNT_MASK) != 1)
		return;
	/* The owner's reference can't be the last one and still be marked. */
	BUG_ON(old & PGC_ALLOCATED);
	page_release(pg);
}

bool page_put_alloc_ref(struct page_info *pg)
{
	if (!test_and_clear_bit(63, (unsigned long *)&pg->count_info))
		return false;
	page_put(pg);
	return true;
}

/* The first page of a domain keeps the domain; caller holds its page_lock. */
static bool owner_hold(struct domain *d)
{
	return d->tot_pages || d->xenheap_pages || domain_get(d);
}

static void owner_add(struct domain *d, struct page_info *pg, struct page_list *list,
		      u64 flags)
{
	pg->owner = d->domid;
	page_list_add_tail(pg, list);
	/* Owner and list before the count: page_get() succeeds from here on. */
	__atomic_store_n(&pg->count_info, flags | PGC_ALLOCATED | 1, __ATOMIC_RELEASE);
}

void page_share(struct page_info *pg, struct domain *d, bool readonly)
{
	pg->type_info = (readonly ? PGT_NONE : PGT_WRITABLE) | PGT_VALIDATED | 1;
	spin_lock(&d->page_lock);
	if (!WARN_ON(!owner_hold(d))) {
		d->xenheap_pages++;
		owner_add(d, pg, &d->xenpage_list, PGC_HYP_HEAP | PGC_XENPAGE);
	}
	spin_unlock(&d->page_lock);
}

/* A claim turns into pages: caller holds the page_lock. */
static void claim_use(struct domain *d, u64 frames)
{
	u64 used = frames < d->outstanding_pages ? frames : d->outstanding_pages;

	if (!used)
		return;
	d->outstanding_pages -= used;
	page_alloc_claim_adjust(-(s64)used);
}

/* Under page_lock. */
static int assign(struct domain *d, struct page_info *pg, u64 n)
{
	u64 i;

	if (d->state >= DOM_DYING || !owner_hold(d))
		return -EINVAL;
	claim_use(d, n);
	d->tot_pages += n;
	for (i = 0; i < n; i++)
		owner_add(d, &pg[i], &d->page_list, 0);
	return 0;
}

int page_assign(struct domain *d, struct page_info *pg, unsigned int order)
{
	u64 n = BIT_ULL(order);
	int err = -ENOMEM;

	spin_lock(&d->page_lock);
	if (d->tot_pages + n <= d->max_pages)
		err = assign(d, pg, n);
	spin_unlock(&d->page_lock);
	return err;
}

int page_assign_promised(struct domain *d, struct page_info *pg, unsigned int order)
{
	int err;

	spin_lock(&d->page_lock);
	err = assign(d, pg, BIT_ULL(order));
	spin_unlock(&d->page_lock);
	return err;
}

int page_steal(struct domain *d, struct page_info *pg)
{
	u64 old = PGC_ALLOCATED | 1;
	bool last;

	spin_lock(&d->page_lock);
	if (pg->owner != d->domid) {
		spin_unlock(&d->page_lock);
		return -EPERM;
	}
	/* No type without a reference: see there is none once the count is 0. */
	if (!try_cmpxchg(&pg->count_info, &old, 0)) {
		spin_unlock(&d->page_lock);
		return -EBUSY;
	}
	WARN_ON(pg->type_info & PGT_COUNT_MASK);
	page_list_del(pg, &d->page_list);
	pg->owner = DOMID_INVALID;
	pg->type_info = 0;
	d->tot_pages--;
	last = !d->tot_pages && !d->xenheap_pages;
	spin_unlock(&d->page_lock);
	if (last)
		domain_put(d);
	return 0;
}

void page_free_stolen(struct page_info *pg)
{
	pg->tlb_stamp = tlb_clock();
	page_free_frames(pg, 0, PGC_DIRTY | PGC_TLB_PENDING);
}
