// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures the time stamp counter and the local APIC's timer by the best clock that the
 * machine has, once, on the boot CPU.
 *
 * A virtual machine may be interrupted between two reads, for milliseconds; so each
 * reading is the one of several that took the least time.
 */
#include <asm/clock.h>

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/platform_timer.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>

#define MEASURE_MS	30
#define TRIES		8

static struct platform_timer *platform;
static struct time_scale platform_scale, ns_to_platform, tsc_to_ns;
static DEFINE_SPINLOCK(platform_lock, LOCK_TIME);
static u64 platform_ticks;		/* under platform_lock, as is the next */
static struct {
	u64 counter, tsc;
	unsigned int cpu;
} platform_last;

static u64 measured_tsc_hz, measured_apic_hz;

static char opt_clocksource[8];

PARAM_STRING("clocksource", opt_clocksource);

u64 tsc_hz(void)
{
	return measured_tsc_hz;
}

u64 apic_timer_hz(void)
{
	return measured_apic_hz;
}

/*
 * Nobody may have read for longer than the counter takes to wrap, while a long job ran
 * with timers off. The TSC tells roughly how long that was, if it is the same TSC.
 */
static u64 missed_wraps(u64 ticks, u64 tsc_gone)
{
	u64 wrap = platform->mask + 1, roughly;

	roughly = time_scale_apply(time_scale_apply(tsc_gone, tsc_to_ns), ns_to_platform);
	return roughly > ticks ? (roughly - ticks + wrap / 2) / wrap * wrap : 0;
}

u64 platform_ns(void)
{
	unsigned long flags = spin_lock_irqsave(&platform_lock);
	u64 now = platform->read(), tsc = rdtsc_ordered(), ticks, ns;

	ticks = (now - platform_last.counter) & platform->mask;
	if (platform_last.cpu == smp_processor_id() && tsc > platform_last.tsc)
		ticks += missed_wraps(ticks, tsc - platform_last.tsc);
	platform_ticks += ticks;
	platform_last.counter = now;
	platform_last.tsc = tsc;
	platform_last.cpu = smp_processor_id();
	ns = time_scale_apply(platform_ticks, platform_scale);
	spin_unlock_irqrestore(&platform_lock, flags);
	return ns;
}

u64 platform_wrap_ns(void)
{
	return time_scale_apply(platform->mask, platform_scale);
}

bool platform_uses_pit(void)
{
	return platform == &pit_timer;
}

static bool __init try_platform(struct platform_timer *pt)
{
	if (pt->init(pt))
		return false;
	platform = pt;
	return true;
}

#define NR_PLATFORM_TIMERS	3

static bool __init try_named(struct platform_timer *const *timers)
{
	unsigned int i;

	for (i = 0; i < NR_PLATFORM_TIMERS; i++)
		if (!strcmp(timers[i]->name, opt_clocksource) && try_platform(timers[i]))
			return true;
	return false;
}

/* One that dom0 may use for itself comes last: it would be set anew under our hands. */
static void __init pick_platform(void)
{
	static struct platform_timer *const by_quality[NR_PLATFORM_TIMERS] = {
		&hpet_timer, &pm_timer, &pit_timer,
	}, *const beside_dom0[NR_PLATFORM_TIMERS] = {
		&pm_timer, &hpet_timer, &pit_timer,
	};
	struct platform_timer *const *timers =
		boot_info.platform_owner == PLATFORM_DOM0 ? beside_dom0 : by_quality;
	unsigned int i;

	if (try_named(timers))
		return;
	if (*opt_clocksource)
		pr_warn("clocksource=%s: not there\n", opt_clocksource);
	for (i = 0; i < NR_PLATFORM_TIMERS; i++) {
		if (try_platform(timers[i]))
			return;
	}
	boot_fail("No timer to measure the CPU by");
}

struct reading {
	u64 tsc, platform;
	u64 apic_tsc;
	u32 apic;
};

static void read_platform(struct reading *r)
{
	u64 best = ~0ULL;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		u64 before = rdtsc_ordered(), ticks = platform->read();
		u64 took = rdtsc_ordered() - before;

		if (took >= best)
			continue;
		best = took;
		r->tsc = before + took / 2;
		r->platform = ticks;
	}
}

static void read_apic(struct reading *r)
{
	u64 best = ~0ULL;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		u64 before = rdtsc_ordered();
		u32 count = apic_read(APIC_TIMER_COUNT);
		u64 took = rdtsc_ordered() - before;

		if (took >= best)
			continue;
		best = took;
		r->apic_tsc = before + took / 2;
		r->apic = count;
	}
}

static void take_reading(struct reading *r)
{
	read_platform(r);
	read_apic(r);
}

/* Reads all the time: a 16-bit PIT must not wrap unseen. Returns ticks gone by. */
static u64 __init wait_platform(u64 from, u64 ticks)
{
	u64 gone = 0, last = from;

	while (gone < ticks) {
		u64 now = platform->read();

		gone += (now - last) & platform->mask;
		last = now;
		cpu_relax();
	}
	return gone;
}

static void __init measure(void)
{
	struct reading start, end;
	u64 ticks, want = platform->hz * MEASURE_MS / 1000;

	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	apic_write(APIC_TIMER_INIT, ~0u);
	take_reading(&start);
	ticks = wait_platform(start.platform, want);
	take_reading(&end);
	apic_write(APIC_TIMER_INIT, 0);

	/* What went by between the end of the wait and the last reading. */
	ticks += (end.platform - start.platform - ticks) & platform->mask;
	measured_tsc_hz = (end.tsc - start.tsc) * platform->hz / ticks;
	measured_apic_hz = (u64)(start.apic - end.apic) * measured_tsc_hz /
			   (end.apic_tsc - start.apic_tsc);
}

/* CPUID 0x15: crystal clock (ecx), and its ratio to the TSC (ebx / eax); 0: not told. */
static u64 __init tsc_hz_by_cpuid(void)
{
	struct cpuid_regs r;

	if (boot_cpu.max_leaf < 0x15)
		return 0;
	r = cpuid(0x15, 0);
	return r.eax && r.ebx && r.ecx ? (u64)r.ecx * r.ebx / r.eax : 0;
}

void __init calibrate_clocks(void)
{
	u64 told;

	pick_platform();
	platform_scale = time_scale_to_ns(platform->hz);
	measure();
	told = tsc_hz_by_cpuid();
	/* Exact, unless it is nonsense. */
	if (told > measured_tsc_hz - measured_tsc_hz / 100 &&
	    told < measured_tsc_hz + measured_tsc_hz / 100)
		measured_tsc_hz = told;
	if (measured_tsc_hz < 1000000)
		boot_fail("The time stamp counter does not count");
	tsc_to_ns = time_scale_to_ns(measured_tsc_hz);
	ns_to_platform = time_scale_from_ns(platform->hz);
	platform_last.counter = platform->read();
	platform_last.tsc = rdtsc_ordered();
	pr_info("Time: %s at %llu.%03llu MHz, TSC %llu.%03llu MHz%s, APIC timer %llu.%03llu MHz\n",
		platform->name, platform->hz / 1000000, platform->hz / 1000 % 1000,
		measured_tsc_hz / 1000000, measured_tsc_hz / 1000 % 1000,
		apic_timer_has_deadline() ? " with deadlines" : "",
		measured_apic_hz / 1000000, measured_apic_hz / 1000 % 1000);
}

bool platform_timer_present(void)
{
	return platform;
}

int __init calibrate_given(u64 tsc_hz)
{
	if (tsc_hz < 1000000)
		return -EIO;
	measured_tsc_hz = tsc_hz;
	tsc_to_ns = time_scale_to_ns(tsc_hz);
	measured_apic_hz = apic_timer_measure(tsc_hz);
	if (measured_apic_hz < 100000)
		return -EIO;
	pr_info("Time: TSC %llu.%03llu MHz, APIC timer %llu.%03llu MHz\n",
		measured_tsc_hz / 1000000, measured_tsc_hz / 1000 % 1000,
		measured_apic_hz / 1000000, measured_apic_hz / 1000 % 1000);
	return 0;
}
