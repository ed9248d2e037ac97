// SPDX-License-Identifier: GPL-2.0-only
/* Pools of CPUs; see <hyp/cpupool.h>. */
#include <hyp/cpupool.h>

#include <hyp/bitmap_copy.h>
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

static DEFINE_SPINLOCK(pool_lock, LOCK_CPUPOOL);
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

static struct cpupool *find_pool(u32 id)
{
	struct cpupool *pool;

	list_for_each_entry(pool, &pools, list) {
		if (pool->id == id)
			return pool;
	}
	return NULL;
}

/* The first with at least this number. */
static struct cpupool *find_pool_from(u32 id)
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
	struct cpupool *next = find_pool_from(id);

	return next ? &next->list : &pools;
}

static u32 free_id(void)
{
	u32 id = 0;

	while (find_pool(id))
		id++;
	return id;
}

static int pool_create(u32 id, const struct sched_ops *ops, struct cpupool **res)
{
	struct cpupool *pool;
	int err;

	if (id != XEN_SYSCTL_CPUPOOL_PAR_ANY && find_pool(id))
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
	if (pool_create(0, ops, &cpupool0))
		panic("no memory for the scheduler");
	pr_info("Scheduler: %s (%s)\n", ops->name, ops->long_name);
}

static bool in_a_pool(unsigned int cpu)
{
	return sched_cpu_pool(cpu);
}

int cpupool_cpu_online(unsigned int cpu)
{
	int err;

	spin_lock(&pool_lock);
	err = in_a_pool(cpu) ? 0 : sched_cpu_join(cpupool0, cpu);
	spin_unlock(&pool_lock);
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

	spin_lock(&pool_lock);
	err = join(pool ?: find_pool(d->config->cpupool_id), d);
	spin_unlock(&pool_lock);
	return err;
}

void sched_domain_exit(struct domain *d)
{
	if (!d->pool)
		return;
	spin_lock(&pool_lock);
	d->pool->ops->domain_exit(d->pool, d);
	d->pool->domains--;
	d->pool = NULL;
	spin_unlock(&pool_lock);
}

u32 cpupool_id_of(const struct domain *d)
{
	u32 id;

	spin_lock(&pool_lock);
	id = d->pool ? d->pool->id : ~0U;
	spin_unlock(&pool_lock);
	return id;
}

static int op_create(struct xen_sysctl_cpupool_op *op)
{
	const struct sched_ops *ops = sched_find_id(op->sched_id);
	struct cpupool *pool;
	int err;

	if (!ops)
		return -ENOENT;
	err = pool_create(op->cpupool_id, ops, &pool);
	if (!err)
		op->cpupool_id = pool->id;
	return err;
}

static int op_destroy(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = find_pool(op->cpupool_id);

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
		if (!in_a_pool(cpu) && !cpumask_test(cpu, &parked))
			return cpu;
	}
	return NR_CPUS;
}

static int op_add_cpu(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = find_pool(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (!pool)
		return -ENOENT;
	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = any_free_cpu();
	if (!cpupool_cpu_in_use(cpu))
		return -EINVAL;
	if (in_a_pool(cpu))	/* perhaps on its way out */
		return cpumask_test(cpu, &sched_cpu_pool(cpu)->cpus) ? -EBUSY : -EADDRNOTAVAIL;
	return sched_cpu_join(pool, cpu);
}

static bool is_last(const struct cpupool *pool, unsigned int cpu)
{
	return cpumask_test(cpu, &pool->cpus) && cpumask_weight(&pool->cpus) == 1;
}

static int op_remove_cpu(struct xen_sysctl_cpupool_op *op)
{
	struct cpupool *pool = find_pool(op->cpupool_id);
	unsigned int cpu = op->cpu;

	if (!pool)
		return -ENOENT;
	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY)
		cpu = cpumask_first(&pool->cpus);
	/* Again, after -EAGAIN: it is in the set no more, but still attached. */
	if (cpu >= NR_CPUS || sched_cpu_pool(cpu) != pool)
		return -EINVAL;
	if (is_last(pool, cpu) && (pool->domains || pool == cpupool0))
		return -EBUSY;
	return sched_cpu_leave(pool, cpu);
}

bool cpupool_cpu_in_use(unsigned int cpu)
{
	return cpumask_test(cpu, &cpu_online) && !cpumask_test(cpu, &parked);
}

static int park(unsigned int cpu)
{
	struct cpupool *pool = sched_cpu_pool(cpu);
	int err = 0;

	if (pool && is_last(pool, cpu) && (pool->domains || pool == cpupool0))
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
	spin_lock(&pool_lock);
	if (cpumask_test(cpu, &parked) == out)
		err = -EEXIST;
	else
		err = out ? park(cpu) : unpark(cpu);
	spin_unlock(&pool_lock);
	return err == -EAGAIN ? -ERESTART : err;
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

	spin_lock(&pool_lock);
	pool = find_pool(id);
	if (pool && !cpumask_empty(&pool->cpus))
		err = move_domain(d, pool);
	spin_unlock(&pool_lock);
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
	struct cpupool *pool = find_pool_from(op->cpupool_id);

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
		if (!in_a_pool(cpu) && !cpumask_test(cpu, &parked))
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
	int err;

	if (op->op == XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN)
		return op_move_domain(op);
	if (op->op >= ARRAY_SIZE(pool_ops) || !pool_ops[op->op])
		return -ENOSYS;
	spin_lock(&pool_lock);
	err = pool_ops[op->op](op);
	spin_unlock(&pool_lock);
	return err;
}

/* Under the lock of the pools: a move would take the scheduler's data away. */
int sched_adjust(struct domain *d, struct xen_domctl_scheduler_op *op)
{
	int err = -EINVAL;

	spin_lock(&pool_lock);
	if (d->pool && d->pool->ops->id == op->sched_id)
		err = d->pool->ops->adjust(d, op);
	spin_unlock(&pool_lock);
	return err;
}

int sched_adjust_global(struct xen_sysctl_scheduler_op *op)
{
	struct cpupool *pool;
	int err;

	spin_lock(&pool_lock);
	pool = find_pool(op->cpupool_id);
	if (!pool)
		err = -ESRCH;
	else if (pool->ops->id != op->sched_id)
		err = -EINVAL;
	else
		err = pool->ops->adjust_global(pool, op);
	spin_unlock(&pool_lock);
	return err;
}

void cpupool_dump(void)
{
	struct cpupool *pool;

	spin_lock(&pool_lock);
	list_for_each_entry(pool, &pools, list) {
		printk("Pool %u: %s, CPUs %*pbl, %u domains\n", pool->id, pool->ops->name,
		       NR_CPUS, pool->cpus.bits, pool->domains);
		pool->ops->dump(pool);
	}
	spin_unlock(&pool_lock);
}
