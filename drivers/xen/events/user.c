// SPDX-License-Identifier: GPL-2.0-only
/*
 * Help for those who deal with ports themselves, and for those who poll.
 */
#include <linux/export.h>
#include <linux/jiffies.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/sched.h>

#include "events.h"

/**
 * xen_evtchn_nr_channels() - ports there can be
 *
 * Return: one more than the highest.
 */
unsigned int xen_evtchn_nr_channels(void)
{
	return event_abi->max_ports();
}
EXPORT_SYMBOL_GPL(xen_evtchn_nr_channels);

static evtchn_port_t port_of(unsigned int irq)
{
	struct event *event;
	evtchn_port_t port;

	rcu_read_lock();
	event = event_of_irq(irq);
	port = event ? READ_ONCE(event->port) : 0;
	rcu_read_unlock();
	return port;
}

/**
 * irq_from_evtchn() - the interrupt that a port is bound to
 * @evtchn: the port
 *
 * Return: the interrupt, or -1 as an unsigned when it is not bound.
 */
unsigned int irq_from_evtchn(evtchn_port_t evtchn)
{
	struct event *event;
	unsigned int irq;

	rcu_read_lock();
	event = event_of_port(evtchn);
	irq = event ? event->irq : -1;
	rcu_read_unlock();
	return irq;
}
EXPORT_SYMBOL_GPL(irq_from_evtchn);

/**
 * notify_remote_via_irq() - send an event to the other end
 * @irq: bound to the port
 */
void notify_remote_via_irq(int irq)
{
	evtchn_port_t port = port_of(irq);

	if (port)
		notify_remote_via_evtchn(port);
}
EXPORT_SYMBOL_GPL(notify_remote_via_irq);

/**
 * xen_set_irq_priority() - serve a port sooner or later than others
 * @irq: bound to it
 * @priority: XEN_IRQ_PRIORITY_*
 *
 * Return: 0, or a negative error; the two-level ABI has no priorities.
 */
int xen_set_irq_priority(unsigned int irq, unsigned int priority)
{
	struct evtchn_set_priority op = { .port = port_of(irq), .priority = priority };

	return HYPERVISOR_event_channel_op(EVTCHNOP_set_priority, &op);
}
EXPORT_SYMBOL_GPL(xen_set_irq_priority);

/* Ports of programs: others in the kernel may keep one open for longer than its program. */

/**
 * evtchn_make_refcounted() - allow evtchn_get() for a port
 * @evtchn: bound to an interrupt of the caller's
 *
 * Return: 0 or -EINVAL.
 */
int evtchn_make_refcounted(evtchn_port_t evtchn)
{
	struct event *event;

	mutex_lock(&events_mutex);
	event = event_of_port(evtchn);
	if (event)
		event->shared = true;
	mutex_unlock(&events_mutex);
	return event ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(evtchn_make_refcounted);

/**
 * evtchn_get() - keep a port open
 * @evtchn: a program's port
 *
 * Return: 0 or -EINVAL.
 */
int evtchn_get(evtchn_port_t evtchn)
{
	struct event *event;
	int ret = -EINVAL;

	mutex_lock(&events_mutex);
	event = event_of_port(evtchn);
	if (event && event->shared) {
		event->refs++;
		ret = 0;
	}
	mutex_unlock(&events_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(evtchn_get);

/**
 * evtchn_put() - undo evtchn_get()
 * @evtchn: the port
 */
void evtchn_put(evtchn_port_t evtchn)
{
	unsigned int irq = irq_from_evtchn(evtchn);

	if (!WARN_ON(irq == -1))
		event_put(irq);
}
EXPORT_SYMBOL_GPL(evtchn_put);

/* Polling: the interrupt is disabled, and its event waited for. */

/**
 * xen_clear_irq_pending() - forget an event, before polling for the next
 * @irq: bound to a port
 */
void xen_clear_irq_pending(int irq)
{
	evtchn_port_t port = port_of(irq);

	if (port)
		event_abi->clear(port);
}
EXPORT_SYMBOL(xen_clear_irq_pending);

/**
 * xen_set_irq_pending() - let a poll end
 * @irq: bound to a port
 */
void xen_set_irq_pending(int irq)
{
	evtchn_port_t port = port_of(irq);

	if (port)
		event_abi->set(port);
}

/**
 * xen_test_irq_pending() - has the event come?
 * @irq: bound to a port
 *
 * Return: whether it is pending.
 */
bool xen_test_irq_pending(int irq)
{
	evtchn_port_t port = port_of(irq);

	return port && event_abi->pending(port);
}

/**
 * xen_poll_irq_timeout() - sleep until an event comes
 * @irq: bound to a port
 * @timeout: system time in jiffies at which to give up; 0 for never
 *
 * The virtual CPU sleeps in the hypervisor, whatever else there is to do. It may also wake up
 * without the event.
 */
void xen_poll_irq_timeout(int irq, u64 timeout)
{
	evtchn_port_t port = port_of(irq);
	struct sched_poll poll = { .nr_ports = 1, .timeout = timeout };

	if (!port)
		return;
	set_xen_guest_handle(poll.ports, &port);
	if (HYPERVISOR_sched_op(SCHEDOP_poll, &poll))
		BUG();
}
EXPORT_SYMBOL(xen_poll_irq_timeout);

/**
 * xen_poll_irq() - sleep until an event comes, however long that takes
 * @irq: bound to a port
 */
void xen_poll_irq(int irq)
{
	xen_poll_irq_timeout(irq, 0);
}
