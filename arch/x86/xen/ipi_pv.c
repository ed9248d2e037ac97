// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts from one virtual CPU of a PV domain to another: events, one of each kind a CPU.
 */
#define pr_fmt(fmt) "xen:ipi: " fmt

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/hardirq.h>
#include <asm/irq_vectors.h>
#include <asm/apicdef.h>
#include <asm/smp.h>
#include <asm/xen/events.h>

#include <xen/events.h>

#include "pv_cpu.h"

static irqreturn_t reschedule(int irq, void *unused)
{
	inc_irq_stat(irq_resched_count);
	scheduler_ipi();
	return IRQ_HANDLED;
}

static irqreturn_t call_function(int irq, void *unused)
{
	generic_smp_call_function_interrupt();
	inc_irq_stat(irq_call_count);
	return IRQ_HANDLED;
}

static irqreturn_t call_function_single(int irq, void *unused)
{
	generic_smp_call_function_single_interrupt();
	inc_irq_stat(irq_call_count);
	return IRQ_HANDLED;
}

static irqreturn_t irq_work(int irq, void *unused)
{
	inc_irq_stat(apic_irq_work_irqs);
	irq_work_run();
	return IRQ_HANDLED;
}

static const struct ipi {
	enum ipi_vector ipi;
	irq_handler_t handler;
	const char *name;
} ipis[] = {
	{ XEN_RESCHEDULE_VECTOR, reschedule, "resched" },
	{ XEN_CALL_FUNCTION_VECTOR, call_function, "callfunc" },
	{ XEN_CALL_FUNCTION_SINGLE_VECTOR, call_function_single, "callfuncsingle" },
	{ XEN_IRQ_WORK_VECTOR, irq_work, "irqwork" },
};

struct bound {
	int irq;		/* 0: not bound */
	char name[24];
};

static DEFINE_PER_CPU(struct bound [ARRAY_SIZE(ipis)], bound);

static int bind_one(unsigned int cpu, const struct ipi *ipi, struct bound *b)
{
	int irq;

	snprintf(b->name, sizeof(b->name), "%s%u", ipi->name, cpu);
	irq = bind_ipi_to_irqhandler(ipi->ipi, cpu, ipi->handler,
				     IRQF_PERCPU | IRQF_NOBALANCING, b->name, NULL);
	if (irq < 0)
		return irq;
	b->irq = irq;
	return 0;
}

/**
 * xen_ipi_init() - let a CPU be interrupted by others
 * @cpu: about to come up
 *
 * Return: 0, or an error with nothing bound.
 */
int xen_ipi_init(unsigned int cpu)
{
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(ipis); i++) {
		ret = bind_one(cpu, &ipis[i], &per_cpu(bound, cpu)[i]);
		if (!ret)
			continue;
		pr_err("no event %s for CPU %u (%d)\n", ipis[i].name, cpu, ret);
		xen_ipi_free(cpu);
		return ret;
	}
	return 0;
}

/**
 * xen_ipi_free() - undo xen_ipi_init()
 * @cpu: down
 */
void xen_ipi_free(unsigned int cpu)
{
	struct bound *b = per_cpu(bound, cpu);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ipis); i++) {
		if (b[i].irq)
			unbind_from_irqhandler(b[i].irq, NULL);
		b[i].irq = 0;
	}
}

static void send_mask(const struct cpumask *mask, enum ipi_vector ipi)
{
	unsigned int cpu;

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		xen_send_IPI_one(cpu, ipi);
}

static void send_reschedule(int cpu)
{
	xen_send_IPI_one(cpu, XEN_RESCHEDULE_VECTOR);
}

static void send_call_func(const struct cpumask *mask)
{
	send_mask(mask, XEN_CALL_FUNCTION_VECTOR);
}

static void send_call_func_single(int cpu)
{
	xen_send_IPI_one(cpu, XEN_CALL_FUNCTION_SINGLE_VECTOR);
}

/* The local APIC's vectors that some code sends by itself. */
static int from_vector(int vector)
{
	switch (vector) {
	case RESCHEDULE_VECTOR:
		return XEN_RESCHEDULE_VECTOR;
	case CALL_FUNCTION_VECTOR:
		return XEN_CALL_FUNCTION_VECTOR;
	case CALL_FUNCTION_SINGLE_VECTOR:
		return XEN_CALL_FUNCTION_SINGLE_VECTOR;
	case IRQ_WORK_VECTOR:
		return XEN_IRQ_WORK_VECTOR;
	case NMI_VECTOR:
	case APIC_DM_NMI:
		return XEN_NMI_VECTOR;
	default:
		pr_warn_once("vector %#x has no event\n", vector);
		return -ENOENT;
	}
}

/**
 * xen_send_IPI_mask() - interrupt CPUs
 * @mask: those of them that are online
 * @vector: of the local APIC
 */
void xen_send_IPI_mask(const struct cpumask *mask, int vector)
{
	int ipi = from_vector(vector);

	if (ipi >= 0)
		send_mask(mask, ipi);
}

/**
 * xen_send_IPI_mask_allbutself() - interrupt other CPUs
 * @mask: those of them that are online, but the caller
 * @vector: of the local APIC
 */
void xen_send_IPI_mask_allbutself(const struct cpumask *mask, int vector)
{
	unsigned int cpu, self = smp_processor_id();
	int ipi = from_vector(vector);

	if (ipi < 0)
		return;
	for_each_cpu_and(cpu, mask, cpu_online_mask)
		if (cpu != self)
			xen_send_IPI_one(cpu, ipi);
}

/**
 * xen_send_IPI_allbutself() - interrupt all other CPUs
 * @vector: of the local APIC
 */
void xen_send_IPI_allbutself(int vector)
{
	xen_send_IPI_mask_allbutself(cpu_online_mask, vector);
}

/**
 * xen_send_IPI_all() - interrupt all CPUs
 * @vector: of the local APIC
 */
void xen_send_IPI_all(int vector)
{
	xen_send_IPI_mask(cpu_online_mask, vector);
}

/**
 * xen_send_IPI_cpu() - interrupt a CPU
 * @cpu: online
 * @vector: of the local APIC
 */
void xen_send_IPI_cpu(int cpu, int vector)
{
	int ipi = from_vector(vector);

	if (ipi >= 0)
		xen_send_IPI_one(cpu, ipi);
}

/**
 * xen_send_IPI_self() - interrupt this CPU as soon as that can be
 * @vector: of the local APIC
 */
void xen_send_IPI_self(int vector)
{
	xen_send_IPI_cpu(smp_processor_id(), vector);
}

/**
 * xen_init_ipi_ops() - send by events
 */
void xen_init_ipi_ops(void)
{
	smp_ops.smp_send_reschedule = send_reschedule;
	smp_ops.send_call_func_ipi = send_call_func;
	smp_ops.send_call_func_single_ipi = send_call_func_single;
}
