// SPDX-License-Identifier: GPL-2.0-only
/*
 * The default scheduler: fair shares by weight, optional caps.
 *
 * Every vCPU has a virtual time, which runs while it does, the slower the more weight its
 * domain has; the one that is furthest behind is next. A vCPU that slept starts a little
 * behind the others and not as far as it would be by now, so that sleeping is no way to
 * save time up. A domain with a cap also spends from a budget that is filled up each
 * period; with an empty one its vCPUs are parked until then.
 *
 * One run queue serves a few CPUs (sched_group_cpus=): its vCPUs, sorted by virtual time, wait
 * for any of them. A CPU that would idle looks into the other queues of its pool.
 *
 * To tools it answers as credit2, whose parameters (weight and cap) it shares.
 */
#include <hyp/sched.h>
#include "sched_credit2.h"

#include <hyp/heap.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

static u32 opt_ratelimit = 1000;
PARAM_UINT_RANGE("sched_ratelimit_us", opt_ratelimit, 0, XEN_SYSCTL_SCHED_RATELIMIT_MAX);
/* How many CPUs share a run queue. */
static u32 opt_group_cpus = 8;
PARAM_UINT_RANGE("sched_group_cpus", opt_group_cpus, 1, NR_CPUS);

static int fair_init(struct cpupool *pool)
{
	struct instance *inst = heap_new(struct instance);

	if (!inst)
		return -ENOMEM;
	inst->ratelimit = opt_ratelimit * NSEC_PER_USEC;
	inst->group_cpus = opt_group_cpus;
	inst->nr_groups = DIV_ROUND_UP(NR_CPUS, opt_group_cpus);
	pool->sched_data = inst;
	return 0;
}

static void fair_deinit(struct cpupool *pool)
{
	struct instance *inst = instance_of(pool);
	unsigned int i;

	for (i = 0; i < inst->nr_groups; i++)
		heap_free(inst->groups[i]);
	heap_free(inst);
}

static struct group *make_group(struct cpupool *pool)
{
	struct group *g = heap_new(struct group);

	if (!g)
		return NULL;
	spin_lock_init(&g->lock, LOCK_SCHED);
	INIT_LIST_HEAD(&g->queue);
	g->pool = pool;
	return g;
}

static struct spinlock *fair_cpu_add(struct cpupool *pool, unsigned int cpu)
{
	struct group **slot = &instance_of(pool)->groups[cpu / instance_of(pool)->group_cpus];
	unsigned long flags;

	if (!*slot)
		*slot = make_group(pool);
	if (!*slot)
		return NULL;
	flags = spin_lock_irqsave(&(*slot)->lock);
	cpumask_set(cpu, &(*slot)->cpus);
	(*slot)->nr_cpus++;
	spin_unlock_irqrestore(&(*slot)->lock, flags);
	per_cpu(credit2_group, cpu) = *slot;
	return &(*slot)->lock;
}

/* The group stays: blocked vCPUs may still belong to it. */
static void fair_cpu_remove(struct cpupool *pool, unsigned int cpu)
{
	struct group *g = group_of(cpu);
	unsigned long flags = spin_lock_irqsave(&g->lock);

	cpumask_clear(cpu, &g->cpus);
	cpumask_clear(cpu, &g->idle);
	g->nr_cpus--;
	spin_unlock_irqrestore(&g->lock, flags);
}

static int fair_domain_init(struct cpupool *pool, struct domain *d)
{
	struct share *share = heap_new(struct share);

	if (!share)
		return -ENOMEM;
	share->weight = CREDIT2_DEFAULT_WEIGHT;
	share->d = d;
	spin_lock_init(&share->lock, LOCK_SCHED_SHARE);
	timer_init(&share->refill, share_refill, share, cpumask_first(&pool->cpus));
	d->sched_priv = share;
	return 0;
}

static void fair_domain_exit(struct cpupool *pool, struct domain *d)
{
	struct share *share = d->sched_priv;

	timer_kill(&share->refill);
	heap_free(share);
	d->sched_priv = NULL;
}

static int fair_vcpu_init(struct cpupool *pool, struct vcpu *v)
{
	struct entity *e = heap_new(struct entity);

	if (!e)
		return -ENOMEM;
	e->v = v;
	e->share = v->domain->sched_priv;
	e->share->vcpus++;
	v->sched_priv = e;
	return 0;
}

static void fair_vcpu_exit(struct cpupool *pool, struct vcpu *v)
{
	/* share_refill() looks at the vCPUs; the domain is on its way out, or to another pool. */
	timer_kill(&entity_of(v)->share->refill);
	heap_free(v->sched_priv);
	v->sched_priv = NULL;
}

static int fair_adjust(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	struct share *share = d->sched_priv;
	unsigned long flags;

	switch (op->cmd) {
	case XEN_DOMCTL_SCHEDOP_getinfo:
		op->u.credit2.weight = share->weight;
		op->u.credit2.cap = share->cap;
		return 0;
	case XEN_DOMCTL_SCHEDOP_putinfo:
		flags = spin_lock_irqsave(&share->lock);
		/* Zero, and the highest cap, mean: as it is. */
		if (op->u.credit2.weight)
			share->weight = op->u.credit2.weight;
		if (op->u.credit2.cap != 0xffff)
			share_set_cap(share, op->u.credit2.cap);
		spin_unlock_irqrestore(&share->lock, flags);
		return 0;
	default:
		return -EINVAL;
	}
}

static int fair_adjust_global(struct cpupool *pool, struct xen_sysctl_scheduler_op *op)
{
	struct instance *inst = instance_of(pool);
	u32 us = op->u.sched_credit2.ratelimit_us;

	switch (op->cmd) {
	case XEN_SYSCTL_SCHEDOP_putinfo:
		if (us && (us > XEN_SYSCTL_SCHED_RATELIMIT_MAX ||
			   us < XEN_SYSCTL_SCHED_RATELIMIT_MIN))
			return -EINVAL;
		inst->ratelimit = us * NSEC_PER_USEC;
		fallthrough;
	case XEN_SYSCTL_SCHEDOP_getinfo:
		op->u.sched_credit2.ratelimit_us = inst->ratelimit / NSEC_PER_USEC;
		return 0;
	default:
		return -EINVAL;
	}
}

static void dump_entity(const char *what, const struct group *g, const struct entity *e)
{
	printk("    %s d%uv%u: %lld us from the group's time, weight %u, cap %u\n", what,
	       e->v->domain->domid, e->v->id, ahead(e->vtime, g->vtime) / 1000,
	       e->share->weight, e->share->cap);
}

static void fair_dump(struct cpupool *pool)
{
	struct instance *inst = instance_of(pool);
	unsigned int i, cpu;
	struct entity *e;

	for (i = 0; i < inst->nr_groups; i++) {
		struct group *g = inst->groups[i];
		unsigned long flags;

		if (!g)
			continue;
		flags = spin_lock_irqsave(&g->lock);
		printk("  run queue %u, CPUs %*pbl, %u wait\n", i, NR_CPUS, g->cpus.bits,
		       g->nr_queued);
		for_each_cpu(cpu, &g->cpus) {
			if (sched_curr(cpu))
				dump_entity("runs ", g, entity_of(sched_curr(cpu)));
		}
		list_for_each_entry(e, &g->queue, link)
			dump_entity("waits", g, e);
		spin_unlock_irqrestore(&g->lock, flags);
	}
}

const struct sched_ops sched_credit2_ops = {
	.name = "credit2",
	.long_name = "fair shares",
	.id = XEN_SCHEDULER_CREDIT2,
	.init = fair_init,
	.deinit = fair_deinit,
	.cpu_add = fair_cpu_add,
	.cpu_remove = fair_cpu_remove,
	.domain_init = fair_domain_init,
	.domain_exit = fair_domain_exit,
	.vcpu_init = fair_vcpu_init,
	.vcpu_exit = fair_vcpu_exit,
	.adjust = fair_adjust,
	.adjust_global = fair_adjust_global,
	.sleep = fair_sleep,
	.wake = fair_wake,
	.yield = fair_yield,
	.pick_cpu = fair_pick_cpu,
	.pick = fair_pick,
	.dump = fair_dump,
};
