// SPDX-License-Identifier: GPL-2.0-only
/* Pools of CPUs; see <hyp/cpupool.h>. */
#include <hyp/cpupool.h>

#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

#include "cpupool_priv.h"

DEFINE_SPINLOCK(cpupool_lock, LOCK_CPUPOOL);
static LIST_HEAD(pools);
/* Taken out of use by the tools; these are in no pool. Read without the lock. */
static struct cpumask parked;
struct cpupool *cpupool0;

static char opt_sched[16] = "credit2";
PARAM_STRING("sched", opt_sched);

static const struct sched_ops *const schedulers[] = { &sched_credit2_ops, &sched_null_ops };

const struct sched_ops *sched_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(schedulers); i++) {
		if (!strcmp(schedulers[i]->name, name))
			return schedulers[i];
	}
	return NULL;
}

const struct sched_ops *sched_find_id(u32 id)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(schedulers); i++) {
		if (schedulers[i]->id == id)
			return schedulers[i];
	}
	return NULL;
}

u32 sched_default_id(void)
{
	return cpupool0->ops->id;
}

struct cpupool *cpupool_find(u32 id)
{
	struct cpupool *pool;

	list_for_each_entry(pool, &pools, list) {
		if (pool->id == id)
			return pool;
	}
	return NULL;
}

struct cpupool *cpupool_find_from(u32 id)
{
	struct cpupool *pool;

	list_for_each_entry(pool, &pools, list) {
		if (pool->id >= id)
			return pool;
	}
	return NULL;
}

/* The pools are sorted; returns what the new one of number @id goes in front of. */
static struct list_head *place_of(u32 id)
{
	struct cpupool *next = cpupool_find_from(id);

	return next ? &next->list : &pools;
}

static u32 free_id(void)
{
	u32 id = 0;

	while (cpupool_find(id))
		id++;
	return id;
}

int cpupool_create(u32 id, const struct sched_ops *ops, struct cpupool **res)
{
	struct cpupool *pool;
	int err;

	if (id != XEN_SYSCTL_CPUPOOL_PAR_ANY && cpupool_find(id))
		return -EEXIST;
	pool = heap_new(struct cpupool);
	if (!pool)
		return -ENOMEM;
	pool->id = id == XEN_SYSCTL_CPUPOOL_PAR_ANY ? free_id() : id;
	pool->ops = ops;
	err = ops->init(pool);
	if (err) {
		heap_free(pool);
		return err;
	}
	list_add_tail(&pool->list, place_of(pool->id));
	*res = pool;
	return 0;
}

void __init cpupool_init(void)
{
	const struct sched_ops *ops = sched_find(opt_sched);

	if (!ops) {
		pr_warn("command line: no scheduler %s, credit2 is used\n", opt_sched);
		ops = &sched_credit2_ops;
	}
	if (cpupool_create(0, ops, &cpupool0))
		panic("no memory for the scheduler");
	pr_info("Scheduler: %s (%s)\n", ops->name, ops->long_name);
}

bool cpupool_has_cpu(unsigned int cpu)
{
	return sched_cpu_pool(cpu);
}

int cpupool_cpu_online(unsigned int cpu)
{
	int err;

	spin_lock(&cpupool_lock);
	err = cpupool_has_cpu(cpu) ? 0 : sched_cpu_join(cpupool0, cpu);
	spin_unlock(&cpupool_lock);
	return err;
}

static int join(struct cpupool *pool, struct domain *d)
{
	int err;

	if (!pool || cpumask_empty(&pool->cpus))
		return -EINVAL;
	err = pool->ops->domain_init(pool, d);
	if (err)
		return err;
	d->pool = pool;
	pool->domains++;
	return 0;
}

int sched_domain_init(struct domain *d, struct cpupool *pool)
{
	int err;

	spin_lock(&cpupool_lock);
	err = join(pool ?: cpupool_find(d->config->cpupool_id), d);
	spin_unlock(&cpupool_lock);
	return err;
}

void sched_domain_exit(struct domain *d)
{
	if (!d->pool)
		return;
	spin_lock(&cpupool_lock);
	d->pool->ops->domain_exit(d->pool, d);
	d->pool->domains--;
	d->pool = NULL;
	spin_unlock(&cpupool_lock);
}

u32 cpupool_id_of(const struct domain *d)
{
	u32 id;

	spin_lock(&cpupool_lock);
	id = d->pool ? d->pool->id : ~0U;
	spin_unlock(&cpupool_lock);
	return id;
}

bool cpupool_needs_cpu(const struct cpupool *pool, unsigned int cpu)
{
	return cpumask_test(cpu, &pool->cpus) && cpumask_weight(&pool->cpus) == 1 &&
	       (pool->domains || pool == cpupool0);
}

bool cpupool_cpu_in_use(unsigned int cpu)
{
	return cpumask_test(cpu, &cpu_online) && !cpumask_test(cpu, &parked);
}

static int park(unsigned int cpu)
{
	struct cpupool *pool = sched_cpu_pool(cpu);
	int err = 0;

	if (pool && cpupool_needs_cpu(pool, cpu))
		return -EBUSY;
	if (pool)
		err = sched_cpu_leave(pool, cpu);
	if (!err)
		cpumask_set(cpu, &parked);
	return err;
}

static int unpark(unsigned int cpu)
{
	int err = sched_cpu_join(cpupool0, cpu);

	if (!err)
		cpumask_clear(cpu, &parked);
	return err;
}

int cpupool_cpu_park(unsigned int cpu, bool out)
{
	int err;

	/* CPU 0 has duties of its own. */
	if (!cpu || !cpumask_test(cpu, &cpu_online))
		return -EINVAL;
	spin_lock(&cpupool_lock);
	if (cpumask_test(cpu, &parked) == out)
		err = -EEXIST;
	else
		err = out ? park(cpu) : unpark(cpu);
	spin_unlock(&cpupool_lock);
	return err == -EAGAIN ? -ERESTART : err;
}

/* Under the lock of the pools: a move would take the scheduler's data away. */
int sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	int err = -EINVAL;

	spin_lock(&cpupool_lock);
	if (d->pool && d->pool->ops->id == op->sched_id)
		err = d->pool->ops->adjust(d, op);
	spin_unlock(&cpupool_lock);
	return err;
}

void cpupool_dump(void)
{
	struct cpupool *pool;

	spin_lock(&cpupool_lock);
	list_for_each_entry(pool, &pools, list) {
		printk("Pool %u: %s, CPUs %*pbl, %u domains\n", pool->id, pool->ops->name,
		       NR_CPUS, pool->cpus.bits, pool->domains);
		pool->ops->dump(pool);
	}
	spin_unlock(&cpupool_lock);
}
