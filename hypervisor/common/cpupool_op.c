// SPDX-License-Identifier: GPL-2.0-only
/* XEN_SYSCTL_cpupool_op and XEN_SYSCTL_scheduler_op: what the tools do with pools of CPUs. */
#include <hyp/cpupool.h>

#include <hyp/bitmap_copy.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <xen/interface/sysctl.h>

#include "cpupool_priv.h"

static int op_create(struct xen_sysctl_cpupool_op *op)
{
	const struct sched_ops *ops = sched_find_id(op->sched_id);
	struct cpupool *pool;
	int err;

	if (!ops)
		return -ENOENT;
	err = cpupool_create(op->cpupool_id, ops, &pool);
	if (!err)
		op->cpupool_id = pool->id;
	return err;
}

static int op_destroy(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_find(op->cpupool_id);

	if (!pool)
		return -ENOENT;
	if (pool == cpupool0 || pool->domains || !cpumask_empty(&pool->cpus))
		return -EBUSY;
	list_del(&pool->list);
	pool->ops->deinit(pool);
	heap_free(pool);
	return 0;
}

static unsigned int any_free_cpu(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (!cpupool_has_cpu(cpu) && cpupool_cpu_in_use(cpu))
			return cpu;
	}
	return NR_CPUS;
}

static int op_add_cpu(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_find(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (!pool)
		return -ENOENT;
	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = any_free_cpu();
	if (!cpupool_cpu_in_use(cpu))
		return -EINVAL;
	if (cpupool_has_cpu(cpu))	/* perhaps on its way out */
		return cpumask_test(cpu, &sched_cpu_pool(cpu)->cpus) ? -EBUSY : -EADDRNOTAVAIL;
	return sched_cpu_join(pool, cpu);
}

static int op_remove_cpu(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_find(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (!pool)
		return -ENOENT;
	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = cpumask_first(&pool->cpus);
	/* Again, after -EAGAIN: it is in the set no more, but still attached. */
	if (cpu >= NR_CPUS || sched_cpu_pool(cpu) != pool)
		return -EINVAL;
	if (cpupool_needs_cpu(pool, cpu))
		return -EBUSY;
	return sched_cpu_leave(pool, cpu);
}

static int move_domain(struct domain *d, struct cpupool *to)
{
	struct cpupool *from = d->pool;
	int err;

	if (from == to)
		return 0;
	/* Its making failed before it got one. */
	if (!from)
		return -ESRCH;
	err = sched_move_domain(d, to);
	if (!err) {
		from->domains--;
		to->domains++;
	}
	return err;
}

static int move_locked(struct domain *d, u32 id)
{
	struct cpupool *pool;
	int err = -ENOENT;

	spin_lock(&cpupool_lock);
	pool = cpupool_find(id);
	if (pool && !cpumask_empty(&pool->cpus))
		err = move_domain(d, pool);
	spin_unlock(&cpupool_lock);
	return err;
}

/*
 * Paused without the lock: the CPU that runs the domain may wait for it, in a
 * tasklet that takes another domain down, and leaves the domain only then.
 */
static int op_move_domain(const struct xen_sysctl_cpupool_op *op)
{
	struct domain *d = domain_get_by_id(op->domid);
	int err = -EINVAL;

	if (!d)
		return -ESRCH;
	/* The caller would wait for itself. */
	if (d != current->domain) {
		domain_pause(d);
		err = move_locked(d, op->cpupool_id);
		domain_unpause(d);
	}
	domain_put(d);
	return err;
}

static int report(struct xen_sysctl_cpupool_op *op, const struct cpumask *mask)
{
	return cpumask_to_guest(&op->cpumap, mask);
}

static int op_info(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = cpupool_find_from(op->cpupool_id);

	if (!pool)
		return -ENOENT;
	op->cpupool_id = pool->id;
	op->sched_id = pool->ops->id;
	op->n_dom = pool->domains;
	return report(op, &pool->cpus);
}

static int op_free_info(struct xen_sysctl_cpupool_op *op)
{
	struct cpumask mask = { { 0 } };
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (!cpupool_has_cpu(cpu) && cpupool_cpu_in_use(cpu))
			cpumask_set(cpu, &mask);
	}
	return report(op, &mask);
}

/* All of these run with the lock held. */
static int (* const pool_ops[])(struct xen_sysctl_cpupool_op *op) = {
	[XEN_SYSCTL_CPUPOOL_OP_CREATE] = op_create,
	[XEN_SYSCTL_CPUPOOL_OP_DESTROY] = op_destroy,
	[XEN_SYSCTL_CPUPOOL_OP_INFO] = op_info,
	[XEN_SYSCTL_CPUPOOL_OP_ADDCPU] = op_add_cpu,
	[XEN_SYSCTL_CPUPOOL_OP_RMCPU] = op_remove_cpu,
	[XEN_SYSCTL_CPUPOOL_OP_FREEINFO] = op_free_info,
};

int cpupool_sysctl(struct xen_sysctl_cpupool_op *op)
{
	u32 nr;
	int err;

	if (op->op == XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN)
		return op_move_domain(op);
	if (op->op >= ARRAY_SIZE(pool_ops) || !pool_ops[op->op])
		return -ENOSYS;
	nr = array_index_nospec(op->op, ARRAY_SIZE(pool_ops));
	spin_lock(&cpupool_lock);
	err = pool_ops[nr](op);
	spin_unlock(&cpupool_lock);
	return err;
}

int sched_adjust_global(struct xen_sysctl_scheduler_op *op)
{
	struct cpupool *pool;
	int err;

	spin_lock(&cpupool_lock);
	pool = cpupool_find(op->cpupool_id);
	if (!pool)
		err = -ESRCH;
	else if (pool->ops->id != op->sched_id)
		err = -EINVAL;
	else
		err = pool->ops->adjust_global(pool, op);
	spin_unlock(&cpupool_lock);
	return err;
}
