// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC's timer: by deadline in TSC ticks where the CPU has that, else a
 * countdown (SDM volume 3, 11.5.4).
 */
#include <asm/clock.h>

#include <linux/init.h>
#include <linux/minmax.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/time.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/msr_index.h>

/* Further away than this the interrupt comes early, and finds nothing to do. */
#define MAX_WAIT		(60 * NSEC_PER_SEC)

static bool opt_deadline = true;

PARAM_BOOL("tdt", opt_deadline);

static bool use_deadline;
static struct time_scale ns_to_tsc, ns_to_apic;
/* Timers may be set before it is ours. */
static DEFINE_PER_CPU(bool, owned);

bool apic_timer_has_deadline(void)
{
	return opt_deadline && cpu_has(FEATURE_TSC_DEADLINE);
}

void apic_timer_init_cpu(void)
{
	use_deadline = apic_timer_has_deadline();
	ns_to_tsc = time_scale_from_ns(tsc_hz());
	ns_to_apic = time_scale_from_ns(apic_timer_hz());
	if (use_deadline) {
		apic_write(APIC_LVT_TIMER, LVT_TIMER_DEADLINE | VECTOR_TIMER);
		/* The mode is set before the first deadline is (SDM volume 3, 11.5.4.1). */
		mb();
	} else {
		apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_1);
		apic_write(APIC_LVT_TIMER, LVT_TIMER_ONESHOT | VECTOR_TIMER);
	}
	this_cpu(owned) = true;
}

void apic_timer_stop_cpu(void)
{
	this_cpu(owned) = false;
	apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	apic_write(APIC_TIMER_INIT, 0);
}

static void program_deadline(u64 wait)
{
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + time_scale_apply(wait, ns_to_tsc) + 1);
}

static void program_countdown(u64 wait)
{
	u64 ticks = time_scale_apply(wait, ns_to_apic) + 1;

	apic_write(APIC_TIMER_INIT, min_t(u64, ticks, ~0u));
}

void arch_timer_program(u64 deadline)
{
	u64 now, wait;

	if (!this_cpu(owned))
		return;
	if (!deadline) {
		if (use_deadline)
			wrmsr(MSR_TSC_DEADLINE, 0);
		else
			apic_write(APIC_TIMER_INIT, 0);
		return;
	}
	now = system_time();
	wait = deadline > now ? min_t(u64, deadline - now, MAX_WAIT) : 0;
	if (use_deadline)
		program_deadline(wait);
	else
		program_countdown(wait);
}
