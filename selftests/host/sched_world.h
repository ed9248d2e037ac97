/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Simulated CPUs for the schedulers. Time jumps from one event to the next: a timer, the
 * end of a vCPU's burst of work, the end of its sleep. After each event every CPU does what
 * it is asked to, in random order, and then the rules are checked:
 *
 *  - nobody runs where he must not, or while he is blocked or paused, or on two CPUs;
 *  - no CPU idles while somebody who may use it waits (no wake-up is lost).
 *
 * For one test file each.
 */
#ifndef SELFTESTS_SCHED_WORLD_H
#define SELFTESTS_SCHED_WORLD_H

#include <hyp/bitmap_copy.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/sched.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

#include "test.h"

#define MAX_CPUS	16
#define MAX_DOMAINS	8
#define SIM_VCPUS	16
#define MS		NSEC_PER_MSEC

struct cpumask cpu_online;
struct domain *dom_idle;

/* The simulated machine */

static unsigned int cpus;
static u64 deadline[MAX_CPUS];
static struct vcpu *now_on[MAX_CPUS];
static void *leave_frame[5];

/* What a vCPU does: run for @burst, sleep for @rest, and so on; burst 0: run for ever. */
struct work {
	u64 burst, rest;
	u64 left;		/* of the burst */
	u64 wake_at;		/* 0: it does not sleep */
	u64 seen;		/* when @left was brought up to date */
};

static struct domain domains[MAX_DOMAINS];
static struct vcpu *table[MAX_DOMAINS + 1][SIM_VCPUS];
static struct xen_domctl_createdomain config[MAX_DOMAINS];
static struct work work[MAX_DOMAINS][SIM_VCPUS];
static unsigned int nr_domains;
static struct domain idle_domain;

void arch_timer_program(u64 time)
{
	deadline[test_cpu] = time;
}

void arch_send_event_check(unsigned int cpu)
{
}

void arch_vcpu_sync(struct vcpu *v)
{
}

void arch_idle(void)
{
}

struct vcpu *current_vcpu(void)
{
	return now_on[test_cpu];
}

void vcpu_time_update(struct vcpu *v)
{
}

bool page_alloc_scrub_some(void)
{
	return false;
}

void vcpu_timers_init(struct vcpu *v)
{
}

void vcpu_periodic_start(struct vcpu *v)
{
}

static int held;		/* references on domains */

/* A vCPU that is not marked as running may go at any time with its domain. */
void vcpu_periodic_stop(struct vcpu *v)
{
	EXPECT(v->running || held > 0);
}

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	EXPECT(prev == now_on[test_cpu]);
	now_on[test_cpu] = next;
	if (!next->is_idle)
		work[next->domain->domid][next->id].seen = test_now;
	sched_context_saved(prev);
	__builtin_longjmp(leave_frame, 1);
}

unsigned long guest_copy_to(u64 gva, const void *from, unsigned long bytes)
{
	return 0;
}

int cpumask_to_guest(const struct xenctl_bitmap *out, const struct cpumask *mask)
{
	return 0;
}

struct vcpu *domain_vcpu_from(const struct domain *d, unsigned int id)
{
	for (; id < d->max_vcpus; id++) {
		if (d->vcpu[id])
			return d->vcpu[id];
	}
	return NULL;
}

unsigned int vcpu_id(const struct vcpu *v)
{
	return v->id;
}

struct domain *domain_next(struct domain *d)
{
	unsigned int next = d ? d->domid + 1 : 0;

	return next < nr_domains ? &domains[next] : NULL;
}

bool domain_get(struct domain *d)
{
	held++;
	return true;
}

struct domain *domain_get_by_id(domid_t domid)
{
	return domid < nr_domains && domain_get(&domains[domid]) ? &domains[domid] : NULL;
}

void domain_put(struct domain *d)
{
	held--;
}

static void settle(void);

void domain_pause(struct domain *d)
{
	unsigned int self = test_cpu;
	struct vcpu *v;

	/* It waits for other CPUs, which may wait for any lock. */
	EXPECT_EQ(locks_held(), 0);
	atomic_inc(&d->pause_count);
	for_each_vcpu(d, v)
		vcpu_sleep_nosync(v);
	settle();
	test_cpu = self;
}

void domain_unpause(struct domain *d)
{
	struct vcpu *v;

	if (atomic_dec_and_test(&d->pause_count)) {
		for_each_vcpu(d, v)
			vcpu_wake(v);
	}
}

struct vcpu *vcpu_create(struct domain *d, unsigned int id)
{
	struct vcpu *v = heap_new(struct vcpu);

	v->id = id;
	v->domain = d;
	v->is_idle = d == dom_idle;
	if (!v->is_idle)
		set_bit(VPF_DOWN, &v->pause_flags);
	if (!v->is_idle && sched_vcpu_init(v)) {
		heap_free(v);
		return ERR_PTR(-ENOMEM);
	}
	d->vcpu[id] = v;
	return v;
}

static noinline void run_softirqs(void)
{
	if (!__builtin_setjmp(leave_frame))
		softirq_run();
}

static bool anything_pending(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < cpus; cpu++) {
		test_cpu = cpu;
		if (softirq_pending())
			return true;
	}
	return false;
}

/* The CPUs do what they are asked to, each when it likes. */
static void settle(void)
{
	unsigned int rounds = 0;

	while (anything_pending()) {
		REQUIRE(++rounds < 10000);
		test_cpu = test_random_below(cpus);
		if (softirq_pending())
			run_softirqs();
	}
	test_cpu = test_random_below(cpus);
}

static struct work *work_of(const struct vcpu *v)
{
	return &work[v->domain->domid][v->id];
}

/* When the next thing happens. */
static u64 next_event(u64 end)
{
	unsigned int cpu, d, i;

	for (cpu = 0; cpu < cpus; cpu++) {
		if (deadline[cpu])
			end = min(end, max(deadline[cpu], test_now));
		if (!now_on[cpu]->is_idle && work_of(now_on[cpu])->burst)
			end = min(end, test_now + work_of(now_on[cpu])->left);
	}
	for (d = 0; d < nr_domains; d++) {
		for (i = 0; i < domains[d].max_vcpus; i++) {
			if (work[d][i].wake_at)
				end = min(end, work[d][i].wake_at);
		}
	}
	return end;
}

static void fall_asleep(struct vcpu *v)
{
	struct work *w = work_of(v);

	w->left = w->burst;
	w->wake_at = test_now + w->rest;
	set_bit(VPF_BLOCKED, &v->pause_flags);
	softirq_raise(SOFTIRQ_SCHEDULE);
}

/* Charges what ran up to now; ends bursts and sleeps; timer interrupts. */
static void do_events(void)
{
	unsigned int d, i;

	for (test_cpu = 0; test_cpu < cpus; test_cpu++) {
		struct vcpu *v = now_on[test_cpu];

		if (deadline[test_cpu] && deadline[test_cpu] <= test_now) {
			deadline[test_cpu] = 0;
			softirq_raise(SOFTIRQ_TIMER);
		}
		if (v->is_idle || !work_of(v)->burst)
			continue;
		work_of(v)->left -= min(work_of(v)->left, test_now - work_of(v)->seen);
		work_of(v)->seen = test_now;
		if (!work_of(v)->left)
			fall_asleep(v);
	}
	for (d = 0; d < nr_domains; d++) {
		for (i = 0; i < domains[d].max_vcpus; i++) {
			if (!work[d][i].wake_at || work[d][i].wake_at > test_now)
				continue;
			work[d][i].wake_at = 0;
			test_cpu = test_random_below(cpus);
			vcpu_unblock(domains[d].vcpu[i]);
		}
	}
}

static bool capped;

static bool may_use(const struct vcpu *v, unsigned int cpu)
{
	return cpumask_test(cpu, &v->hard_affinity) && cpumask_test(cpu, &v->domain->pool->cpus);
}

static void check_running(unsigned int cpu)
{
	const struct vcpu *v = now_on[cpu];
	unsigned int other;

	EXPECT(v->running);
	if (v->is_idle)
		return;
	REQUIRE(vcpu_runnable(v));
	REQUIRE(may_use(v, cpu));
	EXPECT_EQ(v->cpu, cpu);
	EXPECT_EQ(v->runstate.state, RUNSTATE_running);
	for (other = 0; other < cpu; other++)
		REQUIRE(now_on[other] != v);
}

static void check_waiting(const struct vcpu *v)
{
	unsigned int cpu;

	if (!vcpu_runnable(v)) {
		EXPECT(v->runstate.state >= RUNSTATE_blocked);
		return;
	}
	EXPECT_EQ(v->runstate.state, RUNSTATE_runnable);
	for (cpu = 0; cpu < cpus && !capped; cpu++) {
		if (may_use(v, cpu) && now_on[cpu]->is_idle) {
			test_note("d%uv%u waits while CPU %u idles", v->domain->domid, v->id, cpu);
			REQUIRE(!"a wake-up was lost");
		}
	}
}

static void check_rules(void)
{
	struct vcpu *v;
	unsigned int cpu, d;

	for (cpu = 0; cpu < cpus; cpu++)
		check_running(cpu);
	for (d = 0; d < nr_domains; d++) {
		for_each_vcpu(&domains[d], v) {
			if (!v->running)
				check_waiting(v);
		}
	}
}

static bool exclusive;	/* the null scheduler does not share CPUs out */

static void run_for(u64 ns)
{
	u64 end = test_now + ns;

	while (test_now < end) {
		test_now = next_event(end);
		do_events();
		settle();
		if (!exclusive)
			check_rules();
	}
}

/* Setting the stage */

static void boot(void)
{
	test_percpu_init(MAX_CPUS);
	cpus = MAX_CPUS;
	test_now = MS;
	idle_domain.domid = DOMID_IDLE;
	idle_domain.max_vcpus = SIM_VCPUS;
	idle_domain.vcpu = table[MAX_DOMAINS];
	dom_idle = &idle_domain;
	test_cpu = 0;
	cpumask_set(0, &cpu_online);
	sched_init();
	now_on[0] = idle_vcpu(0);
	for (test_cpu = 1; test_cpu < MAX_CPUS; test_cpu++) {
		cpumask_set(test_cpu, &cpu_online);
		REQUIRE(!sched_init_cpu(test_cpu));
		now_on[test_cpu] = idle_vcpu(test_cpu);
	}
}

static void take_away(unsigned int cpu)
{
	int err = sched_cpu_leave(cpupool0, cpu);

	settle();
	if (err == -EAGAIN)
		err = sched_cpu_leave(cpupool0, cpu);
	EXPECT_EQ(err, 0);
}

/* @n CPUs in pool 0; the others are in none. */
static void machine(unsigned int n)
{
	unsigned int cpu;

	if (!cpus)
		boot();
	test_cpu = 0;
	nr_domains = 0;
	capped = false;
	exclusive = false;
	memset(domains, 0, sizeof(domains));
	memset(work, 0, sizeof(work));
	for (cpu = 1; cpu < MAX_CPUS; cpu++) {
		bool in = cpumask_test(cpu, &cpupool0->cpus);

		if (cpu < n && !in)
			REQUIRE(!sched_cpu_join(cpupool0, cpu));
		else if (cpu >= n && in)
			take_away(cpu);
	}
	settle();
}

static struct domain *domain(unsigned int vcpus, u16 weight, u16 cap)
{
	struct domain *d = &domains[nr_domains];
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
		.u.credit2 = { .weight = weight, .cap = cap },
	};
	unsigned int i;

	d->domid = nr_domains;
	d->max_vcpus = vcpus;
	d->vcpu = table[nr_domains];
	d->config = &config[nr_domains];
	REQUIRE(!sched_domain_init(d, NULL));
	if (weight)
		REQUIRE(!sched_adjust(d, &op));
	for (i = 0; i < vcpus; i++)
		REQUIRE(!IS_ERR(vcpu_create(d, i)));
	nr_domains++;
	capped |= cap;
	return d;
}

static void start(struct domain *d, u64 burst, u64 rest)
{
	struct vcpu *v;

	for_each_vcpu(d, v) {
		*work_of(v) = (struct work){ .burst = burst, .rest = rest, .left = burst,
					     .seen = test_now };
		clear_bit(VPF_DOWN, &v->pause_flags);
		vcpu_wake(v);
	}
	settle();
}

static void tear_down(void)
{
	unsigned int d, i;

	for (d = 0; d < nr_domains; d++) {
		for (i = 0; i < domains[d].max_vcpus; i++) {
			set_bit(VPF_DOWN, &domains[d].vcpu[i]->pause_flags);
			vcpu_sleep_nosync(domains[d].vcpu[i]);
		}
	}
	settle();
	for (d = 0; d < nr_domains; d++) {
		for (i = 0; i < domains[d].max_vcpus; i++) {
			sched_vcpu_exit(domains[d].vcpu[i]);
			heap_free(domains[d].vcpu[i]);
			domains[d].vcpu[i] = NULL;
		}
		sched_domain_exit(&domains[d]);
	}
	EXPECT_EQ(cpupool0->domains, 0);
}

static u64 ran(const struct domain *d)
{
	struct vcpu_runstate_info rs;
	struct vcpu *v;
	u64 sum = 0;

	for_each_vcpu(d, v) {
		vcpu_runstate_get(v, &rs);
		sum += rs.time[RUNSTATE_running];
	}
	return sum;
}

/* Within @percent of each other. */
static void expect_about(const char *what, u64 got, u64 want, u64 percent)
{
	u64 diff = got > want ? got - want : want - got;

	if (diff * 100 > want * percent)
		test_fail(__FILE__, __LINE__, "%s: expected about %llu us, got %llu", what,
			  want / 1000, got / 1000);
}

#endif /* SELFTESTS_SCHED_WORLD_H */
