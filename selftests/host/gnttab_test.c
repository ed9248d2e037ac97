// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables: who may use what, that the marks in the guest's entries, the
 * pins, the references to pages and to domains always agree, and that all of it is
 * gone when the last mapping is. In both versions, with every error of the ABI, with
 * hostile changes under way, in interrupted batches, and at random from several
 * threads.
 */
#include "../../hypervisor/common/gnttab_priv.h"
#include "world.h"

/* The mapping domain's page tables: one frame for each address. */
#define NR_SLOTS	256
#define SLOT(n)		(0x10000u + (n) * 0x1000u)

static struct {
	u64 mfn;
	bool writable;
} slot[NR_DOMAINS][NR_SLOTS];
static atomic_t flushes;
static int map_result;
/* Out of the page tables, and still in TLBs until the flush. */
static __thread u64 unflushed;

static unsigned int slot_of(u64 addr)
{
	return (addr - SLOT(0)) / 0x1000 % NR_SLOTS;
}

static int test_map(struct vcpu *v, const struct grant_map_req *req)
{
	unsigned int s = slot_of(req->host_addr);

	EXPECT_EQ(locks_held(), 0);
	if (map_result)
		return map_result;
	slot[v->domain->domid][s].mfn = mfn_x(req->mfn);
	slot[v->domain->domid][s].writable = !(req->flags & GNTMAP_readonly);
	return GNTST_okay;
}

static int test_unmap(struct vcpu *v, const struct grant_map_req *req)
{
	unsigned int s = slot_of(req->host_addr);

	EXPECT_EQ(locks_held(), 0);
	if (slot[v->domain->domid][s].mfn != mfn_x(req->mfn))
		return GNTST_general_error;
	slot[v->domain->domid][s].mfn = 0;
	unflushed = mfn_x(req->mfn);
	return GNTST_okay;
}

static void test_flush(struct domain *d)
{
	EXPECT_EQ(locks_held(), 0);
	atomic_inc(&flushes);
	/* Whatever the granter does meanwhile, the page is pinned. */
	EXPECT(!unflushed || page_refs(unflushed) > 1);
	unflushed = 0;
}

static const struct guest_ops ops = {
	.map_grant = test_map,
	.unmap_grant = test_unmap,
	.flush_tlb = test_flush,
};

u64 m2p_get(mfn_t mfn)
{
	return ~0ULL;
}

void m2p_set(mfn_t mfn, u64 pfn)
{
}

int page_steal(struct domain *d, struct page_info *pg)
{
	if (pg->count_info != 1)
		return -EBUSY;
	pg->owner = DOMID_INVALID;
	pg->count_info = 0;
	return 0;
}

int page_assign(struct domain *d, struct page_info *pg, unsigned int order)
{
	if (d->max_pages)
		return -ENOMEM;
	pg->owner = d->domid;
	pg->count_info = 1;
	pg->type_info = 0;
	return 0;
}

static unsigned int freed;

void page_free_stolen(struct page_info *pg)
{
	pg->count_info = 1;
	freed++;
}

static void start_frames(u32 frames, u32 maptrack)
{
	unsigned int i;

	world_start();
	memset(slot, 0, sizeof(slot));
	map_result = 0;
	freed = 0;
	atomic_set(&flushes, 0);
	for (i = 0; i < NR_DOMAINS; i++) {
		dom[i].ops = &ops;
		REQUIRE(!gnttab_domain_init(&dom[i], frames, maptrack));
	}
}

static void start(void)
{
	start_frames(4, 4);
}

static void end(void)
{
	unsigned int i;

	preempt = false;
	for (i = 0; i < NR_DOMAINS; i++)
		EXPECT_EQ(gnttab_domain_relinquish(&dom[i]), 0);
	for (i = 0; i < NR_DOMAINS; i++)
		gnttab_domain_destroy(&dom[i]);
	world_end();
}

/* The granting guest, as its own code would do it. */
static struct grant_entry_v1 *entry1(unsigned int d, u32 ref)
{
	return (struct grant_entry_v1 *)dom[d].gnttab->frame[ref / 512] + ref % 512;
}

static union grant_entry_v2 *entry2(unsigned int d, u32 ref)
{
	return (union grant_entry_v2 *)dom[d].gnttab->frame[ref / 256] + ref % 256;
}

static void grant(unsigned int d, u32 ref, domid_t to, u32 frame, u16 flags)
{
	struct grant_entry_v1 *e = entry1(d, ref);

	e->domid = to;
	e->frame = frame;
	WRITE_ONCE(e->flags, GTF_permit_access | flags);
}

static long call_rest(u32 cmd, void *arg, u32 count, struct hypercall *c)
{
	*c = (struct hypercall){ .arg = { cmd, (u64)arg, count } };
	return do_grant_table_op(c);
}

static long call(u32 cmd, void *arg, u32 count)
{
	struct hypercall c;

	return call_rest(cmd, arg, count, &c);
}

static struct gnttab_map_grant_ref map_op(domid_t from, u32 ref, unsigned int s, u32 flags)
{
	return (struct gnttab_map_grant_ref){
		.host_addr = SLOT(s), .flags = flags, .ref = ref, .dom = from, .status = 99,
	};
}

/* As d0: */
static s16 map(domid_t from, u32 ref, unsigned int s, u32 flags, u32 *handle)
{
	struct gnttab_map_grant_ref op = map_op(from, ref, s, flags);

	EXPECT_EQ(call(GNTTABOP_map_grant_ref, &op, 1), 0);
	if (!op.status) {
		*handle = op.handle;
		if (flags & GNTMAP_host_map)
			EXPECT_EQ(op.dev_bus_addr, slot[running->domain->domid][s].mfn << 12);
	}
	return op.status;
}

static s16 unmap_all(u32 handle, unsigned int s, u64 dev)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = s == ~0u ? 0 : SLOT(s), .dev_bus_addr = dev, .handle = handle,
		.status = 99,
	};

	EXPECT_EQ(call(GNTTABOP_unmap_grant_ref, &op, 1), 0);
	return op.status;
}

static s16 unmap(u32 handle, unsigned int s)
{
	return unmap_all(handle, s, 0);
}

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

static struct gnttab_copy copy_op(domid_t from, u32 ref, u16 from_off, u32 own_frame, u16 own_off,
				  u16 len)
{
	return (struct gnttab_copy){
		.source = { .u.ref = ref, .domid = from, .offset = from_off },
		.dest = { .u.gmfn = own_frame, .domid = DOMID_SELF, .offset = own_off },
		.len = len, .flags = GNTCOPY_source_gref, .status = 99,
	};
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

static void version(unsigned int d, u32 v)
{
	struct gnttab_set_version set = { .version = v };

	run_on(&vcpus[d][0]);
	EXPECT_EQ(call(GNTTABOP_set_version, &set, 1), 0);
	EXPECT_EQ(set.version, v);
	run_on(&vcpus[0][0]);
}

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

/* Threads are vCPUs: map, unmap and copy at random while the granters change entries. */
#define STEPS		100000
#define NR_REFS		2

struct worker {
	unsigned int cpu;
	u64 state;
	u32 own_frame;
};

static u32 granted[2][NR_REFS];
static atomic_t started;

static u32 rnd(struct worker *w, u32 n)
{
	w->state = w->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (w->state >> 33) % n;
}

static void change_entry(struct worker *w, unsigned int d, u32 ref)
{
	u32 *header = (u32 *)entry1(d, ref), old = READ_ONCE(*header);

	/* As a guest may: only while it is not in use. */
	if (old & (GTF_reading | GTF_writing))
		return;
	try_cmpxchg(header, &old, rnd(w, 3) ? GTF_permit_access | (1 - d) << 16 : 0);
}

static void use_grants(void *arg)
{
	struct worker *w = arg;
	struct vcpu *v = &vcpus[w->cpu % 2][w->cpu];
	unsigned int d = v->domain->domid, i;
	u32 handle[16], held = 0;

	test_cpu = w->cpu;
	run_on(v);
	atomic_inc(&started);
	while (atomic_read(&started) < 3)
		host_yield();
	for (i = 0; i < STEPS; i++) {
		u32 ref = rnd(w, NR_REFS), s = w->cpu * 16 + held;
		struct gnttab_copy op = copy_op(1 - d, ref, 0, w->own_frame, 0, 16);

		switch (rnd(w, 4)) {
		case 0:
			if (held < 16 && !map(1 - d, ref, s, GNTMAP_host_map |
					      (rnd(w, 2) ? GNTMAP_readonly : 0), &handle[held]))
				held++;
			break;
		case 1:
			if (held) {
				held--;
				EXPECT_EQ(unmap(handle[held], s - 1), GNTST_okay);
			}
			break;
		case 2:
			call(GNTTABOP_copy, &op, 1);
			break;
		default:
			change_entry(w, d, ref);
			break;
		}
	}
	while (held--)
		EXPECT_EQ(unmap(handle[held], w->cpu * 16 + held), GNTST_okay);
}

TEST(random_uses_of_three_cpus_in_two_domains)
{
	struct worker w[3];
	void *thread[3];
	unsigned int i, d;

	start();
	atomic_set(&started, 0);
	for (d = 0; d < 2; d++) {
		for (i = 0; i < NR_REFS; i++) {
			granted[d][i] = give_page(&dom[d]);
			grant(d, i, 1 - d, granted[d][i], 0);
		}
	}
	for (i = 0; i < 3; i++) {
		w[i] = (struct worker){ .cpu = i + 1, .state = i + 3 };
		w[i].own_frame = give_page(&dom[(i + 1) % 2]);
		thread[i] = host_thread_start(use_grants, &w[i]);
	}
	for (i = 0; i < 3; i++)
		host_thread_join(thread[i]);
	for (d = 0; d < 2; d++) {
		for (i = 0; i < NR_REFS; i++) {
			EXPECT_EQ(entry1(d, i)->flags & (GTF_reading | GTF_writing), 0);
			EXPECT_EQ(page_refs(granted[d][i]), 1);
		}
		EXPECT_EQ(atomic_read(&dom[d].refs), 1);
	}
	end();
}

/* Two vCPUs of one domain unmap the same handles, in opposite order. */
static struct gnttab_unmap_grant_ref shared_ops[2][64];

static void unmap_them(void *arg)
{
	struct worker *w = arg;

	test_cpu = w->cpu;
	run_on(&vcpus[0][w->cpu]);
	atomic_inc(&started);
	while (atomic_read(&started) < 2)
		host_yield();
	EXPECT_EQ(call(GNTTABOP_unmap_grant_ref, shared_ops[w->cpu - 1], 64), 0);
}

TEST(two_cpus_unmap_the_same_handles)
{
	unsigned int round, i;

	for (round = 0; round < 50; round++) {
		struct worker w[2] = { { .cpu = 1 }, { .cpu = 2 } };
		void *thread[2];
		u32 frame, h;

		start();
		atomic_set(&started, 0);
		frame = give_page(&dom[1]);
		grant(1, 9, 0, frame, 0);
		for (i = 0; i < 64; i++) {
			EXPECT_EQ(map(1, 9, i, GNTMAP_host_map, &h), GNTST_okay);
			shared_ops[0][i] = (struct gnttab_unmap_grant_ref){
				.host_addr = SLOT(i), .handle = h };
			shared_ops[1][63 - i] = shared_ops[0][i];
		}
		for (i = 0; i < 2; i++)
			thread[i] = host_thread_start(unmap_them, &w[i]);
		for (i = 0; i < 2; i++)
			host_thread_join(thread[i]);
		for (i = 0; i < 64; i++)
			EXPECT_EQ(!shared_ops[0][i].status + !shared_ops[1][63 - i].status, 1);
		EXPECT_EQ(page_refs(frame), 1);
		end();
	}
}
