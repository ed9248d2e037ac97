// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC of a container, register by register as memory (xAPIC) and as MSRs
 * (x2APIC), with reserved bits and odd sizes; interrupts between vCPUs, INIT and
 * start-up, the timer in its three modes, and the vectors of event channels.
 *
 * Times are read from the TSC, which counts instructions here: they are never judged
 * finer than by a factor of two.
 */
#include "mode.h"

#include <xen/interface/event_channel.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>

#define GP		13
#define MSR_APIC_BASE	0x1b
#define MSR_DEADLINE	0x6e0
#define BASE_BSP	0x100UL
#define BASE_X2		0x400UL
#define BASE_ON		0x800UL
#define MMIO		0xfee00000UL
#define X2(reg)		(0x800 + ((reg) >> 4))

#define ID		0x20
#define VERSION		0x30
#define TPR		0x80
#define APR		0x90
#define PPR		0xa0
#define EOI		0xb0
#define LDR		0xd0
#define DFR		0xe0
#define SVR		0xf0
#define ISR		0x100
#define TMR		0x180
#define IRR		0x200
#define ESR		0x280
#define LVT_CMCI	0x2f0
#define ICR		0x300
#define ICR2		0x310
#define LVT_TIMER	0x320
#define LVT_THERMAL	0x330
#define LVT_PERF	0x340
#define LVT_LINT0	0x350
#define LVT_LINT1	0x360
#define LVT_ERROR	0x370
#define INITIAL		0x380
#define COUNT		0x390
#define DIVIDE		0x3e0
#define SELF		0x3f0

#define SVR_ON		0x1ff
#define MASKED		0x10000
#define PERIODIC	0x20000
#define DEADLINE	0x40000
#define TO_SELF		0x40000
#define TO_ALL		0x80000
#define TO_OTHERS	0xc0000
#define LOGICAL		0x800
#define BY_1		0xb

#define SOON		2000	/* ticks of the timer */
#define AROUND_HLT	6000	/* instructions, an exit and more */

static u32 mmio_read(u32 reg)
{
	u32 val;

	__asm__ __volatile__("movl (%1), %0" : "=r" (val) : "r" (MMIO + reg) : "memory");
	return val;
}

static void mmio_write(u32 reg, u32 val)
{
	__asm__ __volatile__("movl %0, (%1)" : : "r" (val), "r" (MMIO + reg) : "memory");
}

static void x2apic_on(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | BASE_X2 | BASE_ON);
	wrmsr(X2(SVR), SVR_ON);
}

static void base(void)
{
	u64 was = rdmsr(MSR_APIC_BASE);

	EXPECT_EQ(was, MMIO | BASE_ON | BASE_BSP);
	EXPECT(!try_wrmsr(MSR_APIC_BASE, was | 1UL << 60));
	EXPECT(!try_wrmsr(MSR_APIC_BASE, (was & ~BASE_ON) | BASE_X2));
	EXPECT_EQ(rdmsr(MSR_APIC_BASE), was);
	EXPECT(try_wrmsr(MSR_APIC_BASE, was | BASE_X2));
	EXPECT_EQ(rdmsr(MSR_APIC_BASE), was | BASE_X2);
	/* From x2APIC there is no way to xAPIC but through off (SDM 3, 11.12.5). */
	EXPECT(!try_wrmsr(MSR_APIC_BASE, was));
	EXPECT(try_wrmsr(MSR_APIC_BASE, was & ~BASE_ON));
	EXPECT(try_wrmsr(MSR_APIC_BASE, was));
}

static void reset_values(void)
{
	EXPECT_EQ(mmio_read(ID), 0);
	EXPECT_EQ(mmio_read(VERSION) & 0xff, 0x14);
	EXPECT((mmio_read(VERSION) >> 16 & 0xff) >= 5);
	EXPECT_EQ(mmio_read(TPR), 0);
	EXPECT_EQ(mmio_read(PPR), 0);
	EXPECT_EQ(mmio_read(DFR), 0xffffffff);
	EXPECT_EQ(mmio_read(LDR), 0);
	EXPECT_EQ(mmio_read(SVR), 0xff);
	EXPECT_EQ(mmio_read(LVT_TIMER), MASKED);
	EXPECT_EQ(mmio_read(LVT_LINT0), MASKED);
	EXPECT_EQ(mmio_read(LVT_LINT1), MASKED);
	EXPECT_EQ(mmio_read(LVT_ERROR), MASKED);
	EXPECT_EQ(mmio_read(INITIAL), 0);
	EXPECT_EQ(mmio_read(COUNT), 0);
	EXPECT_EQ(mmio_read(DIVIDE), 0);
}

/* What of a register can be written. */
static const struct { u16 reg; u32 bits; } writable[] = {
	{ TPR, 0xff }, { LDR, 0xff000000 }, { DFR, 0xf0000000 },
	{ LVT_THERMAL, 0x107ff }, { LVT_PERF, 0x107ff }, { LVT_ERROR, 0x100ff },
	{ ICR2, 0xff000000 }, { DIVIDE, 0xb },
};

static void xapic_bits(void)
{
	unsigned int i;

	mmio_write(SVR, SVR_ON);
	for (i = 0; i < ARRAY_SIZE(writable); i++) {
		u32 was = mmio_read(writable[i].reg), ones;

		mmio_write(writable[i].reg, ~0U);
		ones = mmio_read(writable[i].reg);
		if ((ones & writable[i].bits) != writable[i].bits)
			say("# register %#x: %#x reads %#x", writable[i].reg, was, ones);
		EXPECT_EQ(ones & writable[i].bits, writable[i].bits);
		EXPECT_EQ(ones & ~was & ~writable[i].bits & ~0x1000U, 0);
		mmio_write(writable[i].reg, 0);
	}
}

/* Any value to any register: no fault, whatever it does. */
static void xapic_all(void)
{
	u32 reg;

	for (reg = 0; reg < 0x1000; reg += 16) {
		u64 val;

		TRY("movl (%1), %k0", : "=r" (val) : "r" (MMIO + reg) : "memory");
		EXPECT_EQ(last_fault.vector, NO_FAULT);
		/* INIT and start-up to nobody; vector 0x55. */
		if (reg == ICR)
			continue;
		TRY("movl %0, (%1)", : : "r" (0x00010055), "r" (MMIO + reg) : "memory");
		EXPECT_EQ(last_fault.vector, NO_FAULT);
	}
}

/* Bytes, words, pairs, unaligned: whatever comes of them, the guest goes on or faults. */
static void xapic_sizes(void)
{
	u32 reg;

	for (reg = 0; reg < 0x400; reg += 7) {
		u64 val = 0;

		TRY("movb (%1), %b0", : "+r" (val) : "r" (MMIO + reg) : "memory");
		TRY("movw (%1), %w0", : "+r" (val) : "r" (MMIO + reg) : "memory");
		TRY("movq (%1), %0", : "+r" (val) : "r" (MMIO + reg) : "memory");
		TRY("movb %b0, (%1)", : : "r" (0), "r" (MMIO + reg) : "memory");
		TRY("movw %w0, (%1)", : : "r" (0), "r" (MMIO + reg) : "memory");
	}
	EXPECT_EQ(mmio_read(VERSION) & 0xff, 0x14);
}

static void xapic_instructions(void)
{
	u32 val = 0x50;

	mmio_write(TPR, 0x30);
	TRY("orl %0, (%1)", : : "r" (0x40), "r" (MMIO + TPR) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(mmio_read(TPR), 0x70);
	TRY("xchgl %0, (%1)", : "+r" (val) : "r" (MMIO + TPR) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(val, 0x70);
	EXPECT_EQ(mmio_read(TPR), 0x50);
	TRY("movl $0x20, (%0)", : : "r" (MMIO + TPR) : "memory");
	EXPECT_EQ(mmio_read(TPR), 0x20);
	TRY("testl $0x20, (%0)", : : "r" (MMIO + TPR) : "memory");
	EXPECT_EQ(last_fault.vector, NO_FAULT);
	EXPECT_EQ(read_cr8(), 2);
	write_cr8(0);
	EXPECT_EQ(mmio_read(TPR), 0);
}

/* 32-bit kernels use it too. */
static void xapic_from_32(void)
{
	static const enum mode modes[] = { MODE_COMPAT, MODE_PAGED, MODE_FLAT };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		struct mode_state s = { .rdi = MMIO + TPR, .rax = 0x60 };

		mmio_write(TPR, 0);
		RUN(modes[i], &s, 0x89, 0x07, 0x31, 0xc0, 0x8b, 0x47, 0x00);
		EXPECT(mode_done(&s, CODE, 7));
		EXPECT_EQ(s.rax, 0x60);
		EXPECT_EQ(mmio_read(TPR), 0x60);
	}
	mmio_write(TPR, 0);
}

static void x2apic_msrs(void)
{
	u64 val;

	EXPECT(!try_rdmsr(X2(ID), &val));		/* in xAPIC mode */
	x2apic_on();
	EXPECT_EQ(rdmsr(X2(ID)), 0);
	EXPECT_EQ(rdmsr(X2(LDR)), 1);
	EXPECT_EQ(rdmsr(X2(VERSION)) & 0xff, 0x14);
	EXPECT(!try_wrmsr(X2(ID), 0));
	EXPECT(!try_wrmsr(X2(VERSION), 0));
	EXPECT(!try_wrmsr(X2(LDR), 0));
	EXPECT(!try_wrmsr(X2(PPR), 0));
	EXPECT(!try_wrmsr(X2(ISR), 0));
	EXPECT(!try_wrmsr(X2(IRR), 0));
	EXPECT(!try_wrmsr(X2(COUNT), 0));
	EXPECT(!try_rdmsr(X2(DFR), &val));
	EXPECT(!try_rdmsr(X2(ICR2), &val));
	EXPECT(!try_rdmsr(X2(EOI), &val));
	EXPECT(!try_rdmsr(X2(SELF), &val));
	EXPECT(!try_wrmsr(X2(EOI), 1));
	EXPECT(try_wrmsr(X2(EOI), 0));
	EXPECT(!try_wrmsr(X2(ESR), 1));
	EXPECT(try_wrmsr(X2(ESR), 0));
	EXPECT(!try_wrmsr(X2(TPR), 0x100));
	EXPECT(!try_wrmsr(X2(SVR), 1UL << 32));
	EXPECT(!try_wrmsr(X2(DIVIDE), 0x10));
	EXPECT(!try_wrmsr(X2(SELF), 0x100));
	EXPECT(!try_rdmsr(0x801, &val));
	EXPECT(!try_rdmsr(0x840, &val));
	EXPECT(!try_wrmsr(0x8ff, 0));
	EXPECT(try_wrmsr(X2(TPR), 0x40));
	EXPECT_EQ(read_cr8(), 4);
	write_cr8(0);
}

/* The page is memory's hole then. */
static void x2apic_no_page(void)
{
	u32 val = 0;

	x2apic_on();
	TRY("movl (%1), %0", : "+r" (val) : "r" (MMIO + VERSION) : "memory");
	say("# %#x, vector %lld", val, last_fault.vector);
	EXPECT(val == ~0U || last_fault.vector != NO_FAULT);
}

static void wait_irq(u8 vector, u32 n)
{
	u64 end = rdtsc() + 50000000;

	while (nr_irqs[vector] < n && rdtsc() < end)
		__asm__ __volatile__("pause");
	EXPECT_EQ(nr_irqs[vector], n);
}

static void eoi(u8 vector)
{
	wrmsr(X2(EOI), 0);
}

static void self_ipi(void)
{
	x2apic_on();
	irq_hook = eoi;
	wrmsr(X2(ICR), TO_SELF | 0x51);
	EXPECT_EQ(nr_irqs[0x51], 0);
	EXPECT_EQ(rdmsr(X2(IRR) + 2) >> 17 & 1, 1);
	irq_on();
	wait_irq(0x51, 1);
	wrmsr(X2(SELF), 0x52);
	wait_irq(0x52, 1);
	wrmsr(X2(ICR), 0x53);				/* to APIC 0 */
	wait_irq(0x53, 1);
	irq_off();
	EXPECT_EQ(rdmsr(X2(ISR) + 2), 0);
}

/* Without EOI only higher classes get through. */
static void priorities(void)
{
	x2apic_on();
	irq_on();
	wrmsr(X2(ICR), TO_SELF | 0x61);
	wait_irq(0x61, 1);
	EXPECT_EQ(rdmsr(X2(PPR)), 0x60);
	EXPECT_EQ(rdmsr(X2(ISR) + 3) >> 1 & 1, 1);
	wrmsr(X2(ICR), TO_SELF | 0x62);
	wrmsr(X2(ICR), TO_SELF | 0x51);
	EXPECT_EQ(nr_irqs[0x62], 0);
	wrmsr(X2(ICR), TO_SELF | 0x71);
	wait_irq(0x71, 1);
	wrmsr(X2(EOI), 0);
	EXPECT_EQ(nr_irqs[0x62], 0);
	wrmsr(X2(EOI), 0);
	wait_irq(0x62, 1);
	EXPECT_EQ(nr_irqs[0x51], 0);
	wrmsr(X2(EOI), 0);
	wait_irq(0x51, 1);
	wrmsr(X2(EOI), 0);
	irq_off();
}

static void priority_by_cr8(void)
{
	XEN_DIFFERS("on this CPU it never gets past a vector that waits for the priority");
	x2apic_on();
	irq_on();
	write_cr8(7);
	wrmsr(X2(ICR), TO_SELF | 0x72);
	EXPECT_EQ(nr_irqs[0x72], 0);
	wrmsr(X2(ICR), TO_SELF | 0x82);
	wait_irq(0x82, 1);
	wrmsr(X2(EOI), 0);
	write_cr8(6);
	wait_irq(0x72, 1);
	wrmsr(X2(EOI), 0);
	irq_off();
}

/* Vectors below 16 are an error, told by the error's entry. */
static void bad_vector(void)
{
	x2apic_on();
	irq_hook = eoi;
	wrmsr(X2(LVT_ERROR), 0x91);
	irq_on();
	wrmsr(X2(ICR), TO_SELF | 5);
	wait_irq(0x91, 1);
	irq_off();
	wrmsr(X2(ESR), 0);
	EXPECT(rdmsr(X2(ESR)) & 0x60);
}

static u32 count_of(u32 reg)
{
	return rdmsr(X2(reg));
}

static void timer_one_shot(void)
{
	x2apic_on();
	irq_hook = eoi;
	wrmsr(X2(DIVIDE), BY_1);
	wrmsr(X2(LVT_TIMER), 0xa1);
	wrmsr(X2(INITIAL), 1000000);
	EXPECT(count_of(COUNT) > 0 && count_of(COUNT) <= 1000000);
	hlt_irq_on();
	EXPECT_EQ(nr_irqs[0xa1], 1);
	EXPECT_EQ(count_of(COUNT), 0);
	wrmsr(X2(INITIAL), 1000000);
	wrmsr(X2(INITIAL), 0);
	irq_on();
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	irq_off();
	EXPECT_EQ(nr_irqs[0xa1], 1);
}

/* Exactly that many instructions between the timer's start and STI, HLT. */
static void sleep_behind(u64 insns)
{
	wrmsr(X2(INITIAL), SOON);
	__asm__ __volatile__("test $1, %b0\n\t"
			     "jz 1f\n\t"
			     "nop\n"
			     "1: shr %0\n"
			     "2: dec %0\n\t"
			     "jnz 2b\n\t"
			     "sti\n\t"
			     "hlt\n\t"
			     "cli"
			     : "+r" (insns) : : "memory", "cc");
}

/*
 * The interrupt that is to end a HLT comes at each instruction around it, between STI and HLT
 * among them, where it has to wait: otherwise nothing ends the HLT, and the case has no end.
 */
static void timer_around_hlt(void)
{
	u64 start, insns, last, n = 1;

	XEN_DIFFERS("QEMU's VMRUN forgets the shadow of STI");
	x2apic_on();
	irq_hook = eoi;
	wrmsr(X2(DIVIDE), BY_1);
	wrmsr(X2(LVT_TIMER), 0xa4);
	irq_on();
	start = rdtsc();
	wrmsr(X2(INITIAL), SOON);
	wait_irq(0xa4, n);
	last = rdtsc() - start;
	irq_off();
	for (insns = last > AROUND_HLT ? last - AROUND_HLT : 2; insns < last; insns++, n++)
		sleep_behind(insns);
	EXPECT_EQ(nr_irqs[0xa4], n);
}

static void timer_periodic(void)
{
	unsigned int i;

	x2apic_on();
	irq_hook = eoi;
	wrmsr(X2(DIVIDE), BY_1);
	wrmsr(X2(LVT_TIMER), PERIODIC | 0xa2);
	wrmsr(X2(INITIAL), 500000);
	for (i = 0; i < 5; i++)
		hlt_irq_on();
	EXPECT(nr_irqs[0xa2] >= 5);
	wrmsr(X2(LVT_TIMER), PERIODIC | MASKED | 0xa2);
	i = nr_irqs[0xa2];
	irq_on();
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	irq_off();
	EXPECT(nr_irqs[0xa2] <= i + 1);
	wrmsr(X2(INITIAL), 0);
}

static void timer_deadline(void)
{
	u32 r[4];
	u64 at;

	cpuid(1, 0, r);
	if (!(r[2] & 1U << 24)) {
		case_skip("no TSC deadline");
		return;
	}
	x2apic_on();
	irq_hook = eoi;
	EXPECT(try_wrmsr(MSR_DEADLINE, rdtsc() + 1000));	/* not in that mode: nothing */
	wrmsr(X2(LVT_TIMER), DEADLINE | 0xa3);
	EXPECT_EQ(rdmsr(MSR_DEADLINE), 0);
	at = rdtsc() + 1000000;
	wrmsr(MSR_DEADLINE, at);
	EXPECT_EQ(rdmsr(MSR_DEADLINE), at);
	hlt_irq_on();
	EXPECT(rdtsc() >= at);
	EXPECT_EQ(nr_irqs[0xa3], 1);
	EXPECT_EQ(rdmsr(MSR_DEADLINE), 0);
	wrmsr(MSR_DEADLINE, 1);					/* long gone: now */
	hlt_irq_on();
	EXPECT_EQ(nr_irqs[0xa3], 2);
}

/* Other vCPUs */

static volatile u32 word[NR_VCPUS], stop;

static void counts(void)
{
	x2apic_on();
	irq_on();
	while (!stop) {
		word[cpu_id()]++;
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	}
}

static void sleeps(void)
{
	x2apic_on();
	word[cpu_id()] = rdmsr(X2(ID)) + 1;
	for (;;)
		hlt_irq_on();
}

static void wait_word(unsigned int cpu, u32 val)
{
	u64 end = rdtsc() + 100000000;

	while (word[cpu] < val && rdtsc() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	EXPECT(word[cpu] >= val);
}

static void eight_vcpus(void)
{
	unsigned int cpu;

	for (cpu = 1; cpu < NR_VCPUS; cpu++)
		cpu_start(cpu, counts);
	for (cpu = 1; cpu < NR_VCPUS; cpu++)
		wait_word(cpu, 3);
}

static void wait_irqs(u8 vector, u32 n)
{
	u64 end = rdtsc() + 100000000;

	while (nr_irqs[vector] < n && rdtsc() < end)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	EXPECT_EQ(nr_irqs[vector], n);
}

static void ipis(void)
{
	unsigned int cpu;

	irq_hook = eoi;
	for (cpu = 1; cpu < 4; cpu++)
		cpu_start(cpu, sleeps);
	x2apic_on();
	for (cpu = 1; cpu < 4; cpu++) {
		wait_word(cpu, cpu * 2 + 1);
		EXPECT_EQ(word[cpu], cpu * 2 + 1);
		wrmsr(X2(ICR), (u64)cpu * 2 << 32 | 0x41);
		wait_irqs(0x41, cpu);
	}
	wrmsr(X2(ICR), TO_OTHERS | 0x42);
	wait_irqs(0x42, 3);
	irq_on();
	wrmsr(X2(ICR), TO_ALL | 0x43);
	wait_irqs(0x43, 4);
	wrmsr(X2(ICR), 0xffffffffUL << 32 | 0x44);
	wait_irqs(0x44, 4);
	/* By cluster: APICs 2 and 4 are bits of cluster 0. */
	wrmsr(X2(ICR), 0x14UL << 32 | LOGICAL | 0x45);
	wait_irqs(0x45, 2);
	/* To nobody. */
	wrmsr(X2(ICR), 0x77UL << 32 | 0x46);
	wrmsr(X2(ICR), 1UL << 32 | 0x46);
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	EXPECT_EQ(nr_irqs[0x46], 0);
	irq_off();
}

static void nmi_to_other(void)
{
	cpu_start(1, sleeps);
	x2apic_on();
	wait_word(1, 3);
	wrmsr(X2(ICR), 2UL << 32 | 0x400);
	wait_irqs(2, 1);
}

/* Stopped in the middle, and from the start-up page again. */
static void init_again(void)
{
	unsigned int i;
	u32 was;

	cpu_start(1, counts);
	wait_word(1, 3);
	wrmsr(X2(ICR), 2UL << 32 | 0xc500);
	for (i = 0; i < 10; i++)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	was = word[1];
	for (i = 0; i < 10; i++)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	EXPECT_EQ(word[1], was);
	cpus_up = 1;
	ap_next = 1;
	word[1] = 0;
	cpu_start(1, sleeps);
	wait_word(1, 3);
	EXPECT_EQ(word[1], 3);
}

/* Event channels */

static u8 shared_page[4096] __aligned(4096);
#define shared	((volatile struct shared_info *)shared_page)

static void map_shared(void)
{
	struct xen_add_to_physmap add = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_shared_info,
		.gpfn = (u64)shared_page >> PAGE_SHIFT,
	};

	EXPECT_EQ(hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, &add), 0);
}

static u32 bind_ipi(u32 vcpu)
{
	struct evtchn_bind_ipi ipi = { .vcpu = vcpu };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, &ipi), 0);
	return ipi.port;
}

static void send(u32 port)
{
	struct evtchn_send s = { .port = port };

	EXPECT_EQ(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &s), 0);
}

static void take_events(u8 vector)
{
	shared->vcpu_info[0].evtchn_upcall_pending = 0;
	shared->vcpu_info[0].evtchn_pending_sel = 0;
	shared->evtchn_pending[0] = 0;
}

/* A vector for the vCPU alone: goes through its local APIC, so EOI is due. */
static void upcall_vector(void)
{
	struct xen_hvm_evtchn_upcall_vector up = { .vcpu = 0, .vector = 0xf3 };
	u32 port;

	x2apic_on();
	map_shared();
	port = bind_ipi(0);
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_evtchn_upcall_vector, &up), 0);
	irq_hook = take_events;
	irq_on();
	send(port);
	wait_irq(0xf3, 1);
	EXPECT_EQ(rdmsr(X2(ISR) + 7) >> 19 & 1, 1);
	send(port);
	EXPECT_EQ(nr_irqs[0xf3], 1);
	wrmsr(X2(EOI), 0);
	wait_irq(0xf3, 2);
	wrmsr(X2(EOI), 0);
	irq_off();
	up.vector = 15;
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_evtchn_upcall_vector, &up), -EINVAL);
	up.vector = 0x40;
	up.vcpu = 9;
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_evtchn_upcall_vector, &up), -ENOENT);
}

/* The older one for the domain: past the APIC, for as long as an event is pending. */
static void callback_vector(void)
{
	struct xen_hvm_param p = {
		.domid = DOMID_SELF, .index = HVM_PARAM_CALLBACK_IRQ, .value = 2UL << 56 | 0xf4,
	};
	u32 port;

	map_shared();
	port = bind_ipi(0);
	EXPECT_EQ(hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &p), 0);
	irq_hook = take_events;
	irq_on();
	send(port);
	wait_irq(0xf4, 1);
	send(port);
	wait_irq(0xf4, 2);
	irq_off();
	send(port);
	__asm__ __volatile__("sti; hlt; cli" : : : "memory");
	EXPECT_EQ(nr_irqs[0xf4], 3);
}

/* HLT with interrupts off and an event pending goes on sleeping; on, it does not. */
static void hlt_event_pending(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | BASE_X2);
	wrmsr(X2(SVR), SVR_ON);
	irq_hook = eoi;
	wrmsr(X2(ICR), TO_SELF | 0x55);
	hlt_irq_on();
	EXPECT_EQ(nr_irqs[0x55], 1);
}

PVH_TEST(PVH_CASE("APIC_BASE", base),
	 PVH_CASE("values at reset", reset_values),
	 PVH_CASE("bits that can be written", xapic_bits),
	 PVH_CASE("all registers as memory", xapic_all),
	 PVH_CASE("accesses of other sizes", xapic_sizes),
	 PVH_CASE("instructions on registers", xapic_instructions),
	 PVH_CASE("registers from 32-bit code", xapic_from_32),
	 PVH_CASE("registers as MSRs", x2apic_msrs),
	 PVH_CASE("no page of registers in x2APIC mode", x2apic_no_page),
	 PVH_CASE("interrupts to itself", self_ipi),
	 PVH_CASE("priorities and EOI", priorities),
	 PVH_CASE("CR8 holds interrupts back", priority_by_cr8),
	 PVH_CASE("a vector that is none", bad_vector),
	 PVH_CASE("the timer once", timer_one_shot),
	 PVH_CASE("the timer at each instruction around HLT", timer_around_hlt),
	 PVH_CASE("the timer again and again", timer_periodic),
	 PVH_CASE("the timer by TSC", timer_deadline),
	 PVH_CASE("eight vCPUs by INIT and start-up", eight_vcpus, .vcpus = 8),
	 PVH_CASE("interrupts to others", ipis, .vcpus = 4),
	 PVH_CASE("an NMI to another", nmi_to_other, .vcpus = 2),
	 PVH_CASE("INIT and start-up once more", init_again, .vcpus = 2),
	 PVH_CASE("a vCPU's vector of events", upcall_vector),
	 PVH_CASE("the domain's vector of events", callback_vector),
	 PVH_CASE("HLT with an interrupt that waits", hlt_event_pending));
