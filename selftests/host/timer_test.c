// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers against a list: they fire when due, once, in order, on their CPU; the interrupt
 * is programmed for the first one; nothing fires that was stopped.
 */
#include <hyp/percpu.h>
#include <hyp/cpumask.h>
#include <hyp/smp.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <linux/kernel.h>

#include "../../hypervisor/common/timer_heap.h"
#include "test.h"

#define CPUS	3
#define TIMERS	60

struct cpumask cpu_online;

static u64 programmed[CPUS];
static bool event_check[CPUS];

void arch_timer_program(u64 deadline)
{
	programmed[test_cpu] = deadline;
}

void arch_send_event_check(unsigned int cpu)
{
	event_check[cpu] = true;
}

static struct {
	struct timer t;
	bool set;
	u64 expires;
	unsigned int cpu, fired;
} model[TIMERS];

static u64 last_fired;

static void fire(void *data)
{
	unsigned long i = (unsigned long)data;

	EXPECT(model[i].set);
	EXPECT_EQ(model[i].cpu, test_cpu);
	EXPECT(model[i].expires <= test_now);
	EXPECT(model[i].expires >= last_fired);
	last_fired = model[i].expires;
	model[i].set = false;
	model[i].fired++;
}

static void fresh(void)
{
	unsigned long i;

	test_percpu_init(CPUS);
	test_now = 1000;
	for (test_cpu = 0; test_cpu < CPUS; test_cpu++) {
		cpumask_set(test_cpu, &cpu_online);
		timer_softirq_init();
	}
	test_cpu = 0;
	memset(model, 0, sizeof(model));
	for (i = 0; i < TIMERS; i++) {
		model[i].cpu = i % CPUS;
		timer_init(&model[i].t, fire, (void *)i, model[i].cpu);
	}
}

static u64 first_of(unsigned int cpu)
{
	u64 first = 0;
	unsigned int i;

	for (i = 0; i < TIMERS; i++) {
		if (model[i].set && model[i].cpu == cpu && (!first || model[i].expires < first))
			first = model[i].expires;
	}
	return first;
}

/* Lets each CPU see its IPIs and its timer interrupt. */
static void settle(void)
{
	for (test_cpu = 0; test_cpu < CPUS; test_cpu++) {
		if (programmed[test_cpu] && programmed[test_cpu] <= test_now)
			softirq_raise(SOFTIRQ_TIMER);
		last_fired = 0;
		softirq_run();
		EXPECT(!softirq_pending());
	}
	test_cpu = 0;
}

static void check_programmed(void)
{
	unsigned int cpu;

	/* Earlier does no harm: a timer that was stopped. Later would. */
	for (cpu = 0; cpu < CPUS; cpu++) {
		u64 first = first_of(cpu);

		REQUIRE(!first || (programmed[cpu] && programmed[cpu] <= first));
	}
}

static void set(unsigned int i, u64 expires)
{
	model[i].set = true;
	model[i].expires = expires;
	timer_set(&model[i].t, expires);
}

TEST(fires_when_due_and_once)
{
	fresh();
	set(0, 2000);
	EXPECT_EQ(programmed[0], 2000);
	settle();
	EXPECT_EQ(model[0].fired, 0);
	test_now = 2000;
	settle();
	EXPECT_EQ(model[0].fired, 1);
	test_now = 9000;
	settle();
	EXPECT_EQ(model[0].fired, 1);
	EXPECT_EQ(programmed[0], 0);
}

TEST(past_is_at_once)
{
	fresh();
	set(0, 1);
	settle();
	EXPECT_EQ(model[0].fired, 1);
}

/* To arch_timer_program() 0 means that there is nothing to wait for. */
TEST(time_zero_is_at_once)
{
	fresh();
	set(0, 5000);
	set(3, 0);
	EXPECT(programmed[0] && programmed[0] < 1000);
	settle();
	EXPECT_EQ(model[3].fired, 1);
	EXPECT_EQ(programmed[0], 5000);
}

TEST(other_cpu_is_told)
{
	fresh();
	event_check[1] = false;
	set(1, 2000);
	EXPECT(event_check[1]);
	settle();
	EXPECT_EQ(programmed[1], 2000);
	/* Behind the first one there is nothing to tell. */
	event_check[1] = false;
	set(4, 3000);
	EXPECT(!event_check[1]);
}

TEST(stop_and_set_again)
{
	fresh();
	set(0, 2000);
	timer_stop(&model[0].t);
	model[0].set = false;
	test_now = 5000;
	settle();
	EXPECT_EQ(model[0].fired, 0);
	set(0, 7000);
	set(0, 6000);
	test_now = 6500;
	settle();
	EXPECT_EQ(model[0].fired, 1);
	test_now = 8000;
	settle();
	EXPECT_EQ(model[0].fired, 1);
}

TEST(killed_stays_dead)
{
	struct timer zero = { 0 };

	fresh();
	set(0, 2000);
	timer_kill(&model[0].t);
	timer_set(&model[0].t, 2100);
	test_now = 5000;
	settle();
	EXPECT_EQ(model[0].fired, 0);
	timer_kill(&zero);
}

TEST(migration)
{
	fresh();
	set(0, 2000);
	timer_migrate(&model[0].t, 2);
	model[0].cpu = 2;
	timer_migrate(&model[3].t, 1);	/* not set: only its home changes */
	EXPECT(!timer_is_set(&model[3].t));
	EXPECT_EQ(model[3].t.cpu, 1);
	settle();
	test_now = 2000;
	settle();
	EXPECT_EQ(model[0].fired, 1);
}

TEST(a_cpu_goes_away)
{
	unsigned int i;

	fresh();
	for (i = 0; i < TIMERS; i++)
		set(i, 2000 + test_random_below(1000));
	timer_migrate_all(1, 2);
	for (i = 0; i < TIMERS; i++)
		model[i].cpu = model[i].cpu == 1 ? 2 : model[i].cpu;
	settle();
	check_programmed();
	test_now = 4000;
	settle();
	for (i = 0; i < TIMERS; i++)
		EXPECT_EQ(model[i].fired, 1);
}

static void random_step(void)
{
	unsigned int i = test_random_below(TIMERS);

	test_cpu = test_random_below(CPUS);
	switch (test_random_below(5)) {
	case 0:
		timer_stop(&model[i].t);
		model[i].set = false;
		break;
	case 1:
		model[i].cpu = test_random_below(CPUS);
		timer_migrate(&model[i].t, model[i].cpu);
		break;
	default:
		set(i, test_now + test_random_below(2000) - 100);
		break;
	}
}

TEST(random_operations)
{
	unsigned int round, i;

	fresh();
	for (round = 0; round < 20000; round++) {
		random_step();
		if (test_random_below(3))
			continue;
		settle();
		check_programmed();
		test_now += test_random_below(60);
		settle();
		for (i = 0; i < TIMERS; i++)
			REQUIRE(!model[i].set || model[i].expires > test_now);
	}
}

/* Nobody may expire before its parent; links must agree. */
static unsigned int check_tree(const struct timer *t, const struct timer *parent)
{
	unsigned int nodes = 0;
	const struct timer *prev = parent;

	for (; t; t = t->next) {
		EXPECT(t->prev == prev);
		EXPECT(!parent || parent->expires <= t->expires);
		nodes += 1 + check_tree(t->child, t);
		prev = t;
	}
	return nodes;
}

TEST(heap_is_a_heap)
{
	static struct timer t[200];
	bool in[ARRAY_SIZE(t)] = { false };
	struct timer *root = NULL;
	unsigned int round, count = 0;

	memset(t, 0, sizeof(t));
	for (round = 0; round < 5000; round++) {
		unsigned int i = test_random_below(ARRAY_SIZE(t));

		if (in[i]) {
			root = timer_heap_remove(root, &t[i]);
			count--;
		} else {
			t[i].expires = test_random_below(1000);
			root = timer_heap_insert(root, &t[i]);
			count++;
		}
		in[i] = !in[i];
		REQUIRE(check_tree(root, NULL) == count);
	}
}

static void set_itself(void *data)
{
	struct timer *t = data;

	model[1].fired++;
	if (model[1].fired < 5)
		timer_set(t, test_now + 10);
}

TEST(handler_sets_its_own_timer)
{
	static struct timer t;
	unsigned int i;

	fresh();
	timer_init(&t, set_itself, &t, 0);
	timer_set(&t, 2000);
	for (i = 0; i < 10; i++) {
		test_now = 2000 + i * 10;
		settle();
	}
	EXPECT_EQ(model[1].fired, 5);
}

static unsigned long handler_stage;

static void slow_handler(void *data)
{
	WRITE_ONCE(handler_stage, 1);
	while (READ_ONCE(handler_stage) == 1)
		host_yield();
	WRITE_ONCE(handler_stage, 3);
}

static void run_cpu1(void *arg)
{
	test_cpu = 1;
	softirq_raise(SOFTIRQ_TIMER);
	softirq_run();
}

static void release_handler(void *arg)
{
	unsigned int i;

	test_cpu = 2;
	for (i = 0; i < 1000; i++)
		host_yield();
	WRITE_ONCE(handler_stage, 2);
}

TEST(kill_waits_for_the_handler)
{
	static struct timer t;
	void *cpu1, *cpu2;

	fresh();
	timer_init(&t, slow_handler, NULL, 1);
	timer_set(&t, 500);
	handler_stage = 0;
	cpu1 = host_thread_start(run_cpu1, NULL);
	while (!READ_ONCE(handler_stage))
		host_yield();
	cpu2 = host_thread_start(release_handler, NULL);
	timer_kill(&t);
	EXPECT_EQ(READ_ONCE(handler_stage), 3);
	host_thread_join(cpu1);
	host_thread_join(cpu2);
}
