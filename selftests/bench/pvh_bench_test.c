// SPDX-License-Identifier: GPL-2.0-only
/*
 * What leaving a container costs: hypercalls and exits of a PVH guest without a kernel,
 * measured as measure.h says. The guest's own instructions are in the figures, a handful each.
 * Then some more runs of each, for which the exits are counted (mark.h).
 */
#include "mode.h"
#include "mark.h"
#include "measure.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/version.h>

#define MSR_EFER	0xc0000080
#define MSR_X2APIC_EOI	0x80b
#define MSR_X2APIC_SVR	0x80f
#define MSR_X2APIC_ICR	0x830
#define MSR_APIC_BASE	0x1b
#define X2APIC_ON	0xc00
#define TO_SELF		0x40000
#define VECTOR		0x51
#define PORT		0x1234
#define HOLE		0x10000000UL
#define BATCH		32
#define FREE_GFN	0x500UL

static u8 page[4096] __aligned(4096), other[4096] __aligned(4096), shared[4096] __aligned(4096);
static struct gnttab_copy copies[BATCH];
static u32 port;
static volatile u32 answers;

#define GFN(p)	((u64)(p) >> PAGE_SHIFT)

static void null_call(void)
{
	hypercall(__HYPERVISOR_xen_version, XENVER_version, 0);
}

static void cpuid_exit(void)
{
	u32 out[4];

	cpuid(0, 0, out);
}

static void rdmsr_exit(void)
{
	rdmsr(MSR_EFER);
}

static u64 efer;

static void wrmsr_exit(void)
{
	wrmsr(MSR_EFER, efer);
}

static void port_exit(void)
{
	u8 val;

	__asm__ __volatile__("inb %%dx, %0" : "=a" (val) : "d" (PORT));
}

static void hole_exit(void)
{
	*(volatile u32 *)HOLE;
}

static void eoi(u8 vector)
{
	wrmsr(MSR_X2APIC_EOI, 0);
}

/* Raised and taken by the interrupt's handler. */
static void self_ipi(void)
{
	u32 before = nr_irqs[VECTOR];

	wrmsr(MSR_X2APIC_ICR, TO_SELF | VECTOR);
	while (nr_irqs[VECTOR] == before)
		barrier();
}

static void not_pending(void)
{
	struct shared_info *s = (void *)shared;

	s->evtchn_pending[0] = 0;
	s->vcpu_info[0].evtchn_pending_sel = 0;
	s->vcpu_info[0].evtchn_upcall_pending = 0;
}

static void send_to_self(void)
{
	struct evtchn_send send = { .port = port };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void copy_batch(void)
{
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_copy, copies, BATCH);
}

static void reservation(u32 op, u64 gfn, u32 order)
{
	xen_pfn_t list[1] = { gfn };
	struct xen_memory_reservation r = {
		.nr_extents = 1, .extent_order = order, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, list);
	if (hypercall(__HYPERVISOR_memory_op, op, &r) != 1)
		case_skip("no memory");
}

static void balloon_small(void)
{
	reservation(XENMEM_populate_physmap, FREE_GFN, 0);
	reservation(XENMEM_decrease_reservation, FREE_GFN, 0);
}

static void apic_on(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | X2APIC_ON);
	wrmsr(MSR_X2APIC_SVR, 0x1ff);
}

/* vCPU 1 sleeps until it is told, and answers. */
static void answer(void)
{
	apic_on();
	for (;;) {
		u32 before = nr_irqs[VECTOR];

		answers++;
		while (nr_irqs[VECTOR] == before)
			hlt_irq_on();
	}
}

/* An IPI that ends a HLT, and one switch to the other vCPU and back, on one CPU. */
static void wake_other(void)
{
	u32 before = answers;

	wrmsr(MSR_X2APIC_ICR, 2UL << 32 | VECTOR);
	while (answers == before)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
}

static void prepare(void)
{
	struct xen_add_to_physmap a = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_shared_info, .gpfn = GFN(shared),
	};
	struct evtchn_bind_ipi ipi = { };
	unsigned int i;

	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &a), 0);
	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &ipi), 0);
	port = ipi.port;
	for (i = 0; i < BATCH; i++) {
		copies[i].source.u.gmfn = GFN(page);
		copies[i].dest.u.gmfn = GFN(other);
		copies[i].source.domid = DOMID_SELF;
		copies[i].dest.domid = DOMID_SELF;
		copies[i].len = PAGE_SIZE;
	}
	efer = rdmsr(MSR_EFER);
}

static void row(const char *name, void (*before)(void), void (*op)(void))
{
	measure(name, before, op);
	mark_runs(name, before, op);
}

static void exits(void)
{
	prepare();
	measure_calibrate();
	row("hypercall_null", NULL, null_call);
	row("exit_cpuid", NULL, cpuid_exit);
	row("exit_rdmsr", NULL, rdmsr_exit);
	row("exit_wrmsr", NULL, wrmsr_exit);
	row("exit_port", NULL, port_exit);
	row("exit_hole", NULL, hole_exit);
	row("evtchn_send_self", not_pending, send_to_self);
	row("gnt_copy_4k_32", NULL, copy_batch);
	row("balloon_4k", NULL, balloon_small);
}

static void interrupts(void)
{
	irq_hook = eoi;
	apic_on();
	irq_on();
	measure_calibrate();
	row("self_ipi", NULL, self_ipi);
	cpu_start(1, answer);
	while (!answers)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	row("wake_vcpu", NULL, wake_other);
	irq_off();
}

PVH_TEST(PVH_CASE("exits", exits),
	 PVH_CASE("interrupts", interrupts, .vcpus = 2));
