// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins: uses of a granted page, counted in the active entry.
 *
 *	not used --first pin--> marked reading (and writing), page found
 *	used by D --pin by D--> counted once more; the first writer marks writing
 *	used by D --last writer's unpin--> writing unmarked
 *	used by D --last unpin--> reading unmarked, not used
 *
 * The guest cannot change what it granted while the entry is marked; if it does
 * so all the same, users keep the page that the first of them found.
 */
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <linux/compiler.h>

#include "gnttab_priv.h"

static bool is_write(enum pin_kind kind)
{
	return kind == PIN_HOST_WRITE || kind == PIN_DEV_WRITE;
}

static u32 writers(const struct gnttab_active *act)
{
	return act->pins[PIN_HOST_WRITE] + act->pins[PIN_DEV_WRITE];
}

static u32 users(const struct gnttab_active *act)
{
	return writers(act) + act->pins[PIN_HOST_READ] + act->pins[PIN_DEV_READ];
}

/* May @who use the entry too, in this way? */
static int check_used(const struct gnttab_active *act, domid_t who, enum pin_kind kind, bool copy)
{
	if (act->domid != who || act->pins[kind] >= PIN_COUNT_MAX)
		return GNTST_general_error;
	if (!copy && (act->sub_page || act->transitive))
		return GNTST_general_error;

	return GNTST_okay;
}

static int get_type_ref(struct page_info *pg, bool write)
{
	if (!write || !page_get_type(pg, PGT_WRITABLE))
		return GNTST_okay;
	page_put(pg);

	return GNTST_general_error;
}

static void put_page_refs(struct page_info *pg, bool write)
{
	if (write)
		page_put_and_type(pg);
	else
		page_put(pg);
}

static void note_first_use(struct gnttab_active *act, domid_t who, const struct gnttab_grant *g,
			   struct page_info *pg)
{
	act->domid = who;
	act->gfn = g->gfn;
	act->mfn = pg ? page_to_mfn(pg) : INVALID_MFN;
	act->start = g->start;
	act->length = g->length;
	act->sub_page = g->sub_page;
	act->transitive = g->transitive;
	act->trans_domid = g->trans_domid;
	act->trans_ref = g->trans_ref;
}

/* The first use: marks the entry and finds the page. */
static int pin_unused(struct domain *d, u32 ref, struct gnttab_active *act, domid_t who,
		      bool write, bool copy, struct page_info **pg)
{
	const struct gnttab_layout *layout = d->gnttab->layout;
	struct gnttab_grant grant;
	int rc = layout->mark(d->gnttab, ref, who, write, copy, &grant);

	if (rc)
		return rc;
	*pg = NULL;
	if (!grant.transitive) {
		*pg = gfn_get_page(d, grant.gfn);
		rc = *pg ? get_type_ref(*pg, write) : GNTST_bad_page;
	}
	if (rc)
		layout->unmark(d->gnttab, ref, true, write);
	else
		note_first_use(act, who, &grant, *pg);

	return rc;
}

/* One more use; the first writer marks that it writes. */
static int pin_used(struct domain *d, u32 ref, struct gnttab_active *act, domid_t who,
		    enum pin_kind kind, bool copy, struct page_info **pg)
{
	const struct gnttab_layout *layout = d->gnttab->layout;
	bool write = is_write(kind), first_writer = write && !writers(act);
	int rc = check_used(act, who, kind, copy);
	struct gnttab_grant grant;

	if (!rc && unlikely(first_writer))
		rc = layout->mark(d->gnttab, ref, who, true, copy, &grant);
	if (rc)
		return rc;
	*pg = NULL;
	if (!act->transitive) {
		*pg = mfn_to_page(act->mfn);
		rc = page_get_more(*pg) ? get_type_ref(*pg, write) : GNTST_general_error;
	}
	if (rc)
		layout->unmark(d->gnttab, ref, false, first_writer);

	return rc;
}

/*
 * Table and entry locked. *@pg is NULL if the entry is transitive: the pin then
 * has no reference of its own.
 */
static int pin_locked(struct domain *d, u32 ref, struct gnttab_active *act, domid_t who,
		      enum pin_kind kind, bool copy, struct page_info **pg)
{
	int rc;

	if (users(act))
		rc = pin_used(d, ref, act, who, kind, copy, pg);
	else
		rc = pin_unused(d, ref, act, who, is_write(kind), copy, pg);
	if (!rc)
		act->pins[kind]++;

	return rc;
}

int gnttab_pin(struct domain *d, u32 ref, domid_t who, enum pin_kind kind, struct page_info **pg)
{
	struct gnttab *gt = d->gnttab;
	struct gnttab_active *act;
	int rc = GNTST_bad_gntref;

	read_lock(&gt->lock);
	act = gnttab_lookup(gt, &ref);
	if (act) {
		spin_lock(&act->lock);
		rc = pin_locked(d, ref, act, who, kind, false, pg);
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);

	return rc;
}

void gnttab_unpin(struct domain *d, u32 ref, enum pin_kind kind)
{
	struct gnttab *gt = d->gnttab;
	struct gnttab_active *act;
	struct page_info *pg;
	gfn_t gfn;

	read_lock(&gt->lock);
	act = gnttab_lookup(gt, &ref);
	spin_lock(&act->lock);
	pg = act->transitive ? NULL : mfn_to_page(act->mfn);
	gfn = act->gfn;
	act->pins[kind]--;
	if (!users(act) || (is_write(kind) && !writers(act)))
		gt->layout->unmark(gt, ref, !users(act), is_write(kind) && !writers(act));
	spin_unlock(&act->lock);
	read_unlock(&gt->lock);

	if (pg && is_write(kind))
		p2m_mark_dirty(d, gfn);
	/* The last reference may free the page and with it the domain: no lock is held. */
	if (pg)
		put_page_refs(pg, is_write(kind));
}

/* What the first link of a copy found. */
struct found {
	struct page_info *pg;
	u16 start, length;
	domid_t trans_domid;
	u32 trans_ref;
};

static int pin_link(struct domain *d, u32 ref, domid_t who, enum pin_kind kind, struct found *f)
{
	struct gnttab *gt = d->gnttab;
	struct gnttab_active *act;
	int rc = GNTST_bad_gntref;

	read_lock(&gt->lock);
	act = gnttab_lookup(gt, &ref);
	if (act) {
		spin_lock(&act->lock);
		rc = pin_locked(d, ref, act, who, kind, true, &f->pg);
		f->start = act->start;
		f->length = act->length;
		f->trans_domid = act->trans_domid;
		f->trans_ref = act->trans_ref;
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);

	return rc;
}

/* The grant of @via that a transitive one names; @via itself must be allowed to use it. */
static int pin_second_link(struct domain *via, struct gnttab_copy_pin *pin, struct found *f)
{
	struct domain *d = domain_get_by_id(f->trans_domid);
	u32 ref = f->trans_ref;
	int rc;

	if (!d)
		return GNTST_general_error;
	/* A domain that means its own page grants the page. */
	if (d == via || !d->gnttab)
		rc = GNTST_general_error;
	else
		rc = pin_link(d, ref, via->domid, pin->kind, f);
	if (rc) {
		domain_put(d);
		return rc;
	}
	pin->link[1].domain = d;
	pin->link[1].ref = ref;
	pin->nr_links = 2;
	/* No chain of more than two. */
	if (!f->pg)
		return GNTST_general_error;

	return GNTST_okay;
}

int gnttab_pin_for_copy(struct domain *d, u32 ref, domid_t who, bool write,
			struct gnttab_copy_pin *pin)
{
	struct found f = { .pg = NULL };
	int rc;

	*pin = (struct gnttab_copy_pin){ .kind = write ? PIN_HOST_WRITE : PIN_HOST_READ };
	rc = pin_link(d, ref, who, pin->kind, &f);
	if (rc)
		return rc;
	pin->link[0].domain = d;
	pin->link[0].ref = ref;
	pin->nr_links = 1;
	if (!f.pg)
		rc = pin_second_link(d, pin, &f);
	if (rc) {
		gnttab_unpin_copy(pin);
		return rc;
	}
	pin->pg = f.pg;
	pin->start = f.start;
	pin->length = f.length;

	return GNTST_okay;
}

void gnttab_unpin_copy(struct gnttab_copy_pin *pin)
{
	while (pin->nr_links) {
		struct domain *d = pin->link[--pin->nr_links].domain;

		gnttab_unpin(d, pin->link[pin->nr_links].ref, pin->kind);
		if (pin->nr_links)
			domain_put(d);
	}
}
