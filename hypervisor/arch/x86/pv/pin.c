// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins: a guest asks that a page stays a page table although nothing refers to
 * it, so that it is not validated again each time it comes into use.
 */
#include <asm/pv_mm.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <asm/domain.h>
#include <asm/pv_pte.h>

int pv_pin(struct domain *d, mfn_t mfn, unsigned int level)
{
	struct page_info *pg;
	int rc;

	if (!mfn_valid(mfn) || !d->arch->pv)
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d))
		return -EINVAL;
	rc = page_get_type(pg, pgt_of_level(level));
	if (rc) {
		page_put(pg);
		return rc;
	}
	if (!page_pin(pg)) {
		pv_put_table(pg);
		return -EINVAL;
	}
	/* The end of the domain may have passed this page already. */
	if (d->state >= DOM_DYING && page_unpin(pg)) {
		pv_put_table(pg);
		return -EINVAL;
	}
	return 0;
}

int pv_unpin(struct domain *d, mfn_t mfn)
{
	struct page_info *pg;
	int rc = -EINVAL;

	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d))
		return -EINVAL;
	if (page_unpin(pg)) {
		pv_put_table(pg);
		rc = 0;
	}
	page_put(pg);
	return rc;
}

int pv_pin_l4(struct domain *d, mfn_t mfn)
{
	return pv_pin(d, mfn, 4);
}
