// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical map of a container: memory that comes and goes, pages of the hypervisor
 * in it, and places where nothing is. Parameters, the clock, grants and events, which
 * all live in such pages.
 *
 * The domain has 640 KiB at 0 and 2 MiB at 2 MiB, and may have 8 MiB.
 */
#include "mode.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>
#include <asm/xen/cpuid.h>

#define GP		13
#define UD		6
#define FREE_GFN	0x500UL		/* at 5 MiB */
#define HIGH_GFN	(PVH_HIGH >> PAGE_SHIFT)
#define HOLE		0x10000000UL
#define PAGES		(PVH_LOW_END / PAGE_SIZE + 512)

static volatile u64 *at(u64 gfn)
{
	return (volatile u64 *)(gfn << PAGE_SHIFT);
}

static long reservation(u32 op, u64 gfn, u32 order)
{
	xen_pfn_t list[1] = { gfn };
	struct xen_memory_reservation r = {
		.nr_extents = 1, .extent_order = order, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, list);
	return hypercall(__HYPERVISOR_memory_op, op, &r);
}

static u64 has_pages(void)
{
	domid_t self = DOMID_SELF;

	return hypercall(__HYPERVISOR_memory_op, XENMEM_current_reservation, &self);
}

static long add(u32 space, u64 idx, u64 gfn)
{
	struct xen_add_to_physmap a = {
		.domid = DOMID_SELF, .space = space, .idx = idx, .gpfn = gfn,
	};

	return hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &a);
}

static long remove(u64 gfn)
{
	struct xen_remove_from_physmap r = { .domid = DOMID_SELF, .gpfn = gfn };

	return hypercall(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, &r);
}

static void small_pages(void)
{
	XEN_DIFFERS("a page that comes back to its domain is not cleared");
	EXPECT_EQ(has_pages(), PAGES);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, FREE_GFN, 0), 1);
	EXPECT_EQ(has_pages(), PAGES + 1);
	EXPECT_EQ(*at(FREE_GFN), 0);
	*at(FREE_GFN) = 0x1234;
	EXPECT_EQ(*at(FREE_GFN), 0x1234);
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, FREE_GFN, 0), 1);
	EXPECT_EQ(has_pages(), PAGES);
	EXPECT_EQ(*at(FREE_GFN), ~0UL);
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, FREE_GFN, 0), 0);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, FREE_GFN, 0), 1);
	EXPECT_EQ(*at(FREE_GFN), 0);
}

/* No more than it may have, and no address beyond what there is. */
static void limits(void)
{
	domid_t self = DOMID_SELF;
	u64 gfn, max = hypercall(__HYPERVISOR_memory_op, XENMEM_maximum_reservation, &self);

	EXPECT_EQ(max, 2048);
	for (gfn = 0x600; gfn < 0x800; gfn++)
		EXPECT_EQ(reservation(XENMEM_populate_physmap, gfn, 0), 1);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, 0x800, 9), 1);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, 0xa00, 9), 0);
	EXPECT(has_pages() <= max);
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, 0x800, 9), 1);
	EXPECT(reservation(XENMEM_populate_physmap, 1UL << 44, 0) <= 0);
	EXPECT(reservation(XENMEM_populate_physmap, ~0UL, 0) <= 0);
	EXPECT(reservation(XENMEM_decrease_reservation, 1UL << 44, 0) <= 0);
	EXPECT(reservation(XENMEM_decrease_reservation, ~0UL, 0) <= 0);
}

static void large_page(void)
{
	u64 i;

	XEN_DIFFERS("the same");
	*at(HIGH_GFN + 511) = 77;
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, HIGH_GFN, 9), 1);
	EXPECT_EQ(has_pages(), PAGES - 512);
	EXPECT_EQ(*at(HIGH_GFN + 511), ~0UL);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, HIGH_GFN, 9), 1);
	EXPECT_EQ(has_pages(), PAGES);
	for (i = 0; i < 512; i += 73)
		EXPECT_EQ(*at(HIGH_GFN + i), 0);
}

/* One small page out of a large one, and in again. */
static void split_page(void)
{
	u64 i;

	for (i = 0; i < 512; i++)
		*at(HIGH_GFN + i) = i;
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, HIGH_GFN + 100, 0), 1);
	EXPECT_EQ(*at(HIGH_GFN + 100), ~0UL);
	EXPECT_EQ(*at(HIGH_GFN + 99), 99);
	EXPECT_EQ(*at(HIGH_GFN + 101), 101);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, HIGH_GFN + 100, 0), 1);
	EXPECT_EQ(*at(HIGH_GFN + 100), 0);
	for (i = 0; i < 512; i++)
		if (i != 100)
			EXPECT_EQ(*at(HIGH_GFN + i), i);
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, HIGH_GFN, 9), 1);
	EXPECT_EQ(has_pages(), PAGES - 512);
}

static u8 page[4096] __aligned(4096), other[4096] __aligned(4096);
#define GFN(p)		((u64)(p) >> PAGE_SHIFT)

/* It is at one place at a time, and takes that of a page of memory. */
static void shared_info(void)
{
	volatile struct shared_info *s = (void *)page;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	EXPECT_EQ(has_pages(), PAGES - 1);
	EXPECT(s->vcpu_info[0].time.version);
	s->evtchn_mask[0] = 0x55;
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, FREE_GFN), 0);
	s = (void *)at(FREE_GFN);
	EXPECT_EQ(s->evtchn_mask[0], 0x55);
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 1, GFN(other)), -EINVAL);
	/* It is not the guest's to give away. */
	EXPECT(reservation(XENMEM_decrease_reservation, FREE_GFN, 0) >= 0);
	EXPECT_EQ(has_pages(), PAGES - 1);
}

static void shared_info_moved(void)
{
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, FREE_GFN), 0);
	/* The first place is empty now. */
	EXPECT_EQ(*(volatile u64 *)(page + 8), ~0UL);
	EXPECT_EQ(remove(FREE_GFN), 0);
	EXPECT_EQ(*at(FREE_GFN), ~0UL);
}

static void grant_table(void)
{
	EXPECT_EQ(add(XENMAPSPACE_grant_table, 0, GFN(page)), 0);
	EXPECT_EQ(*(volatile u64 *)page, 0);
	EXPECT_EQ(add(XENMAPSPACE_grant_table, 1, GFN(other)), 0);
	EXPECT_EQ(add(XENMAPSPACE_grant_table, 1000, GFN(other)), -EINVAL);
}

static void batch(void)
{
	xen_ulong_t idx[3] = { 0, 1, 99 };
	xen_pfn_t gfn[3] = { FREE_GFN, FREE_GFN + 1, FREE_GFN + 2 };
	int err[3] = { 5, 5, 5 };
	struct xen_add_to_physmap_batch b = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_grant_table, .size = 3,
	};

	set_xen_guest_handle(b.idxs, idx);
	set_xen_guest_handle(b.gpfns, gfn);
	set_xen_guest_handle(b.errs, err);
	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap_batch, &b), 0);
	EXPECT_EQ(err[0], 0);
	EXPECT_EQ(err[1], 0);
	EXPECT_EQ(err[2], -EINVAL);
	EXPECT_EQ(*at(FREE_GFN), 0);
	EXPECT_EQ(*at(FREE_GFN + 2), ~0UL);
}

static void removal(void)
{
	XEN_DIFFERS("the page stays the domain's");
	EXPECT_EQ(remove(HIGH_GFN), 0);
	EXPECT_EQ(has_pages(), PAGES - 1);
	EXPECT_EQ(*at(HIGH_GFN), ~0UL);
	EXPECT(remove(HIGH_GFN) < 0);
	EXPECT(remove(FREE_GFN) < 0);
	EXPECT(remove(1UL << 44) < 0);
}

/* A frame of its own at another place: the first one is empty then, what was there is gone. */
static void own_frame(void)
{
	*(volatile u64 *)page = 0x77;
	EXPECT_EQ(add(XENMAPSPACE_gmfn, GFN(page), FREE_GFN), 0);
	EXPECT_EQ(has_pages(), PAGES);
	EXPECT_EQ(*at(FREE_GFN), 0x77);
	EXPECT_EQ(*(volatile u64 *)page, ~0UL);
	EXPECT(add(XENMAPSPACE_gmfn, GFN(page), FREE_GFN + 1) < 0);
	EXPECT_EQ(add(XENMAPSPACE_gmfn, FREE_GFN, GFN(page)), 0);
	EXPECT_EQ(add(XENMAPSPACE_gmfn, GFN(page), GFN(other)), 0);
	EXPECT_EQ(has_pages(), PAGES - 1);
	EXPECT_EQ(*(volatile u64 *)other, 0x77);
	EXPECT_EQ(*(volatile u64 *)page, ~0UL);
	EXPECT_EQ(*at(FREE_GFN), ~0UL);
}

/* Some of a large page, in one go; what was not moved is said. */
static void own_frames(void)
{
	struct xen_add_to_physmap a = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_gmfn_range, .size = 4,
		.idx = HIGH_GFN + 100, .gpfn = FREE_GFN,
	};
	u64 i;

	for (i = 0; i < 4; i++)
		*at(HIGH_GFN + 100 + i) = i;
	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &a), 0);
	for (i = 0; i < 4; i++) {
		EXPECT_EQ(*at(FREE_GFN + i), i);
		EXPECT_EQ(*at(HIGH_GFN + 100 + i), ~0UL);
	}
	EXPECT_EQ(has_pages(), PAGES);
	a.size = 4;
	a.idx = FREE_GFN + 2;
	a.gpfn = HIGH_GFN + 100;
	EXPECT(hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &a) < 0);
	EXPECT_EQ(*at(HIGH_GFN + 101), 3);
	EXPECT_EQ(*at(HIGH_GFN + 102), ~0UL);
	EXPECT_EQ(has_pages(), PAGES);
}

/*
 * With no more memory for tables a large page can't be split: what can't leave the map is
 * not given away.
 */
static void no_more_tables(void)
{
	u64 gfn, used = 0, has;

	for (gfn = 0x1000; used < 100000; gfn += 512, used++) {
		if (reservation(XENMEM_populate_physmap, gfn, 0) != 1)
			break;
		EXPECT_EQ(reservation(XENMEM_decrease_reservation, gfn, 0), 1);
	}
	EXPECT(used < 100000);
	/* On real Xen a page that found no place stays the domain's. */
	has = has_pages();
	*at(HIGH_GFN + 100) = 0x99;
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, HIGH_GFN + 100, 0), 0);
	EXPECT_EQ(has_pages(), has);
	EXPECT_EQ(*at(HIGH_GFN + 100), 0x99);
	EXPECT(add(XENMAPSPACE_gmfn, HIGH_GFN + 100, GFN(page)) < 0);
	EXPECT(add(XENMAPSPACE_shared_info, 0, HIGH_GFN + 100) < 0);
	EXPECT_EQ(*at(HIGH_GFN + 100), 0x99);
}

static void nothing_there(void)
{
	volatile u8 *b = (volatile u8 *)HOLE;
	u64 val = 0;

	EXPECT_EQ(*(volatile u64 *)b, ~0UL);
	EXPECT_EQ(*(volatile u32 *)b, ~0U);
	EXPECT_EQ(*(volatile u16 *)b, 0xffff);
	EXPECT_EQ(*b, 0xff);
	*(volatile u64 *)b = 1;
	*(volatile u32 *)b = 1;
	*(volatile u16 *)b = 1;
	*b = 1;
	EXPECT_EQ(*(volatile u64 *)b, ~0UL);
	__asm__ __volatile__("lock xaddq %0, (%1)" : "+r" (val) : "r" (b) : "memory");
	EXPECT_EQ(val, ~0UL);
	__asm__ __volatile__("movzbl (%1), %k0" : "=r" (val) : "r" (b) : "memory");
	EXPECT_EQ(val, 0xff);
	__asm__ __volatile__("movsbq (%1), %0" : "=r" (val) : "r" (b) : "memory");
	EXPECT_EQ(val, ~0UL);
	EXPECT_EQ(*(volatile u64 *)PVH_LOW_END, ~0UL);
	EXPECT_EQ(*(volatile u64 *)(PVH_HIGH_END + 8), ~0UL);
}

static void nothing_there_32(void)
{
	static const enum mode modes[] = { MODE_COMPAT, MODE_PAGED, MODE_FLAT };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct mode_state s = { .rdi = HOLE, .rax = 1 };

		/* MOV (EDI), EAX; MOV EAX, (EDI); MOV CX, 8(EDI); MOV DL, (EDI) */
		RUN(modes[i], &s, 0x89, 0x07, 0x8b, 0x07, 0x66, 0x8b, 0x4f, 0x08, 0x8a, 0x17);
		EXPECT(mode_done(&s, CODE, 10));
		EXPECT_EQ(s.rax, 0xffffffff);
		EXPECT_EQ(s.rcx, 0xffff);
		EXPECT_EQ(s.rdx, 0xff);
	}
}

/* 16-bit addresses, in real mode: DS is 0xa000. */
static void nothing_there_16(void)
{
	struct mode_state s = { .rbx = 0x10 };

	RUN(MODE_REAL, &s, 0xb8, 0x00, 0xa0, 0x8e, 0xd8,	/* MOV DS, 0xa000 */
	    0x8b, 0x47, 0x02,					/* MOV AX, 2(BX) */
	    0x8a, 0x0e, 0x34, 0x12,				/* MOV CL, (0x1234) */
	    0x66, 0x8b, 0x17,					/* MOV EDX, (BX) */
	    0x89, 0x87, 0x00, 0x01);				/* MOV 0x100(BX), AX */
	EXPECT(mode_done(&s, CODE, 19));
	EXPECT_EQ(s.rax & 0xffff, 0xffff);
	EXPECT_EQ(s.rcx & 0xff, 0xff);
	EXPECT_EQ(s.rdx, 0xffffffff);
}

static void nothing_to_run(void)
{
	struct mode_state s = { };

	XEN_DIFFERS("it is #GP");
	RUN(MODE_LONG, &s, 0xb8, 0x00, 0x00, 0x00, 0x10, 0xff, 0xe0);	/* JMP 0x10000000 */
	EXPECT_EQ(s.vector, UD);
	EXPECT_EQ(s.rip, HOLE);
}

/* Tables where no memory is: nothing sensible can come of it. */
static void tables_in_a_hole(void)
{
	write_cr3(HOLE);
	pvh_exit(SHUTDOWN_poweroff);
}

/* Tables in a hole for one address only. */
static void table_in_a_hole(void)
{
	u64 val = 0;

	pml4[100] = HOLE | 7;
	TRY("movq (%1), %0", : "+r" (val) : "r" (100UL << 39) : "memory");
	pvh_exit(SHUTDOWN_poweroff);
}

static long param(u32 op, u32 index, u64 *val)
{
	struct xen_hvm_param p = { .domid = DOMID_SELF, .index = index, .value = *val };
	long rc = hypercall(__HYPERVISOR_hvm_op, op, &p);

	*val = p.value;
	return rc;
}

static void params(void)
{
	u64 val = 5;
	u32 i;

	EXPECT_EQ(param(HVMOP_get_param, HVM_PARAM_STORE_PFN, &val), 0);
	EXPECT_EQ(val, 0);
	EXPECT_EQ(param(HVMOP_get_param, HVM_PARAM_CALLBACK_IRQ, &val), 0);
	EXPECT_EQ(param(HVMOP_get_param, HVM_NR_PARAMS, &val), -EINVAL);
	EXPECT_EQ(param(HVMOP_get_param, ~0U, &val), -EINVAL);
	EXPECT_EQ(param(HVMOP_set_param, HVM_NR_PARAMS, &val), -EINVAL);
	for (i = 0; i < HVM_NR_PARAMS; i++) {
		val = 1;
		if (i != HVM_PARAM_CALLBACK_IRQ && i != HVM_PARAM_TRIPLE_FAULT_REASON &&
		    i != HVM_PARAM_VM86_TSS && i != HVM_PARAM_VM86_TSS_SIZED &&
		    i != HVM_PARAM_ACPI_IOPORTS_LOCATION && i != HVM_PARAM_ACPI_S_STATE &&
		    i != HVM_PARAM_VM_GENERATION_ID_ADDR && i != HVM_PARAM_CONSOLE_EVTCHN &&
		    i != HVM_PARAM_STORE_EVTCHN && i != HVM_PARAM_ALTP2M &&
		    i != HVM_PARAM_X87_FIP_WIDTH && i != HVM_PARAM_VPT_ALIGN)
			if (param(HVMOP_set_param, i, &val) >= 0) {
				say("# parameter %u can be set", i);
				EXPECT(0);
			}
	}
}

/* (The version is odd while it is written.) */
static u64 read_clock(const volatile struct pvclock_vcpu_time_info *t)
{
	u64 delta, ns;
	u32 version;

	do {
		version = t->version & ~1U;
		barrier();
		delta = rdtsc() - t->tsc_timestamp;
		delta = t->tsc_shift < 0 ? delta >> -t->tsc_shift : delta << t->tsc_shift;
		ns = t->system_time + (u64)(((__uint128_t)delta * t->tsc_to_system_mul) >> 32);
		barrier();
	} while (version != t->version);
	return ns;
}

static void pv_clock(void)
{
	volatile struct shared_info *s = (void *)page;
	static struct pvclock_vcpu_time_info area __aligned(64);
	struct vcpu_register_time_memory_area reg = { .addr.p = (u64)&area };
	u64 last, now, i;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	last = read_clock(&s->vcpu_info[0].time);
	EXPECT(s->vcpu_info[0].time.tsc_to_system_mul != 0);
	for (i = 0; i < 1000; i++) {
		if (i % 100 == 0)
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
		now = read_clock(&s->vcpu_info[0].time);
		EXPECT(now >= last);
		last = now;
	}
	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_time_memory_area, 0, &reg),
		  0);
	now = read_clock(&area);
	EXPECT(now >= last && now < last + 100000000);
	say("# flags %#x", area.flags);
}

/* vcpu_info at a place of its own. */
static void vcpu_info(void)
{
	struct vcpu_register_vcpu_info reg = { .mfn = GFN(page), .offset = 64 };
	struct vcpu_info *v = (void *)(page + 64);

	EXPECT_EQ(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, 0, &reg), 0);
	EXPECT(v->time.tsc_to_system_mul != 0);
	EXPECT(hypercall(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, 0, &reg) < 0);
}

static void events(void)
{
	volatile struct shared_info *s = (void *)page;
	struct evtchn_alloc_unbound un = { .dom = DOMID_SELF, .remote_dom = pvh_shared.parent };
	evtchn_port_t port;
	u64 i;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &un), 0);
	port = un.port;
	pvh_shared.word[0] = port;
	s->evtchn_pending[0] = 0;
	for (i = 1; i <= 3; i++) {
		struct sched_poll poll = { .nr_ports = 1 };

		set_xen_guest_handle(poll.ports, &port);
		pvh_shared.word[1] = i;
		EXPECT_EQ(hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll), 0);
		EXPECT(s->evtchn_pending[0] & 1UL << port);
		s->evtchn_pending[0] = 0;
	}
}

static void grants(void)
{
	struct grant_entry_v1 *table = (void *)page;
	u64 *granted = (u64 *)other, i, end = rdtsc() + 100000000;

	EXPECT_EQ(add(XENMAPSPACE_grant_table, 0, GFN(page)), 0);
	for (i = 0; i < 512; i++)
		granted[i] = i;
	table[8].domid = pvh_shared.parent;
	table[8].frame = GFN(other);
	barrier();
	table[8].flags = GTF_permit_access;
	pvh_shared.word[0] = 8 + 1;
	while (!pvh_shared.word[1] && rdtsc() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	EXPECT_EQ(pvh_shared.word[1], 1000);
	for (i = 0; i < 512; i++)
		EXPECT_EQ(granted[i], i + 1);
	EXPECT_EQ(table[8].flags & (GTF_reading | GTF_writing), 0);
}

/* What a grant has mapped is data, whoever's it is. */
static void granted_code(void)
{
	struct grant_entry_v1 *table = (void *)page;
	struct gnttab_map_grant_ref map = {
		.flags = GNTMAP_host_map, .ref = 8, .host_addr = FREE_GFN << PAGE_SHIFT,
	};
	struct mode_state s = { };
	u32 leaf[4];

	cpuid(XEN_CPUID_LEAF(4), 0, leaf);
	map.dom = leaf[2];
	EXPECT_EQ(add(XENMAPSPACE_grant_table, 0, GFN(page)), 0);
	table[8].domid = map.dom;
	table[8].frame = GFN(other);
	barrier();
	table[8].flags = GTF_permit_access;
	/* CPUID, RET */
	*(volatile u64 *)other = 0xc3a20f;
	EXPECT_EQ(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, &map, 1), 0);
	EXPECT_EQ(map.status, GNTST_okay);
	EXPECT_EQ(*at(FREE_GFN), 0xc3a20f);
	RUN(MODE_LONG, &s, 0xb8, 0x00, 0x00, 0x50, 0x00, 0xff, 0xe0);	/* JMP 0x500000 */
	EXPECT_EQ(s.vector, UD);
	EXPECT_EQ(s.rip, FREE_GFN << PAGE_SHIFT);
}

/* The map of memory that the builder gave: none here. */
static void memory_map(void)
{
	static u8 entries[20 * 16];
	struct xen_memory_map m = { .nr_entries = 16 };

	set_xen_guest_handle(m.buffer, entries);
	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_memory_map, &m), -ENOSYS);
}

PVH_TEST(PVH_CASE("a small page comes and goes", small_pages),
	 PVH_CASE("limits", limits),
	 PVH_CASE("a large page goes and comes", large_page),
	 PVH_CASE("a small page out of a large one", split_page),
	 PVH_CASE("shared_info", shared_info),
	 PVH_CASE("shared_info at another place", shared_info_moved),
	 PVH_CASE("pages of the grant table", grant_table),
	 PVH_CASE("pages in one go", batch),
	 PVH_CASE("a page is removed", removal),
	 PVH_CASE("a frame at another place", own_frame),
	 PVH_CASE("frames at other places", own_frames),
	 PVH_CASE("no more tables", no_more_tables),
	 PVH_CASE("code in a granted page", granted_code, .ends_on_xen = PVH_CRASHES),
	 PVH_CASE("reads and writes where nothing is", nothing_there),
	 PVH_CASE("the same from 32-bit code", nothing_there_32),
	 PVH_CASE("the same from real mode", nothing_there_16),
	 PVH_CASE("code where nothing is", nothing_to_run),
	 PVH_CASE("all tables where nothing is", tables_in_a_hole, .ends = PVH_CRASHES,
		  .ends_on_xen = PVH_ENDS(SHUTDOWN_reboot)),
	 PVH_CASE("a table where nothing is", table_in_a_hole, .ends = PVH_CRASHES,
		  .ends_on_xen = PVH_ENDS(SHUTDOWN_poweroff)),
	 PVH_CASE("parameters", params),
	 PVH_CASE("the map of memory", memory_map),
	 PVH_CASE("the clock", pv_clock),
	 PVH_CASE("vcpu_info at a place of its own", vcpu_info),
	 PVH_CASE("events from the parent", events, .service = PVH_SERVE_EVTCHN),
	 PVH_CASE("a page for the parent", grants, .service = PVH_SERVE_GRANT));
