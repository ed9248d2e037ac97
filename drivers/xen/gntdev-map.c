// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdev, a map: grants that are mapped and unmapped together.
 *
 * Each grant is mapped into a page of ours (as a back-end driver does it), so that the
 * kernel may read and write it: the page is what I/O on the process's memory gets. A
 * translated domain puts these pages into the process. A PV domain maps each grant a
 * second time, into the page table of the process (gntdev-pte.c), and takes that away
 * before the kernel would: the mmu notifier tells when.
 *
 * Where devices know memory by the addresses that the domain has (XENFEAT_direct_mapped), a
 * granted page is at another one than they would have to be told: the process sees it, but
 * the kernel does no I/O on it (EFAULT).
 *
 *	       mmap()               last area closed             pages unused
 *	IDLE -----------> MAPPED -----------------------> LEAVING -----------> IDLE
 *	                         clear the byte, unmap
 *
 * A page may be in use by I/O when its area goes; then the map stays LEAVING until the
 * core finds all pages unused, and can't be shown in between.
 *
 * Locks, outermost first: the mmap lock, file->lock, map->lock.
 */
#define pr_fmt(fmt) "xen:gntdev: " fmt

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <xen/xen.h>
#include <xen/events.h>
#include <xen/features.h>
#include <xen/page.h>
#include <xen/xen-ops.h>

#include "gntdev.h"

/* Operations of one call of the core. */
#define BATCH	32

static const struct vm_operations_struct gntdev_vm_ops;

/* The pages. */

static int map_batch(struct gntdev_map *map, unsigned int first, unsigned int nr)
{
	u32 flags = GNTMAP_host_map | (map->readonly ? GNTMAP_readonly : 0);
	struct gnttab_map_grant_ref ops[BATCH] = { };
	struct gntdev_grant *grant;
	unsigned int i;
	int err;

	for (i = 0; i < nr; i++) {
		grant = &map->grants[first + i];
		gnttab_set_map_op(&ops[i], (unsigned long)page_address(map->pages[first + i]),
				  flags, grant->ref, grant->domid);
	}
	err = gnttab_map_refs(ops, NULL, map->pages + first, nr);
	for (i = 0; i < nr; i++) {
		if (ops[i].status == GNTST_okay)
			map->grants[first + i].handle = ops[i].handle;
		else
			err = err ?: -EINVAL;
	}
	return err;
}

static int pages_map(struct gntdev_map *map)
{
	unsigned int done, nr;
	int err = 0;

	for (done = 0; done < map->count && !err; done += nr) {
		nr = min_t(unsigned int, map->count - done, BATCH);
		err = map_batch(map, done, nr);
		cond_resched();
	}
	return err;
}

/* The core has unmapped them all, or some of them failed. */
static void pages_unmapped(int result, struct gntab_unmap_queue_data *data)
{
	struct gntdev_map *map = data->data;
	unsigned int i;

	for (i = 0; i < data->count; i++) {
		if (data->unmap_ops[i].status == GNTST_okay)
			continue;
		map->leaked = true;
		pr_err_ratelimited("grant handle %u not unmapped: %d\n", data->unmap_ops[i].handle,
				   data->unmap_ops[i].status);
	}
	/* Pairs with the acquire in claim(): all of this before the map is used again. */
	smp_store_release(&map->state, GNTDEV_IDLE);
	gntdev_map_put(map);
	module_put(THIS_MODULE);
}

/*
 * Unmaps the pages, at once or as soon as they are unused. The core takes one array of
 * operations and one of pages, so the mapped ones come to the front, when mapping failed
 * half-way; the pages' order does not matter any more once nothing shows them.
 */
static void pages_unmap(struct gntdev_map *map)
{
	unsigned int i, nr = 0;

	for (i = 0; i < map->count; i++) {
		struct gntdev_grant *grant = &map->grants[i];

		if (grant->handle == INVALID_GRANT_HANDLE)
			continue;
		gnttab_set_unmap_op(&map->unmap_ops[nr],
				    (unsigned long)page_address(map->pages[i]), GNTMAP_host_map,
				    grant->handle);
		map->unmap_ops[nr].status = GNTST_general_error;
		grant->handle = INVALID_GRANT_HANDLE;
		swap(map->pages[nr], map->pages[i]);
		nr++;
	}
	if (!nr) {
		map->state = GNTDEV_IDLE;
		return;
	}
	map->state = GNTDEV_LEAVING;
	refcount_inc(&map->users);
	__module_get(THIS_MODULE);
	map->unmap.data = map;
	map->unmap.done = pages_unmapped;
	map->unmap.unmap_ops = map->unmap_ops;
	map->unmap.kunmap_ops = NULL;
	map->unmap.pages = map->pages;
	map->unmap.count = nr;
	gnttab_unmap_refs_async(&map->unmap);
}

/* Life. */

static void map_free(struct gntdev_map *map)
{
	if (map->pages && !map->leaked)
		gnttab_free_pages(map->count, map->pages);
	kvfree(map->pages);
	kvfree(map->unmap_ops);
	kvfree(map->grants);
	kfree(map);
}

struct gntdev_map *gntdev_map_create(unsigned int count)
{
	struct gntdev_map *map = kzalloc(sizeof(*map), GFP_KERNEL_ACCOUNT);
	unsigned int i;

	if (!map)
		return ERR_PTR(-ENOMEM);
	refcount_set(&map->users, 1);
	mutex_init(&map->lock);
	map->count = count;
	map->leaked = true;		/* no pages yet */
	map->grants = kvcalloc(count, sizeof(*map->grants), GFP_KERNEL_ACCOUNT);
	map->unmap_ops = kvcalloc(count, sizeof(*map->unmap_ops), GFP_KERNEL_ACCOUNT);
	map->pages = kvcalloc(count, sizeof(*map->pages), GFP_KERNEL_ACCOUNT);
	if (!map->grants || !map->unmap_ops || !map->pages ||
	    gnttab_alloc_pages(count, map->pages)) {
		map_free(map);
		return ERR_PTR(-ENOMEM);
	}
	map->leaked = false;
	for (i = 0; i < count; i++) {
		map->grants[i].handle = INVALID_GRANT_HANDLE;
		map->grants[i].pte_handle = INVALID_GRANT_HANDLE;
	}
	return map;
}

void gntdev_map_put(struct gntdev_map *map)
{
	if (!refcount_dec_and_test(&map->users))
		return;
	if (map->notify & UNMAP_NOTIFY_SEND_EVENT) {
		notify_remote_via_evtchn(map->port);
		evtchn_put(map->port);
	}
	map_free(map);
}

/* What the process has asked for when it loses the memory, whatever the reason. */
static void clear_byte(struct gntdev_map *map)
{
	u8 *page;

	if (!(map->notify & UNMAP_NOTIFY_CLEAR_BYTE) || map->readonly)
		return;
	page = page_address(map->pages[map->byte >> PAGE_SHIFT]);
	page[offset_in_page(map->byte)] = 0;
}

/* The caller holds map->lock; nothing shows the map any more. */
static void map_hide(struct gntdev_map *map)
{
	gntdev_ptes_unmap(map, 0, map->count);
	clear_byte(map);
	pages_unmap(map);
}

/**
 * gntdev_map_notify() - say what happens when a map goes
 * @map: the map
 * @op: index: offset in the file, inside of the map
 *
 * Return: 0; -EINVAL: the byte can't be written, or no such event.
 */
int gntdev_map_notify(struct gntdev_map *map, const struct ioctl_gntdev_unmap_notify *op)
{
	evtchn_port_t port = op->event_channel_port;
	u32 action = op->action;
	int err = 0;

	/*
	 * First the new one: it may be the only other user of the same port. Ports come and go
	 * with memory, and the lock is taken where memory is reclaimed: so outside of it.
	 */
	if (action & UNMAP_NOTIFY_SEND_EVENT && evtchn_get(port))
		return -EINVAL;
	mutex_lock(&map->lock);
	if (action & UNMAP_NOTIFY_CLEAR_BYTE && map->readonly) {
		err = -EINVAL;
	} else {
		swap(map->notify, action);
		swap(map->port, port);
		map->byte = op->index - ((u64)map->index << PAGE_SHIFT);
	}
	mutex_unlock(&map->lock);
	/* The one before, or the new one that was not taken. */
	if (action & UNMAP_NOTIFY_SEND_EVENT)
		evtchn_put(port);
	return err;
}

/* Areas. */

/* The process is about to lose [range->start, range->end), if it has that. */
static bool watch_invalidate(struct mmu_interval_notifier *watch,
			     const struct mmu_notifier_range *range, unsigned long seq)
{
	struct gntdev_map *map = container_of(watch, struct gntdev_map, watch);
	unsigned long end = map->start + ((unsigned long)map->count << PAGE_SHIFT);
	unsigned long from = max(range->start, map->start), to = min(range->end, end);

	/* Entries that only change stay. */
	if (range->event == MMU_NOTIFY_PROTECTION_VMA ||
	    range->event == MMU_NOTIFY_PROTECTION_PAGE || range->event == MMU_NOTIFY_SOFT_DIRTY)
		return true;
	if (!mmu_notifier_range_blockable(range))
		return false;
	mutex_lock(&map->lock);
	mmu_interval_set_seq(watch, seq);
	if (from < to)
		gntdev_ptes_unmap(map, (from - map->start) >> PAGE_SHIFT,
				  (to - map->start) >> PAGE_SHIFT);
	mutex_unlock(&map->lock);
	return true;
}

static const struct mmu_interval_notifier_ops watch_ops = {
	.invalidate	= watch_invalidate,
};

static void unwatch(struct gntdev_map *map)
{
	if (map->watching)
		mmu_interval_notifier_remove(&map->watch);
	map->watching = false;
}

static void gntdev_vm_open(struct vm_area_struct *vma)
{
	struct gntdev_map *map = vma->vm_private_data;

	refcount_inc(&map->users);
	refcount_inc(&map->areas);
}

/* One area less. */
static void area_put(struct gntdev_map *map)
{
	if (!refcount_dec_and_test(&map->areas))
		return;
	unwatch(map);
	mutex_lock(&map->lock);
	map_hide(map);
	mutex_unlock(&map->lock);
}

static void gntdev_vm_close(struct vm_area_struct *vma)
{
	struct gntdev_map *map = vma->vm_private_data;

	area_put(map);
	gntdev_map_put(map);
}

/* The page behind a special entry of a PV process: for I/O. */
static struct page *gntdev_vm_special(struct vm_area_struct *vma, unsigned long addr)
{
	struct gntdev_map *map = vma->vm_private_data;
	unsigned long index = (addr - map->start) >> PAGE_SHIFT;

	return xen_pv_domain() && index < map->count ? map->pages[index] : NULL;
}

/* The hypervisor would not take another entry from us. */
static int gntdev_vm_mprotect(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			      unsigned long flags)
{
	return xen_pv_domain() && (vma->vm_flags ^ flags) & VM_WRITE ? -EACCES : 0;
}

static vm_fault_t gntdev_vm_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct gntdev_vm_ops = {
	.open			= gntdev_vm_open,
	.close			= gntdev_vm_close,
	.fault			= gntdev_vm_fault,
	.mprotect		= gntdev_vm_mprotect,
	.find_special_page	= gntdev_vm_special,
};

struct gntdev_map *gntdev_map_of(const struct vm_area_struct *vma)
{
	return vma->vm_ops == &gntdev_vm_ops ? vma->vm_private_data : NULL;
}

static int show_pv(struct gntdev_map *map, struct vm_area_struct *vma)
{
	int err;

	map->start = vma->vm_start;
	err = mmu_interval_notifier_insert_locked(&map->watch, vma->vm_mm, vma->vm_start,
						  vma->vm_end - vma->vm_start, &watch_ops);
	if (err)
		return err;
	map->watching = true;
	return gntdev_ptes_map(map, vma);
}

static int show_translated(struct gntdev_map *map, struct vm_area_struct *vma)
{
	if (!xen_feature(XENFEAT_direct_mapped))
		return vm_map_pages_zero(vma, map->pages, map->count);
	vma->vm_flags |= VM_IO | VM_PFNMAP;
	/* Where the core looks for them. */
	vma->vm_private_data = map->pages;
	return xen_remap_vma_range(vma, vma->vm_start, (unsigned long)map->count << PAGE_SHIFT);
}

static int show_first(struct gntdev_map *map, struct vm_area_struct *vma)
{
	int err = pages_map(map);

	if (err)
		return err;
	if (xen_pv_domain())
		return show_pv(map, vma);
	return show_translated(map, vma);
}

/* Takes back what show_first() did before it failed. */
static void show_undo(struct gntdev_map *map)
{
	mutex_lock(&map->lock);
	gntdev_ptes_unmap(map, 0, map->count);
	mutex_unlock(&map->lock);
	/* It may be waiting for the lock. */
	unwatch(map);
	mutex_lock(&map->lock);
	pages_unmap(map);
	mutex_unlock(&map->lock);
}

/*
 * One area more: decides whether it can be shown. Returns an error, or 1 if this is the
 * first and the grants are to be mapped. The caller holds map->lock.
 */
static int claim(struct gntdev_map *map, bool readonly)
{
	/* Pairs with the release in pages_unmapped(). */
	enum gntdev_state state = smp_load_acquire(&map->state);

	if (state == GNTDEV_LEAVING)
		return -EAGAIN;
	if (map->leaked)
		return -EIO;
	if (state == GNTDEV_MAPPED) {
		/* A PV grant has one entry; others may show the pages again. */
		if (xen_pv_domain() || map->readonly != readonly)
			return -EBUSY;
		return refcount_inc_not_zero(&map->areas) ? 0 : -EAGAIN;
	}
	if (readonly && map->notify & UNMAP_NOTIFY_CLEAR_BYTE)
		return -EINVAL;
	map->readonly = readonly;
	map->state = GNTDEV_MAPPED;
	refcount_set(&map->areas, 1);
	return 1;
}

/**
 * gntdev_map_show() - map the grants and show them in an area
 * @map: the grants
 * @vma: the area, of the same size
 *
 * Context: in mmap(): the mmap lock is held for writing, and the lock of the file.
 * Return: 0; -EINVAL: one of the grants can't be mapped; -EBUSY: it is shown elsewhere;
 * -EAGAIN: it was shown, and I/O on its pages is not yet over.
 */
int gntdev_map_show(struct gntdev_map *map, struct vm_area_struct *vma)
{
	int first, err;

	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	/* A child's page table can't have the entries. */
	if (xen_pv_domain())
		vma->vm_flags |= VM_DONTCOPY;
	/* The grant stays as it was mapped. */
	if (!(vma->vm_flags & VM_WRITE))
		vma->vm_flags &= ~VM_MAYWRITE;

	mutex_lock(&map->lock);
	first = claim(map, !(vma->vm_flags & VM_WRITE));
	mutex_unlock(&map->lock);
	if (first < 0)
		return first;
	if (first) {
		err = show_first(map, vma);
		if (err)
			show_undo(map);
	} else {
		err = show_translated(map, vma);
		if (err)
			area_put(map);
	}
	if (err)
		return err;
	refcount_inc(&map->users);
	vma->vm_private_data = map;
	vma->vm_ops = &gntdev_vm_ops;
	return 0;
}

/**
 * gntdev_map_pin() - map the grants without showing them, for a DMA buffer
 * @map: the grants, of which nobody else knows
 *
 * Return: 0, or an error as of gntdev_map_show().
 */
int gntdev_map_pin(struct gntdev_map *map)
{
	int err;

	mutex_lock(&map->lock);
	claim(map, false);
	mutex_unlock(&map->lock);
	err = pages_map(map);
	if (err)
		show_undo(map);
	return err;
}

/* Ends that, and drops the caller's reference. */
void gntdev_map_unpin(struct gntdev_map *map)
{
	area_put(map);
	gntdev_map_put(map);
}
