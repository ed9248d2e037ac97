// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls of 32-bit kernels: registers, structures and lists in their layout, each as the
 * same call of a 64-bit kernel; nothing is written behind a structure's 32-bit end. Calls come
 * from protected mode without paging, with it, and from 32-bit code in long mode.
 *
 * Data lies below 4 GiB and is where its address says in each of these modes.
 */
#include "mode.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include "../../hypervisor/arch/x86/hvm/compat_abi.h"

#define VERSION_4_17	(4 << 16 | 17)
#define FREE_GFN	0x500U
#define HOLE		0x10000000U
#define CANARY		0x5a
#define MSR_HYPERCALLS	0x40000000
#define GFN(p)		((u32)(u64)(p) >> PAGE_SHIFT)
#define PTR(p)		((u32)(u64)(p))

static u8 page[4096] __aligned(4096), other[4096] __aligned(4096);
static enum mode from = MODE_FLAT;

static volatile u32 *at(u32 gfn)
{
	return (volatile u32 *)((u64)gfn << PAGE_SHIFT);
}

/* With rubbish where a 32-bit kernel has no bits. */
static s32 call_3(u32 nr, u32 a1, u32 a2, u32 a3)
{
	struct mode_state s = { .rax = nr, .rbx = a1, .rcx = a2, .rdx = a3, .rbp = 0x77 };

	if (from == MODE_COMPAT) {
		s.rbx |= 1UL << 40;
		s.rcx |= 1UL << 50;
	}
	RUN(from, &s, 0x0f, 0x01, 0xd9);
	EXPECT(mode_done(&s, CODE, 3));
	EXPECT_EQ(s.rbp, 0x77);
	return s.rax;
}

#define CALL(nr, ...)	PICK3(__VA_ARGS__, call_3, call_2, call_1)(nr, __VA_ARGS__)
#define PICK3(a, b, c, name, ...)	name
#define call_2(nr, a, b)	call_3(nr, a, b, 0)
#define call_1(nr, a)		call_3(nr, a, 0, 0)

static bool is_all(const u8 *p, unsigned int from_byte, unsigned int n, u8 val)
{
	unsigned int i;

	for (i = from_byte; i < n; i++)
		if (p[i] != val)
			return false;
	return true;
}

static void version(void)
{
	static const enum mode modes[] = { MODE_FLAT, MODE_PAGED, MODE_PAE, MODE_COMPAT };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		from = modes[i];
		if (!mode_works(from))
			continue;
		memset(other, CANARY, 64);
		EXPECT_EQ(CALL(__HYPERVISOR_xen_version, XENVER_version), VERSION_4_17);
		EXPECT_EQ(CALL(__HYPERVISOR_xen_version, XENVER_extraversion, PTR(other)), 0);
		EXPECT_EQ(other[0], '.');
		EXPECT(is_all(other, 16, 64, CANARY));
		/* A long. */
		memset(other, CANARY, 64);
		EXPECT_EQ(CALL(__HYPERVISOR_xen_version, XENVER_platform_parameters, PTR(other)),
			  0);
		EXPECT(!is_all(other, 0, 4, CANARY));
		EXPECT(is_all(other, 4, 64, CANARY));
		EXPECT_EQ(CALL(__HYPERVISOR_xen_version, XENVER_extraversion, HOLE), -EFAULT);
	}
	from = MODE_FLAT;
}

static s32 reservation(u32 op, const u32 *list, u32 n)
{
	static struct compat_xen_memory_reservation r;

	r = (struct compat_xen_memory_reservation){
		.extent_start = PTR(list), .nr_extents = n, .domid = DOMID_SELF,
	};
	return CALL(__HYPERVISOR_memory_op, op, PTR(&r));
}

static s32 has_pages(void)
{
	static domid_t self = DOMID_SELF;

	return CALL(__HYPERVISOR_memory_op, XENMEM_current_reservation, PTR(&self));
}

static void memory(void)
{
	static u32 list[] = { FREE_GFN, FREE_GFN + 7, FREE_GFN + 2, ~0U };
	s32 before = has_pages();

	EXPECT(before > 100);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, list, 3), 3);
	EXPECT_EQ(has_pages(), before + 3);
	*at(FREE_GFN + 7) = 0x1234;
	EXPECT_EQ(*at(FREE_GFN + 7), 0x1234);
	EXPECT_EQ(*at(FREE_GFN + 1), ~0U);
	EXPECT_EQ(list[3], ~0U);
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, list, 4), 3);
	EXPECT_EQ(has_pages(), before);
	EXPECT_EQ(*at(FREE_GFN + 7), ~0U);
	EXPECT_EQ(reservation(XENMEM_populate_physmap, (void *)(u64)HOLE, 3), 0);
	EXPECT(CALL(__HYPERVISOR_memory_op, XENMEM_populate_physmap, HOLE) <= 0);
}

/* So many that the call is made again in between. */
static void long_list(void)
{
	static u32 list[1200];
	s32 before = has_pages();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = FREE_GFN + i;
	EXPECT_EQ(reservation(XENMEM_populate_physmap, list, ARRAY_SIZE(list)), ARRAY_SIZE(list));
	EXPECT_EQ(has_pages(), before + (s32)ARRAY_SIZE(list));
	EXPECT_EQ(reservation(XENMEM_decrease_reservation, list, ARRAY_SIZE(list)),
		  ARRAY_SIZE(list));
	EXPECT_EQ(has_pages(), before);
}

static s32 add(u32 space, u32 idx, u32 gfn)
{
	static struct compat_xen_add_to_physmap a;

	a = (struct compat_xen_add_to_physmap){
		.domid = DOMID_SELF, .space = space, .idx = idx, .gpfn = gfn,
	};
	return CALL(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, PTR(&a));
}

static void physmap(void)
{
	static u32 idx[] = { 0, 1, 99 }, gfn[] = { FREE_GFN, FREE_GFN + 1, FREE_GFN + 2 };
	static s32 err[] = { 5, 5, 5, 5 };
	static struct compat_xen_add_to_physmap_batch b = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_grant_table, .size = 3,
	};
	static struct compat_xen_remove_from_physmap r = { .domid = DOMID_SELF };

	b.idxs = PTR(idx);
	b.gpfns = PTR(gfn);
	b.errs = PTR(err);
	EXPECT_EQ(CALL(__HYPERVISOR_memory_op, XENMEM_add_to_physmap_batch, PTR(&b)), 0);
	EXPECT_EQ(err[0], 0);
	EXPECT_EQ(err[1], 0);
	EXPECT_EQ(err[2], -EINVAL);
	EXPECT_EQ(err[3], 5);
	EXPECT_EQ(*at(FREE_GFN), 0);
	r.gpfn = FREE_GFN;
	EXPECT_EQ(CALL(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, PTR(&r)), 0);
	EXPECT_EQ(*at(FREE_GFN), ~0U);
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, FREE_GFN), 0);
	EXPECT_EQ(add(XENMAPSPACE_shared_info, 1, FREE_GFN), -EINVAL);
}

/* Three copies in one call, the second of which can't be made. */
static void grant_copy(void)
{
	static struct compat_gnttab_copy c[3];
	static struct gnttab_query_size size = { .dom = DOMID_SELF };
	unsigned int i;

	for (i = 0; i < 3; i++)
		c[i] = (struct compat_gnttab_copy){
			.source = { GFN(other), DOMID_SELF, 16 * i },
			.dest = { GFN(page), DOMID_SELF, 1024 + 16 * i },
			.len = 16, .status = 99,
		};
	c[1].dest.u = HOLE >> PAGE_SHIFT;
	for (i = 0; i < 64; i++)
		other[i] = i;
	memset(page, 0, sizeof(page));
	EXPECT_EQ(CALL(__HYPERVISOR_grant_table_op, GNTTABOP_copy, PTR(c), 3), 0);
	EXPECT_EQ(c[0].status, GNTST_okay);
	EXPECT(c[1].status < 0);
	EXPECT_EQ(c[2].status, GNTST_okay);
	EXPECT_EQ(page[1024 + 15], 15);
	EXPECT_EQ(page[1024 + 16], 0);
	EXPECT_EQ(page[1024 + 33], 33);
	EXPECT_EQ(c[2].len, 16);
	EXPECT_EQ(CALL(__HYPERVISOR_grant_table_op, GNTTABOP_query_size, PTR(&size), 1), 0);
	EXPECT_EQ(size.status, GNTST_okay);
	EXPECT(size.max_nr_frames >= 1);
}

static void status_frames(void)
{
	static struct compat_gnttab_get_status_frames g;
	static struct gnttab_set_version v2 = { .version = 2 };
	static u64 frames[2];

	XEN_DIFFERS("-ENOSYS");
	EXPECT_EQ(CALL(__HYPERVISOR_grant_table_op, GNTTABOP_set_version, PTR(&v2), 1), 0);
	memset(other, CANARY, 64);
	g = (struct compat_gnttab_get_status_frames){
		.dom = DOMID_SELF, .nr_frames = 1, .frame_list = PTR(frames),
	};
	memcpy(other, &g, sizeof(g));
	EXPECT_EQ(CALL(__HYPERVISOR_grant_table_op, GNTTABOP_get_status_frames, PTR(other), 1), 0);
	EXPECT(is_all(other, sizeof(g), 64, CANARY));
	memcpy(&g, other, sizeof(g));
	EXPECT_EQ(g.nr_frames, 1);
	EXPECT_EQ(g.frame_list, PTR(frames));
}

/* In shared_info as a 32-bit kernel knows it, once one has said how it is to be told. */
#define PENDING_32	(64 * 32)
#define MASK_32		(PENDING_32 + 4 * 32)
#define WALL_CLOCK_32	(MASK_32 + 4 * 32)
#define PENDING_64	(64 * 32)
#define MASK_64		(PENDING_64 + 8 * 64)
#define SELECT_32	4

static void set_callback(bool by_32)
{
	static struct xen_hvm_param p = {
		.domid = DOMID_SELF, .index = HVM_PARAM_CALLBACK_IRQ, .value = 0,
	};

	if (by_32)
		EXPECT_EQ(CALL(__HYPERVISOR_hvm_op, HVMOP_set_param, PTR(&p)), 0);
	else
		EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &p), 0);
}

static u32 ipi_port(void)
{
	static struct evtchn_bind_ipi ipi;

	EXPECT_EQ(CALL(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, PTR(&ipi)), 0);
	return ipi.port;
}

static void send(u32 port)
{
	static struct evtchn_send s;

	s.port = port;
	EXPECT_EQ(CALL(__HYPERVISOR_event_channel_op, EVTCHNOP_send, PTR(&s)), 0);
}

static void events(void)
{
	u8 *shared = page;
	u32 port = 0, i;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	set_callback(true);
	/* In the second word: no byte is the right one by chance. */
	for (i = 0; i < 40; i++)
		port = ipi_port();
	EXPECT(port >= 32 && port < 64);
	memset(shared + PENDING_32, 0, 4 * 64);
	memset(shared, 0, 16);
	send(port);
	EXPECT_EQ(*(u32 *)(shared + PENDING_32 + 4), 1U << (port - 32));
	EXPECT_EQ(*(u32 *)(shared + SELECT_32), 2);
	EXPECT_EQ(shared[0], 1);
	*(u32 *)(shared + PENDING_32 + 4) = 0;
	*(u32 *)(shared + SELECT_32) = 0;
	shared[0] = 0;
	/* Masked: no word is selected. */
	*(u32 *)(shared + MASK_32 + 4) = 1U << (port - 32);
	send(port);
	EXPECT_EQ(*(u32 *)(shared + PENDING_32 + 4), 1U << (port - 32));
	EXPECT_EQ(*(u32 *)(shared + SELECT_32), 0);
	EXPECT_EQ(shared[0], 0);
	EXPECT(*(u32 *)(shared + WALL_CLOCK_32 + 4));
	/* A 64-bit kernel takes over. */
	set_callback(false);
	memset(shared + PENDING_64, 0, 16 * 64);
	memset(shared, 0, 16);
	send(port);
	EXPECT_EQ(*(u64 *)(shared + PENDING_64), 1UL << port);
	EXPECT_EQ(*(u64 *)(shared + 8), 1);
	EXPECT_EQ(shared[0], 1);
}

/* By the page of hypercalls, too. */
static void layout_by_page(void)
{
	struct mode_state s = { .rcx = MSR_HYPERCALLS, .rax = PTR(other) };
	u8 *shared = page;
	u32 port;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	port = ipi_port();
	memset(shared, 0, 16);
	RUN(MODE_FLAT, &s, 0x0f, 0x30);
	EXPECT(mode_done(&s, CODE, 2));
	send(port);
	EXPECT_EQ(*(u32 *)(shared + SELECT_32), 1);
	EXPECT_EQ(*(u64 *)(shared + 8), 0);
}

static void poll(void)
{
	static struct compat_sched_poll p;
	static struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER };
	static struct compat_vcpu_set_singleshot_timer timer;
	static struct xen_hvm_get_time now;
	u8 *shared = page;
	u64 until;

	EXPECT_EQ(add(XENMAPSPACE_shared_info, 0, GFN(page)), 0);
	set_callback(true);
	EXPECT_EQ(CALL(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, PTR(&bind)), 0);
	EXPECT_EQ(CALL(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0), 0);
	memset(shared + PENDING_32, 0, 128);
	*(u32 *)(shared + MASK_32) = ~0U;
	EXPECT_EQ(CALL(__HYPERVISOR_hvm_op, HVMOP_get_time, PTR(&now)), 0);
	EXPECT(now.now);
	/* A time of 64 bits in two registers; what is polled for may be masked. */
	until = now.now + 3000000;
	EXPECT_EQ(CALL(__HYPERVISOR_set_timer_op, (u32)until, (u32)(until >> 32)), 0);
	p = (struct compat_sched_poll){ .ports = PTR(&bind.port), .nr_ports = 1 };
	EXPECT_EQ(CALL(__HYPERVISOR_sched_op, SCHEDOP_poll, PTR(&p)), 0);
	EXPECT_EQ(*(u32 *)(shared + PENDING_32), 1U << bind.port);
	EXPECT_EQ(CALL(__HYPERVISOR_hvm_op, HVMOP_get_time, PTR(&now)), 0);
	EXPECT(now.now >= until);
	*(u32 *)(shared + PENDING_32) = 0;
	timer.timeout_abs_ns = now.now + 3000000;
	EXPECT_EQ(CALL(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, PTR(&timer)), 0);
	EXPECT_EQ(CALL(__HYPERVISOR_sched_op, SCHEDOP_poll, PTR(&p)), 0);
	EXPECT_EQ(*(u32 *)(shared + PENDING_32), 1U << bind.port);
	/* The time-out of 64 bits is at offset 8 for us, at 16 for others. */
	*(u32 *)(shared + PENDING_32) = 0;
	p.timeout = now.now + 10000000;
	EXPECT_EQ(CALL(__HYPERVISOR_sched_op, SCHEDOP_poll, PTR(&p)), 0);
	EXPECT_EQ(*(u32 *)(shared + PENDING_32), 0);
}

static void runstate(void)
{
	const struct compat_vcpu_runstate_info *rs = (void *)other;
	static struct compat_vcpu_register_runstate_memory_area area = { .unused = ~0U };

	memset(other, CANARY, 128);
	EXPECT_EQ(CALL(__HYPERVISOR_vcpu_op, VCPUOP_get_runstate_info, 0, PTR(other)), 0);
	EXPECT_EQ(rs->state, RUNSTATE_running);
	EXPECT(rs->state_entry_time && rs->time[RUNSTATE_running]);
	EXPECT(rs->state_entry_time >> 48 == 0);
	EXPECT(is_all(other, sizeof(*rs), 128, CANARY));
	memset(other, CANARY, 128);
	area.addr = PTR(other);
	EXPECT_EQ(CALL(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, 0, PTR(&area)),
		  0);
	EXPECT_EQ(rs->state, RUNSTATE_running);
	EXPECT(rs->state_entry_time >> 48 == 0);
	EXPECT(is_all(other, sizeof(*rs), 128, CANARY));
}

static void multicall(void)
{
	static u32 list[] = { FREE_GFN };
	static struct compat_xen_memory_reservation r = { .nr_extents = 1, .domid = DOMID_SELF };
	static struct compat_multicall_entry m[4] = {
		{ .op = __HYPERVISOR_xen_version, .args = { XENVER_version } },
		{ .op = __HYPERVISOR_memory_op, .args = { XENMEM_populate_physmap } },
		{ .op = __HYPERVISOR_mmu_update },
		{ .op = ~0U, .result = 99 },
	};

	r.extent_start = PTR(list);
	m[1].args[1] = PTR(&r);
	EXPECT_EQ(CALL(__HYPERVISOR_multicall, PTR(m), 3), 0);
	EXPECT_EQ(m[0].result, VERSION_4_17);
	EXPECT_EQ(m[1].result, 1);
	EXPECT_EQ((s32)m[2].result, -ENOSYS);
	EXPECT_EQ(m[3].result, 99);
	EXPECT_EQ(*at(FREE_GFN), 0);
}

/* What does not fit below 4 GiB, what is no memory, calls that are not there. */
static void refusals(void)
{
	EXPECT_EQ(CALL(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, 0xfffffffc), -EFAULT);
	EXPECT_EQ(CALL(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, HOLE), -EFAULT);
	EXPECT_EQ(CALL(__HYPERVISOR_sched_op, SCHEDOP_poll, 0xfffffff8), -EFAULT);
	EXPECT_EQ(CALL(__HYPERVISOR_multicall, 0xfffffff0, 1), -EFAULT);
	EXPECT(CALL(__HYPERVISOR_grant_table_op, GNTTABOP_copy, HOLE, 1) < 0);
	EXPECT_EQ(CALL(__HYPERVISOR_mmu_update, 0), -ENOSYS);
	EXPECT_EQ(CALL(__HYPERVISOR_set_trap_table, 0), -ENOSYS);
	EXPECT_EQ(CALL(62, 0), -ENOSYS);
	EXPECT_EQ(CALL(64, 0), -ENOSYS);
	EXPECT_EQ(CALL(~0U, 0), -ENOSYS);
	EXPECT_EQ(CALL(__HYPERVISOR_memory_op, 63, PTR(page)), -ENOSYS);
}

PVH_TEST(PVH_CASE("versions, from each mode", version),
	 PVH_CASE("memory by a list", memory),
	 PVH_CASE("a long list", long_list),
	 PVH_CASE("the physical map", physmap),
	 PVH_CASE("copies by grants", grant_copy),
	 PVH_CASE("frames of the grant status", status_frames),
	 PVH_CASE("events in shared_info", events),
	 PVH_CASE("the page of hypercalls says how it is laid out", layout_by_page),
	 PVH_CASE("timers and polling", poll),
	 PVH_CASE("runstate", runstate),
	 PVH_CASE("a list of calls", multicall),
	 PVH_CASE("refusals", refusals));
