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
 * @queue: vCPUs that wait, the smallest virtual time first
 * @cpus: whose queue it is; in the pool's set they are only while they may be used
 * @idle: those with nothing to do; atomic, others look at it without the lock
 * @tickled: of them, those that were asked to come and look
 * @vtime: virtual time up to which this group has come; never goes back
 */
struct group {
	struct spinlock lock;
	struct list_head queue;
	struct cpumask cpus, idle, tickled;
	u64 vtime;
	u32 nr_queued, nr_cpus;
	struct cpupool *pool;
};

struct instance {
	struct group *groups[NR_CPUS];
	u32 nr_groups, group_cpus;	/* as many CPUs share a queue */
	u64 ratelimit;			/* ns that a vCPU may run before it is preempted */
};

/**
 * struct share - what a domain may use
 * @cap: percent of one CPU, 0: no limit
 * @lock: of @budget; rank LOCK_SCHED_SHARE
 * @budget: ns left in this period; less than 0 when it was overdrawn
 * @vcpus: how many the domain has here
 * @refilling: the timer is set: something was spent in this period or the one before
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
 * @since: when its virtual time was last brought up to date; while it runs
 * @started: when it got the CPU
 */
struct entity {
	struct list_head link;
	struct vcpu *v;
	struct share *share;
	u64 vtime, since, started;
	unsigned int asked;		/* CPU that was tickled for it */
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

/* Later in the sense of a time that wraps. */
static inline s64 ahead(u64 a, u64 b)
{
	return a - b;
}

/* Caps. Takes @ns that a vCPU ran off the budget. */
void share_spend(struct share *share, u64 ns, u64 now);
bool share_broke(const struct share *share);
/* True: its domain has nothing left, and share_refill() wakes it. */
bool share_park(struct entity *e);
void share_set_cap(struct share *share, u16 cap);
/* Handler of the timer. */
void share_refill(void *data);

/* Run queues; members of struct sched_ops. */
void fair_wake(struct vcpu *v);
void fair_sleep(struct vcpu *v);
void fair_yield(struct vcpu *v);
unsigned int fair_pick_cpu(struct vcpu *v);
struct sched_decision fair_pick(unsigned int cpu, struct vcpu *running, u64 now);

#endif /* SCHED_CREDIT2_H */
