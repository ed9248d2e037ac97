// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of version 1: flags, domain and a 32-bit frame number in eight
 * bytes. The guest and the hypervisor both write the flags, so each change of ours is
 * a compare-and-exchange of flags and domain together.
 */
#include <hyp/domain.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

#include "gnttab_priv.h"

/* A guest that changes an entry more often than this under us doesn't get the access. */
#define MARK_TRIES	8

static struct grant_entry_v1 *entry_of(struct gnttab *gt, u32 ref)
{
	return (struct grant_entry_v1 *)gt->frame[ref / GRANTS_PER_FRAME_V1] +
	       ref % GRANTS_PER_FRAME_V1;
}

/* flags in the low half, domain in the high one */
static u32 *header_of(struct grant_entry_v1 *e)
{
	return (u32 *)e;
}

static int check_header(u32 header, u16 type, domid_t who, bool write)
{
	u16 flags = header;

	if ((flags & GTF_type_mask) != type || header >> 16 != who)
		return GNTST_general_error;
	if (type == GTF_permit_access && write && (flags & GTF_readonly))
		return GNTST_general_error;

	return GNTST_okay;
}

/* Adds flags to an entry of the right type for @who. */
static int mark_header(struct grant_entry_v1 *e, u16 type, domid_t who, bool write, u16 add)
{
	u32 old = READ_ONCE(*header_of(e));
	unsigned int try;
	int rc;

	for (try = 0; try < MARK_TRIES; try++) {
		rc = check_header(old, type, who, write);
		if (rc)
			return rc;
		if (try_cmpxchg(header_of(e), &old, old | add))
			return GNTST_okay;
	}

	return GNTST_general_error;
}

static int mark_v1(struct gnttab *gt, u32 ref, domid_t who, bool write, bool copy,
		   struct gnttab_grant *grant)
{
	struct grant_entry_v1 *e = entry_of(gt, ref);
	int rc = mark_header(e, GTF_permit_access, who, write,
			     GTF_reading | (write ? GTF_writing : 0));

	if (rc)
		return rc;
	*grant = (struct gnttab_grant){
		.gfn = to_gfn(READ_ONCE(e->frame)),
		.length = PAGE_SIZE,
	};

	return GNTST_okay;
}

static void unmark_v1(struct gnttab *gt, u32 ref, bool reading, bool writing)
{
	u16 gone = (reading ? GTF_reading : 0) | (writing ? GTF_writing : 0);

	/* A full barrier: our accesses to the page are over before the guest sees it. */
	if (gone)
		__atomic_fetch_and(&entry_of(gt, ref)->flags, (u16)~gone, __ATOMIC_SEQ_CST);
}

static void preset_v1(struct gnttab *gt, u32 ref, domid_t who, gfn_t gfn)
{
	struct grant_entry_v1 *e = entry_of(gt, ref);

	e->domid = who;
	e->frame = gfn_x(gfn);
	WRITE_ONCE(e->flags, GTF_permit_access);
}

static int transfer_begin_v1(struct gnttab *gt, u32 ref, domid_t who)
{
	struct grant_entry_v1 *e = entry_of(gt, ref);

	if (READ_ONCE(e->flags) & GTF_transfer_committed)
		return GNTST_general_error;

	return mark_header(e, GTF_accept_transfer, who, false, GTF_transfer_committed);
}

static void transfer_end_v1(struct gnttab *gt, u32 ref, mfn_t mfn)
{
	struct grant_entry_v1 *e = entry_of(gt, ref);

	WRITE_ONCE(e->frame, mfn_x(mfn));
	/* A full barrier: the frame is there before the flag says so. */
	__atomic_fetch_or(&e->flags, GTF_transfer_completed, __ATOMIC_SEQ_CST);
}

static void swap_v1(struct gnttab *gt, u32 a, u32 b)
{
	swap(*entry_of(gt, a), *entry_of(gt, b));
}

const struct gnttab_layout gnttab_layout_v1 = {
	.version = 1,
	.per_frame = GRANTS_PER_FRAME_V1,
	.mark = mark_v1,
	.unmark = unmark_v1,
	.preset = preset_v1,
	.transfer_begin = transfer_begin_v1,
	.transfer_end = transfer_end_v1,
	.swap = swap_v1,
};
