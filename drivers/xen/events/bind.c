// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports become interrupts, and the end of it.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irq.h>

#include <asm/xen/hypercall.h>

#include <xen/xenbus.h>

#include "events.h"

/**
 * event_make() - an interrupt without a port
 * @kind: what it is for
 * @chip: one of event_chip_*()
 *
 * Called with events_mutex held.
 *
 * Return: the event or an ERR_PTR().
 */
struct event *event_make(enum event_kind kind, void (*chip)(unsigned int irq))
{
	/* No module owns it: a handler of our own would keep us from going. */
	int irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);
	struct event *event;

	if (irq < 0)
		return ERR_PTR(irq);
	event = event_new(irq, kind);
	if (!event) {
		irq_free_desc(irq);
		return ERR_PTR(-ENOMEM);
	}
	chip(irq);
	return event;
}

/**
 * event_free() - undo event_make()
 * @event: without a port; its interrupt has no handler any more
 *
 * Called with events_mutex held.
 */
void event_free(struct event *event)
{
	unsigned int irq = event->irq;

	event_delete(event);
	irq_free_desc(irq);
}

/**
 * event_close() - tell the hypervisor that a port is not used any more
 * @port: the port
 */
void event_close(evtchn_port_t port)
{
	struct evtchn_close close = { .port = port };

	if (HYPERVISOR_event_channel_op(EVTCHNOP_close, &close))
		BUG();
}

/**
 * event_take_port() - give an event its port
 * @event: without a port
 * @port: bound by the hypervisor
 * @cpu: where the hypervisor sends its events, as Linux counts
 *
 * Called with events_mutex held, or by a restore.
 *
 * Return: 0 or a negative error; then the port is as it was.
 */
int event_take_port(struct event *event, evtchn_port_t port, unsigned int cpu)
{
	int ret = event_set_port(event, port);

	if (ret)
		return ret;
	event_bound_to(event, cpu);
	event_apply_mask(event);
	return 0;
}

static void forget_source(struct event *event)
{
	if (event->kind == EVENT_IPI)
		event_ipi_forget(event);
	if (event->kind == EVENT_VIRQ)
		event_virq_forget(event);
	if (event->xbdev)
		atomic_dec(&event->xbdev->event_channels);
}

/**
 * event_put() - one user less
 * @irq: bound, without a handler of that user
 *
 * The last one's port is closed.
 */
void event_put(unsigned int irq)
{
	struct event *event;
	evtchn_port_t port;

	mutex_lock(&events_mutex);
	event = event_of_irq(irq);
	if (WARN_ON(!event) || --event->refs > 0)
		goto unlock;
	port = event->port;
	if (port) {
		event_unbound(event);
		event_drop_port(event);
		event_close(port);
	}
	forget_source(event);
	event_free(event);
unlock:
	mutex_unlock(&events_mutex);
}

static int make_for_port(evtchn_port_t port, void (*chip)(unsigned int irq),
			 struct xenbus_device *xbdev)
{
	struct event *event = event_make(EVENT_PORT, chip);
	int ret;

	if (IS_ERR(event))
		return PTR_ERR(event);
	/* Every new port sends to the first virtual CPU. */
	ret = event_take_port(event, port, 0);
	if (ret) {
		event_free(event);
		return ret;
	}
	event->xbdev = xbdev;
	if (xbdev)
		atomic_inc(&xbdev->event_channels);
	return event->irq;
}

static int bind_port(evtchn_port_t port, void (*chip)(unsigned int irq),
		     struct xenbus_device *xbdev)
{
	struct event *event;
	int irq;

	if (port >= event_abi->max_ports())
		return -ENOMEM;
	mutex_lock(&events_mutex);
	event = event_of_port(port);
	if (!event) {
		irq = make_for_port(port, chip, xbdev);
	} else if (event->kind == EVENT_PORT) {
		event->refs++;
		irq = event->irq;
	} else {
		irq = -EBUSY;
	}
	mutex_unlock(&events_mutex);
	return irq;
}

/**
 * bind_evtchn_to_irq() - an interrupt for an event channel
 * @evtchn: a port of this domain
 *
 * Return: the interrupt or a negative error.
 */
int bind_evtchn_to_irq(evtchn_port_t evtchn)
{
	return bind_port(evtchn, event_chip_edge, NULL);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irq);

/**
 * bind_evtchn_to_irq_lateeoi() - the same, and the driver says when it is done
 * @evtchn: a port of this domain
 *
 * Return: the interrupt or a negative error.
 */
int bind_evtchn_to_irq_lateeoi(evtchn_port_t evtchn)
{
	return bind_port(evtchn, event_chip_lateeoi, NULL);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irq_lateeoi);

/**
 * bind_interdomain_evtchn_to_irq_lateeoi() - connect to a port of the other end
 * @dev: whose other end
 * @remote_port: a port there that is open for this domain
 *
 * Return: the interrupt or a negative error.
 */
int bind_interdomain_evtchn_to_irq_lateeoi(struct xenbus_device *dev, evtchn_port_t remote_port)
{
	struct evtchn_bind_interdomain bind = {
		.remote_dom = dev->otherend_id,
		.remote_port = remote_port,
	};
	int irq = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &bind);

	if (irq)
		return irq;
	irq = bind_port(bind.local_port, event_chip_lateeoi, dev);
	if (irq < 0)
		event_close(bind.local_port);
	return irq;
}
EXPORT_SYMBOL_GPL(bind_interdomain_evtchn_to_irq_lateeoi);

/**
 * event_request() - give an interrupt that has just been bound its handler
 * @irq: from one of the functions above, or its error
 * @handler: as for request_irq()
 * @flags: as for request_irq()
 * @name: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt, or a negative error; then it is not bound any more.
 */
int event_request(int irq, irq_handler_t handler, unsigned long flags, const char *name,
		  void *dev_id)
{
	int ret;

	if (irq < 0)
		return irq;
	ret = request_irq(irq, handler, flags, name, dev_id);
	if (!ret)
		return irq;
	event_put(irq);
	return ret;
}

/**
 * bind_evtchn_to_irqhandler() - hear of an event channel's events
 * @evtchn: a port of this domain
 * @handler: as for request_irq()
 * @irqflags: as for request_irq()
 * @devname: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt, for unbind_from_irqhandler(), or a negative error.
 */
int bind_evtchn_to_irqhandler(evtchn_port_t evtchn, irq_handler_t handler,
			      unsigned long irqflags, const char *devname, void *dev_id)
{
	return event_request(bind_evtchn_to_irq(evtchn), handler, irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irqhandler);

/**
 * bind_evtchn_to_irqhandler_lateeoi() - the same, and xen_irq_lateeoi() ends each event
 * @evtchn: a port of this domain
 * @handler: as for request_irq()
 * @irqflags: as for request_irq()
 * @devname: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt or a negative error.
 */
int bind_evtchn_to_irqhandler_lateeoi(evtchn_port_t evtchn, irq_handler_t handler,
				      unsigned long irqflags, const char *devname, void *dev_id)
{
	return event_request(bind_evtchn_to_irq_lateeoi(evtchn), handler, irqflags, devname,
			     dev_id);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irqhandler_lateeoi);

/**
 * bind_interdomain_evtchn_to_irqhandler_lateeoi() - hear of the other end's events
 * @dev: whose other end
 * @remote_port: a port there that is open for this domain
 * @handler: as for request_irq()
 * @irqflags: as for request_irq()
 * @devname: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt or a negative error.
 */
int bind_interdomain_evtchn_to_irqhandler_lateeoi(struct xenbus_device *dev,
						  evtchn_port_t remote_port,
						  irq_handler_t handler, unsigned long irqflags,
						  const char *devname, void *dev_id)
{
	return event_request(bind_interdomain_evtchn_to_irq_lateeoi(dev, remote_port), handler,
			     irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_interdomain_evtchn_to_irqhandler_lateeoi);

/**
 * unbind_from_irqhandler() - undo bind_*_to_irqhandler()
 * @irq: the interrupt
 * @dev_id: as given there
 *
 * The port is closed when this was the last binding.
 */
void unbind_from_irqhandler(unsigned int irq, void *dev_id)
{
	if (WARN_ON(!event_of_irq(irq)))
		return;
	free_irq(irq, dev_id);
	event_put(irq);
}
EXPORT_SYMBOL_GPL(unbind_from_irqhandler);

/**
 * rebind_evtchn_irq() - an interrupt has another port from now on
 * @evtchn: the port
 * @irq: bound to a port that is gone
 *
 * The event that may have come meanwhile is not lost.
 */
void rebind_evtchn_irq(evtchn_port_t evtchn, int irq)
{
	struct event *event;
	int ret = -ENOENT;

	/* No handler runs: the interrupt core would not find the port. */
	disable_irq(irq);
	mutex_lock(&events_mutex);
	event = event_of_irq(irq);
	if (event) {
		if (event->port)
			event_unbound(event);
		event_drop_port(event);
		ret = event_take_port(event, evtchn, 0);
	}
	mutex_unlock(&events_mutex);
	if (ret)
		pr_err("interrupt %d cannot take port %u (%d)\n", irq, evtchn, ret);
	enable_irq(irq);
}
