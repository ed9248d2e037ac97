/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pools of CPUs: a pool has CPUs, a scheduler and domains; each CPU and each domain is in
 * one pool, a CPU possibly in none. Pool 0 is there from the start.
 */
#ifndef HYP_CPUPOOL_H
#define HYP_CPUPOOL_H

#include <hyp/cpumask.h>
#include <linux/list.h>

struct domain;
struct sched_ops;
struct xen_sysctl_cpupool_op;

/**
 * struct cpupool - one pool
 * @cpus: its CPUs
 * @sched_data: the scheduler's instance
 * @domains: how many domains are in it
 * @list: all pools, ascending @id; like all of it under LOCK_CPUPOOL, @cpus may be read
 *	by anybody
 */
struct cpupool {
	u32 id;
	const struct sched_ops *ops;
	void *sched_data;
	struct cpumask cpus;
	u32 domains;
	struct list_head list;
};

extern struct cpupool *cpupool0;

void cpupool_init(void);			/* from sched_init() */
/* A CPU that came up joins pool 0; from another CPU, when it is online. */
int cpupool_cpu_online(unsigned int cpu);
/* XEN_SYSCTL_cpupool_op. */
int cpupool_sysctl(struct xen_sysctl_cpupool_op *op);
/* The number of the pool that @d is in, ~0 for none. */
u32 cpupool_id_of(const struct domain *d);
void cpupool_dump(void);

#endif /* HYP_CPUPOOL_H */
