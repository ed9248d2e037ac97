// SPDX-License-Identifier: GPL-2.0-only
/*
 * watchdog: each CPU has a timer that ticks once a second and looks whether the next
 * CPU's has ticked too. A CPU that does not for too long runs with interrupts off or
 * never leaves a loop of the hypervisor: an NMI makes it say where.
 *
 * One CPU alone has nobody who looks. Who has not ticked itself for as long accuses
 * nobody: then the whole machine stood still, as a virtual machine does at times.
 */
#include <asm/watchdog.h>

#include <linux/compiler.h>
#include <linux/init.h>
#include <hyp/cpumask.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <asm/apic.h>
#include <asm/backtrace.h>
#include <asm/nmi.h>

#define TICK	NSEC_PER_SEC

struct beat {
	struct timer timer;
	u64 last;		/* system time of the last tick; 0: not started */
	bool touched;		/* alive since somebody looked */
};

static DEFINE_PER_CPU(struct beat, beats);
static u32 accused;		/* CPU + 1 */
static bool running;

static bool opt_watchdog = true;
static u32 opt_timeout = 20;	/* s */

PARAM_BOOL("watchdog", opt_watchdog);
PARAM_UINT_RANGE("watchdog_timeout", opt_timeout, 2, 3600);

static bool watchdog_nmi(const struct cpu_user_regs *regs)
{
	unsigned int cpu = smp_processor_id();

	if (READ_ONCE(accused) != cpu + 1)
		return false;
	printk_emergency();
	dump_set_registers(regs);
	panic("Watchdog: CPU %u has not taken its timer for %u s", cpu, opt_timeout);
}

static unsigned int next_cpu(unsigned int cpu)
{
	unsigned int next = cpumask_next(cpu, &cpu_online);

	return next < NR_CPUS ? next : cpumask_first(&cpu_online);
}

static bool too_long(u64 last, u64 now)
{
	return last && now > last && now - last > opt_timeout * NSEC_PER_SEC;
}

void watchdog_touch(void)
{
	if (READ_ONCE(running))
		WRITE_ONCE(this_cpu(beats).touched, true);
}

static void tick(void *data)
{
	struct beat *own = data;
	unsigned int next = next_cpu(smp_processor_id());
	u64 now = system_time(), before = own->last;

	WRITE_ONCE(own->last, now);
	if (READ_ONCE(per_cpu(beats, next).touched)) {
		WRITE_ONCE(per_cpu(beats, next).touched, false);
		WRITE_ONCE(per_cpu(beats, next).last, now);
	}
	if (!too_long(before, now) && too_long(READ_ONCE(per_cpu(beats, next).last), now)) {
		WRITE_ONCE(accused, next + 1);
		apic_send_nmi(next);
	}
	timer_set(&own->timer, now + TICK);
}

void __init watchdog_init(void)
{
	unsigned int cpu;

	if (!opt_watchdog)
		return;
	nmi_register(watchdog_nmi);
	WRITE_ONCE(running, true);
	for_each_online_cpu(cpu) {
		struct beat *beat = per_cpu_ptr(beats, cpu);

		timer_init(&beat->timer, tick, beat, cpu);
		timer_set(&beat->timer, system_time() + TICK);
	}
	if (num_online_cpus() > 1)
		pr_info("Watchdog: %u CPUs watch each other, %u s\n", num_online_cpus(),
			opt_timeout);
}
