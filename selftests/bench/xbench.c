// SPDX-License-Identifier: GPL-2.0-only
/*
 * xbench: what hypercalls and PV privileged operations cost.
 *
 * A test kernel in dom0's place, or in a guest; measure.h says what is counted.
 */
#include "guest.h"
#include "measure.h"

#include <xen/interface/domctl.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>

#include "child.h"

#define BATCH	32

static struct multicall_entry calls[BATCH];
static struct mmu_update updates[BATCH];
static struct gnttab_copy copies[BATCH];
static struct gnttab_map_grant_ref maps[BATCH];
static struct gnttab_unmap_grant_ref unmaps[BATCH];
static struct grant_entry_v1 *grants;
static void *page, *other, *window;
static u32 port, sender, masked_port, masked_sender, spare_port;
static domid_t own_domid;

static void empty(void)
{
	barrier();
}

static void null_call(void)
{
	hypercall(__HYPERVISOR_xen_version, XENVER_version, 0);
}

static void enosys_call(void)
{
	hypercall(11);
}

static void multicall_1(void)
{
	hypercall(__HYPERVISOR_multicall, calls, 1);
}

static void multicall_32(void)
{
	hypercall(__HYPERVISOR_multicall, calls, BATCH);
}

static void yield(void)
{
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

static void runstate(void)
{
	struct vcpu_runstate_info info;

	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_get_runstate_info, 0, &info);
}

static void set_timer(void)
{
	hypercall(__HYPERVISOR_set_timer_op, ~0UL >> 1);
}

static void singleshot(void)
{
	struct vcpu_set_singleshot_timer t = { .timeout_abs_ns = ~0UL >> 1 };

	hypercall(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0, &t);
}

static void cpuid_trapped(void)
{
	u32 eax = 0, ebx, ecx = 0, edx;

	/* The forced-emulation prefix of the ABI. */
	__asm__ __volatile__(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e, 0x0f, 0xa2"
			     : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
}

static void rdmsr_efer(void)
{
	u32 lo, hi;

	__asm__ __volatile__("rdmsr" : "=a" (lo), "=d" (hi) : "c" (0xc0000080));
}

static void fpu_taskswitch(void)
{
	hypercall(__HYPERVISOR_fpu_taskswitch, 0);
}

static void send_unbound(void)
{
	struct evtchn_send send = { .port = spare_port };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void status(void)
{
	struct evtchn_status s = { .dom = DOMID_SELF, .port = port };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &s);
}

static void clear_pending(u32 p)
{
	__atomic_fetch_and(&shared_info->evtchn_pending[p / 64], ~(1UL << (p % 64)),
			   __ATOMIC_SEQ_CST);
	shared_info->vcpu_info[0].evtchn_pending_sel = 0;
}

static void clear_event(void)
{
	clear_pending(port);
}

static void self_roundtrip(void)
{
	struct evtchn_send send = { .port = sender };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void send_masked(void)
{
	struct evtchn_send send = { .port = masked_sender };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void clear_masked(void)
{
	clear_pending(masked_port);
}

static u32 alloc_port(void)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &a);
	return a.port;
}

static u32 fresh;

static void close_port(void)
{
	struct evtchn_close c = { .port = fresh };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, &c);
}

static void open_port(void)
{
	fresh = alloc_port();
}

static void close_fresh(void)
{
	if (fresh)
		close_port();
	fresh = 0;
}

static void copy_op(u32 n, u16 len)
{
	u32 i;

	for (i = 0; i < n; i++) {
		copies[i] = (struct gnttab_copy){ .len = len, .flags = GNTCOPY_source_gref };
		copies[i].source.u.ref = 8;
		copies[i].source.domid = DOMID_SELF;
		copies[i].dest.u.gmfn = virt_to_mfn(other);
		copies[i].dest.domid = DOMID_SELF;
	}
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_copy, copies, n);
}

static void copy_4k_1(void)
{
	copy_op(1, 4096);
}

static void copy_64_1(void)
{
	copy_op(1, 64);
}

static void copy_4k_32(void)
{
	copy_op(BATCH, 4096);
}

static void copy_64_32(void)
{
	copy_op(BATCH, 64);
}

static u8 map_area[BATCH][4096] __aligned(4096);

static void unmap_n(u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		unmaps[i] = (struct gnttab_unmap_grant_ref){
			.host_addr = (u64)map_area[i], .handle = maps[i].handle };
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref, unmaps, n);
}

static void map_n(u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		maps[i] = (struct gnttab_map_grant_ref){ .host_addr = (u64)map_area[i],
			.flags = GNTMAP_host_map, .ref = 8, .dom = own_domid };
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, maps, n);
}

static u32 mapped;

static void unmap_all(void)
{
	if (mapped)
		unmap_n(mapped);
	mapped = 0;
}

static void map_1(void)
{
	map_n(1);
	mapped = 1;
}

static void map_32(void)
{
	map_n(BATCH);
	mapped = BATCH;
}

static void unmap_1(void)
{
	unmap_n(1);
	mapped = 0;
}

static void unmap_32(void)
{
	unmap_n(BATCH);
	mapped = 0;
}

static u64 flip;

static void remap(u64 flags)
{
	u64 mfn = virt_to_mfn(flip++ & 1 ? page : other);

	hypercall(__HYPERVISOR_update_va_mapping, window, mfn << PAGE_SHIFT | PTE_KERNEL, flags);
}

static void remap_noflush(void)
{
	remap(0);
}

static void remap_invlpg(void)
{
	remap(UVMF_INVLPG);
}

static void va_clear(void)
{
	hypercall(__HYPERVISOR_update_va_mapping, window, 0, 0);
}

static void va_set(void)
{
	remap(0);
}

static u64 window_pte;

static void mmu_1(void)
{
	u64 mfn = virt_to_mfn(flip++ & 1 ? page : other);
	struct mmu_update u = { .ptr = window_pte, .val = mfn << PAGE_SHIFT | PTE_KERNEL };

	hypercall(__HYPERVISOR_mmu_update, &u, 1, 0, DOMID_SELF);
}

static void mmu_32(void)
{
	u32 i;

	for (i = 0; i < BATCH; i++) {
		u64 mfn = virt_to_mfn((flip + i) & 1 ? page : other);

		updates[i].ptr = window_pte;
		updates[i].val = mfn << PAGE_SHIFT | PTE_KERNEL;
	}
	flip++;
	hypercall(__HYPERVISOR_mmu_update, updates, BATCH, 0, DOMID_SELF);
}

static volatile u64 *window_entry;

static void pte_write(void)
{
	u64 mfn = virt_to_mfn(flip++ & 1 ? page : other);

	*window_entry = mfn << PAGE_SHIFT | PTE_KERNEL;
}

static void ext_op(u32 cmd, u64 arg)
{
	struct mmuext_op op = { .cmd = cmd, .arg1.linear_addr = arg };

	hypercall(__HYPERVISOR_mmuext_op, &op, 1, 0, DOMID_SELF);
}

static void flush_local(void)
{
	ext_op(MMUEXT_TLB_FLUSH_LOCAL, 0);
}

static void flush_all(void)
{
	ext_op(MMUEXT_TLB_FLUSH_ALL, 0);
}

static void invlpg_local(void)
{
	ext_op(MMUEXT_INVLPG_LOCAL, (u64)window);
}

/* The last frame of ours, which is mapped nowhere; 0 while it is given back. */
static xen_pfn_t frame, extent;

static void reservation(u32 cmd)
{
	struct xen_memory_reservation r = { .nr_extents = 1, .domid = DOMID_SELF };

	set_xen_guest_handle(r.extent_start, &extent);
	hypercall(__HYPERVISOR_memory_op, cmd, &r);
}

static void decrease(void)
{
	extent = frame;
	reservation(XENMEM_decrease_reservation);
	frame = 0;
}

static void populate(void)
{
	extent = start_info->nr_pages - 1;
	reservation(XENMEM_populate_physmap);
	frame = extent;
}

static void have_frame(void)
{
	if (!frame)
		populate();
}

static void have_hole(void)
{
	if (frame)
		decrease();
}

static u32 self_bound(u32 *sender)
{
	struct evtchn_bind_interdomain bind = { .remote_dom = DOMID_SELF };

	bind.remote_port = alloc_port();
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain, &bind);
	*sender = bind.local_port;
	return bind.remote_port;
}

/* The number of the domain that may bind a port of ours for itself. */
static domid_t who_are_we(void)
{
	struct evtchn_status s = { .dom = DOMID_SELF, .port = spare_port };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, &s);
	return s.u.unbound.dom;
}

static void setup(void)
{
	struct gnttab_setup_table table = { .dom = DOMID_SELF, .nr_frames = 1 };
	static xen_pfn_t table_mfn;
	u32 i;

	page = alloc_page();
	other = alloc_page();
	window = alloc_page();
	window_pte = pte_maddr(window);
	window_entry = pte_virt(window);
	/* Real Xen lets dom0 write without it, other domains not. */
	EXPECT_EQ(hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_enable,
			    VMASST_TYPE_writable_pagetables), 0);
	for (i = 0; i < BATCH; i++)
		calls[i] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version };

	spare_port = alloc_port();
	own_domid = who_are_we();
	set_xen_guest_handle(table.frame_list, &table_mfn);
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &table, 1);
	grants = alloc_page();
	map_mfn(grants, table_mfn, PTE_KERNEL);
	grants[8].domid = own_domid;
	grants[8].frame = virt_to_mfn(page);
	barrier();
	grants[8].flags = GTF_permit_access;

	port = self_bound(&sender);
	masked_port = self_bound(&masked_sender);
	frame = pfn_to_mfn(start_info->nr_pages - 1);
	__atomic_fetch_or(&shared_info->evtchn_mask[masked_port / 64],
			  1UL << (masked_port % 64), __ATOMIC_SEQ_CST);
}

static void calls_and_events(void)
{
	measure("empty", NULL, empty);
	measure("hypercall_null", NULL, null_call);
	measure("hypercall_enosys", NULL, enosys_call);
	measure("multicall_null_1", NULL, multicall_1);
	measure("multicall_null_32", NULL, multicall_32);
	measure("sched_yield", NULL, yield);
	measure("vcpuop_runstate", NULL, runstate);
	measure("set_timer_op", NULL, set_timer);
	measure("vcpuop_singleshot", NULL, singleshot);
	measure("cpuid_trapped", NULL, cpuid_trapped);
	measure("rdmsr_efer", NULL, rdmsr_efer);
	measure("pv_fpu_taskswitch", NULL, fpu_taskswitch);
	measure("evtchn_send_unbound", NULL, send_unbound);
	measure("evtchn_status", NULL, status);
	event_hook = clear_event;
	events_on();
	measure("evtchn_self_roundtrip", NULL, self_roundtrip);
	measure("evtchn_send_masked", clear_masked, send_masked);
	events_off();
	measure("evtchn_alloc_unbound", close_fresh, open_port);
	measure("evtchn_close", open_port, close_port);
}

static void memory(void)
{
	measure("gnt_copy_4k_1", NULL, copy_4k_1);
	measure("gnt_copy_64b_1", NULL, copy_64_1);
	measure("gnt_copy_4k_32", NULL, copy_4k_32);
	measure("gnt_copy_64b_32", NULL, copy_64_32);
	measure("gnt_map_1", unmap_all, map_1);
	measure("gnt_unmap_1", map_1, unmap_1);
	measure("gnt_map_32", unmap_all, map_32);
	measure("gnt_unmap_32", map_32, unmap_32);
	measure("uvm_remap_noflush", NULL, remap_noflush);
	measure("uvm_remap_invlpg", NULL, remap_invlpg);
	measure("uvm_clear", va_set, va_clear);
	measure("uvm_set", va_clear, va_set);
	measure("mmu_update_1", NULL, mmu_1);
	measure("mmu_update_32", NULL, mmu_32);
	measure("pte_write_trapped", NULL, pte_write);
	measure("mmuext_tlb_flush_local", NULL, flush_local);
	measure("mmuext_tlb_flush_all", NULL, flush_all);
	measure("mmuext_invlpg_local", NULL, invlpg_local);
	measure("mem_decrease_1", have_frame, decrease);
	measure("mem_populate_1", have_hole, populate);
}

static u64 own_pages(void)
{
	struct xen_domctl op = { .cmd = XEN_DOMCTL_getdomaininfo,
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION, .domain = 0 };

	EXPECT_EQ(hypercall(__HYPERVISOR_domctl, &op), 0);
	return op.u.getdomaininfo.tot_pages;
}

/* What the hypervisor leaves of the machine, which the caller knows the size of. */
static void start_up(void)
{
	say("boot power_on_to_dom0_kernel %llu", rdtsc());
	say("size memory_left_kib %llu", (machine_free_pages() + own_pages()) * 4);
}

/* Other domains; only dom0 can make them. */

static struct child child;
static struct xen_domctl op;
static u32 child_port;

static void make_empty(void)
{
	memset(&op, 0, sizeof(op));
	op.u.createdomain.max_vcpus = 1;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = 4;
	op.u.createdomain.max_maptrack_frames = 4;
	op.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(2);
	domctl_call(XEN_DOMCTL_createdomain, 0, &op);
	child.domid = op.domain;
	memset(&op, 0, sizeof(op));
	op.u.max_vcpus.max = 1;
	domctl_call(XEN_DOMCTL_max_vcpus, child.domid, &op);
}

static void destroy(void)
{
	child_destroy(&child);
	child.domid = 0;
}

static void destroy_last(void)
{
	if (child.domid)
		destroy();
}

/* A hypervisor may put off a part of either; both together leave it no time. */
static void make_and_destroy(void)
{
	make_empty();
	destroy();
}

/* Not more than 2048 pages, in one call, as the tools do it for 8 MiB. */
static void fill_8m(void)
{
	static xen_pfn_t list[2048];
	struct xen_memory_reservation r = { .nr_extents = ARRAY_SIZE(list) };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = i;
	set_xen_guest_handle(r.extent_start, list);
	r.domid = child.domid;
	hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r);
}

static void make_for_8m(void)
{
	make_empty();
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = 8192;
	domctl_call(XEN_DOMCTL_max_mem, child.domid, &op);
}

static void remake_for_8m(void)
{
	destroy_last();
	make_for_8m();
}

static void make_8m(void)
{
	make_for_8m();
	fill_8m();
}

static void wait_for(u32 evtchn)
{
	static u32 ports[1];
	struct sched_poll poll = { .nr_ports = 1 };
	unsigned long *word = &shared_info->evtchn_pending[evtchn / 64];

	ports[0] = evtchn;
	set_xen_guest_handle(poll.ports, ports);
	while (!(READ_ONCE(*word) >> (evtchn % 64) & 1))
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll);
	__atomic_fetch_and(word, ~(1UL << (evtchn % 64)), __ATOMIC_SEQ_CST);
}

static void send_to(u32 evtchn)
{
	struct evtchn_send send = { .port = evtchn };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

/* The child sends back what comes. */
static void echo(void *arg)
{
	struct evtchn_bind_interdomain bind = { .remote_dom = 0 };

	while (!child_page->word[0])
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	bind.remote_port = child_page->word[0];
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain, &bind);
	child_page->word[1] = 1;
	for (;;) {
		wait_for(bind.local_port);
		send_to(bind.local_port);
	}
}

static void ping_pong(void)
{
	send_to(child_port);
	wait_for(child_port);
}

static void event_ping_pong(void)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF };

	EXPECT_EQ(child_create(&child, &(struct child_config){ .fn = echo }), 0);
	a.remote_dom = child.domid;
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, &a), 0);
	child_port = a.port;
	child.page->word[0] = a.port;
	child_unpause(&child);
	while (!child.page->word[1])
		sleep_ms(1);
	/* Binding raised it once. */
	sleep_ms(5);
	shared_info->evtchn_pending[child_port / 64] &= ~(1UL << (child_port % 64));
	measure("evtchn_domains_roundtrip", NULL, ping_pong);
	destroy();
}

static void other_domains(void)
{
	u64 before;

	measure("dom_create_1_vcpu", destroy_last, make_empty);
	destroy();
	measure("dom_destroy_1_vcpu", make_empty, destroy);
	measure("dom_create_destroy_1_vcpu", NULL, make_and_destroy);
	measure("dom_populate_8m", remake_for_8m, fill_8m);
	destroy();
	measure("dom_destroy_8m", make_8m, destroy);
	event_ping_pong();
	before = machine_free_pages();
	make_8m();
	say("xbench dom_memory_8m_kib %llu", (before - machine_free_pages()) * 4);
	destroy();
}

static void bench(void)
{
	if (start_info->flags & SIF_PRIVILEGED)
		start_up();
	setup();
	calls_and_events();
	memory();
	if (start_info->flags & SIF_PRIVILEGED)
		other_domains();
	EXPECT(copies[0].status == GNTST_okay);
	EXPECT(maps[0].status == GNTST_okay);
	EXPECT(unmaps[0].status == GNTST_okay);
}

GUEST_TEST({ "figures", bench });
