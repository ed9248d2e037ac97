// SPDX-License-Identifier: GPL-2.0-only
/* The physical map of a domain in a container: shared pages in it, and its end. */
#include "guest.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/gnttab.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/reservation.h>
#include <hyp/softirq.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <xen/interface/memory.h>

/* One of the hypervisor's pages that @d may have. */
static int find_page(struct domain *d, unsigned int space, u64 idx, mfn_t *mfn)
{
	switch (space) {
	case XENMAPSPACE_shared_info:
		*mfn = d->shared_info_mfn;
		return idx ? -EINVAL : 0;
	case XENMAPSPACE_grant_table:
		return gnttab_get_frame(d, idx & ~(u64)XENMAPIDX_grant_table_status,
					idx & XENMAPIDX_grant_table_status, mfn);
	case XENMAPSPACE_gmfn_foreign:
		return -EOPNOTSUPP;
	}
	return -EINVAL;
}

static bool is_shared(mfn_t mfn)
{
	return mfn_to_page(mfn)->count_info & PGC_XENPAGE;
}

/*
 * What is at the gfn makes room. An ordinary page is freed, but one of a dom0 whose
 * devices know frames by their numbers stays its own, out of sight until it is vacated.
 */
static int make_room(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(d, gfn, &type, NULL);

	if (hvm_is_hole(d, gfn, type))
		return 0;
	if (type == P2M_FOREIGN || type == P2M_FOREIGN_RO)
		return hvm_unmap_foreign(d, gfn);
	if (p2m_demand_drop(d, gfn))
		return 0;
	if (type != P2M_RAM || !mfn_valid(mfn))
		return -EINVAL;
	if (is_shared(mfn) || d->direct_mapped)
		return 0;
	return guest_remove_page(d, gfn_x(gfn));
}

/* A page of the hypervisor is at one place at a time. */
static void leave_old_place(struct domain *d, mfn_t mfn, gfn_t now)
{
	gfn_t old = to_gfn(m2p_get(mfn));

	if (gfn_x(old) != gfn_x(now) && mfn_eq(p2m_lookup(d, old, NULL, NULL), mfn))
		hvm_vacate(d, old);
}

/* It is at neither place in between: one of several that move it wins. */
static int move(struct domain *d, gfn_t from, gfn_t to, mfn_t mfn)
{
	int err = make_room(d, to);

	if (!err)
		err = p2m_take(d, from, mfn);
	if (err)
		return err;
	err = p2m_set(d, to, mfn, 0, P2M_RAM);
	if (err) {
		/* There is a table for this one already. */
		p2m_set(d, from, mfn, 0, P2M_RAM);
		return err;
	}
	if (is_shared(mfn))
		m2p_set(mfn, gfn_x(to));
	return 0;
}

/* XENMAPSPACE_gmfn: a page of the domain goes to another place. */
static int move_page(struct domain *d, gfn_t from, gfn_t to)
{
	struct page_info *pg;
	int err;

	/* Devices know its frames by the place. */
	if (d->direct_mapped)
		return -EOPNOTSUPP;
	pg = gfn_get_page(d, from);
	if (!pg)
		return -EINVAL;
	err = gfn_x(from) == gfn_x(to) ? 0 : move(d, from, to, page_to_mfn(pg));
	page_put(pg);
	return err;
}

int hvm_physmap_add(struct domain *d, unsigned int space, u64 idx, gfn_t gfn)
{
	mfn_t mfn = INVALID_MFN;
	int err;

	if (space == XENMAPSPACE_gmfn || space == XENMAPSPACE_gmfn_range)
		return move_page(d, to_gfn(idx), gfn);
	err = find_page(d, space, idx, &mfn);
	if (!err)
		err = make_room(d, gfn);
	if (!err)
		err = p2m_set(d, gfn, mfn, 0, P2M_RAM);
	if (err)
		return err;
	leave_old_place(d, mfn, gfn);
	m2p_set(mfn, gfn_x(gfn));
	return 0;
}

int hvm_physmap_add_page(struct domain *d, struct page_info *pg, gfn_t gfn)
{
	int err = make_room(d, gfn);

	return err ?: hvm_map_foreign(d, pg, gfn);
}

int hvm_physmap_remove(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(d, gfn, &type, NULL);

	if (type == P2M_FOREIGN || type == P2M_FOREIGN_RO)
		return hvm_unmap_foreign(d, gfn);
	if (type != P2M_RAM || !mfn_valid(mfn))
		return -EINVAL;
	if (!is_shared(mfn))
		return d->direct_mapped ? -EINVAL : guest_remove_page(d, gfn_x(gfn));
	m2p_set(mfn, INVALID_M2P_ENTRY);
	return hvm_vacate(d, gfn);
}

/* First page of the list with a reference, and moved to its end. */
static struct page_info *take_page(struct domain *d)
{
	struct page_info *pg;

	spin_lock(&d->page_lock);
	pg = page_list_first(&d->page_list);
	if (pg) {
		page_list_del(pg, &d->page_list);
		page_list_add_tail(pg, &d->page_list);
		/* Without references it leaves the list as soon as we drop the lock. */
		if (!page_get_more(pg))
			pg = NULL;
	}
	spin_unlock(&d->page_lock);
	return pg;
}

/*
 * One turn through the list: each page loses the owner's reference and is free,
 * unless another domain maps it.
 */
int hvm_relinquish(struct domain *d)
{
	struct hvm_domain *hd = d->arch->hvm;

	if (!hd->relinquishing) {
		hd->relinquishing = true;
		hd->relinquish_left = d->page_list.count;
	}
	while (hd->relinquish_left) {
		struct page_info *pg = take_page(d);

		if (pg) {
			page_put_alloc_ref(pg);
			page_put(pg);
		}
		hd->relinquish_left--;
		if (hd->relinquish_left && hypercall_preempt_check())
			return -ERESTART;
	}
	return 0;
}
