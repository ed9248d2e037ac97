// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/hypercall: memory for arguments of hypercalls.
 *
 * The hypervisor reads and writes arguments through the caller's page tables and can't
 * wait for a page fault. Pages that are mapped from here are there from the start, zeroed,
 * and neither move nor go before the last mapping does. A child shares them.
 */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "privcmd.h"

/**
 * struct hypercall_buf - pages of one mmap()
 * @users: areas that show some of the pages: parts of a split one, and copies in children
 * @nr: number of pages
 * @pages: the pages
 */
struct hypercall_buf {
	refcount_t users;
	unsigned int nr;
	struct page *pages[];
};

static void buf_free(struct hypercall_buf *buf)
{
	while (buf->nr)
		__free_page(buf->pages[--buf->nr]);
	kvfree(buf);
}

static struct hypercall_buf *buf_alloc(unsigned long nr)
{
	struct hypercall_buf *buf;
	struct page *page;

	buf = kvzalloc(struct_size(buf, pages, nr), GFP_KERNEL_ACCOUNT);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	refcount_set(&buf->users, 1);
	while (buf->nr < nr) {
		page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!page) {
			buf_free(buf);
			return ERR_PTR(-ENOMEM);
		}
		buf->pages[buf->nr++] = page;
	}
	return buf;
}

static void buf_vm_open(struct vm_area_struct *vma)
{
	struct hypercall_buf *buf = vma->vm_private_data;

	refcount_inc(&buf->users);
}

static void buf_vm_close(struct vm_area_struct *vma)
{
	struct hypercall_buf *buf = vma->vm_private_data;

	if (refcount_dec_and_test(&buf->users))
		buf_free(buf);
}

static vm_fault_t buf_vm_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct buf_vm_ops = {
	.open	= buf_vm_open,
	.close	= buf_vm_close,
	.fault	= buf_vm_fault,
};

static int buf_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct hypercall_buf *buf;
	unsigned long left;
	int err;

	/* Copy on write would give the process other pages than these. */
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	buf = buf_alloc(vma_pages(vma));
	if (IS_ERR(buf))
		return PTR_ERR(buf);

	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
	left = buf->nr;
	err = vm_insert_pages(vma, vma->vm_start, buf->pages, &left);
	if (err) {
		buf_free(buf);
		return err;
	}
	vma->vm_private_data = buf;
	vma->vm_ops = &buf_vm_ops;
	return 0;
}

const struct file_operations xen_privcmdbuf_fops = {
	.owner	= THIS_MODULE,
	.mmap	= buf_mmap,
};
EXPORT_SYMBOL_GPL(xen_privcmdbuf_fops);

struct miscdevice xen_privcmdbuf_dev = {
	.name	= "xen/hypercall",
	.minor	= MISC_DYNAMIC_MINOR,
	.fops	= &xen_privcmdbuf_fops,
};
