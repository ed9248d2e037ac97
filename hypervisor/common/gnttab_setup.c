// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables: how large one is, and which frames the guest finds it in.
 */
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/p2m.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/errno.h>
#include <linux/stddef.h>

#include "gnttab_priv.h"

/* A frame of the table as its domain knows it; all ones: it has no place there. */
static u64 frame_name(const struct domain *d, const void *va)
{
	mfn_t mfn = virt_to_mfn(va);

	return d->auto_translated ? m2p_get(mfn) : mfn_x(mfn);
}

static int write_frame_list(struct domain *d, const struct gnttab_setup_table *op)
{
	struct gnttab *gt = d->gnttab;
	u64 name;
	u32 i;

	/* Frames never go, so what is there once may be read without the lock. */
	for (i = 0; i < op->nr_frames; i++) {
		name = frame_name(d, gt->frame[i]);
		if (handle_write(op->frame_list, i, &name))
			return GNTST_bad_virt_addr;
	}

	return GNTST_okay;
}

static int setup_table(struct domain *d, const struct gnttab_setup_table *op)
{
	struct gnttab *gt = d->gnttab;
	int rc;

	if (target_check(current->domain, d, TARGET_DM))
		return GNTST_permission_denied;
	if (!gt)
		return GNTST_bad_domain;
	write_lock(&gt->lock);
	rc = gnttab_grow(d, op->nr_frames);
	write_unlock(&gt->lock);
	if (rc)
		return GNTST_general_error;

	return write_frame_list(d, op);
}

long gnttab_op_setup_table(u64 gva)
{
	struct gnttab_setup_table op;
	struct domain *d;

	if (guest_read(&op, gva))
		return -EFAULT;
	d = domain_get_any(op.dom);
	op.status = d ? setup_table(d, &op) : GNTST_bad_domain;
	if (d)
		domain_put(d);
	if (guest_write(gva + offsetof(struct gnttab_setup_table, status), &op.status))
		return -EFAULT;

	return 0;
}

static int query_size(struct domain *d, struct gnttab_query_size *op)
{
	struct gnttab *gt = d->gnttab;

	if (target_check(current->domain, d, TARGET_DM))
		return GNTST_permission_denied;
	if (!gt)
		return GNTST_bad_domain;
	read_lock(&gt->lock);
	op->nr_frames = gt->nr_frames;
	op->max_nr_frames = gt->max_frames;
	read_unlock(&gt->lock);

	return GNTST_okay;
}

long gnttab_op_query_size(u64 gva)
{
	struct gnttab_query_size op;
	struct domain *d;

	if (guest_read(&op, gva))
		return -EFAULT;
	d = domain_get_any(op.dom);
	op.status = d ? query_size(d, &op) : GNTST_bad_domain;
	if (d)
		domain_put(d);
	if (guest_write(gva, &op))
		return -EFAULT;

	return 0;
}

static int write_status_frames(struct domain *d, const struct gnttab_get_status_frames *op)
{
	struct gnttab *gt = d->gnttab;
	u64 name;
	u32 i;

	for (i = 0; i < op->nr_frames; i++) {
		name = frame_name(d, gt->status[i]);
		if (handle_write(op->frame_list, i, &name))
			return GNTST_bad_virt_addr;
	}

	return GNTST_okay;
}

static int get_status_frames(struct domain *d, const struct gnttab_get_status_frames *op)
{
	struct gnttab *gt = d->gnttab;
	int rc = GNTST_okay;

	if (target_check(current->domain, d, TARGET_DM))
		return GNTST_permission_denied;
	if (!gt)
		return GNTST_bad_domain;
	read_lock(&gt->lock);
	if (gt->layout->version != 2 || op->nr_frames > gt->nr_status_frames)
		rc = GNTST_general_error;
	read_unlock(&gt->lock);

	return rc ?: write_status_frames(d, op);
}

long gnttab_op_get_status_frames(u64 gva)
{
	struct gnttab_get_status_frames op;
	struct domain *d;

	if (guest_read(&op, gva))
		return -EFAULT;
	d = domain_get_any(op.dom);
	op.status = d ? get_status_frames(d, &op) : GNTST_bad_domain;
	if (d)
		domain_put(d);
	if (guest_write(gva + offsetof(struct gnttab_get_status_frames, status), &op.status))
		return -EFAULT;

	return 0;
}
