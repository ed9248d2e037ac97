// SPDX-License-Identifier: GPL-2.0-only
/*
 * Are the time stamp counters one clock?
 *
 * Taken for one when the CPU promises a constant rate (invariant TSC) or when this is a
 * virtual machine, where all virtual CPUs read the host's clock, and when no CPU ever
 * saw a lower value than another one had read before. The promise is believed; without it
 * the rate is watched against the platform's timer for as long as we run.
 *
 * If not, each CPU compares itself with the platform's timer every second and changes
 * its rate a little so that it gains or loses in the next second what it is off.
 */
#include <asm/clock.h>

#include <asm/barrier.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/cpumask.h>
#include <hyp/param.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/system.h>

#define SYNC_PERIOD	NSEC_PER_SEC
#define WARP_TEST_NS	(2 * NSEC_PER_MSEC)
/* A CPU whose first time is off by more has another counter. */
#define FIRST_LIMIT	NSEC_PER_MSEC
/* Off by more than this, forward: a step; it would take too long to catch up. */
#define STEP_LIMIT	(100 * NSEC_PER_MSEC)
/*
 * Watched rates may differ by 1 % and by a reading that was interrupted; and once or
 * twice by more, when all of the machine was stopped.
 */
#define WATCH_SLACK	(20 * NSEC_PER_MSEC)
#define WATCH_PATIENCE	3

enum tsc_option {
	TSC_BY_TEST,
	TSC_STABLE,
	TSC_UNSTABLE,
};

static enum tsc_option opt_tsc;
static bool stable;

struct sync_state {
	u64 tsc, platform;	/* the last comparison */
};

static DEFINE_PER_CPU(struct sync_state, sync_state);
static struct timer sync_timer;
static u64 next_sync;
static struct cpu_clock boot_clock;	/* all CPUs' while stable */

static int __init parse_tsc(const char *arg)
{
	if (str_has_prefix(arg, "stable"))
		opt_tsc = TSC_STABLE;
	else if (!strcmp(arg, "unstable") || !strcmp(arg, "skewed"))
		opt_tsc = TSC_UNSTABLE;
	else
		return -EINVAL;
	return 0;
}

PARAM_CALL("tsc", parse_tsc);

bool tsc_is_stable(void)
{
	return READ_ONCE(stable);
}

static bool __init first_guess(void)
{
	if (opt_tsc != TSC_BY_TEST)
		return opt_tsc == TSC_STABLE;
	return cpu_has(FEATURE_ITSC) || cpu_has(FEATURE_HYPERVISOR);
}

static struct sync_state compare(void)
{
	struct sync_state best = {};
	u64 least = ~0ULL;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		u64 before = rdtsc_ordered(), ns = platform_ns();
		u64 took = rdtsc_ordered() - before;

		if (took >= least)
			continue;
		least = took;
		best.tsc = before + took / 2;
		best.platform = ns;
	}
	return best;
}

void __init tsc_sync_init(void)
{
	boot_clock = cpu_clock_get();
	stable = !platform_timer_present() || first_guess();
	if (platform_timer_present())
		this_cpu(sync_state) = compare();
}

/* The boot CPU's clock, if our counter agrees with it; else one of our own. */
void tsc_sync_init_cpu(void)
{
	struct cpu_clock clock = boot_clock;
	struct sync_state now;
	s64 off;

	if (!platform_timer_present()) {
		cpu_clock_set(&clock);
		return;
	}
	now = compare();
	off = clock.ns + time_scale_apply(now.tsc - clock.tsc, clock.scale) - now.platform;
	if (tsc_is_stable() && opt_tsc == TSC_BY_TEST && abs(off) > (s64)FIRST_LIMIT)
		tsc_declare_unstable("a CPU's counter has another value");
	if (!tsc_is_stable()) {
		clock.tsc = now.tsc;
		clock.ns = now.platform;
	}
	cpu_clock_set(&clock);
	this_cpu(sync_state) = now;
}

void tsc_declare_unstable(const char *why)
{
	unsigned int cpu;

	if (!xchg(&stable, false))
		return;
	pr_warn("TSC: %s; CPUs are kept together by the platform's timer\n", why);
	for_each_online_cpu(cpu)
		softirq_raise_on(cpu, SOFTIRQ_TIME_SYNC);
}

/*
 * What clock brings @local to the platform's time in a period from now? Its rate is the
 * measured one, times (1 + off / period).
 */
static struct cpu_clock corrected(struct sync_state now, struct sync_state last, u64 local)
{
	struct cpu_clock clock = { .tsc = now.tsc, .ns = local };
	s64 limit = SYNC_PERIOD / 10, off = now.platform - local;
	u64 ticks = now.tsc - last.tsc, ns = now.platform - last.platform;
	u64 hz = tsc_hz();

	/* Below 2^34 ticks the product fits; beyond it nothing was measured. */
	if (ns >= NSEC_PER_MSEC && ticks < BIT_ULL(34))
		hz = ticks * NSEC_PER_SEC / ns;
	if (hz < tsc_hz() / 2 || hz > tsc_hz() * 2)
		hz = tsc_hz();
	if (off > (s64)STEP_LIMIT) {
		clock.ns = now.platform;
		off = 0;
	}
	off = clamp(off, -limit, limit);
	hz = hz / 1024 * SYNC_PERIOD / (SYNC_PERIOD + off) * 1024;
	clock.scale = time_scale_to_ns(hz);
	return clock;
}

void tsc_sync_cpu(void)
{
	unsigned long flags;
	struct cpu_clock clock;
	struct sync_state now;
	u64 local;

	if (tsc_is_stable())
		return;
	flags = read_rflags();
	irq_disable();
	now = compare();
	clock = cpu_clock_get();
	local = clock.ns;
	if ((s64)(now.tsc - clock.tsc) > 0)
		local += time_scale_apply(now.tsc - clock.tsc, clock.scale);
	clock = corrected(now, this_cpu(sync_state), local);
	cpu_clock_set(&clock);
	this_cpu(sync_state) = now;
	write_rflags(flags);
}

/* Stable, but nobody promised: the boot CPU's rate against the platform's. */
static void watch_rate(void)
{
	struct sync_state now = compare(), *last = this_cpu_ptr(sync_state);
	u64 ns = time_scale_apply(now.tsc - last->tsc, boot_clock.scale);
	s64 off = ns - (now.platform - last->platform);
	static unsigned int strikes;

	*last = now;
	if (abs(off) <= (s64)(WATCH_SLACK + ns / 100))
		strikes = 0;
	else if (++strikes == WATCH_PATIENCE)
		tsc_declare_unstable("its rate has changed");
}

static void sync_all(void)
{
	unsigned int cpu;

	if (tsc_is_stable()) {
		watch_rate();
		return;
	}
	for_each_online_cpu(cpu)
		softirq_raise_on(cpu, SOFTIRQ_TIME_SYNC);
}

/* A timer that wraps early must be read more often, or wraps get lost. */
static void sync_tick(void *data)
{
	u64 now = system_time();

	platform_ns();
	if (now >= next_sync) {
		next_sync = now + SYNC_PERIOD;
		sync_all();
	}
	timer_set(&sync_timer, now + min(SYNC_PERIOD, platform_wrap_ns() / 4));
}

/*
 * Each CPU in turn reads its counter under a lock and looks whether that is less than
 * what the CPU before read. The lock's hand-over is much shorter than a counter that is
 * visibly off; what it hides can't be seen by any other program either.
 */
struct warp_test {
	u32 lock;
	u64 last, worst;
};

static void warp_step(struct warp_test *test)
{
	u64 now;

	while (__atomic_exchange_n(&test->lock, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
	now = rdtsc_ordered();
	if (now < test->last)
		test->worst = max(test->worst, test->last - now);
	test->last = now;
	__atomic_store_n(&test->lock, 0, __ATOMIC_RELEASE);
}

static void warp_loop(void *data)
{
	u64 start = rdtsc(), ticks = tsc_hz() / 1000 * WARP_TEST_NS / NSEC_PER_MSEC;

	while (rdtsc() - start < ticks)
		warp_step(data);
}

void __init time_init_late(void)
{
	struct warp_test test = {};

	if (!platform_timer_present())
		return;
	if (tsc_is_stable() && opt_tsc == TSC_BY_TEST && num_online_cpus() > 1) {
		smp_call(&cpu_online, warp_loop, &test);
		if (test.worst) {
			pr_info("TSC: CPUs are up to %llu ticks apart\n", test.worst);
			tsc_declare_unstable("CPUs differ");
		}
	}
	if (tsc_is_stable() && (cpu_has(FEATURE_ITSC) || opt_tsc == TSC_STABLE))
		return;
	this_cpu(sync_state) = compare();
	next_sync = system_time() + SYNC_PERIOD;
	timer_init(&sync_timer, sync_tick, NULL, smp_processor_id());
	sync_tick(NULL);
}
