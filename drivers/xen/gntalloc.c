// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntalloc: pages of a process that another domain may map.
 *
 * An ioctl makes pages, each with a grant, at offsets of the file; mmap() shows them. A
 * page belongs to the file until it is given up (ioctl or last close) and lives as long as
 * it is mapped in a process. Then its grant is to be ended; when the other domain still
 * has it mapped, it goes to a list of the dying, which is looked through again whenever
 * the device is used. The dying count towards the limit, so that a domain which never
 * lets go can't use up our memory.
 *
 *	alloc -> in file (users >= 1) -> users 0: notify, end grant -> freed
 *	                                              `-> dying -----^
 */
#define pr_fmt(fmt) "xen:gntalloc: " fmt

#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/gntalloc.h>

static int limit = 1024;
module_param(limit, int, 0644);
MODULE_PARM_DESC(limit, "Most pages that the device has granted at a time");

/**
 * struct gntalloc_page - a page and its grant
 * @list: pages of the file by offset, or the dying; unused while only mapped
 * @offset: where it is in the file
 * @users: the file, and each area that shows it
 * @page: the memory
 * @ref: the grant
 * @notify: UNMAP_NOTIFY_*: what to do when it goes
 * @byte: which byte to clear then
 * @port: which event to send then
 */
struct gntalloc_page {
	struct list_head list;
	u64 offset;
	unsigned int users;
	struct page *page;
	grant_ref_t ref;
	u32 notify;
	unsigned int byte;
	evtchn_port_t port;
};

/**
 * struct gntalloc_file - an open device
 * @pages: its pages by offset, a list
 * @next: offset of the next page
 */
struct gntalloc_file {
	struct list_head pages;
	u64 next;
};

/**
 * struct gntalloc_area - what an mmap() shows
 * @users: parts and copies of the area
 * @nr: number of pages
 * @pages: the pages
 */
struct gntalloc_area {
	refcount_t users;
	unsigned int nr;
	struct gntalloc_page *pages[];
};

/* All pages of all files, and what is below. */
static DEFINE_MUTEX(gntalloc_mutex);
static LIST_HEAD(dying);
static int nr_pages;

static void notify_peer(struct gntalloc_page *p)
{
	if (p->notify & UNMAP_NOTIFY_CLEAR_BYTE)
		((u8 *)page_address(p->page))[p->byte] = 0;
	if (p->notify & UNMAP_NOTIFY_SEND_EVENT) {
		notify_remote_via_evtchn(p->port);
		evtchn_put(p->port);
	}
	p->notify = 0;
}

static void page_free(struct gntalloc_page *p)
{
	__free_page(p->page);
	kfree(p);
	nr_pages--;
}

/* Drops a user; the caller holds gntalloc_mutex. */
static void page_put(struct gntalloc_page *p)
{
	if (--p->users)
		return;
	notify_peer(p);
	if (gnttab_try_end_foreign_access(p->ref))
		page_free(p);
	else
		list_add_tail(&p->list, &dying);
}

/* Frees those of the dying that the other side has let go by now. */
static void reap(void)
{
	struct gntalloc_page *p, *tmp;

	list_for_each_entry_safe(p, tmp, &dying, list) {
		if (!gnttab_try_end_foreign_access(p->ref))
			continue;
		list_del(&p->list);
		page_free(p);
	}
}

static struct gntalloc_page *page_create(domid_t domid, bool readonly)
{
	struct gntalloc_page *p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);
	int ref;

	if (!p)
		return ERR_PTR(-ENOMEM);
	p->page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!p->page) {
		kfree(p);
		return ERR_PTR(-ENOMEM);
	}
	ref = gnttab_grant_foreign_access(domid, xen_page_to_gfn(p->page), readonly);
	if (ref < 0) {
		__free_page(p->page);
		kfree(p);
		return ERR_PTR(ref);
	}
	p->ref = ref;
	p->users = 1;
	nr_pages++;
	return p;
}

static void file_remove(struct gntalloc_page *p)
{
	list_del(&p->list);
	page_put(p);
}

/* Takes pages with offsets from @start up to @end out of the file. */
static void file_cut(struct gntalloc_file *file, u64 start, u64 end)
{
	struct gntalloc_page *p, *tmp;

	list_for_each_entry_safe_reverse(p, tmp, &file->pages, list) {
		if (p->offset < start)
			break;
		if (p->offset < end)
			file_remove(p);
	}
}

static struct gntalloc_page *file_find(struct gntalloc_file *file, u64 offset)
{
	struct gntalloc_page *p;

	list_for_each_entry(p, &file->pages, list)
		if (p->offset == offset)
			return p;
	return NULL;
}

/*
 * Looks for @nr pages at @offset, one behind the other; returns the first of them.
 * The list is sorted, as offsets are never used again.
 */
static struct gntalloc_page *file_find_run(struct gntalloc_file *file, u64 offset, unsigned int nr)
{
	struct gntalloc_page *first = file_find(file, offset), *p = first;
	unsigned int i;

	if (!first || !nr)
		return NULL;
	for (i = 1; i < nr; i++) {
		if (list_is_last(&p->list, &file->pages))
			return NULL;
		p = list_next_entry(p, list);
		if (p->offset != offset + ((u64)i << PAGE_SHIFT))
			return NULL;
	}
	return first;
}

/* Makes the pages and notes their grants; the caller holds gntalloc_mutex. */
static int alloc_pages_locked(struct gntalloc_file *file, struct ioctl_gntalloc_alloc_gref *op,
			      u32 *refs)
{
	bool readonly = !(op->flags & GNTALLOC_FLAG_WRITABLE);
	struct gntalloc_page *p;
	unsigned int i;

	reap();
	if (op->count > max(READ_ONCE(limit), 0) || nr_pages > READ_ONCE(limit) - (int)op->count)
		return -ENOSPC;
	op->index = file->next;
	for (i = 0; i < op->count; i++) {
		p = page_create(op->domid, readonly);
		if (IS_ERR(p)) {
			file_cut(file, op->index, U64_MAX);
			return PTR_ERR(p);
		}
		p->offset = op->index + ((u64)i << PAGE_SHIFT);
		list_add_tail(&p->list, &file->pages);
		refs[i] = p->ref;
	}
	file->next += (u64)op->count << PAGE_SHIFT;
	return 0;
}

static long gntalloc_alloc(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_alloc_gref __user *to = arg;
	struct ioctl_gntalloc_alloc_gref op;
	u32 *refs;
	int err;

	if (copy_from_user(&op, arg, offsetof(typeof(op), index)))
		return -EFAULT;
	if (op.flags & ~GNTALLOC_FLAG_WRITABLE)
		return -EINVAL;
	/* Not more than could be granted: the array is made before that is known. */
	if (op.count > max(READ_ONCE(limit), 0))
		return -ENOSPC;
	refs = kvcalloc(op.count, sizeof(*refs), GFP_KERNEL_ACCOUNT);
	if (!refs)
		return -ENOMEM;

	mutex_lock(&gntalloc_mutex);
	err = alloc_pages_locked(file, &op, refs);
	mutex_unlock(&gntalloc_mutex);
	/* Not under the lock, which mmap() takes: this may have to wait for the same memory. */
	if (!err && (put_user(op.index, &to->index) ||
		     copy_to_user(to->gref_ids, refs, op.count * sizeof(*refs)))) {
		mutex_lock(&gntalloc_mutex);
		file_cut(file, op.index, op.index + ((u64)op.count << PAGE_SHIFT));
		mutex_unlock(&gntalloc_mutex);
		err = -EFAULT;
	}
	kvfree(refs);
	return err;
}

static long gntalloc_dealloc(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_dealloc_gref op;
	struct gntalloc_page *p, *next;
	long ret = -EINVAL;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	mutex_lock(&gntalloc_mutex);
	p = file_find_run(file, op.index, op.count);
	if (p) {
		ret = 0;
		while (op.count--) {
			next = list_next_entry(p, list);
			file_remove(p);
			p = next;
		}
	}
	reap();
	mutex_unlock(&gntalloc_mutex);
	return ret;
}

/* Sets or clears what is to be done when @p goes; the caller holds gntalloc_mutex. */
static int notify_set(struct gntalloc_page *p, const struct ioctl_gntalloc_unmap_notify *op)
{
	/* First the new one: it may be the only other user of the same port. */
	if (op->action & UNMAP_NOTIFY_SEND_EVENT && evtchn_get(op->event_channel_port))
		return -EINVAL;
	if (p->notify & UNMAP_NOTIFY_SEND_EVENT)
		evtchn_put(p->port);
	p->notify = op->action;
	p->byte = offset_in_page(op->index);
	p->port = op->event_channel_port;
	return 0;
}

static long gntalloc_notify(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_unmap_notify op;
	struct gntalloc_page *p;
	long ret;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	mutex_lock(&gntalloc_mutex);
	p = file_find(file, op.index & PAGE_MASK);
	ret = p ? notify_set(p, &op) : -ENOENT;
	mutex_unlock(&gntalloc_mutex);
	return ret;
}

static long gntalloc_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct gntalloc_file *file = filp->private_data;

	switch (cmd) {
	case IOCTL_GNTALLOC_ALLOC_GREF:
		return gntalloc_alloc(file, (void __user *)arg);
	case IOCTL_GNTALLOC_DEALLOC_GREF:
		return gntalloc_dealloc(file, (void __user *)arg);
	case IOCTL_GNTALLOC_SET_UNMAP_NOTIFY:
		return gntalloc_notify(file, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

/* Areas. */

static void area_free(struct gntalloc_area *area)
{
	mutex_lock(&gntalloc_mutex);
	while (area->nr)
		page_put(area->pages[--area->nr]);
	mutex_unlock(&gntalloc_mutex);
	kvfree(area);
}

static void gntalloc_vm_open(struct vm_area_struct *vma)
{
	struct gntalloc_area *area = vma->vm_private_data;

	refcount_inc(&area->users);
}

static void gntalloc_vm_close(struct vm_area_struct *vma)
{
	struct gntalloc_area *area = vma->vm_private_data;

	if (refcount_dec_and_test(&area->users))
		area_free(area);
}

static const struct vm_operations_struct gntalloc_vm_ops = {
	.open	= gntalloc_vm_open,
	.close	= gntalloc_vm_close,
};

/* Becomes a user of @nr pages of the file, or of none. */
static int area_take(struct gntalloc_area *area, struct gntalloc_file *file, u64 offset,
		     unsigned int nr)
{
	struct gntalloc_page *p;

	mutex_lock(&gntalloc_mutex);
	p = file_find_run(file, offset, nr);
	for (; p && area->nr < nr; p = list_next_entry(p, list)) {
		p->users++;
		area->pages[area->nr++] = p;
	}
	mutex_unlock(&gntalloc_mutex);
	return area->nr ? 0 : -ENOENT;
}

static int area_insert(const struct gntalloc_area *area, struct vm_area_struct *vma)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < area->nr && !err; i++)
		err = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE, area->pages[i]->page);
	return err;
}

static int gntalloc_mmap(struct file *filp, struct vm_area_struct *vma)
{
	unsigned long nr = vma_pages(vma);
	struct gntalloc_area *area;
	int err;

	/* Copy on write would show other pages than those that are granted. */
	if (!(vma->vm_flags & VM_SHARED) || nr > INT_MAX)
		return -EINVAL;
	area = kvzalloc(struct_size(area, pages, nr), GFP_KERNEL_ACCOUNT);
	if (!area)
		return -ENOMEM;
	refcount_set(&area->users, 1);
	err = area_take(area, filp->private_data, (u64)vma->vm_pgoff << PAGE_SHIFT, nr);
	if (err)
		goto free;
	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	err = area_insert(area, vma);
	if (err)
		goto free;
	vma->vm_private_data = area;
	vma->vm_ops = &gntalloc_vm_ops;
	return 0;
free:
	area_free(area);
	return err;
}

static int gntalloc_open(struct inode *inode, struct file *filp)
{
	struct gntalloc_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	INIT_LIST_HEAD(&file->pages);
	filp->private_data = file;
	return 0;
}

static int gntalloc_release(struct inode *inode, struct file *filp)
{
	struct gntalloc_file *file = filp->private_data;

	mutex_lock(&gntalloc_mutex);
	file_cut(file, 0, U64_MAX);
	reap();
	mutex_unlock(&gntalloc_mutex);
	kfree(file);
	return 0;
}

static const struct file_operations gntalloc_fops = {
	.owner		= THIS_MODULE,
	.open		= gntalloc_open,
	.release	= gntalloc_release,
	.unlocked_ioctl	= gntalloc_ioctl,
	.mmap		= gntalloc_mmap,
};

static struct miscdevice gntalloc_device = {
	.name	= "xen/gntalloc",
	.minor	= MISC_DYNAMIC_MINOR,
	.fops	= &gntalloc_fops,
};

static int __init gntalloc_init(void)
{
	return xen_domain() ? misc_register(&gntalloc_device) : -ENODEV;
}
module_init(gntalloc_init);

/* What others still have mapped is left to the core, which tries from time to time. */
static void __exit gntalloc_exit(void)
{
	struct gntalloc_page *p, *tmp;

	misc_deregister(&gntalloc_device);
	list_for_each_entry_safe(p, tmp, &dying, list) {
		gnttab_end_foreign_access(p->ref, p->page);
		kfree(p);
	}
}
module_exit(gntalloc_exit);

MODULE_DESCRIPTION("Memory of processes that is granted to other domains");
MODULE_LICENSE("GPL");
