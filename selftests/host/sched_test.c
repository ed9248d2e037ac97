// SPDX-License-Identifier: GPL-2.0-only
/*
 * The schedulers on simulated CPUs: who got how much at the end of a run, by weight, not
 * above a cap, a whole CPU; where vCPUs may run, and what pauses do.
 */
#include "sched_world.h"

TEST(one_vcpu_has_the_machine)
{
	struct domain *d;

	machine(1);
	d = domain(1, 0, 0);
	start(d, 0, 0);
	run_for(1000 * MS);
	EXPECT_EQ(ran(d), 1000 * MS);
	tear_down();
}

TEST(equal_weights_share_equally)
{
	struct domain *a, *b, *c;

	machine(1);
	a = domain(1, 0, 0);
	b = domain(1, 0, 0);
	c = domain(1, 0, 0);
	start(a, 0, 0);
	start(b, 0, 0);
	start(c, 0, 0);
	run_for(3000 * MS);
	expect_about("a", ran(a), 1000 * MS, 2);
	expect_about("b", ran(b), 1000 * MS, 2);
	expect_about("c", ran(c), 1000 * MS, 2);
	tear_down();
}

TEST(shares_follow_weights)
{
	struct domain *a, *b, *c;

	machine(2);
	a = domain(2, 256, 0);
	b = domain(2, 512, 0);
	c = domain(2, 1024, 0);
	start(a, 0, 0);
	start(b, 0, 0);
	start(c, 0, 0);
	run_for(7000 * MS);
	/* 14 s of CPU time in shares of 1 : 2 : 4. */
	expect_about("a", ran(a), 2000 * MS, 5);
	expect_about("b", ran(b), 4000 * MS, 5);
	expect_about("c", ran(c), 8000 * MS, 5);
	tear_down();
}

TEST(caps_hold_even_on_an_idle_machine)
{
	struct domain *a, *b;

	machine(2);
	a = domain(1, 256, 25);
	b = domain(2, 256, 150);
	start(a, 0, 0);
	start(b, 0, 0);
	run_for(4000 * MS);
	expect_about("a", ran(a), 1000 * MS, 5);
	expect_about("b", ran(b), 6000 * MS, 5);
	tear_down();
}

TEST(cap_can_be_lifted)
{
	struct xen_domctl_scheduler_op op = {
		.sched_id = XEN_SCHEDULER_CREDIT2,
		.cmd = XEN_DOMCTL_SCHEDOP_putinfo,
		.u.credit2 = { .weight = 256, .cap = 0 },
	};
	struct domain *a;
	u64 before;

	machine(1);
	a = domain(1, 256, 10);
	start(a, 0, 0);
	run_for(1000 * MS);
	expect_about("a", ran(a), 100 * MS, 10);
	EXPECT_EQ(sched_adjust(a, &op), 0);
	before = ran(a);
	run_for(1000 * MS);
	expect_about("a", ran(a) - before, 1000 * MS, 5);
	op.cmd = XEN_DOMCTL_SCHEDOP_getinfo;
	EXPECT_EQ(sched_adjust(a, &op), 0);
	EXPECT_EQ(op.u.credit2.weight, 256);
	EXPECT_EQ(op.u.credit2.cap, 0);
	tear_down();
}

TEST(sleepers_get_what_they_need)
{
	struct domain *hogs, *light;

	machine(2);
	hogs = domain(4, 0, 0);
	light = domain(1, 0, 0);
	start(hogs, 0, 0);
	start(light, 2 * MS, 18 * MS);
	run_for(5000 * MS);
	/* A tenth of a CPU is less than its share: it should hardly wait. */
	EXPECT(ran(light) > 430 * MS);
	tear_down();
}

TEST(sleep_is_no_way_to_save_up)
{
	struct domain *a, *b;
	u64 before;

	machine(1);
	a = domain(1, 0, 0);
	b = domain(1, 0, 0);
	start(a, 0, 0);
	run_for(2000 * MS);
	start(b, 0, 0);
	before = ran(a);
	run_for(200 * MS);
	expect_about("a", ran(a) - before, 100 * MS, 10);
	tear_down();
}

TEST(hard_affinity)
{
	struct cpumask one = { { 0 } }, none = { { 0 } };
	struct domain *a, *b;

	machine(3);
	a = domain(2, 0, 0);
	b = domain(2, 0, 0);
	start(a, 0, 0);
	start(b, 0, 0);
	cpumask_set(2, &one);
	EXPECT_EQ(vcpu_set_hard_affinity(a->vcpu[0], &one), 0);
	EXPECT_EQ(vcpu_set_hard_affinity(a->vcpu[1], &one), 0);
	settle();
	run_for(100 * MS);
	EXPECT_EQ(a->vcpu[0]->cpu, 2);
	EXPECT_EQ(a->vcpu[1]->cpu, 2);
	run_for(2000 * MS);
	/* Two of b have the two other CPUs to themselves. */
	expect_about("b", ran(b), 4200 * MS, 10);
	cpumask_set(40, &none);
	EXPECT_EQ(vcpu_set_hard_affinity(a->vcpu[0], &none), -EINVAL);
	tear_down();
}

TEST(soft_affinity_is_kept_if_possible)
{
	struct cpumask home = { { 0 } }, other = { { 0 } };
	struct domain *a, *b;
	unsigned int at_home = 0, i;

	machine(2);
	a = domain(1, 0, 0);
	b = domain(1, 0, 0);
	cpumask_set(1, &home);
	EXPECT_EQ(vcpu_set_soft_affinity(a->vcpu[0], &home), 0);
	cpumask_set(0, &other);
	EXPECT_EQ(vcpu_set_soft_affinity(b->vcpu[0], &other), 0);
	start(a, 3 * MS, 1 * MS);
	start(b, 3 * MS, 2 * MS);
	for (i = 0; i < 1000; i++) {
		run_for(MS);
		at_home += a->vcpu[0]->cpu == 1;
	}
	EXPECT(at_home > 950);
	tear_down();
}

TEST(pin_override)
{
	struct domain *a;

	machine(2);
	a = domain(1, 0, 0);
	start(a, 0, 0);
	EXPECT_EQ(vcpu_pin_override(a->vcpu[0], 1), 0);
	settle();
	EXPECT_EQ(a->vcpu[0]->cpu, 1);
	EXPECT_EQ(vcpu_pin_override(a->vcpu[0], 0), 0);
	settle();
	EXPECT_EQ(a->vcpu[0]->cpu, 0);
	EXPECT_EQ(vcpu_pin_override(a->vcpu[0], 5), -EINVAL);
	EXPECT_EQ(vcpu_pin_override(a->vcpu[0], -1), 0);
	EXPECT(cpumask_test(1, &a->vcpu[0]->hard_affinity));
	tear_down();
}

TEST(pause_and_unpause)
{
	struct domain *a;
	u64 before;

	machine(2);
	a = domain(2, 0, 0);
	start(a, 0, 0);
	run_for(10 * MS);
	domain_pause(a);
	EXPECT(!a->vcpu[0]->running && !a->vcpu[1]->running);
	before = ran(a);
	run_for(10 * MS);
	EXPECT_EQ(ran(a), before);
	domain_unpause(a);
	settle();
	run_for(10 * MS);
	EXPECT_EQ(ran(a), before + 20 * MS);
	tear_down();
}

TEST(runstate_times_add_up)
{
	struct vcpu_runstate_info rs;
	struct domain *a;
	u64 start_time;

	machine(1);
	a = domain(2, 0, 0);
	start_time = test_now;
	start(a, 3 * MS, 5 * MS);
	run_for(777 * MS);
	vcpu_runstate_get(a->vcpu[0], &rs);
	EXPECT_EQ(rs.time[0] + rs.time[1] + rs.time[2] + rs.time[3], test_now - start_time);
	EXPECT(rs.time[RUNSTATE_blocked] > 300 * MS);
	tear_down();
}

TEST(yield_lets_the_other_run)
{
	struct domain *a, *b, *was;

	machine(1);
	a = domain(1, 0, 0);
	b = domain(1, 0, 0);
	start(a, 0, 0);
	run_for(5 * MS);
	start(b, 0, 0);
	run_for(2 * MS);
	was = now_on[0]->domain;
	EXPECT(was == a || was == b);
	test_cpu = 0;
	vcpu_yield();
	settle();
	EXPECT(now_on[0]->domain == a || now_on[0]->domain == b);
	EXPECT(now_on[0]->domain != was);
	tear_down();
}
