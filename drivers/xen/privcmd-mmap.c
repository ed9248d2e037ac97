// SPDX-License-Identifier: GPL-2.0-only
/*
 * privcmd, mappings: memory of other domains in the address space of a process.
 *
 * mmap() only makes an area; what it shows is said afterwards by an ioctl. The first of
 * these ties a struct privcmd_area to it, which remembers the pages that show something:
 * each can be filled once, so that a second try (of a page that was paged out, say) never
 * meets a page that is in use. A page that shows nothing gives SIGBUS.
 *
 * A PV domain writes the foreign frame into the page table. A translated one (PVH) needs a
 * guest frame of its own to which the hypervisor ties the foreign one; these come from
 * unpopulated memory and are given back when the area goes.
 *
 * The process's mmap lock is held for writing while an area is looked at or filled. Its
 * arrays are read and written in pieces between that, as access may fault.
 */
#define pr_fmt(fmt) "xen:privcmd: " fmt

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/features.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/interface/memory.h>
#include <xen/privcmd.h>

#include <asm/xen/hypercall.h>

#include "privcmd.h"

/* Frames handled under one hold of the lock: an array of them fills a page. */
#define CHUNK	(PAGE_SIZE / sizeof(xen_pfn_t))

/**
 * struct privcmd_area - what an area of a process shows
 * @users: parts into which the process has split the area
 * @nr: pages of the whole
 * @pgoff: page offset of its first page
 * @pages: guest frames of ours that stand for the foreign ones, or NULL (PV)
 * @lost: some of them could not be freed from what they stand for
 * @filled: which pages show something
 */
struct privcmd_area {
	refcount_t users;
	unsigned long nr;
	unsigned long pgoff;
	struct page **pages;
	bool lost;
	unsigned long filled[];
};

static bool translated(void)
{
	return xen_feature(XENFEAT_auto_translated_physmap);
}

/* Areas. */

static void area_put(struct privcmd_area *area)
{
	if (!refcount_dec_and_test(&area->users))
		return;
	if (area->pages && !area->lost)
		xen_free_unpopulated_pages(area->nr, area->pages);
	kvfree(area->pages);
	kvfree(area);
}

static int area_add_pages(struct privcmd_area *area)
{
	int err;

	if (!translated())
		return 0;
	area->pages = kvcalloc(area->nr, sizeof(*area->pages), GFP_KERNEL_ACCOUNT);
	if (!area->pages)
		return -ENOMEM;
	err = xen_alloc_unpopulated_pages(area->nr, area->pages);
	if (err)
		area->lost = true;	/* none to give back */
	return err;
}

/* Ties a new struct to @vma, which had none. */
static int area_create(struct vm_area_struct *vma)
{
	unsigned long nr = vma_pages(vma);
	struct privcmd_area *area;
	int err;

	if (nr > INT_MAX)
		return -EINVAL;
	area = kvzalloc(struct_size(area, filled, BITS_TO_LONGS(nr)), GFP_KERNEL_ACCOUNT);
	if (!area)
		return -ENOMEM;
	refcount_set(&area->users, 1);
	area->nr = nr;
	area->pgoff = vma->vm_pgoff;
	err = area_add_pages(area);
	if (err) {
		area_put(area);
		return err;
	}
	vma->vm_private_data = area;
	return 0;
}

/* Number of the page of the area that is at @addr of @vma. */
static unsigned long area_index(const struct vm_area_struct *vma, unsigned long addr)
{
	const struct privcmd_area *area = vma->vm_private_data;

	return vma->vm_pgoff - area->pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
}

static struct page **area_pages(const struct vm_area_struct *vma, unsigned long addr)
{
	const struct privcmd_area *area = vma->vm_private_data;

	return area->pages ? area->pages + area_index(vma, addr) : NULL;
}

static void area_fill(const struct vm_area_struct *vma, unsigned long addr, unsigned long nr)
{
	struct privcmd_area *area = vma->vm_private_data;

	bitmap_set(area->filled, area_index(vma, addr), nr);
}

/* Whether @nr pages at @addr are inside of @vma and show nothing yet. */
static bool area_is_empty(const struct vm_area_struct *vma, unsigned long addr, unsigned long nr)
{
	const struct privcmd_area *area = vma->vm_private_data;
	unsigned long first;

	if (addr < vma->vm_start || nr > (vma->vm_end - addr) >> PAGE_SHIFT)
		return false;
	first = area_index(vma, addr);
	return find_next_bit(area->filled, first + nr, first) >= first + nr;
}

/* The area of ours at @addr, or NULL; under the mmap lock. */
static struct vm_area_struct *privcmd_vma(unsigned long addr);

/**
 * privcmd_claim() - find an area to be filled, for the first time or again
 * @addr: where filling starts
 * @nr: pages to fill
 * @whole: a new area must be filled whole
 *
 * Context: the mmap lock is held for writing.
 * Return: the area, or an error: -EINVAL when the pages are not all there and empty.
 */
static struct vm_area_struct *privcmd_claim(unsigned long addr, unsigned long nr, bool whole)
{
	struct vm_area_struct *vma = privcmd_vma(addr);
	int err;

	if (!vma || offset_in_page(addr))
		return ERR_PTR(-EINVAL);
	if (!vma->vm_private_data) {
		if (addr != vma->vm_start || nr > vma_pages(vma) || (whole && nr != vma_pages(vma)))
			return ERR_PTR(-EINVAL);
		err = area_create(vma);
		if (err)
			return ERR_PTR(err);
	}
	return area_is_empty(vma, addr, nr) ? vma : ERR_PTR(-EINVAL);
}

/* Version 1: ranges of frames, one behind the other. */

static int range_map(struct vm_area_struct *vma, const struct privcmd_mmap_entry *entry,
		     domid_t domid)
{
	int done;

	if (!entry->npages || !area_is_empty(vma, entry->va, entry->npages))
		return -EINVAL;
	/* When it fails, some of them may be there. */
	area_fill(vma, entry->va, entry->npages);
	done = xen_remap_domain_gfn_range(vma, entry->va, entry->mfn, entry->npages,
					  vma->vm_page_prot, domid, NULL);
	return done < 0 ? done : 0;
}

/* Maps some of the ranges; @va is where the next one must start, or 0 at the first. */
static int ranges_map(const struct privcmd_mmap_entry *entries, int nr, domid_t domid, u64 *va)
{
	struct vm_area_struct *vma;
	int i, err = 0;

	mmap_write_lock(current->mm);
	if (*va) {
		vma = privcmd_vma(*va);
		if (!vma || !vma->vm_private_data)
			vma = ERR_PTR(-EINVAL);
	} else {
		*va = entries[0].va;
		vma = privcmd_vma(*va);
		/* Only an area that has never been filled. */
		if (!vma || vma->vm_private_data)
			vma = ERR_PTR(-EINVAL);
		else
			vma = privcmd_claim(*va, 1, false);
	}
	if (IS_ERR(vma))
		err = PTR_ERR(vma);
	for (i = 0; i < nr && !err; i++) {
		if (entries[i].va != *va) {
			err = -EINVAL;
			break;
		}
		err = range_map(vma, &entries[i], domid);
		*va += entries[i].npages << PAGE_SHIFT;
	}
	mmap_write_unlock(current->mm);
	return err;
}

long privcmd_mmap_ranges(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_mmap_entry *entries;
	struct privcmd_mmap request;
	int done, nr, err = 0;
	u64 va = 0;

	/* The frames of a translated domain can't be shown in ranges. */
	if (translated())
		return -ENOSYS;
	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!privcmd_may(file, request.dom))
		return -EPERM;
	if (request.num <= 0)
		return -EINVAL;

	entries = kmalloc_array(CHUNK, sizeof(*entries), GFP_KERNEL);
	if (!entries)
		return -ENOMEM;
	for (done = 0; done < request.num && !err; done += nr) {
		nr = min_t(int, request.num - done, CHUNK);
		if (copy_from_user(entries, request.entry + done, nr * sizeof(*entries)))
			err = -EFAULT;
		else
			err = fatal_signal_pending(current) ? -EINTR :
			      ranges_map(entries, nr, request.dom, &va);
	}
	kfree(entries);
	return err;
}

/* Version 2: an array of frames, each with an error of its own. */

/**
 * struct batch - an array of frames to be mapped
 * @domid: whose they are
 * @addr: where they go
 * @nr: how many they are
 * @gfns: the array; the old form of the ioctl tells errors in it
 * @errs: where errors go, or NULL
 * @paged: one of the frames is paged out: the caller must try again
 */
struct batch {
	domid_t domid;
	unsigned long addr;
	unsigned long nr;
	xen_pfn_t __user *gfns;
	int __user *errs;
	bool paged;
};

static int batch_start(const struct batch *b)
{
	struct vm_area_struct *vma;

	mmap_write_lock(current->mm);
	vma = privcmd_claim(b->addr, b->nr, true);
	mmap_write_unlock(current->mm);
	return PTR_ERR_OR_ZERO(vma);
}

/* No error of a frame: what it has before the core comes to it. */
#define NOT_TRIED	1

/* Maps @nr frames at @addr of @vma; fails when the core did not come to all of them. */
static int batch_remap(const struct batch *b, struct vm_area_struct *vma, unsigned long addr,
		       unsigned int nr, xen_pfn_t *gfns, int *errs)
{
	bool all = true;
	int i, ret;

	for (i = 0; i < nr; i++)
		errs[i] = NOT_TRIED;
	/* An error may be that of one frame only. */
	ret = xen_remap_domain_gfn_array(vma, addr, gfns, nr, errs, vma->vm_page_prot, b->domid,
					 area_pages(vma, addr));
	for (i = 0; i < nr; i++) {
		if (!errs[i])
			area_fill(vma, addr + ((unsigned long)i << PAGE_SHIFT), 1);
		all &= errs[i] != NOT_TRIED;
	}
	if (all)
		return 0;
	return ret < 0 ? ret : -EFAULT;
}

/* Maps @nr frames from the @done-th on. */
static int batch_map(const struct batch *b, unsigned long done, unsigned int nr, xen_pfn_t *gfns,
		     int *errs)
{
	unsigned long addr = b->addr + (done << PAGE_SHIFT);
	struct vm_area_struct *vma;
	int err = -EINVAL;

	mmap_write_lock(current->mm);
	vma = privcmd_vma(addr);
	if (vma && vma->vm_private_data && area_is_empty(vma, addr, nr))
		err = batch_remap(b, vma, addr, nr, gfns, errs);
	mmap_write_unlock(current->mm);
	return err;
}

/* The old form: an error is told by bits in the frame's number. */
static int batch_tell_old(const struct batch *b, unsigned long done, unsigned int nr,
			  xen_pfn_t *gfns, const int *errs)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!errs[i])
			continue;
		gfns[i] |= errs[i] == -ENOENT ? PRIVCMD_MMAPBATCH_PAGED_ERROR :
						PRIVCMD_MMAPBATCH_MFN_ERROR;
		if (put_user(gfns[i], b->gfns + done + i))
			return -EFAULT;
	}
	return 0;
}

static int batch_piece(struct batch *b, unsigned long done, unsigned int nr, xen_pfn_t *gfns,
		       xen_pfn_t *scratch, int *errs)
{
	unsigned int i;
	int err;

	if (copy_from_user(gfns, b->gfns + done, nr * sizeof(*gfns)))
		return -EFAULT;
	memcpy(scratch, gfns, nr * sizeof(*gfns));
	err = batch_map(b, done, nr, scratch, errs);
	if (err)
		return err;
	for (i = 0; i < nr; i++)
		b->paged |= errs[i] == -ENOENT;
	if (!b->errs)
		return batch_tell_old(b, done, nr, gfns, errs);
	return copy_to_user(b->errs + done, errs, nr * sizeof(*errs)) ? -EFAULT : 0;
}

static long batch_run(struct batch *b)
{
	xen_pfn_t *gfns = kmalloc_array(CHUNK, 2 * sizeof(*gfns), GFP_KERNEL);
	int *errs = kmalloc_array(CHUNK, sizeof(*errs), GFP_KERNEL);
	int err = gfns && errs ? batch_start(b) : -ENOMEM;
	unsigned long done, nr;

	for (done = 0; done < b->nr && !err; done += nr) {
		nr = min(b->nr - done, CHUNK);
		err = fatal_signal_pending(current) ? -EINTR :
		      batch_piece(b, done, nr, gfns, gfns + CHUNK, errs);
		cond_resched();
	}
	kfree(errs);
	kfree(gfns);
	return err ?: b->paged ? -ENOENT : 0;
}

long privcmd_mmapbatch_v1(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_mmapbatch request;
	struct batch b = { };

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!privcmd_may(file, request.dom))
		return -EPERM;
	if (request.num <= 0)
		return -EINVAL;
	b.domid = request.dom;
	b.addr = request.addr;
	b.nr = request.num;
	b.gfns = request.arr;
	return batch_run(&b);
}

long privcmd_mmapbatch_v2(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_mmapbatch_v2 request;
	struct batch b = { };

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!privcmd_may(file, request.dom))
		return -EPERM;
	if (!request.num || request.num > INT_MAX)
		return -EINVAL;
	/* Also what is behind a frame that ends it all has an error code then. */
	if (clear_user(request.err, request.num * sizeof(*request.err)))
		return -EFAULT;
	b.domid = request.dom;
	b.addr = request.addr;
	b.nr = request.num;
	b.gfns = (xen_pfn_t __user *)request.arr;
	b.errs = request.err;
	return batch_run(&b);
}

/* Resources: pages that a domain has, but not in its memory map. */

static int resource_tell_size(struct xen_mem_acquire_resource *op, u64 __user *to)
{
	int err = HYPERVISOR_memory_op(XENMEM_acquire_resource, op);

	return err ?: put_user((u64)op->nr_frames, to);
}

/* PV: the hypervisor tells machine frames, which go into the page table. */
static int resource_map_pv(struct vm_area_struct *vma, unsigned long addr,
			   struct xen_mem_acquire_resource *op, xen_pfn_t *frames)
{
	bool own = op->flags & XENMEM_rsrc_acq_caller_owned;
	int i, done, *errs = (int *)frames;

	area_fill(vma, addr, op->nr_frames);
	done = xen_remap_domain_mfn_array(vma, addr, frames, op->nr_frames, errs, vma->vm_page_prot,
					  own ? DOMID_SELF : op->domid);
	if (done < 0 || done == op->nr_frames)
		return min(done, 0);
	for (i = 0; i < op->nr_frames; i++)
		if (errs[i])
			return errs[i];
	return -EFAULT;
}

/* Translated: our guest frames stand for it by now. The core takes them from @vma. */
static int resource_map_translated(struct vm_area_struct *vma, unsigned long addr, unsigned long nr)
{
	struct privcmd_area *area = vma->vm_private_data;
	int err;

	vma->vm_private_data = area_pages(vma, addr);
	err = xen_remap_vma_range(vma, addr, nr << PAGE_SHIFT);
	vma->vm_private_data = area;
	return err;
}

static int resource_map(struct vm_area_struct *vma, unsigned long addr,
			struct xen_mem_acquire_resource *op, xen_pfn_t *frames)
{
	struct page **pages = area_pages(vma, addr);
	int i, err;

	if (pages) {
		for (i = 0; i < op->nr_frames; i++)
			frames[i] = page_to_xen_pfn(pages[i]);
		/* When it fails, some of them may be there. */
		area_fill(vma, addr, op->nr_frames);
	}
	set_xen_guest_handle(op->frame_list, frames);
	err = HYPERVISOR_memory_op(XENMEM_acquire_resource, op);
	if (err)
		return err;
	if (pages)
		return resource_map_translated(vma, addr, op->nr_frames);
	return resource_map_pv(vma, addr, op, frames);
}

static int resource_claim_and_map(unsigned long addr, struct xen_mem_acquire_resource *op)
{
	struct vm_area_struct *vma;
	xen_pfn_t *frames;
	int err;

	mmap_write_lock(current->mm);
	vma = privcmd_claim(addr, op->nr_frames, false);
	err = PTR_ERR_OR_ZERO(vma);
	if (err)
		goto unlock;
	frames = kvcalloc(op->nr_frames, sizeof(*frames), GFP_KERNEL_ACCOUNT);
	err = frames ? resource_map(vma, addr, op, frames) : -ENOMEM;
	kvfree(frames);
unlock:
	mmap_write_unlock(current->mm);
	return err;
}

long privcmd_mmap_resource(struct privcmd_file *file, void __user *arg)
{
	struct xen_mem_acquire_resource op = { };
	struct privcmd_mmap_resource request;

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!privcmd_may(file, request.dom))
		return -EPERM;
	/* Both, or neither: then only the number of frames is asked for. */
	if (!request.addr != !request.num || request.num > INT_MAX || request.type > U16_MAX)
		return -EINVAL;
	op.domid = request.dom;
	op.type = request.type;
	op.id = request.id;
	op.frame = request.idx;
	op.nr_frames = request.num;
	if (request.num)
		return resource_claim_and_map(request.addr, &op);
	return resource_tell_size(&op, &((struct privcmd_mmap_resource __user *)arg)->num);
}

/* The life of an area. */

static void privcmd_vm_open(struct vm_area_struct *vma)
{
	struct privcmd_area *area = vma->vm_private_data;

	if (area)
		refcount_inc(&area->users);
}

static void privcmd_vm_close(struct vm_area_struct *vma)
{
	struct privcmd_area *area = vma->vm_private_data;
	unsigned long first, end, to;

	if (!area)
		return;
	first = area_index(vma, vma->vm_start);
	end = first + vma_pages(vma);
	while (area->pages) {
		first = find_next_bit(area->filled, end, first);
		if (first >= end)
			break;
		to = find_next_zero_bit(area->filled, end, first);
		if (xen_unmap_domain_gfn_range(vma, to - first, area->pages + first)) {
			pr_err("%lu pages can't be freed from foreign memory\n", to - first);
			area->lost = true;
		}
		first = to;
	}
	area_put(area);
}

static vm_fault_t privcmd_vm_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct privcmd_vm_ops = {
	.open	= privcmd_vm_open,
	.close	= privcmd_vm_close,
	.fault	= privcmd_vm_fault,
};

static struct vm_area_struct *privcmd_vma(unsigned long addr)
{
	struct vm_area_struct *vma = vma_lookup(current->mm, addr);

	return vma && vma->vm_ops == &privcmd_vm_ops ? vma : NULL;
}

int privcmd_mmap(struct file *filp, struct vm_area_struct *vma)
{
	/* A child can't inherit it: nobody would tell the hypervisor. */
	vma->vm_flags |= VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP;
	vma->vm_ops = &privcmd_vm_ops;
	vma->vm_private_data = NULL;
	return 0;
}
