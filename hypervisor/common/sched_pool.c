// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs and domains change their pool, under the lock of the pools.
 *
 *	CPU:	in no pool, idle <--leave-- --join--> runs what its pool's scheduler picks
 *	domain:	data of the new scheduler made --> vCPUs switched, one by one --> old data dropped
 *
 * A CPU that leaves may have to be asked again: the vCPU on it must be off it first.  A
 * domain is moved while it is paused and none of its vCPUs is on a CPU.
 */
#include <hyp/sched.h>

#include <hyp/domain_table.h>
#include <hyp/heap.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <linux/errno.h>

#include "sched_priv.h"

/* The CPU idles, or will soon: it is told to look for work. */
int sched_cpu_join(struct cpupool *pool, unsigned int cpu)
{
	struct sched_cpu *sc = per_cpu_ptr(sched_cpu, cpu);
	struct spinlock *old, *lock = pool->ops->cpu_add(pool, cpu);
	unsigned long flags;

	if (!lock)
		return -ENOMEM;
	flags = arch_irq_save();
	old = sched_lock_queue(cpu);
	sc->pool = pool;
	cpumask_set(cpu, &pool->cpus);
	/* The pool before the lock under which others look at it. */
	smp_store_release(&sc->lock, lock);
	spin_unlock_irqrestore(old, flags);
	softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
	return 0;
}

/* The vCPU must not stay on its CPU, which has left the pool's set. */
static void evict(struct vcpu *v)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	if (!sched_usable(v, &v->hard_affinity)) {
		pr_warn("d%uv%u: no CPU of its hard affinity is left, it may use all\n",
			v->domain->domid, v->id);
		cpumask_setall(&v->hard_affinity);
	}
	sched_ops_of(v)->sleep(v);
	if (v->running)
		softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
	spin_unlock_irqrestore(lock, flags);
	vcpu_wake(v);
}

static bool detach_cpu(unsigned int cpu)
{
	struct sched_cpu *sc = per_cpu_ptr(sched_cpu, cpu);
	unsigned long flags = arch_irq_save();
	struct spinlock *old = sched_lock_queue(cpu);
	bool idle = sc->curr == sc->idle;

	if (idle) {
		sc->pool = NULL;
		/* No pool before the lock that goes with it. */
		smp_store_release(&sc->lock, &sc->own_lock);
	}
	spin_unlock_irqrestore(old, flags);
	return idle;
}

int sched_cpu_leave(struct cpupool *pool, unsigned int cpu)
{
	struct domain *d;
	struct vcpu *v;

	cpumask_clear(cpu, &pool->cpus);
	for_each_domain(d) {
		if (d->pool != pool)
			continue;
		for_each_vcpu(d, v) {
			if (v->cpu == cpu)
				evict(v);
		}
	}
	if (!detach_cpu(cpu))
		return -EAGAIN;
	pool->ops->cpu_remove(pool, cpu);
	return 0;
}

/* The domain is paused and none of its vCPUs is on a CPU, so none is in a queue. */
static void switch_pool(struct vcpu *v, struct cpupool *pool, void *priv)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	v->sched_priv = priv;
	WRITE_ONCE(v->cpu, cpumask_first(&pool->cpus));
	cpumask_setall(&v->hard_affinity);
	cpumask_setall(&v->soft_affinity);
	spin_unlock_irqrestore(lock, flags);
}

static void move_vcpus(struct domain *d, struct cpupool *to, void **priv)
{
	struct vcpu *v;

	for_each_vcpu(d, v) {
		void *old = v->sched_priv;

		switch_pool(v, to, priv[v->id]);
		priv[v->id] = old;
	}
}

/* Makes the data that @pool's scheduler keeps of @d and its vCPUs, beside the old ones. */
static int prepare_move(struct domain *d, struct cpupool *pool, void **priv)
{
	struct vcpu *v;
	int err = pool->ops->domain_init(pool, d);

	if (err)
		return err;
	for_each_vcpu(d, v) {
		void *old = v->sched_priv;

		err = pool->ops->vcpu_init(pool, v);
		priv[v->id] = v->sched_priv;
		v->sched_priv = old;
		if (err)
			return err;
	}
	return 0;
}

/* Lets @pool's scheduler forget what @priv holds. */
static void drop_privs(struct domain *d, struct cpupool *pool, void **priv, void *dom_priv)
{
	void *keep_dom = d->sched_priv;
	struct vcpu *v;

	for_each_vcpu(d, v) {
		void *keep = v->sched_priv;

		v->sched_priv = priv[v->id];
		if (v->sched_priv)
			pool->ops->vcpu_exit(pool, v);
		v->sched_priv = keep;
	}
	d->sched_priv = dom_priv;
	if (dom_priv)
		pool->ops->domain_exit(pool, d);
	d->sched_priv = keep_dom;
}

int sched_move_domain(struct domain *d, struct cpupool *pool)
{
	struct cpupool *from = d->pool;
	void *old_dom = d->sched_priv, *new_dom;
	void **priv = heap_new_array(void *, d->max_vcpus);
	int err;

	if (!priv)
		return -ENOMEM;
	d->sched_priv = NULL;
	err = prepare_move(d, pool, priv);
	new_dom = d->sched_priv;
	if (err) {
		d->sched_priv = old_dom;
		drop_privs(d, pool, priv, new_dom);
	} else {
		move_vcpus(d, pool, priv);
		d->pool = pool;
		drop_privs(d, from, priv, old_dom);
	}
	heap_free(priv);
	return err;
}
