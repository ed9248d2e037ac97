// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random hypercalls from dom0's place.
 *
 * A privileged guest that makes calls with hostile arguments must get an error
 * or what it asked for, and at the end the hypervisor must still answer and
 * have all its pages.  Arguments are not blind noise, which dies at the first
 * check: they are put together from what is near the truth (ports, grants, own
 * frames, special domains, pointers good and bad).
 *
 * A run is given by its seed and its number of calls ("seed=", "calls=" on the
 * command line), which are printed; the same seed makes the same calls.  With
 * "trace=N" the calls from the Nth on are named before they are made.
 *
 * So that the test does not shoot itself, frames come from an arena of its own
 * or belong to others, and addresses to be remapped from a window.  What would
 * end or stop the run by its meaning is left out: see excluded().
 */
#include "guest.h"

#include <linux/bits.h>
#include <xen/interface/callback.h>
#include <xen/interface/domctl.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include <xen/interface/xen-mca.h>

#include "internal.h"

#define ARENA_PAGES	32
#define WINDOW_PAGES	16
#define SCRATCH_WORDS	512
#define CALLS		200000
#define MAX_FRAMES	BIT(20)	/* of a machine of 4 GiB */

static u64 rng, seed = 1, calls = CALLS, trace = ~0UL;
static void *arena[ARENA_PAGES], *window[WINDOW_PAGES];
static u64 arena_mfn[ARENA_PAGES], window_pte[WINDOW_PAGES];
static u64 *scratch;	/* the page behind it is not mapped */
static u64 made, refused;

static u64 rnd(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng;
}

static u64 below(u64 n)
{
	return rnd() % n;
}

#define PICK(a)	((a)[below(ARRAY_SIZE(a))])

/* Frames that we had at the start: the machine-to-phys table changes in the storm. */
static u64 own_frames[MAX_FRAMES / 64];

static bool ours(u64 mfn)
{
	return mfn < MAX_FRAMES && own_frames[mfn / 64] >> mfn % 64 & 1;
}

static void note_own_frames(void)
{
	u64 pfn;

	for (pfn = 0; pfn < start_info->nr_pages; pfn++) {
		u64 mfn = pfn_to_mfn(pfn);

		if (mfn < MAX_FRAMES)
			own_frames[mfn / 64] |= BIT(mfn % 64);
	}
}

/* A frame of the arena, or one that is not ours. */
static u64 some_mfn(void)
{
	u64 mfn;

	if (below(4))
		return PICK(arena_mfn);
	mfn = below(2) ? below(0x40000) : rnd() >> below(64);
	return ours(mfn) ? PICK(arena_mfn) : mfn;
}

static u64 some_pte(void)
{
	static const u64 flags[] = { 0, PTE_P, PTE_KERNEL, PTE_KERNEL_RO, 0x1e7, 0x80, ~0UL };

	return some_mfn() << PAGE_SHIFT | (PICK(flags) & 0x8000000000000fffUL);
}

static u64 some_domid(void)
{
	static const u16 ids[] = {
		0, DOMID_SELF, DOMID_IO, DOMID_XEN, DOMID_INVALID, 1, 2, 0x7ff4,
	};

	return PICK(ids);
}

static u64 some_pointer(void)
{
	static const u64 bad[] = {
		0, 1, 0x7ffffffffff8UL, 0x800000000000UL, 0xffff800000000000UL, ~0UL,
		0xffff810000000000UL, 0xffff830000001000UL, 0xffff87fffffffff8UL, ~7UL,
	};

	return below(8) ? (u64)&scratch[below(SCRATCH_WORDS / 2)] : PICK(bad);
}

static u64 any_word(void)
{
	switch (below(10)) {
	case 0:
		return 0;
	case 1:
		return below(16);
	case 2:
		return below(5000);
	case 3:
		return some_domid();
	case 4:
		return some_mfn();
	case 5:
		return some_pte();
	case 6:
		return some_pointer();
	case 7:
		return window_pte[below(WINDOW_PAGES)] | below(4);
	case 8:
		return below(8) | below(64) << 32;
	default:
		return rnd() >> below(64);
	}
}

/* A number that happens to be a frame of ours could make a copy hit the test. */
static u64 some_word(void)
{
	u64 word = any_word();

	return ours(word) ? PICK(arena_mfn) : word;
}

static void fill(u32 words)
{
	u32 i;

	for (i = 0; i < words; i++)
		scratch[i] = some_word();
	/* Narrow fields at the front, where most structs have ids and commands. */
	if (below(2))
		scratch[0] = some_domid() | some_word() << 16;
	if (below(2))
		scratch[below(4)] = below(64) | some_domid() << 32;
}

/* Arguments: a command and a struct. */
static long command(long nr, u64 cmd)
{
	fill(24);
	return hypercall(nr, cmd, some_pointer(), below(4) ? below(8) : some_word());
}

struct excluded {
	long nr;
	u64 cmd;
	const char *why;
};

/* What would end or stop the run by its meaning; each has a test of its own. */
static const struct excluded excluded_ops[] = {
	{ __HYPERVISOR_sched_op, SCHEDOP_block, "waits for an event that never comes" },
	{ __HYPERVISOR_sched_op, SCHEDOP_poll, "may wait for ever" },
	{ __HYPERVISOR_sched_op, SCHEDOP_shutdown, "ends the machine" },
	{ __HYPERVISOR_sched_op, SCHEDOP_remote_shutdown, "ends the machine" },
	{ __HYPERVISOR_sched_op, SCHEDOP_watchdog, "ends the machine later" },
	{ __HYPERVISOR_vcpu_op, VCPUOP_initialise, "a second vCPU would run" },
	{ __HYPERVISOR_vcpu_op, VCPUOP_up, "a second vCPU would run" },
	{ __HYPERVISOR_vcpu_op, VCPUOP_down, "stops this vCPU" },
	{ __HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, "the library's vcpu_info would move" },
	{ __HYPERVISOR_vcpu_op, VCPUOP_send_nmi, "no NMI callback" },
	{ __HYPERVISOR_platform_op, XENPF_enter_acpi_sleep, "ends the machine" },
	{ __HYPERVISOR_platform_op, XENPF_cpu_offline, "takes the CPU" },
	{ __HYPERVISOR_platform_op, XENPF_core_parking, "takes the CPU" },
	{ __HYPERVISOR_console_io, CONSOLEIO_write, "noise in the middle of TAP" },
	{ __HYPERVISOR_sysctl, XEN_SYSCTL_debug_keys, "a key restarts the machine" },
	{ __HYPERVISOR_sysctl, XEN_SYSCTL_cpu_hotplug, "takes the CPU" },
	{ __HYPERVISOR_sysctl, XEN_SYSCTL_cpupool_op, "takes the CPU" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_pausedomain, "stops this domain" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_destroydomain, "ends this domain" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_setvcpucontext, "replaces our registers" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_sendtrigger, "an NMI would go to a random callback" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_gdbsx_pausevcpu, "stops this vCPU" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_set_address_size, "the word size of dom0" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_scheduler_op, "a cap slows the run" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_settscinfo, "the clock of the run" },
	{ __HYPERVISOR_domctl, XEN_DOMCTL_setdomainhandle, "harmless, and noise" },
};

/* Set where a run may be ended by what it calls. */
static bool everything;

static bool excluded(long nr, u64 cmd)
{
	u32 i;

	if (everything)
		return false;
	for (i = 0; i < ARRAY_SIZE(excluded_ops); i++)
		if (excluded_ops[i].nr == nr && excluded_ops[i].cmd == cmd)
			return true;
	return false;
}

static long with_command(long nr, u64 limit)
{
	u64 cmd = below(16) ? below(limit) : rnd() >> 32;

	return excluded(nr, cmd) ? 0 : command(nr, cmd);
}

static long fuzz_event(void)
{
	return with_command(__HYPERVISOR_event_channel_op, 15);
}

static long fuzz_grant(void)
{
	u64 cmd = below(14);

	return cmd == GNTTABOP_copy ? 0 : command(__HYPERVISOR_grant_table_op, cmd);
}

/* Host addresses of mappings lead into the window or nowhere. */
static long fuzz_grant_map(void)
{
	struct gnttab_map_grant_ref *map = (void *)scratch;
	u32 i, n = below(5);

	memset(scratch, 0, PAGE_SIZE);
	for (i = 0; i < n; i++) {
		map[i].host_addr = below(2) ? (u64)window[below(WINDOW_PAGES)]
					    : window_pte[below(WINDOW_PAGES)];
		map[i].flags = rnd() & (below(4) ? 0x1e : ~0UL);
		map[i].ref = below(64);
		map[i].dom = below(4) ? 0 : some_domid();
	}
	return hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, map, n);
}

static long fuzz_grant_copy(void)
{
	struct gnttab_copy *copy = (void *)scratch;

	fill(8);
	copy->source.domid = some_domid();
	copy->dest.domid = some_domid();
	copy->source.u.ref = below(2) ? below(64) : some_mfn();
	copy->dest.u.gmfn = some_mfn();
	copy->dest.offset = below(5000);
	copy->source.offset = below(5000);
	copy->len = below(5000);
	copy->flags = below(5);
	return hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_copy, copy, 1);
}

static long fuzz_mmu(void)
{
	struct mmu_update *u = (void *)scratch;
	u32 i, n = below(8);

	for (i = 0; i < n; i++) {
		u[i].ptr = below(3) ? window_pte[below(WINDOW_PAGES)] | below(4)
				    : (some_mfn() << PAGE_SHIFT | (rnd() & 0xfff));
		u[i].val = (u[i].ptr & 3) == MMU_MACHPHYS_UPDATE ? below(1UL << 20) : some_pte();
	}
	return hypercall(__HYPERVISOR_mmu_update, some_pointer(), n, some_pointer(),
			 below(4) ? DOMID_SELF : some_domid());
}

static void some_ext_op(struct mmuext_op *op)
{
	op->cmd = below(22);
	op->arg1.mfn = some_mfn();
	/* An empty page is a fine root, and takes the ground away. */
	if (op->cmd == MMUEXT_NEW_BASEPTR)
		op->arg1.mfn = ~0UL >> below(32);
	if (op->cmd >= MMUEXT_CLEAR_PAGE)
		op->arg2.src_mfn = some_mfn();
}

static long fuzz_mmuext(void)
{
	struct mmuext_op *op = (void *)scratch;
	u32 i, n = below(3);

	fill(8);
	for (i = 0; i < n; i++)
		some_ext_op(&op[i]);
	return hypercall(__HYPERVISOR_mmuext_op, op, n, some_pointer(),
			 below(4) ? DOMID_SELF : some_domid());
}

static long fuzz_va_mapping(void)
{
	u64 va = below(4) ? (u64)window[below(WINDOW_PAGES)] : 0xffff800000000000UL + (rnd() >> 20);

	return hypercall(__HYPERVISOR_update_va_mapping, va, some_pte(),
			 below(2) ? below(8) : rnd());
}

static long fuzz_memory(void)
{
	struct xen_memory_reservation *r = (void *)scratch;
	u64 cmd = below(30);
	u32 i;

	fill(16);
	if (cmd <= XENMEM_populate_physmap && cmd != XENMEM_maximum_ram_page) {
		memset(r, 0, sizeof(*r));
		for (i = 0; i < 8; i++)
			scratch[128 + i] = cmd == XENMEM_populate_physmap ?
				start_info->nr_pages + below(4096) : some_mfn();
		set_xen_guest_handle(r->extent_start, (xen_pfn_t *)&scratch[128]);
		r->nr_extents = below(8);
		r->extent_order = below(8) ? 0 : below(64);
		r->domid = below(4) ? DOMID_SELF : some_domid();
		return hypercall(__HYPERVISOR_memory_op, cmd, r);
	}
	return hypercall(__HYPERVISOR_memory_op, cmd, some_pointer());
}

static long fuzz_version(void)
{
	return with_command(__HYPERVISOR_xen_version, 12);
}

static long fuzz_sched(void)
{
	return with_command(__HYPERVISOR_sched_op, 9);
}

static long fuzz_vcpu(void)
{
	u64 cmd = below(15);

	if (excluded(__HYPERVISOR_vcpu_op, cmd))
		return 0;
	fill(8);
	return hypercall(__HYPERVISOR_vcpu_op, cmd, below(3), some_pointer());
}

static long fuzz_physdev(void)
{
	return with_command(__HYPERVISOR_physdev_op, 32);
}

static long fuzz_platform(void)
{
	struct xen_platform_op *op = (void *)scratch;

	fill(32);
	op->cmd = below(66);
	op->interface_version = XENPF_INTERFACE_VERSION;
	return excluded(__HYPERVISOR_platform_op, op->cmd) ? 0
		: hypercall(__HYPERVISOR_platform_op, op);
}

static long fuzz_sysctl(void)
{
	struct xen_sysctl *op = (void *)scratch;

	fill(32);
	op->cmd = below(31);
	op->interface_version = below(16) ? XEN_SYSCTL_INTERFACE_VERSION : rnd();
	return excluded(__HYPERVISOR_sysctl, op->cmd) ? 0 : hypercall(__HYPERVISOR_sysctl, op);
}

static long fuzz_domctl(void)
{
	struct xen_domctl *op = (void *)scratch;

	fill(32);
	op->cmd = below(88);
	op->interface_version = below(16) ? XEN_DOMCTL_INTERFACE_VERSION : rnd();
	op->domain = some_domid();
	return excluded(__HYPERVISOR_domctl, op->cmd) ? 0 : hypercall(__HYPERVISOR_domctl, op);
}

/* State of the CPU: put back what the library needs. */
static long fuzz_cpu(void)
{
	static const u8 nrs[] = { __HYPERVISOR_set_trap_table, __HYPERVISOR_set_gdt,
		__HYPERVISOR_fpu_taskswitch, __HYPERVISOR_set_debugreg, __HYPERVISOR_get_debugreg,
		__HYPERVISOR_update_descriptor, __HYPERVISOR_set_segment_base,
		__HYPERVISOR_vm_assist, __HYPERVISOR_nmi_op, __HYPERVISOR_callback_op,
		__HYPERVISOR_set_timer_op, __HYPERVISOR_xenpmu_op, __HYPERVISOR_mca };
	long nr = PICK(nrs), rc;

	fill(64);
	rc = hypercall(nr, some_word(), some_word(), some_word());
	traps_init();
	hypercall(__HYPERVISOR_set_debugreg, 7, 0);
	return rc;
}

static long fuzz_unknown(void)
{
	static const u8 absent[] = { 6, 11, 16, 19, 27, 31, 34, 37, 38, 39, 41, 42, 43, 56, 63 };

	return hypercall(below(2) ? PICK(absent) : 64 + (rnd() & 0x7fffffff), some_word(),
			 some_word());
}

static long fuzz_multicall(void)
{
	static struct multicall_entry e[8];	/* out of reach of results */
	u32 i, n = below(6);

	for (i = 0; i < n; i++)
		e[i] = (struct multicall_entry){
			.op = below(2) ? __HYPERVISOR_xen_version : below(4) ? 13 : 64 + rnd(),
			.args = { below(12), some_pointer(), some_word() } };
	return hypercall(__HYPERVISOR_multicall, below(8) ? (u64)e : 0x800000000000UL, n);
}

static const struct {
	const char *name;
	long (*fn)(void);
	u32 weight;
} ops[] = {
	{ "event_channel_op", fuzz_event, 12 },
	{ "grant_table_op", fuzz_grant, 8 },
	{ "grant maps", fuzz_grant_map, 8 },
	{ "grant copies", fuzz_grant_copy, 6 },
	{ "mmu_update", fuzz_mmu, 14 },
	{ "mmuext_op", fuzz_mmuext, 10 },
	{ "update_va_mapping", fuzz_va_mapping, 8 },
	{ "memory_op", fuzz_memory, 10 },
	{ "xen_version", fuzz_version, 2 },
	{ "sched_op", fuzz_sched, 2 },
	{ "vcpu_op", fuzz_vcpu, 3 },
	{ "physdev_op", fuzz_physdev, 5 },
	{ "platform_op", fuzz_platform, 3 },
	{ "sysctl", fuzz_sysctl, 4 },
	{ "domctl", fuzz_domctl, 6 },
	{ "CPU state", fuzz_cpu, 5 },
	{ "unknown", fuzz_unknown, 2 },
	{ "multicall", fuzz_multicall, 3 },
};

static u32 pick_op(void)
{
	static u32 total;
	u32 i, at;

	if (!total)
		for (i = 0; i < ARRAY_SIZE(ops); i++)
			total += ops[i].weight;
	at = below(total);
	for (i = 0; at >= ops[i].weight; i++)
		at -= ops[i].weight;
	return i;
}

static bool swallow_debug(struct trap_regs *regs)
{
	return regs->vector == 1;
}

static void setup(void)
{
	u32 i;

	seed = number_after("seed=", seed);
	calls = number_after("calls=", calls);
	trace = number_after("trace=", trace);
	rng = seed * 0x9e3779b97f4a7c15UL | 1;
	note_own_frames();
	scratch = alloc_page();
	map_mfn(alloc_page(), 0, 0);
	for (i = 0; i < ARENA_PAGES; i++) {
		arena[i] = alloc_page();
		arena_mfn[i] = virt_to_mfn(arena[i]);
	}
	for (i = 0; i < WINDOW_PAGES; i++) {
		window[i] = alloc_page();
		window_pte[i] = pte_maddr(window[i]);
	}
	trap_hook = swallow_debug;
}

static void one_call(u32 op)
{
	long rc;

	if (made >= trace)
		say("# call %llu: %s", made, ops[op].name);
	rc = ops[op].fn();
	made++;
	refused += rc < 0;
}

#ifndef FUZZ_GUEST
static void storm(void)
{
	u64 i;

	setup();
	say("# seed=%llu calls=%llu", seed, calls);
	for (i = 0; i < calls; i++) {
		one_call(pick_op());
		if (i % 50000 == 49999)
			say("# %llu calls, %llu refused", made, refused);
	}
	EXPECT(refused > calls / 10);
	EXPECT(refused < calls - calls / 20);
}

static void domains_go(void)
{
	static struct xen_domctl_getdomaininfo info[64];
	struct xen_sysctl list = { .cmd = XEN_SYSCTL_getdomaininfolist,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION };
	u32 i;

	do {
		list.u.getdomaininfolist.first_domain = 1;
		list.u.getdomaininfolist.max_domains = ARRAY_SIZE(info);
		set_xen_guest_handle(list.u.getdomaininfolist.buffer, info);
		if (!EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &list), 0))
			return;
		for (i = 0; i < list.u.getdomaininfolist.num_domains; i++) {
			struct xen_domctl op = { .cmd = XEN_DOMCTL_destroydomain,
				.interface_version = XEN_DOMCTL_INTERFACE_VERSION,
				.domain = info[i].domain };

			EXPECT_EQ(hypercall(__HYPERVISOR_domctl, &op), 0);
		}
	} while (list.u.getdomaininfolist.num_domains == ARRAY_SIZE(info));
}

static u64 free_pages(void)
{
	struct xen_sysctl op = { .cmd = XEN_SYSCTL_physinfo,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION };

	EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &op), 0);
	return op.u.physinfo.free_pages;
}

static u64 own_pages(void)
{
	struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION, .domain = 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_domctl, &op), 0);
	return op.u.getdomaininfo.tot_pages;
}

#endif

static long debug_keys(const char *keys)
{
	struct xen_sysctl op = { .cmd = XEN_SYSCTL_debug_keys,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
		.u.debug_keys.nr_keys = strlen(keys) };

	set_xen_guest_handle(op.u.debug_keys.keys, (char *)keys);
	return hypercall(__HYPERVISOR_sysctl, &op);
}

#ifndef FUZZ_GUEST
/* Memory for ports stays with a domain: all there can be, in the ABI with the most. */
static void all_ports_once(void)
{
	struct evtchn_reset reset = { .dom = DOMID_SELF };
	struct evtchn_init_control control = { .vcpu = 0 };
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_reset, &reset);
	control.control_gfn = virt_to_mfn(alloc_page());
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_init_control, &control);
	while (!hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &a))
		;
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_reset, &reset);
}

/* So does the grant table. */
static void all_grant_frames(void)
{
	static xen_pfn_t frames[256];
	struct gnttab_query_size size = { .dom = DOMID_SELF };
	struct gnttab_setup_table table = { .dom = DOMID_SELF };

	EXPECT_EQ(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size, &size, 1), 0);
	table.nr_frames = size.max_nr_frames;
	set_xen_guest_handle(table.frame_list, frames);
	if (EXPECT(table.nr_frames <= ARRAY_SIZE(frames)))
		EXPECT_EQ(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table,
				    &table, 1), 0);
	EXPECT_EQ(table.status, GNTST_okay);
}

/*
 * Free pages and our own add up to the same before and after a second storm,
 * but for what the hypervisor's heap keeps: a leak per call would be thousands.
 */
static void pages_add_up(void)
{
	struct evtchn_reset reset = { .dom = DOMID_SELF };
	u64 before, after, i;

	domains_go();
	all_ports_once();
	all_grant_frames();
	before = free_pages() + own_pages();
	for (i = 0; i < calls / 4; i++)
		one_call(pick_op());
	domains_go();
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_reset, &reset);
	after = free_pages() + own_pages();
	say("# free and own pages: %llu, then %llu", before, after);
	/* Who has them. */
	if (after + 64 <= before)
		debug_keys("qmHg");
	EXPECT(after + 64 > before);
	EXPECT(before + 64 > after);
}
#endif

static void ports_work(void)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	struct evtchn_status s = { .dom = DOMID_SELF };
	struct evtchn_close c;

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &a), 0);
	s.port = a.port;
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &s), 0);
	EXPECT_EQ(s.status, EVTCHNSTAT_unbound);
	c.port = a.port;
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, &c), 0);
}

static u32 log_end(void)
{
	static char log[16384];
	struct xen_sysctl op = { .cmd = XEN_SYSCTL_readconsole,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
		.u.readconsole = { .incremental = 1, .count = sizeof(log) } };

	set_xen_guest_handle(op.u.readconsole.buffer, log);
	do {
		op.u.readconsole.count = sizeof(log);
		EXPECT_EQ(hypercall(__HYPERVISOR_sysctl, &op), 0);
	} while (op.u.readconsole.count == sizeof(log));
	return op.u.readconsole.index;
}

static void debug_key_answers(void)
{
	u32 before = log_end();

	EXPECT_EQ(debug_keys("h"), 0);
	EXPECT(log_end() != before);
}

#ifndef FUZZ_GUEST
GUEST_TEST({ "a storm of random calls", storm },
	   { "no page is lost", pages_add_up },
	   { "event channels work afterwards", ports_work },
	   { "a debug key is answered afterwards", debug_key_answers });
#endif
