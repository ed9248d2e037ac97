// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rate of the APIC's timer while a kernel uses it. Its countdown, or its deadline, is
 * taken out for a moment and put back less what has gone by; one that would have
 * expired meanwhile expires right after.
 */
#include <asm/apic.h>

#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/apic_regs.h>
#include <asm/barrier.h>
#include <asm/msr_index.h>

#define MEASURE_PER_SEC	200		/* 5 ms */
#define TRIES		8

struct timer_regs {
	u32 lvt, divide, initial, count;
	u64 deadline;
};

static bool is_deadline(const struct timer_regs *regs)
{
	return (regs->lvt & LVT_TIMER_MODE) == LVT_TIMER_DEADLINE;
}

static void take(struct timer_regs *regs)
{
	regs->lvt = apic_read(APIC_LVT_TIMER);
	regs->divide = apic_read(APIC_TIMER_DIVIDE);
	regs->initial = apic_read(APIC_TIMER_INIT);
	regs->count = apic_read(APIC_TIMER_COUNT);
	regs->deadline = is_deadline(regs) ? rdmsr(MSR_TSC_DEADLINE) : 0;
}

/* @gone: counts of the undivided clock. */
static void put_back(const struct timer_regs *regs, u64 gone)
{
	u64 divided = gone >> apic_divide_shift(regs->divide);

	apic_write(APIC_TIMER_DIVIDE, regs->divide);
	apic_write(APIC_LVT_TIMER, regs->lvt);
	if (is_deadline(regs)) {
		/* The mode before the deadline (SDM volume 3, 11.5.4.1). */
		mb();
		wrmsr(MSR_TSC_DEADLINE, regs->deadline);
	} else if ((regs->lvt & LVT_TIMER_MODE) == LVT_TIMER_PERIODIC) {
		apic_write(APIC_TIMER_INIT, regs->initial);
	} else if (regs->initial) {
		/* Run out already: its interrupt may have been on its way still. */
		apic_write(APIC_TIMER_INIT, regs->count > divided ? regs->count - divided : 1);
	}
}

/* The fastest of several readings was not interrupted. */
static u64 read_pair(u32 *count)
{
	u64 tsc = 0, best = ~0ULL;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		u64 before = rdtsc_ordered();
		u32 now = apic_read(APIC_TIMER_COUNT);
		u64 took = rdtsc_ordered() - before;

		if (took >= best)
			continue;
		best = took;
		tsc = before + took / 2;
		*count = now;
	}
	return tsc;
}

u64 __init apic_timer_measure(u64 tsc_hz)
{
	u64 start, end, until;
	struct timer_regs regs;
	u32 first, last;

	take(&regs);
	apic_write(APIC_LVT_TIMER, LVT_MASKED | LVT_TIMER_ONESHOT | VECTOR_TIMER);
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_1);
	apic_write(APIC_TIMER_INIT, ~0u);
	start = read_pair(&first);
	until = start + tsc_hz / MEASURE_PER_SEC;
	while (rdtsc() < until)
		cpu_relax();
	end = read_pair(&last);
	apic_write(APIC_TIMER_INIT, 0);
	put_back(&regs, ~0u - last);
	return (u64)(first - last) * tsc_hz / (end - start);
}
