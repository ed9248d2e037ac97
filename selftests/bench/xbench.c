// SPDX-License-Identifier: GPL-2.0-only
/*
 * xbench: what hypercalls and PV privileged operations cost.
 *
 * A test kernel in dom0's place.  Under -icount the time stamp counter counts
 * instructions, so each figure is how many the operation took, both worlds
 * together; the two reads of the counter (about 4) are not subtracted.  Each
 * operation runs a few times for warmth, then RUNS times; the median counts.
 */
#include "guest.h"

#include <xen/interface/domctl.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>

#define WARM	8
#define RUNS	33
#define BATCH	32

static struct multicall_entry calls[BATCH];
static struct mmu_update updates[BATCH];
static struct gnttab_copy copies[BATCH];
static struct gnttab_map_grant_ref maps[BATCH];
static struct gnttab_unmap_grant_ref unmaps[BATCH];
static struct grant_entry_v1 *grants;
static void *page, *other, *window;
static u32 port, sender, masked_port, masked_sender, spare_port;

static void sort(u64 *v, int n)
{
	int i, j;

	for (i = 1; i < n; i++) {
		u64 x = v[i];

		for (j = i; j && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

/* One operation; @before puts things back, and is not measured. */
static void measure(const char *name, void (*before)(void), void (*op)(void))
{
	u64 took[RUNS];
	int i;

	for (i = -WARM; i < RUNS; i++) {
		u64 start;

		if (before)
			before();
		start = rdtsc();
		op();
		if (i >= 0)
			took[i] = rdtsc() - start;
	}
	sort(took, RUNS);
	say("xbench %s %llu", name, took[RUNS / 2]);
}

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
			.flags = GNTMAP_host_map, .ref = 8, .dom = 0 };
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
	for (i = 0; i < BATCH; i++)
		calls[i] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version };

	set_xen_guest_handle(table.frame_list, &table_mfn);
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, &table, 1);
	grants = alloc_page();
	map_mfn(grants, table_mfn, PTE_KERNEL);
	grants[8].domid = 0;
	grants[8].frame = virt_to_mfn(page);
	barrier();
	grants[8].flags = GTF_permit_access;

	spare_port = alloc_port();
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

/* What the hypervisor leaves of the machine, which the caller knows the size of. */
static void start_up(void)
{
	say("boot power_on_to_dom0_kernel %llu", rdtsc());
	say("size memory_left_kib %llu", (free_pages() + own_pages()) * 4);
}

static void bench(void)
{
	start_up();
	setup();
	calls_and_events();
	memory();
	EXPECT(copies[0].status == GNTST_okay);
	EXPECT(maps[0].status == GNTST_okay);
	EXPECT(unmaps[0].status == GNTST_okay);
}

GUEST_TEST({ "figures", bench });
