// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying between granted pages and the caller's own.
 *
 * A back-end copies many small pieces of few pages, so the two ends of one
 * operation are kept and used again by the next one that names the same.
 */
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/string.h>

#include "gnttab_priv.h"

/* One end of a copy while it is held. */
struct copy_end {
	bool held, write, by_ref;
	domid_t domid;			/* as named by the operation */
	u64 name;			/* reference or frame */
	struct domain *domain;		/* with a reference */
	struct gnttab_copy_pin pin;	/* by_ref */
	struct page_info *pg;
	void *va;
	u16 start, length;
};

static void end_put(struct copy_end *e)
{
	if (!e->held)
		return;
	e->held = false;
	if (e->write && !e->by_ref)
		p2m_mark_dirty(e->domain, to_gfn(e->name));
	if (e->by_ref)
		gnttab_unpin_copy(&e->pin);
	else if (e->write)
		page_put_and_type(e->pg);
	else
		page_put(e->pg);
	domain_put(e->domain);
}

static int get_own_page(struct copy_end *e)
{
	e->pg = gfn_get_page(e->domain, to_gfn(e->name));
	if (!e->pg)
		return GNTST_bad_page;
	if (e->write && page_get_type(e->pg, PGT_WRITABLE)) {
		page_put(e->pg);
		return GNTST_general_error;
	}
	e->start = 0;
	e->length = PAGE_SIZE;

	return GNTST_okay;
}

static int get_granted_page(struct copy_end *e)
{
	int rc;

	if (!e->domain->gnttab)
		return GNTST_bad_domain;
	rc = gnttab_pin_for_copy(e->domain, e->name, current->domain->domid, e->write, &e->pin);
	e->pg = e->pin.pg;
	e->start = e->pin.start;
	e->length = e->pin.length;

	return rc;
}

static int end_get(struct copy_end *e)
{
	int rc;

	/* Frames can be named of one's own domain only. */
	if (!e->by_ref && e->domid != DOMID_SELF)
		return GNTST_permission_denied;
	e->domain = domain_get_any(e->domid);
	if (!e->domain)
		return GNTST_bad_domain;
	rc = e->by_ref ? get_granted_page(e) : get_own_page(e);
	if (rc) {
		domain_put(e->domain);
		return rc;
	}
	e->va = mfn_to_virt(page_to_mfn(e->pg));
	e->held = true;

	return GNTST_okay;
}

/* Makes @e the end that the operation names, unless it is already. */
static int end_set(struct copy_end *e, const struct gnttab_copy_ptr *ptr, bool by_ref)
{
	u64 name = by_ref ? ptr->u.ref : ptr->u.gmfn;

	if (e->held && e->by_ref == by_ref && e->domid == ptr->domid && e->name == name)
		return GNTST_okay;
	end_put(e);
	e->by_ref = by_ref;
	e->domid = ptr->domid;
	e->name = name;

	return end_get(e);
}

static bool inside(const struct copy_end *e, u16 offset, u16 len)
{
	return offset >= e->start && offset + len <= e->start + e->length;
}

static int copy_one(const struct gnttab_copy *op, struct copy_end *src, struct copy_end *dest)
{
	int rc;

	if (op->source.offset + op->len > PAGE_SIZE || op->dest.offset + op->len > PAGE_SIZE)
		return GNTST_bad_copy_arg;
	rc = end_set(src, &op->source, op->flags & GNTCOPY_source_gref);
	if (!rc)
		rc = end_set(dest, &op->dest, op->flags & GNTCOPY_dest_gref);
	if (rc)
		return rc;
	if (!inside(src, op->source.offset, op->len) || !inside(dest, op->dest.offset, op->len))
		return GNTST_general_error;
	memmove(dest->va + op->dest.offset, src->va + op->source.offset, op->len);

	return GNTST_okay;
}

struct copy_ends {
	struct copy_end src, dest;
};

static void copy_fn(void *arg, void *ctx)
{
	struct gnttab_copy *op = arg;
	struct copy_ends *ends = ctx;

	op->status = copy_one(op, &ends->src, &ends->dest);
}

long gnttab_op_copy(struct gnttab_array *a)
{
	struct copy_ends ends;
	long rc;

	ends.src.held = false;
	ends.src.write = false;
	ends.dest.held = false;
	ends.dest.write = true;
	rc = gnttab_for_each(a, copy_fn, &ends);
	end_put(&ends.src);
	end_put(&ends.dest);

	return rc;
}
