// SPDX-License-Identifier: GPL-2.0-only
/*
 * System time: nanoseconds since start-up, from each CPU's time stamp counter.
 *
 * Each CPU has two copies of its clock and an index of the valid one. A new clock is
 * written to the other copy first, so a reader that was interrupted by the change, or
 * that is an NMI in the middle of it, has a consistent copy and never waits. A copy is
 * written again a second later at the earliest.
 */
#include <hyp/time.h>

#include <asm/barrier.h>
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/platform_timer.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <asm/clock.h>
#include <asm/msr.h>

struct clock_pair {
	struct cpu_clock copy[2];
	u32 valid;
};

static DEFINE_PER_CPU(struct clock_pair, clocks);
/* The latest answer of any CPU; only while TSCs disagree. */
static u64 latest;

struct cpu_clock cpu_clock_get(void)
{
	const struct clock_pair *pair = this_cpu_ptr(clocks);

	return pair->copy[READ_ONCE(pair->valid)];
}

void cpu_clock_set(const struct cpu_clock *clock)
{
	struct clock_pair *pair = this_cpu_ptr(clocks);
	u32 other = !pair->valid;

	pair->copy[other] = *clock;
	/* For this CPU's own interrupts: the copy is whole before it is valid. */
	barrier();
	WRITE_ONCE(pair->valid, other);
}

static u64 clock_read(const struct cpu_clock *clock)
{
	u64 delta = rdtsc_ordered() - clock->tsc;

	/* Another CPU's base may lie a little ahead of our counter. */
	if ((s64)delta < 0)
		delta = 0;
	return clock->ns + time_scale_apply(delta, clock->scale);
}

/* No CPU may see an earlier time than another one saw before. */
static u64 not_before_latest(u64 now)
{
	u64 old = READ_ONCE(latest);

	do {
		if (now <= old)
			return old;
	} while (!try_cmpxchg(&latest, &old, now));
	return now;
}

u64 system_time(void)
{
	struct cpu_clock clock = cpu_clock_get();
	u64 now = clock_read(&clock);

	return tsc_is_stable() ? now : not_before_latest(now);
}

u32 tsc_khz(void)
{
	return tsc_hz() / 1000;
}

void udelay(unsigned int usec)
{
	u64 start, ticks = usec * tsc_hz() / 1000000;

	if (!ticks) {
		pit_delay(usec);
		return;
	}
	start = rdtsc();
	while (rdtsc() - start < ticks)
		cpu_relax();
}

void __init time_init(void)
{
	struct cpu_clock clock;

	calibrate_clocks();
	clock = (struct cpu_clock) {
		.tsc = rdtsc_ordered(),
		.ns = platform_ns(),
		.scale = time_scale_to_ns(tsc_hz()),
	};
	cpu_clock_set(&clock);
	tsc_sync_init();
	apic_timer_init_cpu();
}

int __init time_init_given(u64 rate)
{
	int err = calibrate_given(rate);
	struct cpu_clock clock;

	if (err)
		return err;
	clock = (struct cpu_clock) {
		.tsc = rdtsc_ordered(),
		.scale = time_scale_to_ns(tsc_hz()),
	};
	cpu_clock_set(&clock);
	tsc_sync_init();
	return 0;
}

void time_init_cpu(void)
{
	tsc_sync_init_cpu();
	apic_timer_init_cpu();
}
