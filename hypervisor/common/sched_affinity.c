// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a vCPU may run: hard affinity is obeyed always, soft affinity if possible.
 *
 * While a guest has pinned one of its own vCPUs (SCHEDOP_pin_override) the tools' mask waits
 * in v->pinned_from.
 */
#include <hyp/sched.h>

#include <hyp/heap.h>
#include <hyp/softirq.h>
#include <linux/errno.h>

#include "sched_priv.h"

static void set_hard_affinity(struct vcpu *v, const struct cpumask *mask)
{
	unsigned long flags;
	struct spinlock *lock = sched_lock_vcpu(v, &flags);

	v->hard_affinity = *mask;
	sched_ops_of(v)->sleep(v);
	if (v->running && !cpumask_test(v->cpu, mask))
		softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
	spin_unlock_irqrestore(lock, flags);
	vcpu_wake(v);
}

int vcpu_set_hard_affinity(struct vcpu *v, const struct cpumask *mask)
{
	if (!sched_usable(v, mask))
		return -EINVAL;
	if (v->pinned_from)
		*v->pinned_from = *mask;
	else
		set_hard_affinity(v, mask);
	return 0;
}

int vcpu_set_soft_affinity(struct vcpu *v, const struct cpumask *mask)
{
	unsigned long flags;
	struct spinlock *lock;

	if (!sched_usable(v, mask))
		return -EINVAL;
	lock = sched_lock_vcpu(v, &flags);
	v->soft_affinity = *mask;
	spin_unlock_irqrestore(lock, flags);
	return 0;
}

int vcpu_pin_override(struct vcpu *v, int cpu)
{
	struct cpumask only = { { 0 } };

	if (cpu < 0) {
		if (!v->pinned_from)
			return 0;
		set_hard_affinity(v, v->pinned_from);
		heap_free(v->pinned_from);
		v->pinned_from = NULL;
		return 0;
	}
	if (cpu >= NR_CPUS)
		return -EINVAL;
	cpumask_set(cpu, &only);
	if (!sched_usable(v, &only))
		return -EINVAL;
	if (!v->pinned_from) {
		v->pinned_from = heap_new(struct cpumask);
		if (!v->pinned_from)
			return -ENOMEM;
		*v->pinned_from = v->hard_affinity;
	}
	set_hard_affinity(v, &only);
	return 0;
}
