// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of version 2: sixteen bytes with a 64-bit frame, a part of one, or
 * the reference of another domain's grant. What the hypervisor writes, that it
 * reads or writes the page, stands in status words apart.
 *
 * So an access is marked first and the entry looked at afterwards, while the guest
 * takes the grant back first and looks at the status afterwards: one of the two sees
 * the other.
 */
#include <hyp/domain.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

#include "gnttab_priv.h"

static union grant_entry_v2 *entry_of(struct gnttab *gt, u32 ref)
{
	return (union grant_entry_v2 *)gt->frame[ref / GRANTS_PER_FRAME_V2] +
	       ref % GRANTS_PER_FRAME_V2;
}

static grant_status_t *status_of(struct gnttab *gt, u32 ref)
{
	return gt->status[ref / STATUS_PER_FRAME] + ref % STATUS_PER_FRAME;
}

/* flags in the low half, domain in the high one */
static u32 read_header(union grant_entry_v2 *e)
{
	return READ_ONCE(*(u32 *)&e->hdr);
}

static int check_header(u32 header, domid_t who, bool write, bool copy)
{
	u16 flags = header, type = flags & GTF_type_mask;

	if (header >> 16 != who)
		return GNTST_general_error;
	if (type != GTF_permit_access && (!copy || type != GTF_transitive))
		return GNTST_general_error;
	/* A part of a page can't be mapped. */
	if (!copy && (flags & GTF_sub_page))
		return GNTST_general_error;
	if (write && (flags & GTF_readonly))
		return GNTST_general_error;

	return GNTST_okay;
}

static int read_entry(union grant_entry_v2 *e, u32 header, struct gnttab_grant *grant)
{
	u16 flags = header;

	*grant = (struct gnttab_grant){ .length = PAGE_SIZE, .gfn = INVALID_GFN };
	if ((flags & GTF_type_mask) == GTF_transitive) {
		grant->transitive = true;
		grant->trans_domid = READ_ONCE(e->transitive.trans_domid);
		grant->trans_ref = READ_ONCE(e->transitive.gref);
		return GNTST_okay;
	}
	grant->gfn = to_gfn(READ_ONCE(e->full_page.frame));
	if (flags & GTF_sub_page) {
		grant->sub_page = true;
		grant->start = READ_ONCE(e->sub_page.page_off);
		grant->length = READ_ONCE(e->sub_page.length);
		if (grant->start >= PAGE_SIZE || grant->length > PAGE_SIZE - grant->start)
			return GNTST_bad_gntref;
	}

	return GNTST_okay;
}

static void unmark_v2(struct gnttab *gt, u32 ref, bool reading, bool writing)
{
	u16 gone = (reading ? GTF_reading : 0) | (writing ? GTF_writing : 0);

	/* A full barrier: our accesses to the page are over before the guest sees it. */
	if (gone)
		__atomic_fetch_and(status_of(gt, ref), (u16)~gone, __ATOMIC_SEQ_CST);
}

static int mark_v2(struct gnttab *gt, u32 ref, domid_t who, bool write, bool copy,
		   struct gnttab_grant *grant)
{
	union grant_entry_v2 *e = entry_of(gt, ref);
	u16 add = GTF_reading | (write ? GTF_writing : 0), before;
	u32 header = read_header(e);
	int rc = check_header(header, who, write, copy);

	if (rc)
		return rc;
	/* A full barrier: see the head of the file. */
	before = __atomic_fetch_or(status_of(gt, ref), add, __ATOMIC_SEQ_CST);
	header = read_header(e);
	rc = check_header(header, who, write, copy);
	if (!rc)
		rc = read_entry(e, header, grant);
	if (rc)
		unmark_v2(gt, ref, !(before & GTF_reading), write && !(before & GTF_writing));

	return rc;
}

static void preset_v2(struct gnttab *gt, u32 ref, domid_t who, gfn_t gfn)
{
	union grant_entry_v2 *e = entry_of(gt, ref);

	e->hdr.domid = who;
	e->full_page.frame = gfn_x(gfn);
	WRITE_ONCE(e->hdr.flags, GTF_permit_access);
}

static int transfer_begin_v2(struct gnttab *gt, u32 ref, domid_t who)
{
	union grant_entry_v2 *e = entry_of(gt, ref);
	u32 old = read_header(e);
	u16 flags = old;

	if ((flags & GTF_type_mask) != GTF_accept_transfer || old >> 16 != who ||
	    (flags & GTF_transfer_committed))
		return GNTST_general_error;
	if (cmpxchg((u32 *)&e->hdr, old, old | GTF_transfer_committed) != old)
		return GNTST_general_error;

	return GNTST_okay;
}

static void transfer_end_v2(struct gnttab *gt, u32 ref, mfn_t mfn)
{
	union grant_entry_v2 *e = entry_of(gt, ref);

	WRITE_ONCE(e->full_page.frame, mfn_x(mfn));
	/* A full barrier: the frame is there before the flag says so. */
	__atomic_fetch_or(&e->hdr.flags, GTF_transfer_completed, __ATOMIC_SEQ_CST);
}

static void swap_v2(struct gnttab *gt, u32 a, u32 b)
{
	swap(*entry_of(gt, a), *entry_of(gt, b));
}

const struct gnttab_layout gnttab_layout_v2 = {
	.version = 2,
	.per_frame = GRANTS_PER_FRAME_V2,
	.mark = mark_v2,
	.unmark = unmark_v2,
	.preset = preset_v2,
	.transfer_begin = transfer_begin_v2,
	.transfer_end = transfer_end_v2,
	.swap = swap_v2,
};
