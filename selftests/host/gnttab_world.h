/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The domains of world.h with grant tables, page tables of the mapping one that count what is
 * in them and in TLBs, and short names for the calls. For one test file each.
 */
#ifndef SELFTESTS_GNTTAB_WORLD_H
#define SELFTESTS_GNTTAB_WORLD_H

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

static __maybe_unused union grant_entry_v2 *entry2(unsigned int d, u32 ref)
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

static __maybe_unused void version(unsigned int d, u32 v)
{
	struct gnttab_set_version set = { .version = v };

	run_on(&vcpus[d][0]);
	EXPECT_EQ(call(GNTTABOP_set_version, &set, 1), 0);
	EXPECT_EQ(set.version, v);
	run_on(&vcpus[0][0]);
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

#endif /* SELFTESTS_GNTTAB_WORLD_H */
