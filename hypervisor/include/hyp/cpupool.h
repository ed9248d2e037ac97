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
 * @id: number, of the tools' choice or the lowest that was free
 * @ops: its scheduler
 * @sched_data: the scheduler's instance
 * @cpus: its CPUs
 * @domains: how many domains are in it
 * @list: all pools, ascending @id; like all of it under LOCK_CPUPOOL, @cpus may be read
 *        by anybody
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

/**
 * cpupool_init() - make pool 0 with the scheduler that sched= names
 *
 * From sched_init(); panics without memory.
 */
void cpupool_init(void);

/**
 * cpupool_cpu_online() - a CPU that came up joins pool 0
 * @cpu: online; not in a pool, or nothing is done
 *
 * From another CPU.  Takes LOCK_CPUPOOL.
 *
 * Return: 0 or -ENOMEM.
 */
int cpupool_cpu_online(unsigned int cpu);

/**
 * cpupool_cpu_park() - take a CPU out of use, or bring it back into pool 0
 * @cpu: not 0
 * @out: whether it goes
 *
 * A CPU that is out of use runs no vCPU and can't be put into a pool. It idles, and takes
 * interrupts and part in flushes as before. Takes LOCK_CPUPOOL.
 *
 * Return: 0; -EINVAL (no such CPU); -EEXIST (it is so already); -EBUSY (the last one of a
 * pool); -ENOMEM; -ERESTART (a vCPU is still there: call again).
 */
int cpupool_cpu_park(unsigned int cpu, bool out);

/**
 * cpupool_cpu_in_use() - whether a CPU is online and not parked
 * @cpu: any number
 *
 * Return: at this moment.
 */
bool cpupool_cpu_in_use(unsigned int cpu);

/**
 * cpupool_sysctl() - XEN_SYSCTL_cpupool_op
 * @op: IN and OUT, <xen/interface/sysctl.h>
 *
 * Takes LOCK_CPUPOOL; writes the guest's bitmaps itself.
 *
 * Return: 0 or the ABI's errors: -ENOENT, -EEXIST, -EBUSY, -EADDRNOTAVAIL, -EINVAL, -ESRCH,
 * -EAGAIN, -ENOMEM, -EFAULT, -EOPNOTSUPP.
 */
int cpupool_sysctl(struct xen_sysctl_cpupool_op *op);

/**
 * cpupool_id_of() - the number of the pool that a domain is in
 * @d: domain
 *
 * Takes LOCK_CPUPOOL.
 *
 * Return: ~0 for none.
 */
u32 cpupool_id_of(const struct domain *d);

/**
 * cpupool_dump() - print pools and their run queues, for a debug key
 */
void cpupool_dump(void);

#endif /* HYP_CPUPOOL_H */
