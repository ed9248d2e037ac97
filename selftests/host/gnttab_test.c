// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables: who may use what, that the marks in the guest's entries, the
 * pins, the references to pages and to domains always agree, and that all of it is
 * gone when the last mapping is. With every error of the ABI and in interrupted batches.
 */
#include "gnttab_world.h"

TEST(a_mapping_is_marked_and_counted)
{
	u32 frame, h1, h2;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	EXPECT_EQ(map(1, 9, 3, GNTMAP_host_map, &h1), GNTST_okay);
	EXPECT_EQ(slot[0][3].mfn, frame);
	EXPECT_EQ(entry1(1, 9)->flags, GTF_permit_access | GTF_reading | GTF_writing);
	EXPECT_EQ(page_refs(frame), 2);
	EXPECT_EQ(page_writers(frame), 1);
	EXPECT_EQ(atomic_read(&dom[1].refs), 2);
	EXPECT_EQ(map(1, 9, 4, GNTMAP_host_map | GNTMAP_readonly, &h2), GNTST_okay);
	EXPECT(h1 != h2);
	EXPECT_EQ(page_refs(frame), 3);
	EXPECT_EQ(page_writers(frame), 1);

	/* The writer goes first, and only its mark. */
	EXPECT_EQ(unmap(h1, 3), GNTST_okay);
	EXPECT_EQ(entry1(1, 9)->flags, GTF_permit_access | GTF_reading);
	EXPECT_EQ(page_writers(frame), 0);
	EXPECT_EQ(unmap(h1, 3), GNTST_bad_handle);
	EXPECT_EQ(unmap(h2, 4), GNTST_okay);
	EXPECT_EQ(entry1(1, 9)->flags, GTF_permit_access);
	EXPECT_EQ(atomic_read(&dom[1].refs), 1);
	EXPECT_EQ(atomic_read(&flushes), 2);
	end();
}

TEST(what_is_not_granted_is_not_mapped)
{
	u32 frame, alien, h;

	start();
	frame = give_page(&dom[1]);
	alien = give_page(&dom[2]);
	grant(1, 1, 2, frame, 0);
	grant(1, 2, 0, alien, 0);
	grant(1, 3, 0, frame, GTF_readonly);
	entry1(1, 4)->flags = GTF_accept_transfer;
	EXPECT_EQ(map(1, 0, 0, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(map(1, 1, 0, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(map(1, 2, 0, GNTMAP_host_map, &h), GNTST_bad_page);
	EXPECT_EQ(entry1(1, 2)->flags, GTF_permit_access);
	EXPECT_EQ(map(1, 3, 0, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(map(1, 4, 0, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(map(1, 512, 0, GNTMAP_host_map, &h), GNTST_bad_gntref);
	EXPECT_EQ(map(1, ~0u, 0, GNTMAP_host_map, &h), GNTST_bad_gntref);
	EXPECT_EQ(map(7, 1, 0, GNTMAP_host_map, &h), GNTST_bad_domain);
	EXPECT_EQ(map(1, 3, 0, GNTMAP_readonly, &h), GNTST_bad_gntref);
	/* A page table can be read, never written. */
	grant(1, 5, 0, frame, 0);
	pages[frame].type_info = PGT_L1;
	EXPECT_EQ(map(1, 5, 0, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(entry1(1, 5)->flags, GTF_permit_access);
	EXPECT_EQ(map(1, 5, 0, GNTMAP_host_map | GNTMAP_readonly, &h), GNTST_okay);
	/* The second, writing use fails and leaves the first as it was. */
	EXPECT_EQ(map(1, 5, 1, GNTMAP_host_map, &h), GNTST_general_error);
	EXPECT_EQ(entry1(1, 5)->flags, GTF_permit_access | GTF_reading);
	pages[frame].type_info = 0;
	EXPECT_EQ(unmap(h, 1), GNTST_general_error);
	EXPECT_EQ(unmap(h, 0), GNTST_okay);
	/* Another domain at the same time: no. */
	grant(1, 6, 0, frame, 0);
	EXPECT_EQ(map(1, 6, 0, GNTMAP_host_map, &h), GNTST_okay);
	entry1(1, 6)->domid = 2;
	run_on(&vcpus[2][0]);
	EXPECT_EQ(map(1, 6, 0, GNTMAP_host_map, &h), GNTST_general_error);
	run_on(&vcpus[0][0]);
	end();
}

TEST(a_failed_mapping_leaves_nothing)
{
	u32 frame, h, n;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	map_result = GNTST_bad_virt_addr;
	for (n = 0; n < 2000; n++)
		EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map | GNTMAP_device_map, &h),
			  GNTST_bad_virt_addr);
	EXPECT_EQ(entry1(1, 9)->flags, GTF_permit_access);
	EXPECT_EQ(page_refs(frame), 1);
	EXPECT_EQ(atomic_read(&dom[1].refs), 1);
	end();
}

TEST(device_and_host_parts_go_one_by_one)
{
	u32 frame, h;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map | GNTMAP_device_map, &h), GNTST_okay);
	EXPECT_EQ(page_refs(frame), 3);
	EXPECT_EQ(unmap_all(h, 0, 0x123000), GNTST_general_error);
	EXPECT_EQ(unmap_all(h, ~0u, (u64)frame << 12), GNTST_okay);
	EXPECT_EQ(page_refs(frame), 2);
	EXPECT_EQ(unmap(h, 0), GNTST_okay);
	EXPECT_EQ(page_refs(frame), 1);
	EXPECT_EQ(unmap(h, 0), GNTST_bad_handle);
	/* Translated domains have only mappings of frames. */
	dom[0].auto_translated = true;
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map | GNTMAP_device_map, &h), GNTST_general_error);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map | GNTMAP_contains_pte, &h), GNTST_general_error);
	dom[0].auto_translated = false;
	end();
}

TEST(handles_are_limited)
{
	u32 frame, n, h, first = 0;

	start_frames(4, 1);
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	for (n = 0; n < 256; n++) {
		EXPECT_EQ(map(1, 9, n, GNTMAP_host_map, &h), GNTST_okay);
		if (!n)
			first = h;
	}
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_no_device_space);
	EXPECT_EQ(page_refs(frame), 257);
	EXPECT_EQ(unmap(first, 0), GNTST_okay);
	/* Also for another vCPU, whose own list is empty. */
	run_on(&vcpus[0][2]);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_okay);
	EXPECT_EQ(h, first);
	run_on(&vcpus[0][0]);
	end();
	/* end() took them all back: a dying domain unmaps. */

	start_frames(4, 0);
	grant(1, 9, 0, give_page(&dom[1]), 0);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_no_device_space);
	end();
}

TEST(a_table_grows_to_its_limit)
{
	u64 list[8] = {};
	struct gnttab_setup_table setup = { .dom = 1, .nr_frames = 3, .frame_list = { (u64)list } };
	struct gnttab_query_size query = { .dom = 1 };
	mfn_t mfn;

	start();
	EXPECT_EQ(call(GNTTABOP_query_size, &query, 1), 0);
	EXPECT_EQ(query.status, GNTST_okay);
	EXPECT_EQ(query.nr_frames, 1);
	EXPECT_EQ(query.max_nr_frames, 4);
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 1), 0);
	EXPECT_EQ(setup.status, GNTST_okay);
	EXPECT(list[0] && list[1] && list[2] && !list[3]);
	EXPECT(mfn_to_virt(to_mfn(list[2])) == dom[1].gnttab->frame[2]);
	EXPECT_EQ(pages[list[2]].owner, 1);
	setup.nr_frames = 5;
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 1), 0);
	EXPECT_EQ(setup.status, GNTST_general_error);
	setup.frame_list.ptr = 0;
	setup.nr_frames = 1;
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 1), 0);
	EXPECT_EQ(setup.status, GNTST_bad_virt_addr);
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 2), -EINVAL);
	setup.dom = 9;
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 1), 0);
	EXPECT_EQ(setup.status, GNTST_bad_domain);
	run_on(&vcpus[1][0]);
	setup.dom = 2;
	EXPECT_EQ(call(GNTTABOP_setup_table, &setup, 1), 0);
	EXPECT_EQ(setup.status, GNTST_permission_denied);
	query.dom = 2;
	EXPECT_EQ(call(GNTTABOP_query_size, &query, 1), 0);
	EXPECT_EQ(query.status, GNTST_permission_denied);
	query.dom = DOMID_SELF;
	EXPECT_EQ(call(GNTTABOP_query_size, &query, 1), 0);
	EXPECT_EQ(query.nr_frames, 3);
	/* The toolstack's way. */
	EXPECT_EQ(gnttab_get_frame(&dom[1], 3, false, &mfn), 0);
	EXPECT_EQ(gnttab_get_frame(&dom[1], 4, false, &mfn), -EINVAL);
	EXPECT_EQ(gnttab_get_frame(&dom[1], 0, true, &mfn), -EINVAL);
	test_alloc_left = 0;
	EXPECT_EQ(gnttab_get_frame(&dom[2], 2, false, &mfn), -ENOMEM);
	test_alloc_left = -1;
	EXPECT_EQ(gnttab_get_frame(&dom[2], 2, false, &mfn), 0);
	/* A dying one gets no more, but can be looked at. */
	dom[2].state = DOM_DYING;
	EXPECT_EQ(gnttab_get_frame(&dom[2], 2, false, &mfn), 0);
	EXPECT_EQ(gnttab_get_frame(&dom[2], 3, false, &mfn), -EINVAL);
	dom[2].state = DOM_ALIVE;
	EXPECT_EQ(gnttab_get_frame(&dom[2], 3, false, &mfn), 0);
	end();
}

TEST(copies_go_between_grants_and_own_pages)
{
	u32 theirs, mine;
	u8 *src, *dest;
	struct gnttab_copy op;

	start();
	theirs = give_page(&dom[1]);
	mine = give_page(&dom[0]);
	src = mfn_to_virt(to_mfn(theirs));
	dest = mfn_to_virt(to_mfn(mine));
	memset(src, 0x5a, PAGE_SIZE);
	grant(1, 9, 0, theirs, GTF_readonly);

	op = copy_op(1, 9, 100, mine, 200, 50);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_okay);
	EXPECT(!dest[199] && dest[200] == 0x5a && dest[249] == 0x5a && !dest[250]);
	EXPECT_EQ(entry1(1, 9)->flags, GTF_permit_access | GTF_readonly);
	op = copy_op(1, 9, 4000, mine, 0, 97);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_copy_arg);
	op = copy_op(1, 9, 0, mine, 0xffff, 0xffff);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_copy_arg);
	op = copy_op(1, 9, 0, theirs, 0, 4096);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_page);
	op = copy_op(1, 9, 0, mine, 0, 1);
	op.dest.domid = 0;
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_permission_denied);
	op = copy_op(1, 8, 0, mine, 0, 1);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	op = copy_op(8, 8, 0, mine, 0, 1);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_bad_domain);

	/* The other way round a read-only grant does not do. */
	op = copy_op(1, 9, 0, mine, 0, 1);
	swap(op.source, op.dest);
	op.flags = GNTCOPY_dest_gref;
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_general_error);
	grant(1, 9, 0, theirs, 0);
	EXPECT_EQ(call(GNTTABOP_copy, &op, 1), 0);
	EXPECT_EQ(op.status, GNTST_okay);
	EXPECT_EQ(src[0], dest[0]);
	end();
}

TEST(a_batch_of_copies_keeps_its_ends)
{
	struct gnttab_copy op[20];
	u32 theirs[2], mine, i;

	start();
	mine = give_page(&dom[0]);
	for (i = 0; i < 2; i++) {
		theirs[i] = give_page(&dom[1]);
		grant(1, i, 0, theirs[i], 0);
		memset(mfn_to_virt(to_mfn(theirs[i])), i + 1, PAGE_SIZE);
	}
	for (i = 0; i < 20; i++)
		op[i] = copy_op(1, i / 10, i, mine, i, 1);
	op[7].source.u.ref = 77;
	EXPECT_EQ(call(GNTTABOP_copy, op, 20), 0);
	for (i = 0; i < 20; i++) {
		EXPECT_EQ(op[i].status, i == 7 ? GNTST_general_error : GNTST_okay);
		EXPECT_EQ(((u8 *)mfn_to_virt(to_mfn(mine)))[i], i == 7 ? 0 : i / 10 + 1);
	}
	EXPECT_EQ(entry1(1, 0)->flags, GTF_permit_access);
	EXPECT_EQ(entry1(1, 1)->flags, GTF_permit_access);
	end();
}

TEST(long_batches_are_continued)
{
	struct gnttab_map_grant_ref op[100];
	struct gnttab_unmap_grant_ref un[100];
	struct hypercall c;
	unsigned int i, rounds;
	u32 frame;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	for (i = 0; i < 100; i++)
		op[i] = map_op(1, 9, i, GNTMAP_host_map);
	preempt = true;
	c.arg[1] = (u64)op;
	c.arg[2] = 100;
	for (rounds = 0; call_rest(GNTTABOP_map_grant_ref, (void *)c.arg[1], c.arg[2], &c) ==
	     HYPERCALL_RESTART; rounds++)
		;
	/* 16 fit into what is copied at once. */
	EXPECT_EQ(rounds, 6);
	for (i = 0; i < 100; i++) {
		EXPECT_EQ(op[i].status, GNTST_okay);
		un[i] = (struct gnttab_unmap_grant_ref){
			.host_addr = SLOT(i), .handle = op[i].handle,
		};
	}
	/* One that stands there twice is found out, and does no harm. */
	un[50] = un[49];
	atomic_set(&flushes, 0);
	c.arg[1] = (u64)un;
	c.arg[2] = 100;
	for (rounds = 0; call_rest(GNTTABOP_unmap_grant_ref, (void *)c.arg[1], c.arg[2], &c) ==
	     HYPERCALL_RESTART; rounds++)
		;
	/* 32, 18 up to the second one, 32, 18. */
	EXPECT_EQ(rounds, 3);
	EXPECT_EQ(atomic_read(&flushes), 4);
	for (i = 0; i < 100; i++)
		EXPECT_EQ(un[i].status, i == 50 ? GNTST_bad_handle : GNTST_okay);
	EXPECT_EQ(page_refs(frame), 2);
	preempt = false;
	EXPECT_EQ(call(GNTTABOP_map_grant_ref, op, 0x80000000), -EINVAL);
	EXPECT_EQ(call(13, op, 1), -ENOSYS);
	EXPECT_EQ(call(GNTTABOP_map_grant_ref, NULL, 1), -EFAULT);
	end();
}

TEST(an_array_may_end_in_nothing)
{
	struct gnttab_map_grant_ref op[40];
	unsigned int i;
	u32 frame;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	for (i = 0; i < 40; i++)
		op[i] = map_op(1, 9, i, GNTMAP_host_map);
	guest_end = (u64)&op[21];
	EXPECT_EQ(call(GNTTABOP_map_grant_ref, op, 40), -EFAULT);
	guest_end = 0;
	for (i = 0; i < 40; i++)
		EXPECT_EQ(op[i].status, i < 21 ? GNTST_okay : 99);
	EXPECT_EQ(page_refs(frame), 22);
	end();
}

TEST(a_granter_may_die_first)
{
	u32 frame, h;

	start();
	frame = give_page(&dom[1]);
	grant(1, 9, 0, frame, 0);
	EXPECT_EQ(map(1, 9, 0, GNTMAP_host_map, &h), GNTST_okay);
	EXPECT_EQ(gnttab_domain_relinquish(&dom[1]), 0);
	/* Its creator's reference is gone; the mapping's keeps it. */
	domain_put(&dom[1]);
	EXPECT_EQ(atomic_read(&dom[1].refs), 1);
	atomic_inc(&dom[1].refs);
	EXPECT_EQ(unmap(h, 0), GNTST_okay);
	end();
}
