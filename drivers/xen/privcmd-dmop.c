// SPDX-License-Identifier: GPL-2.0-only
/*
 * privcmd, device model operations: a hypercall that names its domain, so that a file
 * that is restricted to that domain may do it. The buffers are named to the hypervisor by
 * their address in the process; the pages stay where they are until it is over.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/xen-ops.h>
#include <xen/interface/hvm/dm_op.h>
#include <xen/privcmd.h>

#include <asm/xen/hypercall.h>

#include "privcmd.h"

static unsigned int dm_op_max_nr_bufs = 16;
module_param(dm_op_max_nr_bufs, uint, 0644);
MODULE_PARM_DESC(dm_op_max_nr_bufs, "Most buffers of one dm_op");

static unsigned int dm_op_buf_max_size = 4096;
module_param(dm_op_buf_max_size, uint, 0644);
MODULE_PARM_DESC(dm_op_buf_max_size, "Largest buffer of a dm_op in bytes");

/**
 * struct dm_op - one operation under way
 * @nr: number of buffers
 * @bufs: the buffers as the process names them
 * @xbufs: the same for the hypervisor
 * @pages: all pages that the buffers touch
 * @nr_pages: how many these are
 * @pinned: how many of them are held
 */
struct dm_op {
	unsigned int nr;
	struct privcmd_dm_op_buf *bufs;
	struct xen_dm_op_buf *xbufs;
	struct page **pages;
	unsigned long nr_pages;
	unsigned long pinned;
};

static unsigned long buf_pages(const struct privcmd_dm_op_buf *buf)
{
	unsigned long start = (unsigned long)buf->uptr;

	return buf->size ? PFN_UP(start + buf->size) - PFN_DOWN(start) : 0;
}

/* Checks each buffer and counts the pages. */
static int dm_op_check(struct dm_op *op)
{
	unsigned int i, largest = READ_ONCE(dm_op_buf_max_size);

	for (i = 0; i < op->nr; i++) {
		if (op->bufs[i].size > largest)
			return -E2BIG;
		if (!access_ok(op->bufs[i].uptr, op->bufs[i].size))
			return -EFAULT;
		set_xen_guest_handle(op->xbufs[i].h, (__force void *)op->bufs[i].uptr);
		op->xbufs[i].size = op->bufs[i].size;
		op->nr_pages += buf_pages(&op->bufs[i]);
	}
	return 0;
}

static int dm_op_pin(struct dm_op *op)
{
	unsigned long start;
	unsigned int i;
	int nr, got;

	for (i = 0; i < op->nr; i++) {
		start = (unsigned long)op->bufs[i].uptr & PAGE_MASK;
		nr = buf_pages(&op->bufs[i]);
		while (nr) {
			got = pin_user_pages_fast(start, nr, FOLL_WRITE, op->pages + op->pinned);
			if (got <= 0)
				return got ?: -EFAULT;
			op->pinned += got;
			start += (unsigned long)got << PAGE_SHIFT;
			nr -= got;
		}
	}
	return 0;
}

static long dm_op_run(struct dm_op *op, domid_t domid)
{
	long ret = dm_op_check(op);

	if (ret)
		return ret;
	op->pages = kvcalloc(op->nr_pages, sizeof(*op->pages), GFP_KERNEL_ACCOUNT);
	if (!op->pages)
		return -ENOMEM;
	ret = dm_op_pin(op);
	if (!ret) {
		xen_preemptible_hcall_begin();
		ret = HYPERVISOR_dm_op(domid, op->nr, op->xbufs);
		xen_preemptible_hcall_end();
	}
	unpin_user_pages_dirty_lock(op->pages, op->pinned, true);
	kvfree(op->pages);
	return ret;
}

long privcmd_dm_op(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_dm_op request;
	struct dm_op op = { };
	long ret = -ENOMEM;

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (!privcmd_may(file, request.dom))
		return -EPERM;
	if (!request.num)
		return 0;
	if (request.num > READ_ONCE(dm_op_max_nr_bufs))
		return -E2BIG;

	op.nr = request.num;
	op.bufs = kvmalloc_array(op.nr, sizeof(*op.bufs), GFP_KERNEL_ACCOUNT);
	op.xbufs = kvcalloc(op.nr, sizeof(*op.xbufs), GFP_KERNEL_ACCOUNT);
	if (op.bufs && op.xbufs)
		ret = copy_from_user(op.bufs, request.ubufs, op.nr * sizeof(*op.bufs)) ?
		      -EFAULT : dm_op_run(&op, request.dom);
	kvfree(op.xbufs);
	kvfree(op.bufs);
	return ret;
}
