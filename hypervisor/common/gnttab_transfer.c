// SPDX-License-Identifier: GPL-2.0-only
/*
 * Giving pages away: the receiver names its wish in an entry of its table.
 *
 *	caller's page --steal--> nobody's --assign--> receiver's, told in the entry
 *
 * From the theft on there is no way back: a page that the receiver can't take is
 * freed, as the ABI has it.
 */
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>

#include "gnttab_priv.h"

static int transfer_begin(struct domain *to, u32 *ref, domid_t who)
{
	struct gnttab *gt = to->gnttab;
	struct gnttab_active *act;
	int rc = GNTST_bad_gntref;

	read_lock(&gt->lock);
	act = gnttab_lookup(gt, ref);
	if (act) {
		spin_lock(&act->lock);
		rc = gt->layout->transfer_begin(gt, *ref, who);
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);

	return rc;
}

static void transfer_end(struct domain *to, u32 ref, mfn_t mfn)
{
	struct gnttab *gt = to->gnttab;

	read_lock(&gt->lock);
	/* A change of version in between has thrown the entry away. */
	if (gnttab_lookup(gt, &ref))
		gt->layout->transfer_end(gt, ref, mfn);
	read_unlock(&gt->lock);
}

/* The page is nobody's. */
static int hand_over(struct domain *from, struct domain *to, u32 ref, struct page_info *pg)
{
	mfn_t mfn = page_to_mfn(pg);
	int rc = transfer_begin(to, &ref, from->domid);

	/* It was writable for its owner until a moment ago. */
	if (!rc && from->ops->flush_tlb)
		from->ops->flush_tlb(from);
	if (!rc && page_assign(to, pg, 0))
		rc = GNTST_general_error;
	if (rc)
		return rc;
	m2p_set(mfn, INVALID_M2P_ENTRY);
	transfer_end(to, ref, mfn);

	return GNTST_okay;
}

/* Takes the page from the caller; NULL if it has another use. */
static struct page_info *take_page(struct domain *d, u64 mfn)
{
	struct page_info *pg = gfn_get_page(d, to_gfn(mfn));
	bool taken;

	if (!pg)
		return NULL;
	/* The reference of the look-up would be another use. */
	page_put(pg);
	taken = !page_steal(d, pg);

	return taken ? pg : NULL;
}

static int transfer_one(struct domain *d, const struct gnttab_transfer *op)
{
	struct page_info *pg;
	struct domain *to;
	int rc;

	if (d->auto_translated)
		return GNTST_bad_page;
	pg = take_page(d, op->mfn);
	if (!pg)
		return GNTST_bad_page;
	to = domain_get_by_id(op->domid);
	rc = GNTST_bad_domain;
	if (to && to->gnttab)
		rc = to->auto_translated ? GNTST_general_error : hand_over(d, to, op->ref, pg);
	if (to)
		domain_put(to);
	if (rc)
		page_free_stolen(pg);

	return rc;
}

static void transfer_fn(void *arg, void *domain)
{
	struct gnttab_transfer *op = arg;

	op->status = transfer_one(domain, op);
}

long gnttab_op_transfer(struct gnttab_array *a)
{
	return gnttab_for_each(a, transfer_fn, current->domain);
}
