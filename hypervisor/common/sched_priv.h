/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the scheduler's frame share: what a CPU does, and the locks.
 *
 * sched.c switches between vCPUs, sched_affinity.c says where one may run, sched_pool.c
 * moves CPUs and domains between pools.
 */
#ifndef HYP_SCHED_PRIV_H
#define HYP_SCHED_PRIV_H

#include <hyp/arch.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/percpu.h>
#include <hyp/sched.h>
#include <hyp/spinlock.h>
#include <hyp/timer.h>
#include <hyp/vcpu.h>
#include <linux/bitmap.h>

/**
 * struct sched_cpu - what a CPU does
 * @lock: of its run queue; it is changed while the old one is held
 * @own_lock: @lock while the CPU is in no pool
 * @pool: NULL: it idles
 * @slice: end of the current vCPU's time
 */
struct sched_cpu {
	struct spinlock *lock;
	struct spinlock own_lock;
	struct cpupool *pool;
	struct vcpu *curr, *idle;
	struct timer slice;
};

DECLARE_PER_CPU(struct sched_cpu, sched_cpu);

static inline const struct sched_ops *sched_ops_of(const struct vcpu *v)
{
	return v->domain->pool->ops;
}

/* Interrupts are off. */
static inline struct spinlock *sched_lock_queue(unsigned int cpu)
{
	struct sched_cpu *sc = per_cpu_ptr(sched_cpu, cpu);
	struct spinlock *lock;

	for (;;) {
		lock = READ_ONCE(sc->lock);
		spin_lock(lock);
		if (lock == READ_ONCE(sc->lock))
			return lock;
		spin_unlock(lock);
	}
}

static inline struct spinlock *sched_lock_vcpu(const struct vcpu *v, unsigned long *flags)
{
	struct spinlock *lock;
	unsigned int cpu;

	*flags = arch_irq_save();
	for (;;) {
		cpu = READ_ONCE(v->cpu);
		lock = sched_lock_queue(cpu);
		if (cpu == READ_ONCE(v->cpu))
			return lock;
		spin_unlock(lock);
	}
}

/* There is a CPU of @mask in its pool. */
static inline bool sched_usable(const struct vcpu *v, const struct cpumask *mask)
{
	const struct cpupool *pool = v->domain->pool;

	return bitmap_intersects(mask->bits, pool->cpus.bits, NR_CPUS);
}

#endif /* HYP_SCHED_PRIV_H */
