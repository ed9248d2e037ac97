// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of ours behind which other domains' memory is, by grants: the list of frames tells.
 */
#include <linux/export.h>
#include <linux/mm.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/grant_table.h>

static int kernel_op(unsigned int cmd, void *ops, unsigned int count)
{
	return ops ? HYPERVISOR_grant_table_op(cmd, ops, count) : 0;
}

/* A mapping by an entry of a page table has no frame in the answer, but in the entry. */
static unsigned long frame_of(const struct gnttab_map_grant_ref *op)
{
	const pte_t *pte;

	if (!(op->flags & GNTMAP_contains_pte))
		return PFN_DOWN(op->dev_bus_addr);
	pte = mfn_to_virt(PFN_DOWN(op->host_addr)) + offset_in_page(op->host_addr);
	return pte_mfn(*pte);
}

static int set_one(const struct gnttab_map_grant_ref *op, struct page *page)
{
	/* The caller sees the status himself. */
	if (op->status)
		return 0;
	return set_phys_to_machine(page_to_pfn(page), FOREIGN_FRAME(frame_of(op))) ? 0 : -ENOMEM;
}

/**
 * set_foreign_p2m_mapping() - grants have been mapped over pages
 * @map_ops: how
 * @kmap_ops: second mappings, which are made here, or %NULL
 * @pages: the pages, which have no memory of their own
 * @count: how many
 *
 * Return: 0 or a negative error.
 */
int set_foreign_p2m_mapping(struct gnttab_map_grant_ref *map_ops,
			    struct gnttab_map_grant_ref *kmap_ops,
			    struct page **pages, unsigned int count)
{
	int ret = kernel_op(GNTTABOP_map_grant_ref, kmap_ops, count);
	unsigned int i;

	for (i = 0; i < count && !ret; i++)
		ret = set_one(&map_ops[i], pages[i]);
	return ret;
}

static int clear_one(struct page *page)
{
	unsigned long pfn = page_to_pfn(page), mfn = __pfn_to_mfn(pfn);

	if (mfn == INVALID_P2M_ENTRY || !(mfn & FOREIGN_FRAME_BIT))
		return -EINVAL;
	return set_phys_to_machine(pfn, INVALID_P2M_ENTRY) ? 0 : -ENOMEM;
}

/**
 * clear_foreign_p2m_mapping() - undo set_foreign_p2m_mapping()
 * @unmap_ops: they have been done
 * @kunmap_ops: for the second mappings, done here, or %NULL
 * @pages: as mapped
 * @count: how many
 *
 * Return: 0, or the first error; all pages are gone through.
 */
int clear_foreign_p2m_mapping(struct gnttab_unmap_grant_ref *unmap_ops,
			      struct gnttab_unmap_grant_ref *kunmap_ops,
			      struct page **pages, unsigned int count)
{
	unsigned int i;
	int ret = 0, err;

	for (i = 0; i < count; i++) {
		err = clear_one(pages[i]);
		ret = ret ?: err;
	}
	err = kernel_op(GNTTABOP_unmap_grant_ref, kunmap_ops, count);
	return ret ?: err;
}
