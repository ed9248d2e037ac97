// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one entry of a PV guest's page table may say, and the references that
 * it holds while it says so.
 */
#include <asm/pv_pte.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/printk.h>
#include <asm/isolation.h>
#include <asm/pv_mm.h>

static int l1_get_mmio(pte_t *pte, const struct domain *pt_owner,
		       const struct domain *pg_owner)
{
	mfn_t mfn = pte_mfn(*pte);

	if ((pg_owner != dom_io && !pv_iomem_allowed(pg_owner, mfn)) ||
	    (pg_owner != pt_owner && !pv_iomem_allowed(pt_owner, mfn))) {
		guest_log(pt_owner, "may not map device frame %#llx", mfn_x(mfn));
		return -EPERM;
	}
	/* Writes fault and are emulated as far as they are harmless. */
	if (pv_iomem_readonly(mfn))
		*pte &= ~PTE_RW;
	return 0;
}

int pv_l1_get(pte_t *pte, const struct domain *pt_owner, const struct domain *pg_owner)
{
	mfn_t mfn = pte_mfn(*pte);
	struct page_info *pg;
	int rc = 0;

	if (pte_flags(*pte) & ~PV_L1_FLAGS)
		return -EINVAL;
	if (pv_frame_is_mmio(mfn))
		return l1_get_mmio(pte, pt_owner, pg_owner);

	pg = mfn_to_page(mfn);
	if (pg_owner == dom_io || !page_get(pg, pg_owner))
		return -EINVAL;
	if (*pte & PTE_RW)
		rc = page_get_type(pg, PGT_WRITABLE);
	if (rc) {
		page_put(pg);
		return -EBUSY;
	}
	if ((*pte & PTE_RW) && pg_owner != pt_owner)
		page_mark_foreign(pg);
	/* Only a device could see the difference. */
	if ((*pte & PTE_CACHE) && !pv_may_set_caching(pt_owner))
		*pte &= ~PTE_CACHE;
	if ((*pte & PTE_CACHE) && (*pte & PTE_RW))
		page_mark_uncached(pg);
	return 0;
}

int pv_l1_get_granted(pte_t pte)
{
	struct page_info *pg;
	int rc = 0;

	if (pv_frame_is_mmio(pte_mfn(pte)))
		return 0;
	pg = mfn_to_page(pte_mfn(pte));
	if (!page_get_more(pg))
		return -EBUSY;
	if (pte & PTE_RW)
		rc = page_get_type(pg, PGT_WRITABLE);
	if (rc)
		page_put(pg);
	return rc;
}

void pv_l1_put_present(pte_t pte)
{
	struct page_info *pg;

	if (pv_frame_is_mmio(pte_mfn(pte)))
		return;
	pg = mfn_to_page(pte_mfn(pte));
	if (pte & PTE_RW)
		page_put_type_all(pg);
	else if (unlikely((READ_ONCE(pg->type_info) & PGT_TYPE_MASK) == PGT_SEG_DESC))
		pv_ldt_page_unmapped(pg);
	page_put(pg);
}

/*
 * An entry may refer to a table of its own level, and so show the guest its tables as
 * memory, if it is not writable: then nothing is by way of it.  The hypervisor's slots
 * can't be seen that way as they have no USER; where this alone does not keep a guest
 * out (isolation), there must be no way to them at all.
 */
static bool may_be_linear(pte_t pte)
{
	return !(pte & PTE_RW) && !isolation_on;
}

int pv_table_get(pte_t pte, unsigned int level, struct page_info *table,
		 const struct domain *owner)
{
	mfn_t mfn = pte_mfn(pte);
	struct page_info *pg;
	int rc;

	if ((pte_flags(pte) & ~PV_TABLE_FLAGS) || !mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (pg == table)
		return may_be_linear(pte) ? 0 : -EINVAL;
	if (!page_get(pg, owner))
		return -EINVAL;
	rc = page_get_type(pg, pgt_of_level(level - 1));
	if (rc == -EINVAL && may_be_linear(pte))
		rc = page_get_linear(table, pg, pgt_of_level(level));
	if (rc)
		page_put(pg);
	return rc;
}

int pv_table_put(pte_t pte, struct page_info *table)
{
	struct page_info *pg = mfn_to_page(pte_mfn(pte));
	int rc;

	if (!(pte & PTE_PRESENT) || pg == table)
		return 0;
	rc = page_put_type(pg);
	if (!rc)
		page_put(pg);
	return rc;
}
