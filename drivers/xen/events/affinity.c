// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which CPU a port is bound to.
 *
 * Of the CPUs that an interrupt may go to, the one with the fewest ports is taken.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/percpu.h>

#include <asm/xen/hypercall.h>

#include <xen/xen-ops.h>

#include "events.h"

/* Ports of each CPU; only a hint, so it may be read while it changes. */
static DEFINE_PER_CPU(atomic_t, nr_bound);

/**
 * event_bound_to() - the hypervisor has bound an event's port to a CPU
 * @event: with a port
 * @cpu: the CPU, as Linux counts
 */
void event_bound_to(struct event *event, unsigned int cpu)
{
	event_abi->bind(event->port, cpu, event->cpu);
	event->cpu = cpu;
	atomic_inc(per_cpu_ptr(&nr_bound, cpu));
	irq_data_update_effective_affinity(irq_get_irq_data(event->irq), cpumask_of(cpu));
}

/**
 * event_unbound() - undo event_bound_to()
 * @event: with a port
 */
void event_unbound(struct event *event)
{
	atomic_dec(per_cpu_ptr(&nr_bound, event->cpu));
}

/**
 * event_affinity_resume() - no port is bound after a restore
 */
void event_affinity_resume(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		atomic_set(per_cpu_ptr(&nr_bound, cpu), 0);
}

/*
 * Masked meanwhile: an event that was raised on the old CPU is not handled there any more
 * after the bits say so, and the unmasking raises it on the new one.
 */
static int move(struct event *event, unsigned int cpu)
{
	struct evtchn_bind_vcpu bind = { .port = event->port, .vcpu = xen_vcpu_nr(cpu) };
	int ret;

	if (!event->port || !xen_support_evtchn_rebind())
		return -EOPNOTSUPP;
	event_mask(event, MASKED_BY_MOVE);
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_vcpu, &bind);
	if (!ret) {
		event_unbound(event);
		event_bound_to(event, cpu);
	}
	event_unmask(event, MASKED_BY_MOVE);
	return ret;
}

static unsigned int least_busy(const struct cpumask *mask)
{
	unsigned int cpu, best = nr_cpu_ids;
	int n, least = INT_MAX;

	for_each_cpu_and(cpu, mask, cpu_online_mask) {
		n = atomic_read(per_cpu_ptr(&nr_bound, cpu));
		if (n < least) {
			least = n;
			best = cpu;
		}
	}
	return best;
}

/**
 * event_set_affinity() - the chips' irq_set_affinity
 * @data: the interrupt, locked
 * @mask: where it may go
 * @force: not looked at
 *
 * Return: IRQ_SET_MASK_OK or a negative error.
 */
int event_set_affinity(struct irq_data *data, const struct cpumask *mask, bool force)
{
	struct event *event = irq_data_get_irq_handler_data(data);
	unsigned int cpu;
	int ret = 0;

	/* It stays, unless another one has two ports less. */
	cpu = least_busy(mask);
	if (cpu >= nr_cpu_ids)
		return -EINVAL;
	if (!event->port || cpu == event->cpu)
		return event->port ? IRQ_SET_MASK_OK : -EOPNOTSUPP;
	if (!cpumask_test_cpu(event->cpu, mask) || !cpu_online(event->cpu) ||
	    atomic_read(per_cpu_ptr(&nr_bound, event->cpu)) >
	    atomic_read(per_cpu_ptr(&nr_bound, cpu)) + 1)
		ret = move(event, cpu);
	return ret ? ret : IRQ_SET_MASK_OK;
}

/**
 * xen_set_affinity_evtchn() - bind an event channel of a program to a CPU
 * @desc: its interrupt
 * @tcpu: the CPU
 *
 * Return: 0 or a negative error.
 */
int xen_set_affinity_evtchn(struct irq_desc *desc, unsigned int tcpu)
{
	return irq_set_affinity(irq_desc_get_irq(desc), cpumask_of(tcpu));
}
EXPORT_SYMBOL_GPL(xen_set_affinity_evtchn);
