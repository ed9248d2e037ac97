// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other domains' frames in the address space of a process: the tools, with privilege.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/hugetlb.h>
#include <linux/mm.h>

#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/features.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

/* Requests of one call; they are on the stack. */
#define BATCH 16

struct remap {
	struct mmu_update updates[BATCH];
	unsigned int n;
	xen_pfn_t *frame;
	bool contiguous;	/* one frame after the other from @first */
	xen_pfn_t first;
	unsigned int kind;
	pgprot_t prot;
};

#ifdef CONFIG_XEN_PV
static xen_pfn_t next_frame(struct remap *r)
{
	return r->contiguous ? r->first++ : *r->frame++;
}

static int add_request(pte_t *ptep, unsigned long addr, void *data)
{
	struct remap *r = data;
	struct mmu_update *u = &r->updates[r->n++];

	u->ptr = virt_to_machine(ptep).maddr | r->kind;
	u->val = pte_val_ma(pte_mkspecial(mfn_pte(next_frame(r), r->prot)));
	return 0;
}

/* The hypervisor stops at the first that it refuses; the rest is asked for again. */
static int map_batch(struct remap *r, int *err, unsigned int domid)
{
	unsigned int at = 0, i;
	int done, ret, mapped = 0;

	while (at < r->n) {
		done = 0;
		ret = HYPERVISOR_mmu_update(r->updates + at, r->n - at, &done, domid);
		for (i = 0; i < done && err; i++)
			*err++ = 0;
		mapped += done;
		at += done;
		if (!ret)
			continue;
		if (!err)
			return ret;
		*err++ = ret;
		at++;
	}
	return mapped;
}

static int remap_all(struct remap *r, struct vm_area_struct *vma, unsigned long addr, int nr,
		     int *err, unsigned int domid)
{
	int mapped = 0, ret, n;

	for (; nr; nr -= n, addr += n * PAGE_SIZE) {
		n = min(nr, BATCH);
		r->n = 0;
		ret = apply_to_page_range(vma->vm_mm, addr, n * PAGE_SIZE, add_request, r);
		if (!ret)
			ret = map_batch(r, err, domid);
		if (ret < 0)
			return ret;
		mapped += ret;
		if (err)
			err += n;
	}
	return mapped;
}

/**
 * xen_remap_pfn() - map frames of another domain
 * @vma: for VM_PFNMAP or VM_IO
 * @addr: where in it
 * @pfn: frames; the first of them when there is no @err_ptr
 * @nr: how many
 * @err_ptr: receives the error of each; may be the memory of @pfn, or %NULL
 * @prot: protection
 * @domid: whose they are
 * @no_translate: machine frames, of a domain that has its own numbers, too
 *
 * Return: how many are mapped, or a negative error.
 */
int xen_remap_pfn(struct vm_area_struct *vma, unsigned long addr, xen_pfn_t *pfn, int nr,
		  int *err_ptr, pgprot_t prot, unsigned int domid, bool no_translate)
{
	struct remap r = {
		.frame = pfn,
		.first = *pfn,
		.contiguous = !err_ptr,
		.kind = no_translate ? MMU_PT_UPDATE_NO_TRANSLATE : MMU_NORMAL_PT_UPDATE,
		.prot = prot,
	};
	int ret;

	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_IO)));
	ret = remap_all(&r, vma, addr, nr, err_ptr, domid);
	flush_tlb_range(vma, addr, addr + (unsigned long)nr * PAGE_SIZE);
	return ret;
}
EXPORT_SYMBOL_GPL(xen_remap_pfn);
#endif

/**
 * xen_unmap_domain_gfn_range() - undo it
 * @vma: as mapped
 * @nr: how many
 * @pages: behind which the frames are in a translated domain
 *
 * In a PV domain the mapping's end does all.
 *
 * Return: 0 or a negative error.
 */
int xen_unmap_domain_gfn_range(struct vm_area_struct *vma, int nr, struct page **pages)
{
	if (xen_feature(XENFEAT_auto_translated_physmap))
		return xen_xlate_unmap_gfn_range(vma, nr, pages);
	return pages ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(xen_unmap_domain_gfn_range);
