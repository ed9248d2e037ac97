// SPDX-License-Identifier: GPL-2.0-only
/*
 * The null scheduler: a vCPU has a CPU to itself. It gets one when it first wakes up and
 * keeps it; those for whom none is left wait until somebody else is destroyed.
 *
 * One lock for the pool: after start-up hardly anything happens here.
 */
#include <hyp/sched.h>

#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <xen/interface/domctl.h>

struct null_pool {
	struct spinlock lock;
	struct list_head waiting;	/* runnable, without a CPU */
};

/**
 * struct null_vcpu - a vCPU here
 * @cpu: its own, NR_CPUS: none
 */
struct null_vcpu {
	struct list_head link;
	struct vcpu *v;
	unsigned int cpu;
	bool waiting;
};

static DEFINE_PER_CPU(struct null_vcpu *, owner);

static struct null_pool *pool_of(const struct vcpu *v)
{
	return v->domain->pool->sched_data;
}

static unsigned int free_cpu(const struct vcpu *v, const struct cpumask *mask)
{
	const struct cpupool *pool = v->domain->pool;
	unsigned int cpu;

	for_each_cpu(cpu, &pool->cpus) {
		if (!per_cpu(owner, cpu) && cpumask_test(cpu, &v->hard_affinity) &&
		    cpumask_test(cpu, mask))
			return cpu;
	}
	return NR_CPUS;
}

static void assign(struct null_vcpu *n, unsigned int cpu)
{
	per_cpu(owner, cpu) = n;
	n->cpu = cpu;
}

static bool allowed(const struct null_vcpu *n)
{
	return n->cpu < NR_CPUS && cpumask_test(n->cpu, &n->v->hard_affinity) &&
	       cpumask_test(n->cpu, &n->v->domain->pool->cpus);
}

static void stop_waiting(struct null_vcpu *n)
{
	if (n->waiting)
		list_del(&n->link);
	n->waiting = false;
}

/* A CPU became free: who has waited longest among those that may use it? */
static void serve_waiting(struct null_pool *pool, unsigned int cpu)
{
	struct null_vcpu *n;

	list_for_each_entry(n, &pool->waiting, link) {
		if (!cpumask_test(cpu, &n->v->hard_affinity))
			continue;
		stop_waiting(n);
		assign(n, cpu);
		WRITE_ONCE(n->v->cpu, cpu);
		softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
		return;
	}
}

static void release(struct null_pool *pool, struct null_vcpu *n)
{
	unsigned int cpu = n->cpu;

	if (cpu >= NR_CPUS)
		return;
	n->cpu = NR_CPUS;
	per_cpu(owner, cpu) = NULL;
	serve_waiting(pool, cpu);
}

static unsigned int null_pick_cpu(struct vcpu *v)
{
	struct null_vcpu *n = v->sched_priv;
	unsigned int cpu;

	if (allowed(n))
		return n->cpu;
	release(pool_of(v), n);
	cpu = free_cpu(v, &v->soft_affinity);
	if (cpu == NR_CPUS)
		cpu = free_cpu(v, &v->hard_affinity);
	if (cpu == NR_CPUS)
		return v->cpu;
	assign(n, cpu);
	return cpu;
}

static void null_wake(struct vcpu *v)
{
	struct null_vcpu *n = v->sched_priv;

	if (n->cpu < NR_CPUS) {
		softirq_raise_on(n->cpu, SOFTIRQ_SCHEDULE);
	} else if (!n->waiting) {
		list_add_tail(&n->link, &pool_of(v)->waiting);
		n->waiting = true;
	}
}

static void null_sleep(struct vcpu *v)
{
	stop_waiting(v->sched_priv);
}

static void null_yield(struct vcpu *v)
{
}

static struct sched_decision null_pick(unsigned int cpu, struct vcpu *curr, u64 now)
{
	struct sched_decision d = { .slice = -1 };
	struct null_vcpu *n = per_cpu(owner, cpu);

	/* v->running of one that was here before may not be over: its old CPU will say. */
	if (n && vcpu_runnable(n->v) && allowed(n) && (n->v == curr || !n->v->running))
		d.next = n->v;
	return d;
}

static int null_init(struct cpupool *pool)
{
	struct null_pool *np = heap_new(struct null_pool);

	if (!np)
		return -ENOMEM;
	spin_lock_init(&np->lock, LOCK_SCHED);
	INIT_LIST_HEAD(&np->waiting);
	pool->sched_data = np;
	return 0;
}

static void null_deinit(struct cpupool *pool)
{
	heap_free(pool->sched_data);
}

static struct spinlock *null_cpu_add(struct cpupool *pool, unsigned int cpu)
{
	struct null_pool *np = pool->sched_data;
	unsigned long flags = spin_lock_irqsave(&np->lock);

	per_cpu(owner, cpu) = NULL;
	serve_waiting(np, cpu);
	spin_unlock_irqrestore(&np->lock, flags);
	return &np->lock;
}

static void null_cpu_remove(struct cpupool *pool, unsigned int cpu)
{
	struct null_pool *np = pool->sched_data;
	unsigned long flags = spin_lock_irqsave(&np->lock);

	if (per_cpu(owner, cpu))
		per_cpu(owner, cpu)->cpu = NR_CPUS;
	per_cpu(owner, cpu) = NULL;
	spin_unlock_irqrestore(&np->lock, flags);
}

static int null_domain_init(struct cpupool *pool, struct domain *d)
{
	return 0;
}

static void null_domain_exit(struct cpupool *pool, struct domain *d)
{
}

static int null_vcpu_init(struct cpupool *pool, struct vcpu *v)
{
	struct null_vcpu *n = heap_new(struct null_vcpu);

	if (!n)
		return -ENOMEM;
	n->v = v;
	n->cpu = NR_CPUS;
	v->sched_priv = n;
	return 0;
}

static void null_vcpu_exit(struct cpupool *pool, struct vcpu *v)
{
	struct null_pool *np = pool->sched_data;
	unsigned long flags = spin_lock_irqsave(&np->lock);

	release(np, v->sched_priv);
	spin_unlock_irqrestore(&np->lock, flags);
	heap_free(v->sched_priv);
	v->sched_priv = NULL;
}

static int null_adjust(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	return -EOPNOTSUPP;
}

static int null_adjust_global(struct cpupool *pool, struct xen_sysctl_scheduler_op *op)
{
	return -EOPNOTSUPP;
}

static void null_dump(struct cpupool *pool)
{
	struct null_pool *np = pool->sched_data;
	unsigned long flags = spin_lock_irqsave(&np->lock);
	struct null_vcpu *n;
	unsigned int cpu;

	for_each_cpu(cpu, &pool->cpus) {
		n = per_cpu(owner, cpu);
		if (n)
			printk("  CPU %u is of d%uv%u\n", cpu, n->v->domain->domid, n->v->id);
	}
	list_for_each_entry(n, &np->waiting, link)
		printk("  d%uv%u waits\n", n->v->domain->domid, n->v->id);
	spin_unlock_irqrestore(&np->lock, flags);
}

const struct sched_ops sched_null_ops = {
	.name = "null",
	.long_name = "one vCPU a CPU",
	.id = XEN_SCHEDULER_NULL,
	.init = null_init,
	.deinit = null_deinit,
	.cpu_add = null_cpu_add,
	.cpu_remove = null_cpu_remove,
	.domain_init = null_domain_init,
	.domain_exit = null_domain_exit,
	.vcpu_init = null_vcpu_init,
	.vcpu_exit = null_vcpu_exit,
	.adjust = null_adjust,
	.adjust_global = null_adjust_global,
	.sleep = null_sleep,
	.wake = null_wake,
	.yield = null_yield,
	.pick_cpu = null_pick_cpu,
	.pick = null_pick,
	.dump = null_dump,
};
