// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests that misbehave harm nobody else.
 *
 * Each case starts a guest that does one thing as badly as it can, beside a guest that
 * only counts. Afterwards the counting one must have gone on, this one must get time and
 * events, and all memory must be back when the bad one is gone.
 */
#include "guest.h"

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

#include "child.h"

#define KEPT_PAGES	64
#define evtchn(cmd, arg)	hypercall(__HYPERVISOR_event_channel_op, cmd, arg)

static struct child bad, good;
static u64 free_before;

static void counts(void *arg)
{
	for (;;)
		child_page->word[0]++;
}

static void start(void (*fn)(void *arg))
{
	free_before = machine_free_pages();
	EXPECT_EQ(child_create(&good, &(struct child_config){ .fn = counts }), 0);
	EXPECT_EQ(child_unpause(&good), 0);
	EXPECT_EQ(child_create(&bad, &(struct child_config){ .fn = fn }), 0);
}

static void let_run(u64 ms)
{
	u64 was = good.page->word[0], start = system_time_ns(), took;

	EXPECT_EQ(child_unpause(&bad), 0);
	sleep_ms(ms);
	took = (system_time_ns() - start) / 1000000;
	if (took > ms * 2 + 50)
		say("# %llu ms became %llu", ms, took);
	EXPECT(took <= ms * 2 + 50);
	EXPECT(good.page->word[0] > was + 1000);
}

static void finish(void)
{
	unsigned int i;

	EXPECT_EQ(child_destroy(&bad), 0);
	EXPECT_EQ(child_destroy(&good), 0);
	for (i = 0; i < 100 && machine_free_pages() < free_before; i++)
		sleep_ms(1);
	EXPECT(machine_free_pages() + KEPT_PAGES >= free_before);
}

/* An exception whose frame cannot be written. */
static void double_fault(void *arg)
{
	child_page->word[0] = 1;
	__asm__ __volatile__("mov $0x1000, %rsp\n\tud2");
}

static void double_faults(void)
{
	start(double_fault);
	let_run(50);
	EXPECT_EQ(bad.page->word[0], 1);
	EXPECT_EQ(child_shutdown_code(&bad), SHUTDOWN_crash);
	finish();
}

/* The handler of an exception makes the same one. */
static bool fault_again(struct trap_regs *regs)
{
	child_page->word[0]++;
	__asm__ __volatile__("ud2");
	return true;
}

static void fault_for_ever(void *arg)
{
	trap_hook = fault_again;
	__asm__ __volatile__("ud2");
}

static void faults_without_end(void)
{
	start(fault_for_ever);
	let_run(50);
	EXPECT(bad.page->word[0] > 10);
	finish();
}

/* Its timer fires again before the handler has returned. */
static void timer_again(void)
{
	struct vcpu_set_singleshot_timer now = {};

	child_page->word[0]++;
	shared_info->vcpu_info[0].evtchn_pending_sel = 0;
	memset(shared_info->evtchn_pending, 0, sizeof(shared_info->evtchn_pending));
	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, &now);
}

static void interrupt_storm(void *arg)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER };

	evtchn(EVTCHNOP_bind_virq, &bind);
	event_hook = timer_again;
	memset(shared_info->evtchn_mask, 0, sizeof(shared_info->evtchn_mask));
	events_on();
	timer_again();
	for (;;)
		barrier();
}

static void loops_in_interrupts(void)
{
	start(interrupt_storm);
	let_run(100);
	say("# %llu interrupts", bad.page->word[0]);
	EXPECT(bad.page->word[0] > 100);
	finish();
}

static void event_flood(void *arg)
{
	struct evtchn_bind_interdomain bind = { .remote_dom = 0 };
	struct evtchn_send send;

	while (!child_page->word[1])
		barrier();
	bind.remote_port = child_page->word[1];
	child_page->word[2] = evtchn(EVTCHNOP_bind_interdomain, &bind);
	send.port = bind.local_port;
	for (;;) {
		evtchn(EVTCHNOP_send, &send);
		child_page->word[0]++;
	}
}

static void floods_events(void)
{
	struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF };
	struct evtchn_close close;

	start(event_flood);
	alloc.remote_dom = bad.domid;
	EXPECT_EQ(evtchn(EVTCHNOP_alloc_unbound, &alloc), 0);
	bad.page->word[1] = alloc.port;
	let_run(100);
	say("# %llu events", bad.page->word[0]);
	EXPECT_EQ(bad.page->word[2], 0);
	EXPECT(bad.page->word[0] > 100);
	EXPECT(shared_info->evtchn_pending[alloc.port / 64] >> (alloc.port % 64) & 1);
	close.port = alloc.port;
	EXPECT_EQ(evtchn(EVTCHNOP_close, &close), 0);
	sleep_ms(5);
	finish();
}

/* Until there is no port, no handle and no frame left to it. */
static void take_all(void *arg)
{
	struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF, .remote_dom = 0 };
	struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = 4 };
	static struct gnttab_map_grant_ref map;
	static xen_pfn_t frames[4], pfn;
	struct xen_memory_reservation more = { .nr_extents = 1, .domid = DOMID_SELF };
	struct grant_entry_v1 *table = alloc_page();
	void *window = alloc_page(), *page = alloc_page();

	while (!evtchn(EVTCHNOP_alloc_unbound, &alloc))
		child_page->word[0]++;
	set_xen_guest_handle(setup.frame_list, frames);
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &setup, 1);
	map_mfn(table, frames[0], PTE_KERNEL);
	table[8] = (struct grant_entry_v1){ .domid = 0x7ff0 - 1, .frame = virt_to_mfn(page) };
	table[8].domid = child_page->word[4];
	table[8].flags = GTF_permit_access;
	for (;;) {
		map = (struct gnttab_map_grant_ref){ .host_addr = (u64)window, .ref = 8,
			.flags = GNTMAP_host_map, .dom = child_page->word[4] };
		if (hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, &map, 1) ||
		    map.status || child_page->word[1] > 100000)
			break;
		child_page->word[1]++;
	}
	set_xen_guest_handle(more.extent_start, &pfn);
	for (pfn = 0x900; hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &more) == 1;
	     pfn++)
		child_page->word[2]++;
	child_page->word[3] = 1;
	for (;;)
		barrier();
}

static void exhausts_everything(void)
{
	start(take_all);
	bad.page->word[4] = bad.domid;
	let_run(200);
	say("# %llu ports, %llu grants, %llu pages", bad.page->word[0], bad.page->word[1],
	    bad.page->word[2]);
	EXPECT(bad.page->word[0] > 100);
	EXPECT(bad.page->word[0] < 1024);
	EXPECT_EQ(bad.page->word[2], 0);
	EXPECT_EQ(bad.page->word[3], 1);
	finish();
}

/* Own tables, writable; own data as tables; tables as descriptor pages. */
static void touch_tables(void *arg)
{
	static struct mmuext_op op;
	u64 l4 = virt_to_mfn((void *)start_info->pt_base), i, wrong = 0;
	u64 *page = alloc_page(), data = virt_to_mfn(page);

	for (i = 0; i < start_info->nr_pt_frames; i++) {
		u64 mfn = virt_to_mfn((void *)(start_info->pt_base + i * PAGE_SIZE));

		wrong += !map_mfn(page, mfn, PTE_KERNEL);
		wrong += map_mfn(page, mfn, PTE_KERNEL_RO) != 0;
		wrong += map_mfn(page, data, PTE_KERNEL) != 0;
	}
	op.cmd = MMUEXT_NEW_BASEPTR;
	op.arg1.mfn = data;
	wrong += !hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
	op.cmd = MMUEXT_UNPIN_TABLE;
	op.arg1.mfn = data;
	wrong += !hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
	page[0] = l4 << PAGE_SHIFT | PTE_KERNEL;
	op.cmd = MMUEXT_PIN_L3_TABLE;
	map_mfn(page, data, PTE_KERNEL_RO);
	wrong += !hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
	map_mfn(page, data, PTE_KERNEL);
	wrong += !hypercall(__HYPERVISOR_set_gdt, &l4, 10);
	child_page->word[0] = wrong;
	child_page->word[1] = 1;
}

static void wants_its_tables(void)
{
	start(touch_tables);
	let_run(50);
	EXPECT_EQ(bad.page->word[1], 1);
	EXPECT_EQ(bad.page->word[0], 0);
	finish();
}

static u64 first_grant_frame(void)
{
	struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = 1 };
	static xen_pfn_t frame;

	set_xen_guest_handle(setup.frame_list, &frame);
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &setup, 1);
	return frame;
}

/*
 * Every frame of the machine, read-only: only its own are given, and the hypervisor's
 * two that it shares.
 */
static void map_machine(void *arg)
{
	u64 grants = first_grant_frame(), shared = start_info->shared_info >> PAGE_SHIFT;
	void *page = alloc_page();
	u64 mfn, own = virt_to_mfn(page);

	for (mfn = 0; mfn < 0x42000; mfn++) {
		u64 pfn = 0;

		if (map_mfn(page, mfn, PTE_KERNEL_RO))
			continue;
		try_read((const u64 *)MACH2PHYS_VIRT_START + mfn, &pfn);
		if (pfn < start_info->nr_pages && pfn_to_mfn(pfn) == mfn) {
			child_page->word[0]++;
		} else if (mfn != shared && mfn != grants) {
			child_page->word[1]++;
			child_page->word[3] = mfn;
		}
	}
	map_mfn(page, own, PTE_KERNEL);
	child_page->word[2] = 1;
}

static void maps_the_machine(void)
{
	unsigned int i;

	start(map_machine);
	let_run(100);
	for (i = 0; i < 100 && !bad.page->word[2]; i++)
		sleep_ms(20);
	EXPECT_EQ(bad.page->word[2], 1);
	say("# %llu frames of its own", bad.page->word[0]);
	EXPECT(bad.page->word[0] > 100);
	if (!EXPECT_EQ(bad.page->word[1], 0))
		say("# one of them is %#llx", bad.page->word[3]);
	finish();
}

static u64 privileged_calls(void)
{
	static struct xen_domctl dom = { .interface_version = XEN_DOMCTL_INTERFACE_VERSION };
	static struct xen_sysctl sys = { .interface_version = XEN_SYSCTL_INTERFACE_VERSION };
	static struct xen_platform_op plat = { .interface_version = XENPF_INTERFACE_VERSION };
	u64 wrong = 0;
	u32 i;

	for (i = 0; i < 90; i++) {
		dom.cmd = i;
		dom.domain = i & 1 ? 0 : DOMID_SELF;
		wrong += hypercall(__HYPERVISOR_domctl, &dom) >= 0;
		sys.cmd = i;
		wrong += hypercall(__HYPERVISOR_sysctl, &sys) >= 0;
		plat.cmd = i;
		wrong += hypercall(__HYPERVISOR_platform_op, &plat) >= 0;
	}
	return wrong;
}

/* What it asks of dom0 and of the special domains: a bit for each call that worked. */
static u64 calls_on(u16 id)
{
	static xen_pfn_t frame;
	struct evtchn_alloc_unbound alloc = { .dom = id, .remote_dom = DOMID_SELF };
	struct evtchn_reset reset = { .dom = id };
	struct xen_memory_reservation r = { .nr_extents = 1, .domid = id };
	struct gnttab_setup_table setup = { .dom = id, .nr_frames = 1 };
	struct gnttab_query_size query = { .dom = id };
	u64 done = 0;

	set_xen_guest_handle(r.extent_start, &frame);
	set_xen_guest_handle(setup.frame_list, &frame);
	if (evtchn(EVTCHNOP_alloc_unbound, &alloc) >= 0)
		done |= 1;
	if (evtchn(EVTCHNOP_reset, &reset) >= 0)
		done |= 2;
	if (hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r) > 0)
		done |= 4;
	if (hypercall(__HYPERVISOR_memory_op, XENMEM_decrease_reservation, &r) > 0)
		done |= 8;
	if (!hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &setup, 1) &&
	    !setup.status)
		done |= 16;
	if (!hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size, &query, 1) &&
	    !query.status)
		done |= 32;
	return done;
}

static void ask_for_all(void *arg)
{
	static const u16 ids[] = { 0, DOMID_IO, DOMID_XEN, DOMID_COW, 0x1234 };
	u32 i;

	child_page->word[0] = privileged_calls();
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		child_page->word[1] |= calls_on(ids[i]) << i * 8;
	child_page->word[2] = 1;
}

static void wants_to_rule(void)
{
	start(ask_for_all);
	let_run(50);
	EXPECT_EQ(bad.page->word[2], 1);
	EXPECT_EQ(bad.page->word[0], 0);
	EXPECT_EQ(bad.page->word[1], 0);
	finish();
}

GUEST_TEST({ "an exception on no stack", double_faults },
	   { "exceptions in exceptions", faults_without_end },
	   { "interrupts without end", loops_in_interrupts },
	   { "a flood of events", floods_events },
	   { "ports, grants and memory to the last", exhausts_everything },
	   { "its page tables, writable", wants_its_tables },
	   { "every frame of the machine", maps_the_machine },
	   { "calls that only dom0 may make", wants_to_rule });
