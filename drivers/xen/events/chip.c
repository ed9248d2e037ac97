// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chips of interrupts whose source is an event channel.
 *
 * An event is an edge: it stays pending until it is acknowledged, and one that comes later
 * is another one. So the flow is that of edges, and of interrupts that are bound to a CPU for
 * good that of these. What the pins of a machine need is in pirq.c.
 */
#include <linux/interrupt.h>

#include "events.h"

static struct event *event_of(struct irq_data *data)
{
	return irq_data_get_irq_handler_data(data);
}

/**
 * event_ack() - the event is taken; from now on there may be another one
 * @data: the interrupt
 */
void event_ack(struct irq_data *data)
{
	struct event *event = event_of(data);

	if (event->port)
		event_abi->clear(event->port);
}

/**
 * event_mask_irq() - the core wants no events
 * @data: the interrupt
 */
void event_mask_irq(struct irq_data *data)
{
	event_mask(event_of(data), MASKED_BY_CORE);
}

/**
 * event_unmask_irq() - the core wants events
 * @data: the interrupt
 */
void event_unmask_irq(struct irq_data *data)
{
	event_unmask(event_of(data), MASKED_BY_CORE);
}

static void mask_ack(struct irq_data *data)
{
	event_mask_irq(data);
	event_ack(data);
}

/**
 * event_retrigger() - raise an event anew that was taken and not handled
 * @data: the interrupt
 *
 * A driver that was not called does not end the event.
 *
 * Return: 1 for done.
 */
int event_retrigger(struct irq_data *data)
{
	struct event *event = event_of(data);

	if (!event->port)
		return 0;
	event_mask(event, MASKED_BY_MOVE);
	event_unmask(event, MASKED_BY_EOI);
	event_abi->set(event->port);
	/* This sees that it is pending. */
	event_unmask(event, MASKED_BY_MOVE);
	return 1;
}

static void lateeoi_ack(struct irq_data *data)
{
	event_mask(event_of(data), MASKED_BY_EOI);
	event_ack(data);
}

static void lateeoi_mask_ack(struct irq_data *data)
{
	event_mask(event_of(data), MASKED_BY_CORE | MASKED_BY_EOI);
	event_ack(data);
}

static struct irq_chip edge_chip = {
	.name = "xen-dyn",
	.irq_disable = event_mask_irq,
	.irq_mask = event_mask_irq,
	.irq_unmask = event_unmask_irq,
	.irq_ack = event_ack,
	.irq_mask_ack = mask_ack,
	.irq_set_affinity = event_set_affinity,
	.irq_retrigger = event_retrigger,
};

static struct irq_chip lateeoi_chip = {
	.name = "xen-dyn-lateeoi",
	.irq_disable = event_mask_irq,
	.irq_mask = event_mask_irq,
	.irq_unmask = event_unmask_irq,
	.irq_ack = lateeoi_ack,
	.irq_mask_ack = lateeoi_mask_ack,
	.irq_set_affinity = event_set_affinity,
	.irq_retrigger = event_retrigger,
};

static struct irq_chip percpu_chip = {
	.name = "xen-percpu",
	.irq_disable = event_mask_irq,
	.irq_mask = event_mask_irq,
	.irq_unmask = event_unmask_irq,
	.irq_ack = event_ack,
};

/**
 * event_chip_edge() - give an interrupt the chip of most of them
 * @irq: the interrupt
 */
void event_chip_edge(unsigned int irq)
{
	irq_set_chip_and_handler_name(irq, &edge_chip, handle_edge_irq, "event");
}

/**
 * event_chip_lateeoi() - the chip of an interrupt whose driver calls xen_irq_lateeoi()
 * @irq: the interrupt
 */
void event_chip_lateeoi(unsigned int irq)
{
	event_of(irq_get_irq_data(irq))->late = true;
	irq_set_chip_and_handler_name(irq, &lateeoi_chip, handle_edge_irq, "event");
}

/**
 * event_chip_percpu() - the chip of an interrupt that belongs to one CPU
 * @irq: the interrupt
 */
void event_chip_percpu(unsigned int irq)
{
	irq_set_chip_and_handler_name(irq, &percpu_chip, handle_percpu_irq, "percpu");
}
