// SPDX-License-Identifier: GPL-2.0-only
/*
 * May two pieces of a block request be one? What is contiguous for us need not be so for
 * the device.
 */
#include <linux/bvec.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#include <xen/page.h>
#include <xen/xen.h>

/**
 * xen_biovec_phys_mergeable() - does a page follow a piece on the bus, too?
 * @vec1: the piece
 * @page: which follows it in our numbers
 *
 * Return: whether it does.
 */
bool xen_biovec_phys_mergeable(const struct bio_vec *vec1, const struct page *page)
{
	unsigned long end = pfn_to_bfn(page_to_pfn(vec1->bv_page)) +
		PFN_DOWN(vec1->bv_offset + vec1->bv_len);

	return end == pfn_to_bfn(page_to_pfn(page));
}
