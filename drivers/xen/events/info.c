// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which port is which interrupt, and the other way round.
 *
 * Both tables are read without a lock by upcalls, by drivers that end an event and by those
 * that send one; they change under events_mutex, and what goes away stays until nobody looks.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "events.h"

/* Bindings come and go: the list, both tables, and counts of bindings. */
DEFINE_MUTEX(events_mutex);
LIST_HEAD(events_list);

#define PORTS_PER_ROW (PAGE_SIZE / sizeof(struct event *))

/* Rows come when the first of their ports is bound, and stay. */
static struct event __rcu ***rows __read_mostly;
static unsigned int nr_rows __read_mostly;

/* GSIs of dom0 have interrupts of the same number, whose chip data belong to others. */
static DEFINE_XARRAY(by_irq);

/* Of events that nobody looks at any more. */
static struct workqueue_struct *end_wq;

/**
 * event_ports_init() - get memory for the table of ports
 * @max_ports: ports there can be
 *
 * Return: 0 or -ENOMEM.
 */
int __init event_ports_init(unsigned int max_ports)
{
	nr_rows = DIV_ROUND_UP(max_ports, PORTS_PER_ROW);
	rows = kcalloc(nr_rows, sizeof(*rows), GFP_KERNEL);
	end_wq = alloc_workqueue("xen-events", 0, 0);
	return rows && end_wq ? 0 : -ENOMEM;
}

/**
 * event_ports_exit() - undo event_ports_init()
 *
 * No port is bound, and no upcall comes any more.
 */
void __exit event_ports_exit(void)
{
	unsigned int n;

	/* The last events are freed by works that wait for a grace period. */
	rcu_barrier();
	if (end_wq)
		destroy_workqueue(end_wq);
	for (n = 0; rows && n < nr_rows; n++)
		free_page((unsigned long)rows[n]);
	nr_rows = 0;
	kfree(rows);
}

/**
 * event_of_port() - who a port belongs to
 * @port: the port
 *
 * Called inside rcu_read_lock() or with events_mutex held.
 *
 * Return: the event, or %NULL.
 */
struct event *event_of_port(evtchn_port_t port)
{
	struct event __rcu **row;

	if (port / PORTS_PER_ROW >= nr_rows)
		return NULL;
	row = READ_ONCE(rows[port / PORTS_PER_ROW]);
	return row ? rcu_dereference_check(row[port % PORTS_PER_ROW],
					   lockdep_is_held(&events_mutex)) : NULL;
}

/**
 * event_of_irq() - the event channel behind an interrupt
 * @irq: any interrupt
 *
 * Called inside rcu_read_lock(), with events_mutex held, or by one who has bound it.
 *
 * Return: the event, or %NULL.
 */
struct event *event_of_irq(unsigned int irq)
{
	return xa_load(&by_irq, irq);
}

/**
 * event_new() - make an event for an interrupt
 * @irq: an allocated interrupt that has no chip yet
 * @kind: what it is for
 *
 * Called with events_mutex held.
 *
 * Return: the event without a port, or %NULL for no memory.
 */
struct event *event_new(int irq, enum event_kind kind)
{
	struct event *event = kzalloc(sizeof(*event), GFP_KERNEL);

	if (!event)
		return NULL;
	event->irq = irq;
	event->kind = kind;
	event->refs = 1;
	event->masked = MASKED_BY_CORE;
	raw_spin_lock_init(&event->lock);
	event_eoi_init(event);
	if (xa_err(xa_store(&by_irq, irq, event, GFP_KERNEL))) {
		kfree(event);
		return NULL;
	}
	irq_set_handler_data(irq, event);
	/* Affinity is a matter of the hypervisor: no need to wait for the next event. */
	irq_set_status_flags(irq, IRQ_MOVE_PCNTXT);
	list_add_tail(&event->list, &events_list);
	return event;
}

static void end(struct work_struct *work)
{
	struct event *event = container_of(to_rcu_work(work), struct event, end);

	/* The last that could put off an EOI has seen that the event is gone. */
	cancel_delayed_work_sync(&event->eoi_work);
	kfree(event);
}

/**
 * event_delete() - undo event_new()
 * @event: without a port, and its interrupt not in use
 */
void event_delete(struct event *event)
{
	irq_set_handler_data(event->irq, NULL);
	xa_erase(&by_irq, event->irq);
	list_del(&event->list);
	INIT_RCU_WORK(&event->end, end);
	queue_rcu_work(end_wq, &event->end);
}

static int make_row(unsigned int n)
{
	void *row;

	if (rows[n])
		return 0;
	/* After a restore, with interrupts off, ports are as low as before. */
	row = (void *)get_zeroed_page(irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL);
	if (!row)
		return -ENOMEM;
	/* Pairs with the dependency in event_of_port(). */
	smp_store_release(&rows[n], row);
	return 0;
}

/**
 * event_set_port() - give an event its port
 * @event: without a port
 * @port: bound by the hypervisor; masked from now on until all reasons are gone
 *
 * Called with events_mutex held, or by a restore.
 *
 * Return: 0 or a negative error.
 */
int event_set_port(struct event *event, evtchn_port_t port)
{
	int ret = event_abi->prepare(port);

	if (!ret)
		ret = make_row(port / PORTS_PER_ROW);
	if (ret)
		return ret;
	event->port = port;
	rcu_assign_pointer(rows[port / PORTS_PER_ROW][port % PORTS_PER_ROW], event);
	return 0;
}

/**
 * event_drop_port() - undo event_set_port()
 * @event: with or without a port
 *
 * The port stays masked.
 */
void event_drop_port(struct event *event)
{
	evtchn_port_t port = event->port;
	unsigned long flags;

	if (!port)
		return;
	raw_spin_lock_irqsave(&event->lock, flags);
	event_abi->mask(port);
	event->port = 0;
	raw_spin_unlock_irqrestore(&event->lock, flags);
	RCU_INIT_POINTER(rows[port / PORTS_PER_ROW][port % PORTS_PER_ROW], NULL);
}
