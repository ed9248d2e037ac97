// SPDX-License-Identifier: GPL-2.0-only
/*
 * The version of a table.
 *
 * A change throws all entries away but the first eight, which the tools may
 * have filled in and may use already: these are converted. No other entry may be
 * in use.
 */
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "gnttab_priv.h"

#define NR_KEPT		GNTTAB_NR_RESERVED_ENTRIES

static bool entry_used(const struct gnttab *gt, u32 ref)
{
	const struct gnttab_active *act = gt->active[ref / GRANTS_PER_FRAME_V1] +
					  ref % GRANTS_PER_FRAME_V1;
	unsigned int i;

	for (i = 0; i < NR_PIN_KINDS; i++) {
		if (act->pins[i])
			return true;
	}

	return false;
}

static bool others_used(const struct gnttab *gt)
{
	u32 ref, end = gnttab_nr_entries(gt);

	for (ref = NR_KEPT; ref < end; ref++) {
		if (entry_used(gt, ref))
			return true;
	}

	return false;
}

static void clear_frames(struct gnttab *gt)
{
	u32 i;

	for (i = 0; i < gt->nr_frames; i++)
		memset(gt->frame[i], 0, PAGE_SIZE);
	for (i = 0; i < gt->nr_status_frames; i++)
		memset(gt->status[i], 0, PAGE_SIZE);
}

#define IN_USE	((u16)(GTF_reading | GTF_writing))

/* The guest may still write: each entry is read once. */
static void convert_to_v2(struct gnttab *gt)
{
	struct grant_entry_v1 kept[NR_KEPT];
	union grant_entry_v2 *new = gt->frame[0];
	unsigned int i;

	memcpy(kept, gt->frame[0], sizeof(kept));
	clear_frames(gt);
	for (i = 0; i < NR_KEPT; i++) {
		/* The hypervisor's own marks are its own knowledge, not what the guest left. */
		if (entry_used(gt, i))
			gt->status[0][i] = kept[i].flags & IN_USE;
		new[i].full_page.frame = kept[i].frame;
		new[i].hdr.domid = kept[i].domid;
		new[i].hdr.flags = kept[i].flags & (u16)~IN_USE;
	}
}

static int convert_to_v1(struct gnttab *gt)
{
	union grant_entry_v2 kept[NR_KEPT];
	grant_status_t status[NR_KEPT];
	struct grant_entry_v1 *new = gt->frame[0];
	unsigned int i;

	memcpy(kept, gt->frame[0], sizeof(kept));
	memcpy(status, gt->status[0], sizeof(status));
	for (i = 0; i < NR_KEPT; i++) {
		u16 type = kept[i].hdr.flags & GTF_type_mask;

		/* Only whole pages with a small number can be said in version 1. */
		if (type == GTF_transitive || (type && (kept[i].hdr.flags & GTF_sub_page)))
			return -EINVAL;
		if (type && kept[i].full_page.frame >> 32)
			return -ERANGE;
	}
	clear_frames(gt);
	for (i = 0; i < NR_KEPT; i++) {
		new[i].frame = kept[i].full_page.frame;
		new[i].domid = kept[i].hdr.domid;
		new[i].flags = kept[i].hdr.flags | (entry_used(gt, i) ? status[i] & IN_USE : 0);
	}

	return 0;
}

static int change_version(struct domain *d, u32 version)
{
	struct gnttab *gt = d->gnttab;
	int rc;

	if (version == gt->layout->version)
		return 0;
	if (version > gt->max_version)
		return -ENOSYS;
	if (others_used(gt))
		return -EBUSY;
	if (!gt->nr_frames)
		rc = gnttab_grow(d, 1);
	else
		rc = 0;
	if (!rc && version == 2) {
		rc = gnttab_add_status_frames(d, gt->nr_frames);
		if (!rc)
			convert_to_v2(gt);
	} else if (!rc) {
		rc = convert_to_v1(gt);
	}
	if (!rc)
		gt->layout = version == 2 ? &gnttab_layout_v2 : &gnttab_layout_v1;

	return rc;
}

long gnttab_op_set_version(u64 gva)
{
	struct domain *d = current->domain;
	struct gnttab_set_version op;
	int rc;

	if (guest_read(&op, gva))
		return -EFAULT;
	if (op.version != 1 && op.version != 2)
		return -EINVAL;

	write_lock(&d->gnttab->lock);
	rc = change_version(d, op.version);
	op.version = d->gnttab->layout->version;
	write_unlock(&d->gnttab->lock);

	if (guest_write(gva, &op))
		return -EFAULT;

	return rc;
}

long gnttab_op_get_version(u64 gva)
{
	struct gnttab_get_version op;
	struct domain *d;
	int rc;

	if (guest_read(&op, gva))
		return -EFAULT;
	d = domain_get_any(op.dom);
	if (!d)
		return -ESRCH;
	rc = d->gnttab ? target_check(current->domain, d, TARGET_DM) : -EINVAL;
	if (!rc)
		op.version = READ_ONCE(d->gnttab->layout)->version;
	domain_put(d);
	if (!rc && guest_write(gva, &op))
		rc = -EFAULT;

	return rc;
}
