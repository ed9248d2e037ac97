// SPDX-License-Identifier: GPL-2.0-only
/*
 * The schedulers on many simulated CPUs with random loads, affinities, pauses and caps, and in
 * pools whose CPUs come and go: the rules of sched_world.h hold.
 */
#include "sched_world.h"

static void random_domain(void)
{
	struct domain *d = domain(1 + test_random_below(6), 64 << test_random_below(5), 0);
	u64 burst = (1 + test_random_below(40)) * MS / 4;
	u64 rest = (1 + test_random_below(40)) * MS / 4;

	start(d, test_random_below(4) ? burst : 0, rest);
}

TEST(random_loads_on_many_cpus)
{
	unsigned int round, i;

	for (round = 0; round < 12; round++) {
		machine(1 + test_random_below(MAX_CPUS));
		for (i = 0; i < 5; i++)
			random_domain();
		run_for(300 * MS);
		tear_down();
	}
}

TEST(random_affinities_and_pauses)
{
	unsigned int step, i;

	machine(10);
	for (i = 0; i < 4; i++)
		start(domain(4, 0, 0), (1 + i) * MS, (1 + i) * MS / 2);
	for (step = 0; step < 400; step++) {
		struct domain *d = &domains[test_random_below(4)];
		struct cpumask mask = { { 0 } };

		mask.bits[0] = 1 + test_random_below(1023);
		switch (test_random_below(3)) {
		case 0:
			vcpu_set_hard_affinity(d->vcpu[test_random_below(4)], &mask);
			break;
		case 1:
			vcpu_set_soft_affinity(d->vcpu[test_random_below(4)], &mask);
			break;
		default:
			domain_pause(d);
			run_for(test_random_below(3) * MS);
			domain_unpause(d);
			break;
		}
		settle();
		run_for(test_random_below(5) * MS / 2);
	}
	tear_down();
}

TEST(random_caps)
{
	struct domain *d[4];
	unsigned int i;

	machine(4);
	for (i = 0; i < 4; i++) {
		d[i] = domain(1 + i, 256, 20 + 30 * i);
		start(d[i], 7 * MS, MS / 10);
	}
	run_for(2000 * MS);
	for (i = 0; i < 4; i++)
		expect_about("capped", ran(d[i]), (20 + 30 * i) * 20 * MS, 6);
	tear_down();
}

static int pool_op(u32 op, u32 pool, u32 cpu, u32 arg)
{
	struct xen_sysctl_cpupool_op c = {
		.op = op, .cpupool_id = pool, .cpu = cpu, .sched_id = arg, .domid = arg,
	};

	return cpupool_sysctl(&c);
}

TEST(pools_keep_apart)
{
	struct domain *a, *b;
	unsigned int cpu;
	u64 before;
	int rc;

	machine(4);
	a = domain(2, 0, 0);
	b = domain(2, 0, 0);
	start(a, 0, 0);
	start(b, 0, 0);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_CREATE, 1, 0, XEN_SCHEDULER_NULL), 0);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_CREATE, 1, 0, XEN_SCHEDULER_NULL), -EEXIST);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_CREATE, 2, 0, 77), -ENOENT);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, 1, 3, 0), -EBUSY);
	for (cpu = 2; cpu < 4; cpu++) {
		rc = pool_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, 0, cpu, 0);
		settle();
		if (rc == -EAGAIN)
			rc = pool_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, 0, cpu, 0);
		EXPECT_EQ(rc, 0);
		EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, 1, cpu, 0), 0);
	}
	test_cpu = 0;
	settle();
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN, 1, 0, b->domid), 0);
	settle();
	before = ran(b);
	run_for(100 * MS);
	EXPECT_EQ(ran(b) - before, 200 * MS);
	EXPECT(b->vcpu[0]->cpu >= 2 && b->vcpu[1]->cpu >= 2);
	EXPECT(a->vcpu[0]->cpu < 2 && a->vcpu[1]->cpu < 2);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_DESTROY, 1, 0, 0), -EBUSY);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN, 0, 0, b->domid), 0);
	settle();
	run_for(100 * MS);
	for (cpu = 2; cpu < 4; cpu++)
		EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_RMCPU, 1, cpu, 0), 0);
	EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_DESTROY, 1, 0, 0), 0);
	tear_down();
}

/* A CPU is taken out of use and comes back, while everybody wants to run. */
TEST(parked_cpus)
{
	unsigned int round;
	int err;

	machine(4);
	for (round = 0; round < 6; round++)
		random_domain();
	EXPECT_EQ(cpupool_cpu_park(0, true), -EINVAL);
	EXPECT_EQ(cpupool_cpu_park(NR_CPUS, true), -EINVAL);
	EXPECT_EQ(cpupool_cpu_park(1, false), -EEXIST);
	for (round = 0; round < 20; round++) {
		unsigned int cpu = 1 + round % 3;

		run_for(20 * MS);
		err = cpupool_cpu_park(cpu, true);
		settle();
		if (err == -ERESTART)
			err = cpupool_cpu_park(cpu, true);
		EXPECT_EQ(err, 0);
		EXPECT(!now_on[cpu] || now_on[cpu]->is_idle);
		EXPECT(!cpupool_cpu_in_use(cpu));
		EXPECT_EQ(cpupool_cpu_park(cpu, true), -EEXIST);
		EXPECT_EQ(pool_op(XEN_SYSCTL_CPUPOOL_OP_ADDCPU, 0, cpu, 0), -EINVAL);
		run_for(20 * MS);
		EXPECT(!now_on[cpu] || now_on[cpu]->is_idle);
		EXPECT_EQ(cpupool_cpu_park(cpu, false), 0);
		EXPECT(cpupool_cpu_in_use(cpu));
	}
	tear_down();
}
