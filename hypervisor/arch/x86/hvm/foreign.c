// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of other domains in the physical map: what the tools of a dom0 in a container
 * map. The entry keeps a reference of the page, and a writable one of its type, so that
 * a PV guest's page tables can't be written past their checks: those are mapped
 * read-only, as are pages that are nobody's to write.
 *
 * And what a guest frame becomes when that goes: nothing, or, where frames have their
 * own numbers, what the machine has there.
 */
#include "guest.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <asm/domain.h>
#include <asm/hvm.h>

static bool owns(const struct domain *d, mfn_t mfn)
{
	const struct page_info *pg = mfn_to_page(mfn);

	return READ_ONCE(pg->owner) == d->domid &&
	       (READ_ONCE(pg->count_info) & PGC_ALLOCATED) &&
	       !(READ_ONCE(pg->count_info) & PGC_XENPAGE);
}

int hvm_vacate(struct domain *d, gfn_t gfn)
{
	mfn_t own = to_mfn(gfn_x(gfn));

	if (!d->direct_mapped)
		return p2m_set(d, gfn, INVALID_MFN, 0, P2M_NONE);
	if (!mfn_is_ram(own))
		return p2m_set(d, gfn, own, 0, P2M_MMIO);
	return owns(d, own) ? p2m_set(d, gfn, own, 0, P2M_RAM) :
			      p2m_set(d, gfn, INVALID_MFN, 0, P2M_NONE);
}

/* May something else be at a guest frame that is a device's by its number? */
bool hvm_is_hole(const struct domain *d, gfn_t gfn, unsigned int type)
{
	return type == P2M_NONE || (type == P2M_MMIO && d->direct_mapped &&
				    !mfn_is_ram(to_mfn(gfn_x(gfn))));
}

static void put_foreign(mfn_t mfn, enum p2m_type type)
{
	struct page_info *pg = mfn_to_page(mfn);

	if (type == P2M_FOREIGN)
		page_put_type_all(pg);
	page_put(pg);
}

int hvm_map_foreign(struct domain *d, struct page_info *pg, gfn_t gfn)
{
	bool rw = page_owner(pg) != dom_xen && !page_get_type(pg, PGT_WRITABLE);
	enum p2m_type type = rw ? P2M_FOREIGN : P2M_FOREIGN_RO;
	int err = p2m_set(d, gfn, page_to_mfn(pg), 0, type);

	if (err && rw)
		page_put_type_all(pg);
	return err;
}

int hvm_unmap_foreign(struct domain *d, gfn_t gfn)
{
	enum p2m_type type;
	mfn_t mfn = p2m_lookup(d, gfn, &type, NULL);
	int err;

	if (type != P2M_FOREIGN && type != P2M_FOREIGN_RO)
		return -EINVAL;
	err = hvm_vacate(d, gfn);
	if (!err)
		put_foreign(mfn, type);
	return err;
}
