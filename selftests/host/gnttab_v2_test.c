// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables of version 2: status words, parts of pages, transitive grants, the change
 * between versions; and entries that are swapped or transferred.
 */
#include "gnttab_world.h"

TEST(version_2_has_status_words_and_parts_of_pages)
{
	u64 list[2] = {};
	struct gnttab_get_status_frames frames = {
		.dom = 1, .nr_frames = 1, .frame_list = { (u64)list },
	};
	u32 theirs, mine, h;
	struct gnttab_copy op;
	u16 *status;

	start();
	theirs = give_page(&dom[1]);
	mine = give_page(&dom[0]);
	EXPECT_EQ(call(GNTTABOP_get_status_frames, &frames, 1), 0);
	EXPECT_EQ(frames.status, GNTST_general_error);
	version(1, 2);
	EXPECT_EQ(call(GNTTABOP_get_status_frames, &frames, 1), 0);
	EXPECT_EQ(frames.status, GNTST_okay);
	status = mfn_to_virt(to_mfn(list[0]));

	entry2(1, 9)->full_page.frame = theirs;
	entry2(1, 9)->hdr = (struct grant_entry_header){ GTF_permit_access, 0 };
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_okay);
	EXPECT_EQ(status[9], GTF_reading | GTF_writing);
	EXPECT_EQ(entry2(1, 9)->hdr.flags, GTF_permit_access);
	EXPECT_EQ(unmap(h, 0), GNTST_okay);
	EXPECT_EQ(status[9], 0);
	EXPECT_EQ(map(1, 256, 0, GNTMAP_host_map, &h), GNTST_bad_gntref);

	entry2(1, 9)->sub_page.page_off = 100;
	entry2(1, 9)->sub_page.length = 50;
	entry2(1, 9)->hdr.flags = GTF_permit_access | GTF_sub_page;
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_general_error);
	op = copy_op(1, 9, 100, mine, 0, 50);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_okay);
	op = copy_op(1, 9, 99, mine, 0, 2);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	op = copy_op(1, 9, 101, mine, 0, 50);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	entry2(1, 9)->sub_page.length = 4000;
	op = copy_op(1, 9, 100, mine, 0, 1);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_gntref);
	EXPECT_EQ(status[9], 0);
	end();
}

static void transitive(unsigned int d, u32 ref, domid_t to, domid_t via, u32 via_ref)
{
	entry2(d, ref)->transitive.trans_domid = via;
	entry2(d, ref)->transitive.gref = via_ref;
	entry2(d, ref)->hdr = (struct grant_entry_header){ GTF_transitive, to };
}

TEST(a_transitive_grant_goes_on_once)
{
	u32 page, mine, h;
	struct gnttab_copy op;
	u16 *status;

	start();
	page = give_page(&dom[2]);
	mine = give_page(&dom[0]);
	memset(mfn_to_virt(to_mfn(page)), 7, PAGE_SIZE);
	grant(2, 5, 1, page, 0);
	version(1, 2);
	status = dom[1].gnttab->status[0];
	transitive(1, 9, 0, 2, 5);
	op = copy_op(1, 9, 0, mine, 0, 8);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_okay);
	EXPECT_EQ(((u8 *)mfn_to_virt(to_mfn(mine)))[7], 7);
	EXPECT_EQ(status[9], 0);
	EXPECT_EQ(entry1(2, 5)->flags, GTF_permit_access);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_general_error);

	/* What the domain in the middle may not, it can't pass on. */
	grant(2, 6, 0, page, 0);
	transitive(1, 10, 0, 2, 6);
	op = copy_op(1, 10, 0, mine, 0, 8);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	transitive(1, 11, 0, 9, 6);
	op = copy_op(1, 11, 0, mine, 0, 8);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	/* To itself, and on: not a second time. */
	transitive(1, 12, 0, 1, 13);
	transitive(1, 13, 1, 2, 5);
	op = copy_op(1, 12, 0, mine, 0, 8);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	/* What it may, it can't grant in a circle either. */
	transitive(1, 14, 0, 1, 15);
	entry2(1, 15)->full_page.frame = give_page(&dom[1]);
	entry2(1, 15)->hdr = (struct grant_entry_header){ GTF_permit_access, 1 };
	op = copy_op(1, 14, 0, mine, 0, 8);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	EXPECT_EQ(status[10] | status[11] | status[12] | status[13] | status[14], 0);
	end();
}

TEST(a_change_of_version_keeps_the_first_eight)
{
	struct gnttab_set_version set = { .version = 3 };
	struct gnttab_get_version get = { .dom = 1 };
	u32 frame, h0, h9;

	start();
	frame = give_page(&dom[1]);
	EXPECT_EQ(gnttab_preset(&dom[1], GNTTAB_RESERVED_XENSTORE, 0, frame), 0);
	grant(1, 9, 0, frame, 0);
	EXPECT_EQ(map(1, 1, 0, GNTMAP_host_map, &h0), GNTST_okay);
	EXPECT_EQ(map(1, 9, 1, GNTMAP_host_map, &h9), GNTST_okay);
	run_on(&vcpus[1][0]);
	EXPECT_EQ(call(GNTTABOP_set_version, &set, 1), -EINVAL);
	set.version = 2;
	EXPECT_EQ(call(GNTTABOP_set_version, &set, 1), -EBUSY);
	EXPECT_EQ(set.version, 1);
	run_on(&vcpus[0][0]);
	EXPECT_EQ(unmap(h9, 1), GNTST_okay);
	version(1, 2);
	EXPECT_EQ(call(GNTTABOP_get_version, &get, 1), 0);
	EXPECT_EQ(get.version, 2);
	EXPECT_EQ(entry2(1, 1)->full_page.frame, frame);
	EXPECT_EQ(entry2(1, 1)->hdr.flags, GTF_permit_access);
	EXPECT_EQ(entry2(1, 9)->hdr.flags, 0);
	EXPECT_EQ(dom[1].gnttab->status[0][1], GTF_reading | GTF_writing);
	version(1, 1);
	EXPECT_EQ(entry1(1, 1)->flags, GTF_permit_access | GTF_reading | GTF_writing);
	EXPECT_EQ(entry1(1, 1)->frame, frame);
	EXPECT_EQ(unmap(h0, 0), GNTST_okay);
	EXPECT_EQ(entry1(1, 1)->flags, GTF_permit_access);
	version(1, 2);
	entry2(1, 2)->full_page.frame = 1ULL << 40;
	entry2(1, 2)->hdr.flags = GTF_permit_access;
	run_on(&vcpus[1][0]);
	set.version = 1;
	EXPECT_EQ(call(GNTTABOP_set_version, &set, 1), -ERANGE);
	end();
}

TEST(entries_are_swapped_when_unused)
{
	struct gnttab_swap_grant_ref swap_op = { .ref_a = 9, .ref_b = 10 };
	u32 frame, h;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	run_on(&vcpus[1][0]);
	EXPECT_EQ(call(GNTTABOP_swap_grant_ref, &swap_op, 1), 0);
	EXPECT_EQ(swap_op.status, GNTST_okay);
	EXPECT(!entry1(1, 9)->flags && entry1(1, 10)->frame == frame);
	run_on(&vcpus[0][0]);
	EXPECT_EQ(map(1, 10, 0, GNTMAP_host_map, &h), GNTST_okay);
	run_on(&vcpus[1][0]);
	EXPECT_EQ(call(GNTTABOP_swap_grant_ref, &swap_op, 1), 0);
	EXPECT_EQ(swap_op.status, GNTST_eagain);
	swap_op.ref_a = 512;
	EXPECT_EQ(call(GNTTABOP_swap_grant_ref, &swap_op, 1), 0);
	EXPECT_EQ(swap_op.status, GNTST_bad_gntref);
	end();
}

TEST(pages_are_given_away)
{
	struct gnttab_transfer op = { .domid = 1, .ref = 9 };
	u32 frame;

	start();
	frame = give_page(&dom[0]);
	op.mfn = frame;
	entry1(1, 9)->domid = 0;
	entry1(1, 9)->flags = GTF_accept_transfer;
	pages[frame].count_info = 2;
	EXPECT_EQ(call(GNTTABOP_transfer, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_page);
	pages[frame].count_info = 1;
	EXPECT_EQ(call(GNTTABOP_transfer, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_okay);
	EXPECT_EQ(pages[frame].owner, 1);
	EXPECT_EQ(entry1(1, 9)->frame, frame);
	EXPECT_EQ(entry1(1, 9)->flags,
		  GTF_accept_transfer | GTF_transfer_committed | GTF_transfer_completed);
	EXPECT_EQ(atomic_read(&flushes), 1);
	EXPECT_EQ(call(GNTTABOP_transfer, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_page);
	/* What can't be received is lost. */
	op.mfn = give_page(&dom[0]);
	EXPECT_EQ(call(GNTTABOP_transfer, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	EXPECT_EQ(freed, 1);
	end();
}
