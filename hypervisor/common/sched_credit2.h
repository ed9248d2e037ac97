/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files of the default scheduler: sched_credit2.c (domains, pools, and what
 * tools ask), credit2_queue.c (who runs where) and credit2_share.c (caps).
 */
#ifndef SCHED_CREDIT2_H
#define SCHED_CREDIT2_H

#include <hyp/cpumask.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/sched.h>
#include <hyp/spinlock.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <linux/list.h>
#include <linux/types.h>

#define CREDIT2_DEFAULT_WEIGHT	256

/**
 * struct group - a run queue
 * @lock: LOCK_SCHED, interrupts off
 * @queue: vCPUs that wait, the smallest virtual time first
 * @cpus: whose queue it is; in the pool's set they are only while they may be used
 * @idle: those with nothing to do; atomic, others look at it without the lock
 * @tickled: of them, those that were asked to come and look
 * @vtime: virtual time up to which this group has come; never goes back
 * @nr_queued: length of @queue
 * @nr_cpus: CPUs in @cpus
 * @pool: whose it is
 */
struct group {
	struct spinlock lock;
	struct list_head queue;
	struct cpumask cpus, idle, tickled;
	u64 vtime;
	u32 nr_queued, nr_cpus;
	struct cpupool *pool;
};

/**
 * struct instance - the scheduler of a pool
 * @groups: @nr_groups of them
 * @nr_groups: how many
 * @group_cpus: as many CPUs share a queue
 * @ratelimit: ns that a vCPU may run before it is preempted
 */
struct instance {
	struct group *groups[NR_CPUS];
	u32 nr_groups, group_cpus;
	u64 ratelimit;
};

/**
 * struct share - what a domain may use
 * @weight: against other domains
 * @cap: percent of one CPU, 0: no limit
 * @refilling: the timer is set: something was spent in this period or the one before
 * @spent: something was spent in this period
 * @lock: of @budget; rank LOCK_SCHED_SHARE
 * @budget: ns left in this period; less than 0 when it was overdrawn
 * @vcpus: how many the domain has here
 * @refill: the timer, once a period
 * @d: the domain
 */
struct share {
	u16 weight, cap;
	bool refilling, spent;
	struct spinlock lock;
	s64 budget;
	u32 vcpus;
	struct timer refill;
	struct domain *d;
};

/**
 * struct entity - a vCPU here
 * @link: in the queue
 * @v: the vCPU
 * @share: its domain's
 * @vtime: its virtual time
 * @since: when its virtual time was last brought up to date; while it runs
 * @started: when it got the CPU
 * @asked: CPU that was tickled for it
 * @queued: is in the queue
 * @parked: runnable, but its domain has spent its budget
 * @yields: asked to be passed over once
 */
struct entity {
	struct list_head link;
	struct vcpu *v;
	struct share *share;
	u64 vtime, since, started;
	unsigned int asked;
	bool queued, parked, yields;
};

DECLARE_PER_CPU(struct group *, credit2_group);

static inline struct group *group_of(unsigned int cpu)
{
	return per_cpu(credit2_group, cpu);
}

static inline struct entity *entity_of(const struct vcpu *v)
{
	return v->sched_priv;
}

static inline struct instance *instance_of(const struct cpupool *pool)
{
	return pool->sched_data;
}

/**
 * ahead() - how much later @a is than @b, in a time that wraps
 * @a: virtual times
 * @b: likewise
 */
static inline s64 ahead(u64 a, u64 b)
{
	return a - b;
}

/**
 * share_spend() - take time that a vCPU ran off the budget
 * @share: its domain's
 * @ns: how long
 * @now: system time, ns
 *
 * Takes share->lock; interrupts are off.
 */
void share_spend(struct share *share, u64 ns, u64 now);

/**
 * share_broke() - has the domain a cap and nothing left?
 * @share: its own
 */
bool share_broke(const struct share *share);

/**
 * share_park() - park a vCPU whose domain has nothing left
 * @e: the vCPU; its run queue is locked
 *
 * Return: true: it is parked, and share_refill() wakes it.
 */
bool share_park(struct entity *e);

/**
 * share_set_cap() - a new cap, with a full budget
 * @share: the domain's; share->lock is held
 * @cap: percent of one CPU, 0: no limit
 */
void share_set_cap(struct share *share, u16 cap);

/**
 * share_refill() - handler of the timer: fill the budget up and wake who was parked
 * @data: the struct share
 */
void share_refill(void *data);

/**
 * fair_wake() - sched_ops.wake: into the queue, or parked
 * @v: runnable; its run queue is locked, as for the following
 */
void fair_wake(struct vcpu *v);

/**
 * fair_sleep() - sched_ops.sleep: out of the queue
 * @v: not runnable any more, or on its way to another group
 */
void fair_sleep(struct vcpu *v);

/**
 * fair_yield() - sched_ops.yield: let others go first, once
 * @v: the current one
 */
void fair_yield(struct vcpu *v);

/**
 * fair_pick_cpu() - sched_ops.pick_cpu: where a vCPU should run
 * @v: the vCPU; its virtual time becomes that of the new group
 */
unsigned int fair_pick_cpu(struct vcpu *v);

/**
 * fair_pick() - sched_ops.pick: who runs next
 * @cpu: where
 * @running: who runs there now
 * @now: system time, ns
 */
struct sched_decision fair_pick(unsigned int cpu, struct vcpu *running, u64 now);

#endif /* SCHED_CREDIT2_H */
