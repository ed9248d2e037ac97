// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's upcall: a vector of each CPU, as devices have them.
 *
 * The one that the kernel keeps for it has no entry in the IDT, since no hypervisor was there
 * when that was filled. So each CPU gets an interrupt whose vector stays on it, and its virtual
 * CPU is told that. The hypervisor raises it in the virtual local APIC, and it is acknowledged
 * there as any other.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/topology.h>

#include <asm/hw_irq.h>
#include <asm/irqdomain.h>
#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/xen-ops.h>

#include "../events/events.h"
#include "core.h"

static DEFINE_PER_CPU(int, upcall_irq);		/* 0: none */

static irqreturn_t upcall(int irq, void *unused)
{
	return xen_evtchn_do_upcall();
}

/* A vector of that CPU, which nobody moves. */
static int alloc_irq(unsigned int cpu)
{
	struct irq_affinity_desc affinity = {};
	struct irq_alloc_info info = {};

	cpumask_copy(&affinity.mask, cpumask_of(cpu));
	info.mask = cpumask_of(cpu);
	return __irq_domain_alloc_irqs(x86_vector_domain, -1, 1, cpu_to_node(cpu), &info, false,
				       &affinity);
}

static int request(unsigned int cpu, int irq)
{
	irq_set_handler(irq, handle_edge_irq);
	irq_modify_status(irq, 0, IRQ_NO_BALANCING);
	return request_irq(irq, upcall, IRQF_NOBALANCING | IRQF_NO_THREAD | IRQF_NO_SUSPEND,
			   "hoist-upcall", NULL);
}

static int tell(unsigned int cpu, int irq)
{
	struct xen_hvm_evtchn_upcall_vector op = {
		.vcpu = xen_vcpu_nr(cpu),
		.vector = irqd_cfg(irq_get_irq_data(irq))->vector,
	};

	return HYPERVISOR_hvm_op(HVMOP_set_evtchn_upcall_vector, &op);
}

static int start_cpu(unsigned int cpu)
{
	int irq = alloc_irq(cpu), err;

	if (irq < 0)
		return irq;
	err = request(cpu, irq);
	if (err) {
		irq_dispose_mapping(irq);
		return err;
	}
	per_cpu(upcall_irq, cpu) = irq;
	return tell(cpu, irq);
}

static void stop_cpu(unsigned int cpu)
{
	int irq = per_cpu(upcall_irq, cpu);

	if (!irq)
		return;
	free_irq(irq, NULL);
	irq_dispose_mapping(irq);
	per_cpu(upcall_irq, cpu) = 0;
}

int vector_start(void)
{
	unsigned int cpu;
	int err = 0;

	for_each_online_cpu(cpu) {
		err = start_cpu(cpu);
		if (err) {
			pr_err("CPU %u has no vector for upcalls (%d)\n", cpu, err);
			break;
		}
	}
	if (err)
		vector_stop();
	return err;
}

void vector_stop(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		stop_cpu(cpu);
}
