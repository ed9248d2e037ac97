// SPDX-License-Identifier: GPL-2.0-only
/*
 * The answer to the hypervisor's debug key: what the events of this domain wait for.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/spinlock.h>

#include <xen/xen-ops.h>

#include "events.h"

static DEFINE_SPINLOCK(one_cpu_at_a_time);

static void show_cpu(unsigned int cpu)
{
	const struct vcpu_info *vcpu = per_cpu(xen_vcpu, cpu);

	if (vcpu)
		pr_info("CPU %u: upcall %s%s, selector %016lx\n", cpu,
			vcpu->evtchn_upcall_pending ? "pending" : "not pending",
			xen_pv_domain() && vcpu->evtchn_upcall_mask ? ", masked" : "",
			(unsigned long)vcpu->evtchn_pending_sel);
}

static void show_port(evtchn_port_t port)
{
	const struct event *event = event_of_port(port);

	if (event && event_abi->pending(port))
		pr_info("port %u: interrupt %u of CPU %u pending, masked for %#x\n",
			port, event->irq, event->cpu, event->masked);
}

/**
 * xen_debug_interrupt() - handler of VIRQ_DEBUG
 * @irq: its interrupt
 * @dev_id: not used
 *
 * Return: IRQ_HANDLED.
 */
irqreturn_t xen_debug_interrupt(int irq, void *dev_id)
{
	unsigned long flags;
	evtchn_port_t port;
	unsigned int cpu;

	spin_lock_irqsave(&one_cpu_at_a_time, flags);
	for_each_online_cpu(cpu)
		show_cpu(cpu);
	rcu_read_lock();
	for (port = 1; port < event_abi->nr_ports(); port++)
		show_port(port);
	rcu_read_unlock();
	spin_unlock_irqrestore(&one_cpu_at_a_time, flags);
	return IRQ_HANDLED;
}
