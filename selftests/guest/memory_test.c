// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_op: a PV guest gives memory back, gets other memory, and asks what
 * it has.
 *
 * Balloon drivers, swiotlb and the tools live from these answers.  What counts
 * is that the numbers of pages and the machine-to-phys table follow each step,
 * that nothing of other owners can be given away, and that a bad argument ends
 * with the answer that the ABI promises and nothing lost.
 */
#include "guest.h"

#include <xen/interface/memory.h>

#define M2P	((const u64 *)0xffff800000000000UL)

static long memory_op(unsigned int cmd, void *arg)
{
	return hypercall(__HYPERVISOR_memory_op, cmd, arg);
}

static long pages_now(void)
{
	struct xen_memory_domain d = { .domid = DOMID_SELF };

	return memory_op(XENMEM_current_reservation, &d);
}

static long reserve(unsigned int cmd, xen_pfn_t *list, u64 nr, unsigned int order,
		    unsigned int flags)
{
	struct xen_memory_reservation r = {
		.extent_start = list,
		.nr_extents = nr,
		.extent_order = order,
		.mem_flags = flags,
		.domid = DOMID_SELF,
	};

	return memory_op(cmd, &r);
}

/* A page of ours out of its mapping; what is left is its frame. */
static u64 take_out(void *va)
{
	u64 mfn = virt_to_mfn(va);

	EXPECT_EQ(map_mfn(va, 0, 0), 0);
	return mfn;
}

static void decrease_and_populate(void)
{
	void *va = alloc_page();
	xen_pfn_t pfn = virt_to_pfn(va), mfn = take_out(va), frame = mfn;
	long before = pages_now();

	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 1);
	EXPECT_EQ(pages_now(), before - 1);
	/* It is not ours any more. */
	EXPECT(map_mfn(va, mfn, PTE_KERNEL) < 0);
	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 0);

	frame = pfn;
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, 1, 0, 0), 1);
	EXPECT_EQ(pages_now(), before);
	EXPECT_EQ(M2P[frame], pfn);
	EXPECT_EQ(map_mfn(va, frame, PTE_KERNEL), 0);
	/* New memory is cleared. */
	EXPECT_EQ(*(u64 *)va, 0);
	EXPECT_EQ(((u64 *)va)[511], 0);
}

static void several_extents(void)
{
	enum { N = 120 };
	static xen_pfn_t list[N];
	void *va[N];
	long before = pages_now();
	unsigned int i, wrong = 0;

	for (i = 0; i < N; i++) {
		va[i] = alloc_page();
		list[i] = take_out(va[i]);
	}
	EXPECT_EQ(reserve(XENMEM_decrease_reservation, list, N, 0, 0), N);
	EXPECT_EQ(pages_now(), before - N);
	for (i = 0; i < N; i++)
		list[i] = virt_to_pfn(va[i]);
	EXPECT_EQ(reserve(XENMEM_populate_physmap, list, N, 0, 0), N);
	EXPECT_EQ(pages_now(), before);
	for (i = 0; i < N; i++) {
		wrong += M2P[list[i]] != virt_to_pfn(va[i]);
		wrong += map_mfn(va[i], list[i], PTE_KERNEL) != 0;
	}
	EXPECT_EQ(wrong, 0);
}

static void mapped_page_stays_until_unmapped(void)
{
	u64 *va = alloc_page();
	xen_pfn_t pfn = virt_to_pfn(va), frame = virt_to_mfn(va);
	long before = pages_now();

	*va = 0x1234;
	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 1);
	EXPECT_EQ(pages_now(), before);
	EXPECT_EQ(*va, 0x1234);
	EXPECT_EQ(map_mfn(va, 0, 0), 0);
	EXPECT_EQ(pages_now(), before - 1);
	frame = pfn;
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, 1, 0, 0), 1);
	EXPECT_EQ(map_mfn(va, frame, PTE_KERNEL), 0);
}

static void increase(void)
{
	void *va = alloc_page();
	xen_pfn_t frame = take_out(va), got = 0, pfn = virt_to_pfn(va);
	struct mmu_update update;

	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 1);
	EXPECT_EQ(reserve(XENMEM_increase_reservation, &got, 1, 0, 0), 1);
	EXPECT(got != 0);
	EXPECT_EQ(map_mfn(va, got, PTE_KERNEL), 0);
	update.ptr = (got << PAGE_SHIFT) | MMU_MACHPHYS_UPDATE;
	update.val = pfn;
	EXPECT_EQ(hypercall(__HYPERVISOR_mmu_update, &update, 1, 0, DOMID_SELF), 0);
	EXPECT_EQ(M2P[got], pfn);
}

static void strange_arguments(void)
{
	xen_pfn_t frame = ~0UL;

	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 0);
	frame = 0;
	EXPECT_EQ(reserve(XENMEM_decrease_reservation, &frame, 1, 0, 0), 0);
	/* Frames of the hypervisor: the M2P itself. */
	frame = 0;
	EXPECT_EQ(reserve(XENMEM_populate_physmap, (xen_pfn_t *)0x10, 1, 0, 0), 0);
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, 1, 63, 0), 0);
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, ~0UL, 0, 0), 0);
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, 0, 0, 0), 0);
	/* Not even one frame has so few bits. */
	EXPECT_EQ(reserve(XENMEM_populate_physmap, &frame, 1, 0, XENMEMF_address_bits(5)), 0);
	EXPECT_EQ(memory_op(XENMEM_populate_physmap, NULL), 0);
	EXPECT_EQ(memory_op(XENMEM_current_reservation, NULL), -EFAULT);
	EXPECT_EQ(memory_op(63, NULL), -ENOSYS);
	/* Progress that nobody made. */
	EXPECT_EQ(memory_op(XENMEM_decrease_reservation | 5 << 6, NULL), 5);
}

static void unknown_domain(void)
{
	struct xen_memory_domain d = { .domid = 4711 };
	struct xen_memory_reservation r = { .nr_extents = 1, .domid = 4711 };

	EXPECT_EQ(memory_op(XENMEM_current_reservation, &d), -ESRCH);
	EXPECT_EQ(memory_op(XENMEM_maximum_gpfn, &d), -ESRCH);
	EXPECT_EQ(memory_op(XENMEM_decrease_reservation, &r), 0);
}

static void exchange_for_low_memory(void)
{
	void *va = alloc_page();
	xen_pfn_t pfn = virt_to_pfn(va), in = take_out(va), out = pfn;
	long before = pages_now();
	struct xen_memory_exchange x = {
		.in = { .extent_start = &in, .nr_extents = 1, .domid = DOMID_SELF },
		.out = { .extent_start = &out, .nr_extents = 1, .domid = DOMID_SELF,
			 .mem_flags = XENMEMF_address_bits(32) },
	};

	EXPECT_EQ(memory_op(XENMEM_exchange, &x), 0);
	EXPECT_EQ(x.nr_exchanged, 1);
	EXPECT(out >> 20 == 0);
	EXPECT_EQ(pages_now(), before);
	EXPECT_EQ(M2P[out], pfn);
	EXPECT_EQ(map_mfn(va, out, PTE_KERNEL), 0);
}

static void exchange_for_contiguous_memory(void)
{
	enum { N = 8, ORDER = 3 };
	xen_pfn_t in[N], out;
	void *va[N];
	unsigned int i, wrong = 0;
	struct xen_memory_exchange x = {
		.in = { .extent_start = in, .nr_extents = N, .domid = DOMID_SELF },
		.out = { .extent_start = &out, .nr_extents = 1, .extent_order = ORDER,
			 .domid = DOMID_SELF },
	};

	for (i = 0; i < N; i++) {
		va[i] = alloc_page();
		in[i] = take_out(va[i]);
	}
	out = virt_to_pfn(va[0]);
	EXPECT_EQ(memory_op(XENMEM_exchange, &x), 0);
	EXPECT_EQ(x.nr_exchanged, N);
	EXPECT_EQ(out % N, 0);
	for (i = 0; i < N; i++) {
		wrong += M2P[out + i] != virt_to_pfn(va[0]) + i;
		wrong += map_mfn(va[i], out + i, PTE_KERNEL) != 0;
	}
	EXPECT_EQ(wrong, 0);
}

static void exchange_is_all_or_nothing(void)
{
	enum { N = 2 };
	xen_pfn_t in[N], out = 0;
	void *va = alloc_page();
	long before = pages_now();
	struct xen_memory_exchange x = {
		.in = { .extent_start = in, .nr_extents = N, .domid = DOMID_SELF },
		.out = { .extent_start = &out, .nr_extents = 1, .extent_order = 1,
			 .domid = DOMID_SELF },
	};

	/* The second page is in use: mapped. */
	in[0] = take_out(va);
	in[1] = virt_to_mfn(alloc_page());
	EXPECT(memory_op(XENMEM_exchange, &x) < 0);
	EXPECT_EQ(x.nr_exchanged, 0);
	EXPECT_EQ(pages_now(), before);
	EXPECT_EQ(map_mfn(va, in[0], PTE_KERNEL), 0);
	/* Sizes that don't match. */
	x.out.extent_order = 2;
	EXPECT_EQ(memory_op(XENMEM_exchange, &x), -EINVAL);
	x.out.extent_order = 1;
	x.out.domid = DOMID_XEN;
	EXPECT_EQ(memory_op(XENMEM_exchange, &x), -EINVAL);
	x.out.domid = DOMID_SELF;
	x.nr_exchanged = 3;
	EXPECT_EQ(memory_op(XENMEM_exchange, &x), -EINVAL);
}

static void what_there_is(void)
{
	struct xen_machphys_mapping map = { };
	struct xen_memory_domain d = { .domid = DOMID_SELF };
	long max_page = memory_op(XENMEM_maximum_ram_page, NULL);
	u64 mfn = virt_to_mfn(alloc_page());

	EXPECT_EQ(memory_op(XENMEM_machphys_mapping, &map), 0);
	EXPECT_EQ(map.v_start, (u64)M2P);
	EXPECT(map.max_mfn >= mfn);
	EXPECT(map.v_end >= map.v_start + map.max_mfn * 8);
	EXPECT(max_page >= (long)mfn);
	EXPECT(memory_op(XENMEM_maximum_reservation, &d) >= pages_now());
	/* The guest's own word: nothing said yet, then a number. */
	EXPECT_EQ(memory_op(XENMEM_maximum_gpfn, &d), 0);
	shared_info->arch.max_pfn = 1000;
	EXPECT_EQ(memory_op(XENMEM_maximum_gpfn, &d), 999);
	EXPECT_EQ(memory_op(XENMEM_machphys_mapping, NULL), -EFAULT);
}

static void m2p_is_read_only(void)
{
	u64 mfn = virt_to_mfn(alloc_page()), val;

	EXPECT(try_read(&M2P[mfn], &val));
	EXPECT_EQ(val, mfn_to_pfn(mfn));
	EXPECT(!try_write((u64 *)&M2P[mfn], 1));
	EXPECT_EQ(last_fault.vector, 14);
}

static void memory_maps(void)
{
	static u8 buffer[128 * 20];
	struct xen_memory_map map = { .nr_entries = 128, .buffer = buffer };
	u64 ram = 0;
	unsigned int i;

	EXPECT_EQ(memory_op(XENMEM_machine_memory_map, &map), 0);
	EXPECT(map.nr_entries > 2 && map.nr_entries < 128);
	for (i = 0; i < map.nr_entries; i++) {
		u64 size;
		u32 type;

		memcpy(&size, buffer + i * 20 + 8, 8);
		memcpy(&type, buffer + i * 20 + 16, 4);
		if (type == 1)
			ram += size;
	}
	EXPECT(ram > 64UL << 20);
	map.nr_entries = 1;
	EXPECT_EQ(memory_op(XENMEM_machine_memory_map, &map), -EINVAL);
	map.buffer = NULL;
	EXPECT_EQ(memory_op(XENMEM_machine_memory_map, &map), 0);
	EXPECT(map.nr_entries > 2);
	/* The map that the tools set: nobody set one for us. */
	EXPECT_EQ(memory_op(XENMEM_memory_map, &map), -ENOSYS);
}

static void set_memory_map(void)
{
	struct {
		u64 start, size;
		u32 type;
	} __packed in[2] = { { 0, 0x1000, 1 }, { 0x1000, 0x2000, 2 } }, out[2] = { };
	struct xen_foreign_memory_map set = {
		.domid = DOMID_SELF,
		.map = { .nr_entries = 2, .buffer = in },
	};
	struct xen_memory_map get = { .nr_entries = 2, .buffer = out };

	EXPECT_EQ(memory_op(XENMEM_set_memory_map, &set), 0);
	EXPECT_EQ(memory_op(XENMEM_memory_map, &get), 0);
	EXPECT_EQ(get.nr_entries, 2);
	EXPECT_EQ(memcmp(in, out, sizeof(in)), 0);
	set.map.nr_entries = 100000;
	EXPECT_EQ(memory_op(XENMEM_set_memory_map, &set), -EINVAL);
}

static void not_for_pv(void)
{
	struct xen_add_to_physmap add = { .domid = DOMID_SELF };
	struct xen_pod_target pod = { .domid = DOMID_SELF };
	struct xen_vnuma_topology_info vnuma = { .domid = DOMID_SELF };

	EXPECT_EQ(memory_op(XENMEM_add_to_physmap, &add), -EACCES);
	EXPECT_EQ(memory_op(XENMEM_get_pod_target, &pod), -EINVAL);
	EXPECT_EQ(memory_op(XENMEM_get_vnumainfo, &vnuma), -EOPNOTSUPP);
}

static void claims(void)
{
	struct xen_memory_reservation r = { .domid = 0 };

	/* Dom0 is 0; nothing is claimed, and nothing is given back. */
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), 0);
	r.domid = DOMID_SELF;
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), -EINVAL);
	r.domid = 0;
	r.nr_extents = 1UL << 40;
	EXPECT(memory_op(XENMEM_claim_pages, &r) < 0);
	r.mem_flags = 1;
	EXPECT_EQ(memory_op(XENMEM_claim_pages, &r), -EINVAL);
}

GUEST_TEST({ "a page goes and another comes", decrease_and_populate },
	   { "120 pages go and come", several_extents },
	   { "a mapped page stays until it is unmapped", mapped_page_stays_until_unmapped },
	   { "increase_reservation tells the frame", increase },
	   { "strange arguments", strange_arguments },
	   { "a domain that is not there", unknown_domain },
	   { "exchange for memory below 4 GiB", exchange_for_low_memory },
	   { "exchange for contiguous memory", exchange_for_contiguous_memory },
	   { "an exchange happens whole or not at all", exchange_is_all_or_nothing },
	   { "what there is", what_there_is },
	   { "the machine-to-phys table can't be written", m2p_is_read_only },
	   { "the machine's memory map", memory_maps },
	   { "a memory map that is set is read back", set_memory_map },
	   { "what is not for PV guests", not_for_pv },
	   { "claims", claims });
