// SPDX-License-Identifier: GPL-2.0-only
/*
 * gntdev, copying: between grants and memory of the process, without mapping.
 *
 * A segment is split where the process's buffer crosses a page. Operations are gathered
 * into batches; the status of a segment is the first that is not okay of its operations.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/page.h>

#include "gntdev.h"

/* Operations of one hypercall. */
#define BATCH	24

/**
 * struct copier - operations that are gathered
 * @nr: number of operations
 * @nr_pages: pages of the process that are held for them
 * @ops: the operations
 * @status: where the status of the segment of each goes
 * @pages: the pages
 */
struct copier {
	unsigned int nr;
	unsigned int nr_pages;
	struct gnttab_copy ops[BATCH];
	s16 __user *status[BATCH];
	struct page *pages[BATCH];
};

/* Does what is gathered. */
static int copier_flush(struct copier *c)
{
	unsigned int i;
	s16 was;
	int err = 0;

	if (!c->nr)
		return 0;
	gnttab_batch_copy(c->ops, c->nr);
	unpin_user_pages_dirty_lock(c->pages, c->nr_pages, true);
	for (i = 0; i < c->nr && !err; i++) {
		if (c->ops[i].status == GNTST_okay)
			continue;
		if (get_user(was, c->status[i]))
			err = -EFAULT;
		else if (was == GNTST_okay && put_user(c->ops[i].status, c->status[i]))
			err = -EFAULT;
	}
	c->nr = 0;
	c->nr_pages = 0;
	return err;
}

/* Makes one side of an operation from memory of the process. */
static int copier_local(struct copier *c, void __user *virt, bool write, xen_pfn_t *gmfn,
			domid_t *domid, u16 *offset)
{
	unsigned long addr = (unsigned long)virt;
	int got;

	if (!access_ok(virt, 1))
		return -EFAULT;
	got = pin_user_pages_fast(addr & PAGE_MASK, 1, write ? FOLL_WRITE : 0,
				  &c->pages[c->nr_pages]);
	if (got != 1)
		return got < 0 ? got : -EFAULT;
	*gmfn = xen_page_to_gfn(c->pages[c->nr_pages++]);
	*domid = DOMID_SELF;
	*offset = offset_in_page(addr);
	return 0;
}

/* One operation: @len bytes from @done of the segment on, which cross no page. */
static int copier_add(struct copier *c, const struct gntdev_grant_copy_segment *seg,
		      unsigned int done, unsigned int len, s16 __user *status)
{
	struct gnttab_copy *op;
	int err = c->nr == BATCH ? copier_flush(c) : 0;

	if (err)
		return err;
	op = &c->ops[c->nr];
	memset(op, 0, sizeof(*op));
	if (seg->flags & GNTCOPY_source_gref) {
		op->source.u.ref = seg->source.foreign.ref;
		op->source.domid = seg->source.foreign.domid;
		op->source.offset = seg->source.foreign.offset + done;
	} else {
		err = copier_local(c, seg->source.virt + done, false, &op->source.u.gmfn,
				   &op->source.domid, &op->source.offset);
	}
	if (!err && seg->flags & GNTCOPY_dest_gref) {
		op->dest.u.ref = seg->dest.foreign.ref;
		op->dest.domid = seg->dest.foreign.domid;
		op->dest.offset = seg->dest.foreign.offset + done;
	} else if (!err) {
		err = copier_local(c, seg->dest.virt + done, true, &op->dest.u.gmfn,
				   &op->dest.domid, &op->dest.offset);
	}
	if (err)
		return err;
	op->len = len;
	op->flags = seg->flags & (GNTCOPY_source_gref | GNTCOPY_dest_gref);
	c->status[c->nr++] = status;
	return 0;
}

/* How many bytes of the segment can be copied from @done on by one operation. */
static unsigned int piece(const struct gntdev_grant_copy_segment *seg, unsigned int done)
{
	unsigned int left = seg->len - done;

	if (!(seg->flags & GNTCOPY_source_gref))
		left = min_t(unsigned int, left,
			     PAGE_SIZE - offset_in_page(seg->source.virt + done));
	if (!(seg->flags & GNTCOPY_dest_gref))
		left = min_t(unsigned int, left,
			     PAGE_SIZE - offset_in_page(seg->dest.virt + done));
	return left;
}

static int segment_check(const struct gntdev_grant_copy_segment *seg)
{
	bool from = seg->flags & GNTCOPY_source_gref, to = seg->flags & GNTCOPY_dest_gref;

	if (!from && !to)
		return -EINVAL;
	if (from && seg->source.foreign.offset + seg->len > XEN_PAGE_SIZE)
		return -EINVAL;
	if (to && seg->dest.foreign.offset + seg->len > XEN_PAGE_SIZE)
		return -EINVAL;
	return 0;
}

static int copy_segment(struct copier *c, struct gntdev_grant_copy_segment __user *from)
{
	struct gntdev_grant_copy_segment seg;
	unsigned int done, len;
	int err;

	if (copy_from_user(&seg, from, sizeof(seg)))
		return -EFAULT;
	err = segment_check(&seg);
	if (!err && put_user(GNTST_okay, &from->status))
		err = -EFAULT;
	for (done = 0; done < seg.len && !err; done += len) {
		len = piece(&seg, done);
		err = copier_add(c, &seg, done, len, &from->status);
	}
	return err;
}

long gntdev_copy(void __user *arg)
{
	struct ioctl_gntdev_grant_copy copy;
	struct copier *c;
	unsigned int i;
	int err = 0;

	if (copy_from_user(&copy, arg, sizeof(copy)))
		return -EFAULT;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	for (i = 0; i < copy.count && !err; i++) {
		err = copy_segment(c, &copy.segments[i]);
		if (fatal_signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	if (err)	/* with what was gathered undone, and perhaps half an operation */
		unpin_user_pages(c->pages, c->nr_pages);
	else
		err = copier_flush(c);
	kfree(c);
	return err;
}
