// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the scheduler promises: CPU time by weight, no more than a cap, and the CPU soon
 * after a wake-up, with four busy vCPUs on two CPUs.
 *
 * Who pays for a quarter of a machine must get it, whoever else is busy. Time here is a
 * count of instructions, so the figures are the same on every run, and five per cent are
 * a bound and not a hope. "seconds=" on the command line: how long each measurement takes.
 */
#include "guest.h"

#include <xen/interface/sched.h>

#include "child.h"

#define BUSY		4
#define CPUS		2
#define MS		1000000ULL
#define BUCKETS		24

static struct child busy[BUSY], sleeper;
static u64 used[BUSY];
static u64 seconds = 10;

static void spins(void *arg)
{
	for (;;)
		barrier();
}

/* word[i]: how often it came 2^(i-1) to 2^i us late; behind them the worst in ns, and all. */
static void wakes(void *arg)
{
	for (;;) {
		u64 due = system_time_ns() + MS, late;
		struct sched_poll poll = { .timeout = due };
		unsigned int i = 0;

		hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll, &poll);
		late = system_time_ns() - due;
		while (i < BUCKETS - 1 && late >> i >= 1000)
			i++;
		child_page->word[i]++;
		child_page->word[BUCKETS + 1]++;
		if (late > child_page->word[BUCKETS])
			child_page->word[BUCKETS] = late;
	}
}

static void set_share(const struct child *c, u16 weight, u16 cap)
{
	struct xen_domctl op = { .u.scheduler_op = {
		.sched_id = XEN_SCHEDULER_CREDIT2, .cmd = XEN_DOMCTL_SCHEDOP_putinfo,
		.u.credit2 = { .weight = weight, .cap = cap } } };

	EXPECT_EQ(domctl_call(XEN_DOMCTL_scheduler_op, c->domid, &op), 0);
}

static void start_busy(const u16 *weight, const u16 *cap)
{
	unsigned int i;

	for (i = 0; i < BUSY; i++) {
		EXPECT_EQ(child_create(&busy[i], &(struct child_config){ .fn = spins }), 0);
		set_share(&busy[i], weight[i], cap[i]);
	}
	for (i = 0; i < BUSY; i++)
		EXPECT_EQ(child_unpause(&busy[i]), 0);
}

static void stop_busy(void)
{
	unsigned int i;

	for (i = 0; i < BUSY; i++)
		EXPECT_EQ(child_destroy(&busy[i]), 0);
}

/* Fills in used[]; returns the time that passed. */
static u64 measure(void)
{
	u64 start, end;
	unsigned int i;

	sleep_ms(100);
	start = system_time_ns();
	for (i = 0; i < BUSY; i++)
		used[i] = child_cpu_time(&busy[i], 0, NULL);
	sleep_ms(seconds * 1000);
	end = system_time_ns();
	for (i = 0; i < BUSY; i++)
		used[i] = child_cpu_time(&busy[i], 0, NULL) - used[i];
	return end - start;
}

/* @got is within 5 % of @want, both in ns. */
static void near(const char *what, unsigned int i, u64 got, u64 want)
{
	s64 off = ((s64)got - (s64)want) * 1000 / (s64)want;

	say("# %s of child %u: %llu ms, due %llu ms, %lld per mille off", what, i, got / MS,
	    want / MS, off);
	EXPECT(off >= -50);
	EXPECT(off <= 50);
}

static void by_weight(void)
{
	static const u16 weight[BUSY] = { 256, 256, 512, 512 }, cap[BUSY] = {};
	unsigned int i;
	u64 took;

	seconds = number_after("seconds=", seconds);
	start_busy(weight, cap);
	took = measure();
	for (i = 0; i < BUSY; i++)
		near("weight", i, used[i], took * CPUS * weight[i] / 1536);
	stop_busy();
}

static void by_weight_unlike(void)
{
	static const u16 weight[BUSY] = { 100, 200, 300, 400 }, cap[BUSY] = {};
	unsigned int i;
	u64 took;

	XEN_DIFFERS("its slices of up to 10 ms are 2.5 per cent of the smallest share");
	start_busy(weight, cap);
	took = measure();
	for (i = 0; i < BUSY; i++)
		near("weight", i, used[i], took * CPUS * weight[i] / 1000);
	stop_busy();
}

static void by_cap(void)
{
	static const u16 weight[BUSY] = { 256, 256, 256, 256 }, cap[BUSY] = { 10, 25, 40, 70 };
	unsigned int i;
	u64 took;

	start_busy(weight, cap);
	took = measure();
	for (i = 0; i < BUSY; i++)
		near("cap", i, used[i], took * cap[i] / 100);
	stop_busy();
}

static void wake_latency(void)
{
	static const u16 weight[BUSY] = { 256, 256, 256, 256 }, cap[BUSY] = {};
	unsigned int i;
	u64 wakeups;

	XEN_DIFFERS("it may take longer there");
	start_busy(weight, cap);
	EXPECT_EQ(child_create(&sleeper, &(struct child_config){ .fn = wakes }), 0);
	EXPECT_EQ(child_unpause(&sleeper), 0);
	sleep_ms(100);
	memset(sleeper.window, 0, PAGE_SIZE);
	sleep_ms(seconds * 500);
	for (i = 0; i < BUCKETS; i++)
		if (sleeper.page->word[i])
			say("# late by less than %7u us: %llu times", 1U << i,
			    sleeper.page->word[i]);
	wakeups = sleeper.page->word[BUCKETS + 1];
	say("# worst %llu us, of %llu", sleeper.page->word[BUCKETS] / 1000, wakeups);
	/* With the rate limit of 1 ms it comes every two or three. */
	EXPECT(wakeups > seconds * 500 / 4);
	EXPECT(sleeper.page->word[BUCKETS] < 5 * MS);
	EXPECT_EQ(child_destroy(&sleeper), 0);
	stop_busy();
}

GUEST_TEST({ "shares by weight: 1, 1, 2, 2", by_weight },
	   { "shares by weight: 1, 2, 3, 4", by_weight_unlike },
	   { "caps of 10, 25, 40 and 70 per cent", by_cap },
	   { "the time from a timer to its vCPU, beside busy ones", wake_latency });
