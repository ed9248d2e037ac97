/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A domain with some vCPUs, the CPUs that they run on, and a model of the physical local
 * APIC below the first of them, for tests of the virtual one. For one test file each.
 */
#ifndef SELFTESTS_VLAPIC_WORLD_H
#define SELFTESTS_VLAPIC_WORLD_H

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

static __maybe_unused struct vcpu *all_on(void)
{
	unsigned int i;

	fresh();
	for (i = 0; i < VCPUS; i++)
		on(i);
	return &vcpus[0];
}

static __maybe_unused void to_x2apic(struct vcpu *v)
{
	EXPECT_EQ(vlapic_base_write(v, vlapic_base_read(v) | APIC_BASE_X2APIC), 0);
}

static __maybe_unused int wrmsr_of(struct vcpu *v, unsigned int reg, u64 val)
{
	return vlapic_msr_write(v, MSR_X2APIC_BASE + (reg >> 4), val);
}

static __maybe_unused u64 rdmsr_of(struct vcpu *v, unsigned int reg)
{
	u64 val = 0xdeadbeef;

	EXPECT_EQ(vlapic_msr_read(v, MSR_X2APIC_BASE + (reg >> 4), &val), 0);
	return val;
}

/* Time goes on; timers fire. */
static __maybe_unused void pass(u64 ns)
{
	test_now += ns;
	softirq_raise(SOFTIRQ_TIMER);
	softirq_run_safe();
}

static __maybe_unused unsigned int ticks(struct vcpu *v, u8 vector)
{
	unsigned int n = 0;

	while (take(v) == vector) {
		wr(v, APIC_EOI, 0);
		n++;
	}
	return n;
}

#endif /* SELFTESTS_VLAPIC_WORLD_H */
