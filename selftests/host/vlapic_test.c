// SPDX-License-Identifier: GPL-2.0-only
/*
 * The virtual local APIC (SDM volume 3, chapter 11): every register in both modes,
 * priorities, IPIs, the timer's modes, the local vector table; then dom0's, above a
 * physical APIC that is modelled here: interrupts passed on, level ones ended in the
 * right order, and state that moves in and out without a lost interrupt or tick.
 */
#include <hyp/arch.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/apic.h>
#include <asm/clock.h>
#include <asm/dom0_irq.h>
#include <asm/msr_index.h>

#include "../../hypervisor/arch/x86/hvm/vlapic_priv.h"
#include "test.h"

#define VCPUS		6
#define PAGE		0xfee00000ULL
#define HZ		1000000000ULL	/* of the APIC timer: a count is a nanosecond */

static struct domain dom;
static struct vcpu vcpus[VCPUS], *vcpu_table[VCPUS];
static struct arch_vcpu arch_vcpus[VCPUS];
static struct hvm_vcpu hvm_vcpus[VCPUS];
static unsigned int kicks[VCPUS], nmis[VCPUS], inits[VCPUS], startups[VCPUS];
static u8 startup_page;
struct cpumask cpu_online;

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	return id < VCPUS ? &vcpus[id] : NULL;
}

struct vcpu *domain_vcpu(const struct domain *d, unsigned int id)
{
	return id < VCPUS ? &vcpus[id] : NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

void vcpu_kick(struct vcpu *v)
{
	kicks[v->id]++;
}

void hvm_nmi(struct vcpu *v)
{
	nmis[v->id]++;
}

void hvm_init_signal(struct vcpu *v)
{
	inits[v->id]++;
}

void hvm_startup_signal(struct vcpu *v, u8 page)
{
	startups[v->id]++;
	startup_page = page;
}

void guest_log(const struct domain *d, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

bool ratelimit(struct ratelimit *limit)
{
	return true;
}

void arch_timer_program(u64 deadline)
{
}

void arch_send_event_check(unsigned int cpu)
{
}

u64 apic_timer_hz(void)
{
	return HZ;
}

u64 tsc_hz(void)
{
	return 2000000000ULL;
}

/*
 * The physical APIC: registers in a page; requests become interrupts while interrupts
 * are enabled and their class is above what is in service.
 */
static u8 page[4096] __aligned(16);
volatile void *apic_mmio = page;
bool apic_is_x2apic;
static u64 phys_base;
static unsigned int phys_eois, self_ipis;
static bool timer_is_ours;

static u32 *phys(unsigned int reg)
{
	return (u32 *)(page + reg);
}

static bool phys_bit(unsigned int reg, u8 vector)
{
	return *phys(reg + vector / 32 * 0x10) & BIT(vector % 32);
}

static void phys_set(unsigned int reg, u8 vector, bool set)
{
	u32 *word = phys(reg + vector / 32 * 0x10);

	*word = set ? *word | BIT(vector % 32) : *word & ~BIT(vector % 32);
}

static int phys_highest(unsigned int reg)
{
	int vector;

	for (vector = 255; vector >= 0; vector--) {
		if (phys_bit(reg, vector))
			break;
	}
	return vector;
}

static void phys_request(u8 vector, bool level)
{
	phys_set(APIC_IRR, vector, true);
	phys_set(APIC_TMR, vector, level);
}

void apic_eoi(void)
{
	int vector = phys_highest(APIC_ISR);

	phys_eois++;
	if (EXPECT(vector >= 0))
		phys_set(APIC_ISR, vector, false);
}

bool apic_isr_test(u8 vector)
{
	return phys_bit(APIC_ISR, vector);
}

bool apic_tmr_test(u8 vector)
{
	return phys_bit(APIC_TMR, vector);
}

void apic_send_self(u8 vector)
{
	self_ipis++;
	phys_request(vector, false);
}

u32 apic_read_id(void)
{
	return apic_read(APIC_ID) >> 24;
}

u64 apic_read_base(void)
{
	return phys_base;
}

static u64 phys_deadline;

u64 apic_read_deadline(void)
{
	return phys_deadline;
}

void apic_write_deadline(u64 tsc)
{
	phys_deadline = tsc;
}

static u32 phys_errors;

u32 apic_take_errors(void)
{
	return phys_errors;
}

void apic_timer_init_cpu(void)
{
	timer_is_ours = true;
}

void apic_timer_stop_cpu(void)
{
	timer_is_ours = false;
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_TIMER_INIT, 0);
}

static unsigned int own_interrupts;

/* Takes what is deliverable, as the CPU would. */
static void phys_take(void)
{
	int vector;

	while ((vector = phys_highest(APIC_IRR)) >= 0 &&
	       vector >> 4 > phys_highest(APIC_ISR) >> 4) {
		phys_set(APIC_IRR, vector, false);
		phys_set(APIC_ISR, vector, true);
		if (!dom0_interrupt(vector)) {
			own_interrupts++;
			apic_eoi();
		}
	}
}

void arch_irq_enable(void)
{
	phys_take();
}

static void fresh(void)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++) {
		if (arch_vcpus[i].hvm && hvm_vcpus[i].vlapic)
			vlapic_destroy(&vcpus[i]);
	}
	test_percpu_init(VCPUS);
	test_now = 1000000;
	for (test_cpu = 0; test_cpu < VCPUS; test_cpu++) {
		cpumask_set(test_cpu, &cpu_online);
		timer_softirq_init();
	}
	test_cpu = 0;
	memset(vcpus, 0, sizeof(vcpus));
	memset(hvm_vcpus, 0, sizeof(hvm_vcpus));
	memset(kicks, 0, sizeof(kicks));
	memset(nmis, 0, sizeof(nmis));
	memset(inits, 0, sizeof(inits));
	memset(startups, 0, sizeof(startups));
	memset(page, 0, sizeof(page));
	apic_is_x2apic = false;
	phys_eois = 0;
	self_ipis = 0;
	own_interrupts = 0;
	phys_deadline = 0;
	dom.vcpu = vcpu_table;
	dom.max_vcpus = VCPUS;
	for (i = 0; i < VCPUS; i++) {
		vcpu_table[i] = &vcpus[i];
		vcpus[i].id = i;
		vcpus[i].cpu = i;
		vcpus[i].domain = &dom;
		vcpus[i].arch = &arch_vcpus[i];
		arch_vcpus[i].hvm = &hvm_vcpus[i];
		EXPECT_EQ(vlapic_init(&vcpus[i], i * 2), 0);
	}
}

static u32 rd(struct vcpu *v, unsigned int reg)
{
	return vlapic_mmio_read(v, reg, 4);
}

static void wr(struct vcpu *v, unsigned int reg, u32 val)
{
	vlapic_mmio_write(v, reg, 4, val);
}

/* Takes the next interrupt as the guest would. */
static int take(struct vcpu *v)
{
	int vector = vlapic_next(v);

	if (vector >= 0)
		vlapic_accept(v, vector);
	return vector;
}

static struct vcpu *on(unsigned int i)
{
	wr(&vcpus[i], APIC_SVR, 0x1ff);
	return &vcpus[i];
}

static struct vcpu *all_on(void)
{
	unsigned int i;

	fresh();
	for (i = 0; i < VCPUS; i++)
		on(i);
	return &vcpus[0];
}

static void to_x2apic(struct vcpu *v)
{
	EXPECT_EQ(vlapic_base_write(v, vlapic_base_read(v) | APIC_BASE_X2APIC), 0);
}

static int wrmsr_of(struct vcpu *v, unsigned int reg, u64 val)
{
	return vlapic_msr_write(v, MSR_X2APIC_BASE + (reg >> 4), val);
}

static u64 rdmsr_of(struct vcpu *v, unsigned int reg)
{
	u64 val = 0xdeadbeef;

	EXPECT_EQ(vlapic_msr_read(v, MSR_X2APIC_BASE + (reg >> 4), &val), 0);
	return val;
}

TEST(state_after_power_up)
{
	struct vcpu *v;
	unsigned int reg;

	fresh();
	v = &vcpus[3];
	EXPECT_EQ(vlapic_base_read(v), PAGE | APIC_BASE_ENABLE);
	EXPECT_EQ(vlapic_base_read(&vcpus[0]), PAGE | APIC_BASE_ENABLE | APIC_BASE_BSP);
	EXPECT_EQ(rd(v, APIC_ID), 6 << 24);
	EXPECT_EQ(rd(v, APIC_VERSION), 0x50014);
	EXPECT_EQ(rd(v, APIC_SVR), 0xff);
	EXPECT_EQ(rd(v, APIC_DFR), 0xffffffff);
	EXPECT_EQ(rd(v, APIC_LDR), 0);
	for (reg = APIC_LVT_TIMER; reg <= APIC_LVT_ERROR; reg += 0x10)
		EXPECT_EQ(rd(v, reg), LVT_MASKED);
	EXPECT_EQ(rd(v, APIC_TPR) | rd(v, APIC_PPR) | rd(v, APIC_ESR) | rd(v, APIC_ICR), 0);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(disabled_by_software_it_takes_nothing)
{
	struct vcpu *v;

	fresh();
	v = &vcpus[0];
	EXPECT(!vlapic_raise(v, 0x40, false));
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	on(0);
	EXPECT(vlapic_raise(v, 0x40, false));
	wr(v, APIC_LVT_ERROR, 0xfe);
	wr(v, APIC_SVR, 0xff);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), LVT_MASKED | 0xfe);
	wr(v, APIC_LVT_ERROR, 0xfe);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), LVT_MASKED | 0xfe);
	/* What was requested before still comes. */
	EXPECT_EQ(take(v), 0x40);
	wr(v, APIC_EOI, 0);
	EXPECT(!vlapic_raise(v, 0x41, false));
}

TEST(highest_vector_first_and_classes_nest)
{
	struct vcpu *v = all_on();

	vlapic_raise(v, 0x31, false);
	vlapic_raise(v, 0x42, false);
	vlapic_raise(v, 0x4f, false);
	EXPECT_EQ(kicks[0], 3);
	EXPECT_EQ(take(v), 0x4f);
	/* Same class waits, higher one interrupts. */
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	vlapic_raise(v, 0x50, false);
	EXPECT_EQ(take(v), 0x50);
	EXPECT_EQ(rd(v, APIC_PPR), 0x50);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(rd(v, APIC_PPR), 0x40);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x42);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x31);
	/* Once more while in service: one is kept. */
	vlapic_raise(v, 0x31, false);
	vlapic_raise(v, 0x31, false);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0x31);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	wr(v, APIC_EOI, 0);		/* nothing in service: no effect */
}

TEST(random_requests_against_a_model)
{
	bool irr[256] = {}, isr[256] = {};
	struct vcpu *v = all_on();
	unsigned int i, n, tpr = 0;

	test_random_seed(7);
	for (n = 0; n < 200000; n++) {
		int best = VLAPIC_NONE, serving = VLAPIC_NONE;
		u8 vector = 16 + test_random() % 240;

		switch (test_random() % 4) {
		case 0:
			vlapic_raise(v, vector, test_random() & 1);
			irr[vector] = true;
			break;
		case 1:
			tpr = test_random() & 0xff;
			wr(v, APIC_TPR, tpr);
			break;
		case 2:
			wr(v, APIC_EOI, 0);
			for (i = 255; i && !isr[i]; i--)
				;
			isr[i] = false;
			break;
		}
		for (i = 0; i < 256; i++) {
			best = irr[i] ? (int)i : best;
			serving = isr[i] ? (int)i : serving;
		}
		if (best >> 4 <= max_t(int, serving >> 4, tpr >> 4))
			best = VLAPIC_NONE;
		if (!EXPECT_EQ(vlapic_next(v), best))
			return;
		if (best >= 0 && (test_random() & 1)) {
			vlapic_accept(v, best);
			irr[best] = false;
			isr[best] = true;
		}
		for (i = 0; i < 8; i++) {
			u32 word = 0, bit;

			for (bit = 0; bit < 32; bit++)
				word |= (u32)isr[i * 32 + bit] << bit;
			if (rd(v, APIC_ISR + i * 0x10) != word) {
				EXPECT_EQ(rd(v, APIC_ISR + i * 0x10), word);
				return;
			}
		}
	}
}

TEST(task_priority_and_cr8)
{
	struct vcpu *v = all_on();

	wr(v, APIC_TPR, 0x53);
	EXPECT_EQ(vlapic_cr8_get(v), 5);
	EXPECT_EQ(rd(v, APIC_PPR), 0x53);
	vlapic_cr8_set(v, 5);
	EXPECT_EQ(rd(v, APIC_TPR), 0x53);
	vlapic_raise(v, 0x5f, false);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	EXPECT(!vlapic_wakes(v));
	EXPECT_EQ(vlapic_blocked_class(v), 5);
	vlapic_cr8_set(v, 4);
	EXPECT_EQ(rd(v, APIC_TPR), 0x40);
	EXPECT(vlapic_wakes(v));
	EXPECT_EQ(vlapic_blocked_class(v), 0);
	EXPECT_EQ(take(v), 0x5f);
	/* Held back by what is in service too: CR8 alone does not help. */
	vlapic_raise(v, 0x51, false);
	wr(v, APIC_TPR, 0x60);
	EXPECT_EQ(vlapic_blocked_class(v), 0);
}

TEST(trigger_mode_is_that_of_the_last_request)
{
	struct vcpu *v = all_on();

	vlapic_raise(v, 0x45, true);
	EXPECT_EQ(rd(v, APIC_TMR + 0x20), BIT(5));
	EXPECT_EQ(rd(v, APIC_IRR + 0x20), BIT(5));
	EXPECT_EQ(take(v), 0x45);
	EXPECT_EQ(rd(v, APIC_IRR + 0x20), 0);
	EXPECT_EQ(rd(v, APIC_ISR + 0x20), BIT(5));
	wr(v, APIC_EOI, 0);
	vlapic_raise(v, 0x45, false);
	EXPECT_EQ(rd(v, APIC_TMR + 0x20), 0);
}

TEST(extint_ignores_priorities)
{
	struct vcpu *v = all_on();

	wr(v, APIC_TPR, 0xff);
	vlapic_raise_extint(v, 0x39);
	vlapic_raise_extint(v, 0x30);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(take(v), 0x39);
	EXPECT_EQ(take(v), VLAPIC_NONE);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), 0);
	/* An APIC request of the same number is another interrupt. */
	wr(v, APIC_TPR, 0);
	vlapic_raise(v, 0x30, false);
	vlapic_raise_extint(v, 0x30);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), BIT(16));
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(take(v), VLAPIC_NONE);
}

TEST(illegal_vectors_are_errors)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_ERROR, 0xfe);
	EXPECT(!vlapic_raise(v, 15, false));
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), ESR_RECEIVE_ILLEGAL);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0);
	wr(v, APIC_ICR, ICR_SELF | 3);
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), ESR_SEND_ILLEGAL);
	/* An error entry with an illegal vector must not call for itself. */
	wr(v, APIC_EOI, 0);
	wr(v, APIC_LVT_ERROR, 0x0f);
	EXPECT(!vlapic_raise(v, 2, false));
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

static u32 who_got(u8 vector)
{
	u32 mask = 0;
	unsigned int i;

	for (i = 0; i < VCPUS; i++) {
		if (take(&vcpus[i]) != vector)
			continue;
		wr(&vcpus[i], APIC_EOI, 0);
		mask |= BIT(i);
	}
	return mask;
}

static u32 ipi(u32 dest, u32 command)
{
	wr(&vcpus[0], APIC_ICR_HIGH, dest << 24);
	wr(&vcpus[0], APIC_ICR, command | 0x60);
	return who_got(0x60);
}

TEST(ipis_to_physical_ids_and_shorthands)
{
	all_on();
	EXPECT_EQ(ipi(4, 0), BIT(2));
	EXPECT_EQ(rd(&vcpus[0], APIC_ICR), 0x60);
	EXPECT_EQ(rd(&vcpus[0], APIC_ICR_HIGH), 4 << 24);
	EXPECT_EQ(ipi(3, 0), 0);		/* nobody */
	EXPECT_EQ(ipi(0xff, 0), 0x3f);
	EXPECT_EQ(ipi(99, ICR_SELF), BIT(0));
	EXPECT_EQ(ipi(99, BIT(19)), 0x3f);
	EXPECT_EQ(ipi(99, ICR_ALL_BUT_SELF), 0x3e);
	/* Off: gets nothing. */
	wr(&vcpus[2], APIC_SVR, 0xff);
	EXPECT_EQ(ipi(4, 0), 0);
	EXPECT_EQ(ipi(0xff, 0), 0x3b);
}

TEST(ipis_to_logical_sets)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++)
		wr(&vcpus[i], APIC_LDR, BIT(24 + i));
	EXPECT_EQ(ipi(0x15, BIT(11)), 0x15);
	EXPECT_EQ(ipi(0xff, BIT(11)), 0x3f);
	EXPECT_EQ(ipi(0xc0, BIT(11)), 0);
	/* Clusters of four. */
	for (i = 0; i < VCPUS; i++) {
		wr(&vcpus[i], APIC_DFR, 0);
		EXPECT_EQ(rd(&vcpus[i], APIC_DFR), 0x0fffffff);
		wr(&vcpus[i], APIC_LDR, (i / 4) << 28 | BIT(24 + i % 4));
	}
	EXPECT_EQ(ipi(0x05, BIT(11)), 0x05);
	EXPECT_EQ(ipi(0x13, BIT(11)), 0x30);
	EXPECT_EQ(ipi(0xf1, BIT(11)), 0x11);
	EXPECT_EQ(ipi(0xff, BIT(11)), 0x3f);
	EXPECT_EQ(ipi(0x23, BIT(11)), 0);
}

TEST(lowest_priority_goes_to_one)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++) {
		wr(&vcpus[i], APIC_LDR, BIT(24 + i));
		wr(&vcpus[i], APIC_TPR, 0x50 - 0x10 * i);
	}
	EXPECT_EQ(ipi(0x0e, BIT(11) | APIC_DM_LOWEST), BIT(3));
	EXPECT_EQ(ipi(0xff, BIT(11) | APIC_DM_LOWEST), BIT(5));
	wr(&vcpus[5], APIC_SVR, 0xff);
	EXPECT_EQ(ipi(0xff, BIT(11) | APIC_DM_LOWEST), BIT(4));
	EXPECT_EQ(ipi(0xc0, BIT(11) | APIC_DM_LOWEST), 0);
}

TEST(other_kinds_of_ipis)
{
	all_on();
	ipi(4, APIC_DM_NMI);
	EXPECT_EQ(nmis[2], 1);
	ipi(99, APIC_DM_NMI | ICR_ALL_BUT_SELF);
	EXPECT_EQ(nmis[0], 0);
	EXPECT_EQ(nmis[1], 1);
	EXPECT_EQ(nmis[2], 2);
	ipi(2, APIC_DM_INIT | ICR_ASSERT | BIT(15));
	EXPECT_EQ(inits[1], 1);
	ipi(2, APIC_DM_INIT | BIT(15));		/* de-assert */
	EXPECT_EQ(inits[1], 1);
	ipi(2, APIC_DM_STARTUP);
	EXPECT_EQ(startups[1], 1);
	EXPECT_EQ(startup_page, 0x60);
	EXPECT_EQ(ipi(2, 0x300), 0);		/* reserved */
	EXPECT_EQ(ipi(2, APIC_DM_EXTINT), 0);
	EXPECT_EQ(vlapic_next(&vcpus[1]), VLAPIC_NONE);
}

TEST(x2apic_destinations)
{
	unsigned int i;

	all_on();
	for (i = 0; i < VCPUS; i++) {
		vlapic_of(&vcpus[i])->id = i * 9;	/* 0 9 18 27 36 45 */
		to_x2apic(&vcpus[i]);
	}
	EXPECT_EQ(rdmsr_of(&vcpus[3], APIC_ID), 27);
	EXPECT_EQ(rdmsr_of(&vcpus[3], APIC_LDR), 0x10800);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 27ULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), BIT(3));
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0xffULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), 0);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0xffffffffULL << 32 | 0x60), 0);
	EXPECT_EQ(who_got(0x60), 0x3f);
	EXPECT_EQ(wrmsr_of(&vcpus[0], APIC_ICR, 0x10804ULL << 32 | BIT(11) | 0x60), 0);
	EXPECT_EQ(who_got(0x60), BIT(2) | BIT(3));
	EXPECT_EQ(rdmsr_of(&vcpus[0], APIC_ICR), 0x10804ULL << 32 | BIT(11) | 0x60);
	EXPECT_EQ(wrmsr_of(&vcpus[4], 0x3f0, 0x77), 0);
	EXPECT_EQ(who_got(0x77), BIT(4));
}

TEST(x2apic_registers_refuse_what_they_must)
{
	struct vcpu *v = all_on();
	unsigned int reg;
	u64 val;

	EXPECT_EQ(vlapic_msr_read(v, 0x802, &val), -EINVAL);	/* in xAPIC mode */
	EXPECT_EQ(vlapic_msr_write(v, 0x808, 0), -EINVAL);
	to_x2apic(v);
	EXPECT(!vlapic_covers(v, PAGE));
	for (reg = 0; reg < 0x1000; reg += 0x10) {
		bool lvt = reg >= APIC_LVT_TIMER && reg <= APIC_LVT_ERROR;
		bool words = reg >= 0x100 && reg < 0x280;
		bool readable = lvt || words || reg == 0x20 || reg == 0x30 || reg == 0x80 ||
				reg == 0xa0 || reg == 0xd0 || reg == 0xf0 || reg == 0x280 ||
				reg == 0x300 || reg == 0x380 || reg == 0x390 || reg == 0x3e0;
		bool writable = lvt || reg == 0x80 || reg == 0xb0 || reg == 0xf0 ||
				reg == 0x280 || reg == 0x380 || reg == 0x3e0;

		if (!EXPECT_EQ(vlapic_msr_read(v, 0x800 + (reg >> 4), &val),
			       readable ? 0 : -EINVAL))
			test_note("register %#x", reg);
		if (reg == 0x300 || reg == 0x3f0)
			continue;
		if (!EXPECT_EQ(vlapic_msr_write(v, 0x800 + (reg >> 4), 0),
			       writable ? 0 : -EINVAL))
			test_note("register %#x", reg);
	}
	EXPECT_EQ(wrmsr_of(v, APIC_EOI, 1), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_ESR, 1), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TPR, 0x100), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TPR, 1ULL << 32), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_SVR, 0x11ff), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_TIMER_DIVIDE, 4), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_LVT_TIMER, 0x400), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_LVT_LINT0, BIT(12) | LVT_MASKED), 0);
	EXPECT_EQ(rdmsr_of(v, APIC_LVT_LINT0), LVT_MASKED);
	EXPECT_EQ(wrmsr_of(v, APIC_ICR, BIT(13)), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, APIC_ICR, BIT(20)), -EINVAL);
	EXPECT_EQ(wrmsr_of(v, 0x3f0, 0x100), -EINVAL);
}

TEST(modes_change_as_the_figure_says)
{
	struct vcpu *v = all_on();
	u64 x = PAGE | APIC_BASE_BSP | APIC_BASE_ENABLE, x2 = x | APIC_BASE_X2APIC;
	u64 off = PAGE | APIC_BASE_BSP;

	EXPECT(vlapic_covers(v, PAGE + 0x123));
	EXPECT(!vlapic_covers(v, PAGE + 0x1000));
	EXPECT(!vlapic_covers(v, 0));
	EXPECT_EQ(vlapic_base_write(v, off | APIC_BASE_X2APIC), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x2), 0);
	EXPECT_EQ(vlapic_base_write(v, x), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, off), 0);
	EXPECT_EQ(rd(v, APIC_SVR), 0xff);
	EXPECT(!vlapic_raise(v, 0x40, false));
	EXPECT_EQ(vlapic_base_write(v, x2), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x), 0);
	EXPECT_EQ(vlapic_base_write(v, x | BIT(0)), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x | 1ULL << 60), -EINVAL);
	EXPECT_EQ(vlapic_base_write(v, x + 0x1000), -EINVAL);
}

TEST(odd_accesses_do_no_harm)
{
	struct vcpu *v = all_on();
	unsigned int at, bytes;

	wr(v, APIC_TPR, 0x20);
	for (at = 0; at < 4096; at++) {
		for (bytes = 1; bytes <= 8; bytes *= 2) {
			vlapic_mmio_read(v, at, bytes);
			if (at % 16)
				vlapic_mmio_write(v, at, bytes, ~0ULL);
		}
	}
	EXPECT_EQ(rd(v, APIC_TPR), 0x20);
	EXPECT_EQ(vlapic_mmio_read(v, APIC_VERSION + 2, 2), 5);
	vlapic_mmio_write(v, APIC_TPR, 1, 0x77);
	EXPECT_EQ(rd(v, APIC_TPR), 0x20);
	vlapic_mmio_write(v, APIC_TPR, 8, 0x30);
	EXPECT_EQ(rd(v, APIC_TPR), 0x30);
	wr(v, APIC_ID, 0x55000000);
	wr(v, APIC_VERSION, 0);
	wr(v, APIC_IRR, ~0u);
	wr(v, APIC_PPR, ~0u);
	EXPECT_EQ(rd(v, APIC_ID), 0);
	EXPECT_EQ(rd(v, APIC_VERSION), 0x50014);
	EXPECT_EQ(rd(v, APIC_IRR), 0);
}

/* Time goes on; timers fire. */
static void pass(u64 ns)
{
	test_now += ns;
	softirq_raise(SOFTIRQ_TIMER);
	softirq_run_safe();
}

static unsigned int ticks(struct vcpu *v, u8 vector)
{
	unsigned int n = 0;

	while (take(v) == vector) {
		wr(v, APIC_EOI, 0);
		n++;
	}
	return n;
}

TEST(one_shot_timer)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_TIMER, 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	EXPECT_EQ(rd(v, APIC_TIMER_DIVIDE), DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	EXPECT_EQ(rd(v, APIC_TIMER_INIT), 1000);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 1000);
	pass(400);
	EXPECT(rd(v, APIC_TIMER_COUNT) <= 602 && rd(v, APIC_TIMER_COUNT) >= 598);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(610);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(5000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* Set anew before it ran out; and stopped. */
	wr(v, APIC_TIMER_INIT, 1000);
	pass(900);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(900);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(200);
	EXPECT_EQ(ticks(v, 0xec), 1);
	wr(v, APIC_TIMER_INIT, 1000);
	wr(v, APIC_TIMER_INIT, 0);
	pass(5000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* Masked it counts, and is silent. */
	wr(v, APIC_LVT_TIMER, LVT_MASKED | 0xec);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(1100);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(ticks(v, 0xec), 0);
}

TEST(timer_that_ran_out_before_a_new_countdown_is_a_tick)
{
	struct vcpu *v = all_on();

	wr(v, APIC_LVT_TIMER, 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(1100);
	wr(v, APIC_TIMER_INIT, 1000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(1100);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(timer_divides)
{
	static const u8 code[] = { 0xb, 0, 1, 2, 3, 8, 9, 0xa };
	struct vcpu *v = all_on();
	unsigned int i;

	wr(v, APIC_LVT_TIMER, 0xec);
	for (i = 0; i < ARRAY_SIZE(code); i++) {
		wr(v, APIC_TIMER_INIT, 0);
		wr(v, APIC_TIMER_DIVIDE, code[i]);
		wr(v, APIC_TIMER_INIT, 1000);
		pass((1000 << i) - 10);
		EXPECT_EQ(ticks(v, 0xec), 0);
		pass(20);
		EXPECT_EQ(ticks(v, 0xec), 1);
	}
	/* In the middle: what is left goes on at the new rate. */
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000);
	pass(500);
	wr(v, APIC_TIMER_DIVIDE, 0);
	pass(990);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(20);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(periodic_timer)
{
	struct vcpu *v = all_on();
	unsigned int i;

	wr(v, APIC_LVT_TIMER, LVT_TIMER_PERIODIC | 0xec);
	wr(v, APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	wr(v, APIC_TIMER_INIT, 1000000);
	pass(10);
	for (i = 0; i < 50; i++) {
		pass(999000);
		EXPECT_EQ(ticks(v, 0xec), 0);
		pass(1000);
		EXPECT_EQ(ticks(v, 0xec), 1);
	}
	/* Late by three and a half periods: one tick, and the phase stays. */
	pass(3500000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	EXPECT(rd(v, APIC_TIMER_COUNT) > 499000 && rd(v, APIC_TIMER_COUNT) < 501000);
	wr(v, APIC_TIMER_INIT, 0);
	pass(5000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	/* A period of nothing must not stop the machine. */
	wr(v, APIC_TIMER_INIT, 1);
	pass(100000);
	EXPECT_EQ(ticks(v, 0xec), 1);
}

TEST(deadline_timer)
{
	struct vcpu *v = all_on();
	u64 val, far = rdtsc() + (1ULL << 40);

	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, 0);				/* not its mode */
	wr(v, APIC_LVT_TIMER, LVT_TIMER_DEADLINE | 0xec);
	wr(v, APIC_TIMER_INIT, 100);
	EXPECT_EQ(rd(v, APIC_TIMER_COUNT), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, far);
	pass(1000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	pass(1ULL << 40);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	/* In the past: at once. 0 and another mode disarm. */
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, 1), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, far), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, 0), 0);
	pass(1ULL << 41);
	EXPECT_EQ(ticks(v, 0xec), 0);
	EXPECT_EQ(vlapic_msr_write(v, MSR_TSC_DEADLINE, rdtsc() + (1ULL << 40)), 0);
	wr(v, APIC_LVT_TIMER, 0xec);
	pass(1ULL << 41);
	EXPECT_EQ(ticks(v, 0xec), 0);
}

/* A kernel's APIC on bare metal, one CPU. */
static void bare_metal(void)
{
	fresh();
	phys_base = PAGE | APIC_BASE_ENABLE | APIC_BASE_BSP;
	*phys(APIC_ID) = 0;
	*phys(APIC_VERSION) = 0x50014;
	*phys(APIC_SVR) = 0x1ff;
	*phys(APIC_LDR) = 1 << 24;
	*phys(APIC_DFR) = ~0u;
	*phys(APIC_LVT_TIMER) = 0xec;
	*phys(APIC_LVT_THERMAL) = 0xfa;
	*phys(APIC_LVT_PERF) = APIC_DM_NMI;
	*phys(APIC_LVT_LINT0) = LVT_MASKED | APIC_DM_EXTINT;
	*phys(APIC_LVT_LINT1) = APIC_DM_NMI;
	*phys(APIC_LVT_ERROR) = 0xfe;
	*phys(APIC_TIMER_DIVIDE) = DIVIDE_BY_1;
}

static struct vcpu *adopted(void)
{
	bare_metal();
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
	return &vcpus[0];
}

TEST(adoption_reads_everything)
{
	struct vcpu *v = adopted();

	EXPECT(timer_is_ours);
	EXPECT_EQ(rd(v, APIC_SVR), 0x1ff);
	EXPECT_EQ(rd(v, APIC_LDR), 1 << 24);
	EXPECT_EQ(rd(v, APIC_LVT_TIMER), 0xec);
	EXPECT_EQ(rd(v, APIC_LVT_THERMAL), 0xfa);
	EXPECT_EQ(rd(v, APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(rd(v, APIC_LVT_LINT1), APIC_DM_NMI);
	EXPECT_EQ(rd(v, APIC_LVT_ERROR), 0xfe);
	/* The physical one has the hypervisor's vectors, and NMIs as they were. */
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), VECTOR_THERMAL);
	EXPECT_EQ(*phys(APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_LINT1), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_ERROR), VECTOR_ERROR);
	EXPECT_EQ(vlapic_base_write(v, PAGE | APIC_BASE_BSP), -EINVAL);
	/* Its page is the reset value's, and no more than the kernel has. */
	vlapic_release(v);
	EXPECT(!timer_is_ours);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), 0xec);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), 0xfa);
	EXPECT_EQ(*phys(APIC_LVT_PERF), APIC_DM_NMI);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), LVT_MASKED | APIC_DM_EXTINT);
	EXPECT_EQ(*phys(APIC_LVT_ERROR), 0xfe);
	EXPECT_EQ(*phys(APIC_SVR), 0x1ff);
	EXPECT_EQ(self_ipis, 0);
}

TEST(adoption_refuses_what_is_off)
{
	bare_metal();
	*phys(APIC_SVR) = 0xff;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), 0xfa);
	*phys(APIC_SVR) = 0x1ff;
	phys_base &= ~APIC_BASE_ENABLE;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	phys_base |= APIC_BASE_ENABLE | APIC_BASE_X2APIC;
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), -EIO);
	EXPECT(!vlapic_of(&vcpus[0])->owner);
}

TEST(what_is_requested_comes_along_both_ways)
{
	static const u8 vector[] = { 0x23, 0x41, 0xec, 0xfb, 0xfd };
	struct vcpu *v;
	unsigned int i;

	bare_metal();
	for (i = 0; i < ARRAY_SIZE(vector); i++)
		phys_request(vector[i], vector[i] == 0x23);
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(phys_highest(APIC_IRR), -1);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x23);	/* level: until it is ended */
	EXPECT_EQ(own_interrupts, 0);
	EXPECT_EQ(take(v), 0xfd);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(take(v), 0xfb);
	wr(v, APIC_EOI, 0);
	/* Back with three of them not taken, and the hypervisor's own on its way. */
	phys_request(VECTOR_TIMER, false);
	phys_request(VECTOR_EVENT_CHECK, false);
	phys_request(0x55, false);
	vlapic_release(v);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(own_interrupts, 0);
	EXPECT(phys_bit(APIC_IRR, 0xec));
	EXPECT(phys_bit(APIC_IRR, 0x41));
	EXPECT(phys_bit(APIC_IRR, 0x55));
	EXPECT(!phys_bit(APIC_IRR, 0x23));		/* its line brings it again */
	EXPECT(!phys_bit(APIC_IRR, VECTOR_TIMER));
	EXPECT(!phys_bit(APIC_IRR, VECTOR_EVENT_CHECK));
	EXPECT_EQ(self_ipis, 3);
}

TEST(in_service_at_adoption)
{
	struct vcpu *v;

	bare_metal();
	phys_set(APIC_ISR, 0x35, true);
	phys_set(APIC_TMR, 0x35, true);
	phys_set(APIC_ISR, 0x51, true);
	phys_request(0x61, false);
	phys_request(0x31, false);
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	EXPECT(phys_bit(APIC_IRR, 0x31));		/* behind the level one */
	EXPECT_EQ(take(v), 0x61);
	wr(v, APIC_EOI, 0);
	wr(v, APIC_EOI, 0);				/* 0x51 */
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	phys_take();
	EXPECT_EQ(take(v), 0x31);
}

TEST(countdown_goes_on_both_ways)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_MASKED | VECTOR_TIMER);
	EXPECT_EQ(rd(v, APIC_TIMER_INIT), 4000000);
	pass(600000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	EXPECT(rd(v, APIC_TIMER_COUNT) > 399000 && rd(v, APIC_TIMER_COUNT) < 401000);
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), 0xec);
	EXPECT(*phys(APIC_TIMER_INIT) > 399000 && *phys(APIC_TIMER_INIT) < 401000);
	/* The hypervisor's timer must not ring any more. */
	pass(10000000);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(countdown_that_has_run_out_is_a_tick)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(10000000);
	EXPECT_EQ(ticks(v, 0xec), 0);
	vlapic_release(v);
	EXPECT_EQ(self_ipis, 0);
	/* A silent one is none. */
	*phys(APIC_LVT_TIMER) |= LVT_MASKED;
	*phys(APIC_TIMER_INIT) = 4000000;
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 0);
	vlapic_release(v);
}

TEST(tick_that_ran_out_before_release_is_requested)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	/* Due, but the hypervisor's timer did not run yet. */
	test_now += 5000;
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_TIMER_INIT), 0);
	EXPECT(phys_bit(APIC_IRR, 0xec));
	EXPECT_EQ(self_ipis, 1);
}

TEST(deadline_goes_on_both_ways)
{
	u64 far = rdtsc() + (1ULL << 40), val;
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_TIMER) = LVT_TIMER_DEADLINE | 0xec;
	phys_deadline = far;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(vlapic_msr_read(v, MSR_TSC_DEADLINE, &val), 0);
	EXPECT_EQ(val, far);
	phys_deadline = 0;
	vlapic_release(v);
	EXPECT_EQ(phys_deadline, far);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_TIMER_DEADLINE | 0xec);
	/* One that passed in between is a tick. */
	phys_deadline = 5;
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT_EQ(ticks(v, 0xec), 1);
	vlapic_release(v);
	EXPECT_EQ(phys_deadline, 0);
}

TEST(periodic_goes_on_both_ways)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_TIMER) = LVT_TIMER_PERIODIC | 0xec;
	*phys(APIC_TIMER_INIT) = 4000000;
	*phys(APIC_TIMER_COUNT) = 1000000;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	pass(1000100);
	EXPECT_EQ(ticks(v, 0xec), 1);
	pass(4000000);
	EXPECT_EQ(ticks(v, 0xec), 1);
	vlapic_release(v);
	EXPECT_EQ(*phys(APIC_TIMER_INIT), 4000000);
	EXPECT_EQ(*phys(APIC_LVT_TIMER), LVT_TIMER_PERIODIC | 0xec);
}

TEST(edges_are_acknowledged_at_once)
{
	struct vcpu *v = adopted();

	phys_request(0x41, false);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(take(v), 0x41);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 1);
	EXPECT_EQ(dom0_irq_count(), 1);
}

TEST(levels_are_ended_with_the_vcpu_in_the_order_of_a_stack)
{
	struct vcpu *v = adopted();

	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(take(v), 0x35);
	phys_request(0x45, true);
	phys_request(VECTOR_TIMER, false);
	phys_take();
	EXPECT_EQ(own_interrupts, 1);
	phys_eois = 0;
	EXPECT_EQ(phys_highest(APIC_ISR), 0x45);
	/* The handler of 0x35 ends before the vCPU took 0x45. */
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 0);
	EXPECT(phys_bit(APIC_ISR, 0x35) && phys_bit(APIC_ISR, 0x45));
	EXPECT_EQ(take(v), 0x45);
	EXPECT_EQ(phys_eois, 0);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_eois, 2);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	/* Nested: the inner first. */
	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(take(v), 0x35);
	phys_request(0x45, true);
	phys_take();
	EXPECT_EQ(take(v), 0x45);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), 0x35);
	wr(v, APIC_EOI, 0);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
}

TEST(random_devices_lose_nothing)
{
	unsigned int sent[256] = {}, n, i;
	bool waits[256] = {};
	struct vcpu *v = adopted();
	int vector;

	test_random_seed(11);
	for (n = 0; n < 100000; n++) {
		vector = 0x20 + test_random() % 0xc0;
		if ((test_random() & 3) == 0 && !phys_bit(APIC_IRR, vector)) {
			phys_request(vector, vector & 1);
			sent[vector]++;
			waits[vector] = true;
		}
		if (test_random() & 1)
			phys_take();
		vector = test_random() & 1 ? take(v) : VLAPIC_NONE;
		if (vector >= 0)
			waits[vector] = phys_bit(APIC_IRR, vector);
		if (test_random() & 1)
			wr(v, APIC_EOI, 0);
	}
	for (n = 0; n < 300; n++) {
		phys_take();
		vector = take(v);
		if (vector >= 0)
			waits[vector] = phys_bit(APIC_IRR, vector);
		else
			wr(v, APIC_EOI, 0);
	}
	for (i = 0; i < 300; i++)
		wr(v, APIC_EOI, 0);
	for (i = 0; i < 256; i++)
		EXPECT(!waits[i]);
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(phys_highest(APIC_IRR), -1);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
}

TEST(local_vectors_are_the_kernels)
{
	struct vcpu *v = adopted();

	phys_request(VECTOR_THERMAL, false);
	phys_take();
	EXPECT_EQ(take(v), 0xfa);
	wr(v, APIC_EOI, 0);
	phys_errors = 0x80;
	phys_request(VECTOR_ERROR, false);
	phys_take();
	EXPECT_EQ(take(v), 0xfe);
	wr(v, APIC_ESR, 0);
	EXPECT_EQ(rd(v, APIC_ESR), 0x80);
	wr(v, APIC_EOI, 0);
	/* Written through; a vector of the hypervisor's class stays out of it. */
	wr(v, APIC_LVT_THERMAL, LVT_MASKED | 0xf1);
	EXPECT_EQ(*phys(APIC_LVT_THERMAL), LVT_MASKED | VECTOR_THERMAL);
	EXPECT_EQ(rd(v, APIC_LVT_THERMAL), LVT_MASKED | 0xf1);
	wr(v, APIC_LVT_LINT0, 0xf1);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), LVT_MASKED | 0xf1);
	wr(v, APIC_LVT_LINT0, 0x41);
	EXPECT_EQ(*phys(APIC_LVT_LINT0), 0x41);
	wr(v, APIC_LVT_PERF, 0xee);
	EXPECT_EQ(*phys(APIC_LVT_PERF), VECTOR_PERF);
	/* The CPU masks it when it fires. */
	*phys(APIC_LVT_PERF) |= LVT_MASKED;
	EXPECT_EQ(rd(v, APIC_LVT_PERF), LVT_MASKED | 0xee);
	wr(v, APIC_LDR, 2 << 24);
	EXPECT_EQ(*phys(APIC_LDR), 2 << 24);
	wr(v, APIC_SVR, 0xff);
	EXPECT_EQ(*phys(APIC_SVR), 0x1ff);
	EXPECT(*phys(APIC_LVT_LINT1) & LVT_MASKED);
}

TEST(nobody_elses_vectors_are_dropped)
{
	struct vcpu *v = adopted();

	phys_request(0xf5, false);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
	EXPECT_EQ(vlapic_next(v), VLAPIC_NONE);
	EXPECT_EQ(own_interrupts, 0);
	/* A level one that an APIC which is off refuses is ended. */
	wr(v, APIC_SVR, 0xff);
	phys_request(0x35, true);
	phys_take();
	EXPECT_EQ(phys_highest(APIC_ISR), -1);
}

TEST(nmi_before_there_is_a_vcpu)
{
	bare_metal();
	dom0_nmi();
	EXPECT_EQ(nmis[0], 0);
	EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
	EXPECT_EQ(nmis[0], 1);
	/* In the middle of anything: told when an interrupt can be taken. */
	dom0_nmi();
	EXPECT_EQ(nmis[0], 1);
	phys_take();
	EXPECT_EQ(nmis[0], 2);
	EXPECT_EQ(own_interrupts, 1);
}

TEST(extint_of_an_8259_has_nothing_to_end)
{
	struct vcpu *v;

	bare_metal();
	*phys(APIC_LVT_LINT0) = APIC_DM_EXTINT;
	v = &vcpus[0];
	EXPECT_EQ(vlapic_adopt(v), 0);
	EXPECT(dom0_interrupt(0x30));
	EXPECT_EQ(phys_eois, 0);
	EXPECT_EQ(take(v), 0x30);
	EXPECT_EQ(rd(v, APIC_ISR + 0x10), 0);
	phys_request(0x41, false);
	phys_take();
	EXPECT_EQ(phys_eois, 1);
	EXPECT_EQ(take(v), 0x41);
}

TEST(many_rounds_leave_everything_as_it_was)
{
	unsigned int round;
	u8 before[sizeof(page)];

	bare_metal();
	memcpy(before, page, sizeof(page));
	for (round = 0; round < 100; round++) {
		EXPECT_EQ(vlapic_adopt(&vcpus[0]), 0);
		vlapic_release(&vcpus[0]);
	}
	EXPECT_EQ(memcmp(before, page, sizeof(page)), 0);
}
