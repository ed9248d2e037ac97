// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of other domains in a domain whose memory the hypervisor translates.
 *
 * A foreign page is put behind a page of ours that has no memory, and that is mapped like any
 * other.
 */
#define pr_fmt(fmt) "xen:xlate: " fmt

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <asm/xen/hypercall.h>

#include <xen/balloon.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

/* One foreign frame behind one page; its own error says more than the call's. */
static int put_behind(struct page *page, xen_pfn_t foreign, unsigned int domid)
{
	xen_ulong_t idx = foreign;
	xen_pfn_t gpfn = page_to_xen_pfn(page);
	int err = 0, ret;
	struct xen_add_to_physmap_range op = {
		.domid = DOMID_SELF,
		.foreign_domid = domid,
		.space = XENMAPSPACE_gmfn_foreign,
		.size = 1,
	};

	set_xen_guest_handle(op.idxs, &idx);
	set_xen_guest_handle(op.gpfns, &gpfn);
	set_xen_guest_handle(op.errs, &err);
	ret = HYPERVISOR_memory_op(XENMEM_add_to_physmap_range, &op);
	return ret < 0 ? ret : err;
}

struct remap {
	struct mm_struct *mm;
	struct page **pages;
	pgprot_t prot;
};

static int show_page(pte_t *ptep, unsigned long addr, void *data)
{
	struct remap *remap = data;

	set_pte_at(remap->mm, addr, ptep,
		   pte_mkspecial(pfn_pte(page_to_pfn(*remap->pages++), remap->prot)));
	return 0;
}

static int show_pages(struct vm_area_struct *vma, unsigned long addr, int nr, pgprot_t prot,
		      struct page **pages)
{
	struct remap remap = { .mm = vma->vm_mm, .pages = pages, .prot = prot };

	return apply_to_page_range(vma->vm_mm, addr, (unsigned long)nr << PAGE_SHIFT, show_page,
				   &remap);
}

/**
 * xen_xlate_remap_gfn_array() - map frames of another domain for a program
 * @vma: VM_PFNMAP
 * @addr: where, in @vma
 * @gfn: the frames
 * @nr: how many
 * @err_ptr: receives an error for each; may be @gfn's memory
 * @prot: as in @vma
 * @domid: the domain
 * @pages: pages without memory, one for each frame
 *
 * Return: how many are mapped, or a negative error.
 */
int xen_xlate_remap_gfn_array(struct vm_area_struct *vma, unsigned long addr, xen_pfn_t *gfn,
			      int nr, int *err_ptr, pgprot_t prot, unsigned int domid,
			      struct page **pages)
{
	int i, ret, mapped = 0;

	BUG_ON(!(vma->vm_flags & VM_PFNMAP) || !(vma->vm_flags & VM_IO));
	for (i = 0; i < nr; i++) {
		/* @err_ptr[i] lies in what of @gfn has been read. */
		err_ptr[i] = put_behind(pages[i], gfn[i], domid);
		mapped += !err_ptr[i];
	}
	ret = show_pages(vma, addr, nr, prot, pages);
	return ret ? ret : mapped;
}
EXPORT_SYMBOL_GPL(xen_xlate_remap_gfn_array);

/**
 * xen_xlate_unmap_gfn_range() - take them away
 * @vma: where they were mapped
 * @nr: how many
 * @pages: as given there; without memory again
 *
 * Return: 0.
 */
int xen_xlate_unmap_gfn_range(struct vm_area_struct *vma, int nr, struct page **pages)
{
	struct xen_remove_from_physmap op = { .domid = DOMID_SELF };
	int i;

	for (i = 0; i < nr; i++) {
		op.gpfn = page_to_xen_pfn(pages[i]);
		HYPERVISOR_memory_op(XENMEM_remove_from_physmap, &op);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(xen_xlate_unmap_gfn_range);

/**
 * xen_xlate_map_ballooned_pages() - room for the grant table: pages without memory
 * @gfns: receives an array of their frames
 * @virt: receives the address where they are mapped, one after the other
 * @nr_grant_frames: how many
 *
 * All of it stays.
 *
 * Return: 0 or a negative error.
 */
int __init xen_xlate_map_ballooned_pages(xen_pfn_t **gfns, void **virt,
					 unsigned long nr_grant_frames)
{
	struct page **pages = kcalloc(nr_grant_frames, sizeof(*pages), GFP_KERNEL);
	xen_pfn_t *frames = kcalloc(nr_grant_frames, sizeof(*frames), GFP_KERNEL);
	int ret = -ENOMEM;
	unsigned long i;
	void *vaddr;

	if (!pages || !frames)
		goto free;
	ret = xen_alloc_unpopulated_pages(nr_grant_frames, pages);
	if (ret)
		goto free;
	for (i = 0; i < nr_grant_frames; i++)
		frames[i] = page_to_xen_pfn(pages[i]);
	vaddr = vmap(pages, nr_grant_frames, 0, PAGE_KERNEL);
	if (!vaddr) {
		xen_free_unpopulated_pages(nr_grant_frames, pages);
		ret = -ENOMEM;
		goto free;
	}
	kfree(pages);
	*gfns = frames;
	*virt = vaddr;
	return 0;

free:
	kfree(pages);
	kfree(frames);
	return ret;
}

/**
 * xen_remap_vma_range() - show pages of ours that have something behind them
 * @vma: with those pages in its vm_private_data
 * @addr: where, in @vma
 * @len: bytes
 *
 * Return: 0 or a negative error.
 */
int xen_remap_vma_range(struct vm_area_struct *vma, unsigned long addr, unsigned long len)
{
	return show_pages(vma, addr, len >> PAGE_SHIFT, vma->vm_page_prot, vma->vm_private_data);
}
EXPORT_SYMBOL_GPL(xen_remap_vma_range);
