// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of the hardware that come as events: "pirqs".
 *
 * A pirq is the hypervisor's number for a line of the machine (GSI) or for a message (MSI) of
 * a device. It becomes an event channel when the interrupt is started. A line that is level
 * triggered stays shut in the interrupt controller until we say that it has been served.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/msi.h>
#include <linux/pci.h>

#include <asm/irq_vectors.h>
#include <asm/i8259.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/physdev.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "events.h"

/* A bit for each pirq that wants to be told, kept by the hypervisor; NULL: it has to be asked. */
static unsigned long *eoi_map;

static bool asked_needs_eoi(unsigned int pirq)
{
	struct physdev_irq_status_query query = { .irq = pirq };

	return !HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, &query) &&
		(query.flags & XENIRQSTAT_needs_eoi);
}

static void serve_done(struct event *event)
{
	struct physdev_eoi eoi = { .irq = event->pirq };
	bool needed = eoi_map ? test_bit(event->pirq, eoi_map) : event->pirq_flags & PIRQ_NEEDS_EOI;

	if (event->port && needed && HYPERVISOR_physdev_op(PHYSDEVOP_eoi, &eoi))
		pr_warn_ratelimited("no EOI for pirq %u\n", event->pirq);
}

/* Starting makes the event channel, shutting down closes it. */

static int bind_pirq(struct event *event)
{
	struct evtchn_bind_pirq bind = {
		.pirq = event->pirq,
		.flags = event->pirq_flags & PIRQ_SHAREABLE ? BIND_PIRQ__WILL_SHARE : 0,
	};
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_pirq, &bind);

	if (ret) {
		pr_warn("cannot bind pirq %u of interrupt %u (%d)\n", event->pirq, event->irq, ret);
		return ret;
	}
	if (!eoi_map && asked_needs_eoi(event->pirq))
		event->pirq_flags |= PIRQ_NEEDS_EOI;
	ret = event_take_port(event, bind.port, 0);
	if (ret)
		event_close(bind.port);
	return ret;
}

static unsigned int pirq_startup(struct irq_data *data)
{
	struct event *event = irq_data_get_irq_handler_data(data);

	if (!event->port && bind_pirq(event))
		return 0;
	/* What came before somebody listened would keep the line shut. */
	serve_done(event);
	event_unmask_irq(data);
	return 0;
}

static void pirq_shutdown(struct irq_data *data)
{
	struct event *event = irq_data_get_irq_handler_data(data);
	evtchn_port_t port = event->port;

	event_mask_irq(data);
	if (!port)
		return;
	event_unbound(event);
	event_drop_port(event);
	event_close(port);
}

/* An edge: further ones may come while it is handled. */
static void edge_ack(struct irq_data *data)
{
	event_ack(data);
	serve_done(irq_data_get_irq_handler_data(data));
}

static void edge_mask_ack(struct irq_data *data)
{
	event_mask_irq(data);
	edge_ack(data);
}

/* A level: served when the handlers have run. */
static void level_mask_ack(struct irq_data *data)
{
	event_mask_irq(data);
	event_ack(data);
}

static void level_unmask(struct irq_data *data)
{
	event_unmask_irq(data);
	serve_done(irq_data_get_irq_handler_data(data));
}

static struct irq_chip edge_pirq_chip = {
	.name = "xen-pirq",
	.irq_startup = pirq_startup,
	.irq_shutdown = pirq_shutdown,
	.irq_disable = event_mask_irq,
	.irq_mask = event_mask_irq,
	.irq_unmask = event_unmask_irq,
	.irq_ack = edge_ack,
	.irq_mask_ack = edge_mask_ack,
	.irq_set_affinity = event_set_affinity,
	.irq_retrigger = event_retrigger,
};

static struct irq_chip level_pirq_chip = {
	.name = "xen-pirq",
	.irq_startup = pirq_startup,
	.irq_shutdown = pirq_shutdown,
	.irq_disable = event_mask_irq,
	.irq_mask = event_mask_irq,
	.irq_unmask = level_unmask,
	.irq_ack = event_ack,
	.irq_mask_ack = level_mask_ack,
	.irq_set_affinity = event_set_affinity,
	.irq_retrigger = event_retrigger,
};

static void set_chip(unsigned int irq, bool level, const char *name)
{
	if (level)
		irq_set_chip_and_handler_name(irq, &level_pirq_chip, handle_level_irq, name);
	else
		irq_set_chip_and_handler_name(irq, &edge_pirq_chip, handle_edge_irq, name);
}

/* Finding them; events_mutex is held */

static struct event *find_pirq(unsigned int pirq)
{
	struct event *event;

	list_for_each_entry(event, &events_list, list) {
		if (event->kind == EVENT_PIRQ && event->pirq == pirq)
			return event;
	}
	return NULL;
}

static struct event *find_gsi(unsigned int gsi)
{
	struct event *event;

	list_for_each_entry(event, &events_list, list) {
		if (event->kind == EVENT_PIRQ && !(event->pirq_flags & PIRQ_IS_MSI) &&
		    event->gsi == gsi)
			return event;
	}
	return NULL;
}

static int find_irq(struct event *(*find)(unsigned int number), unsigned int number)
{
	struct event *event;
	int irq;

	mutex_lock(&events_mutex);
	event = find(number);
	irq = event ? event->irq : -1;
	mutex_unlock(&events_mutex);
	return irq;
}

/**
 * xen_irq_from_pirq() - the interrupt of a pirq
 * @pirq: the hypervisor's number
 *
 * Return: the interrupt, or -1 when it has none.
 */
int xen_irq_from_pirq(unsigned int pirq)
{
	return find_irq(find_pirq, pirq);
}

/**
 * xen_irq_from_gsi() - the interrupt of a line
 * @gsi: the line
 *
 * Return: the interrupt, or -1 when it has none.
 */
int xen_irq_from_gsi(unsigned int gsi)
{
	return find_irq(find_gsi, gsi);
}
EXPORT_SYMBOL_GPL(xen_irq_from_gsi);

/**
 * xen_pirq_from_irq() - the pirq of an interrupt
 * @irq: bound to one
 *
 * Return: the hypervisor's number, 0 when it is not bound to a pirq.
 */
int xen_pirq_from_irq(unsigned int irq)
{
	struct event *event = event_of_irq(irq);

	return event && event->kind == EVENT_PIRQ ? event->pirq : 0;
}
EXPORT_SYMBOL_GPL(xen_pirq_from_irq);

/**
 * xen_test_irq_shared() - is a line to be ignored here once it is passed to a guest?
 * @irq: bound to a pirq
 *
 * Return: zero when more than one domain has bound it, or when that is not known.
 */
int xen_test_irq_shared(int irq)
{
	struct physdev_irq_status_query query = { .irq = xen_pirq_from_irq(irq) };

	if (HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, &query))
		return 0;
	return !(query.flags & XENIRQSTAT_shared);
}
EXPORT_SYMBOL_GPL(xen_test_irq_shared);

/* Lines */

/* In dom0 the interrupts have the numbers that they have on the bare machine. */
static int irq_for_gsi(unsigned int gsi)
{
	int irq;

	if (!xen_initial_domain())
		return irq_alloc_desc(NUMA_NO_NODE);
	if (gsi < nr_legacy_irqs())
		return gsi;
	irq = irq_alloc_desc_at(gsi, NUMA_NO_NODE);
	return irq < 0 ? irq_alloc_desc(NUMA_NO_NODE) : irq;
}

static void free_irq_number(unsigned int irq)
{
	/* The first sixteen are there from the start and for ever. */
	if (irq < nr_legacy_irqs())
		irq_set_chip_and_handler(irq, &no_irq_chip, handle_bad_irq);
	else
		irq_free_desc(irq);
}

/* A line of the hypervisor's interrupt controller needs a vector before it can be bound. */
static int want_vector(unsigned int pirq)
{
	struct physdev_irq op = { .irq = pirq };

	return xen_initial_domain() ? HYPERVISOR_physdev_op(PHYSDEVOP_alloc_irq_vector, &op) : 0;
}

static int make_gsi(unsigned int gsi, unsigned int pirq, int shareable, char *name)
{
	int irq = irq_for_gsi(gsi);
	struct event *event;

	if (irq < 0)
		return irq;
	event = event_new(irq, EVENT_PIRQ);
	if (!event || want_vector(pirq)) {
		if (event)
			event_delete(event);
		free_irq_number(irq);
		return event ? -ENOSPC : -ENOMEM;
	}
	event->pirq = pirq;
	event->gsi = gsi;
	event->pirq_flags = shareable ? PIRQ_SHAREABLE : 0;
	event->domid = DOMID_SELF;
	/* Lines that can be shared are those that are level triggered. */
	set_chip(irq, shareable, name);
	return irq;
}

/**
 * xen_bind_pirq_gsi_to_irq() - an interrupt for a line
 * @gsi: the line
 * @pirq: the hypervisor's number of it
 * @shareable: nonzero for a level
 * @name: of the flow, in /proc/interrupts
 *
 * Return: the interrupt, which may have been there already, or a negative error.
 */
int xen_bind_pirq_gsi_to_irq(unsigned int gsi, unsigned int pirq, int shareable, char *name)
{
	struct event *event;
	int irq;

	mutex_lock(&events_mutex);
	event = find_gsi(gsi);
	irq = event ? event->irq : make_gsi(gsi, pirq, shareable, name);
	mutex_unlock(&events_mutex);
	return irq;
}

/* Messages */

#ifdef CONFIG_PCI_MSI
/**
 * xen_allocate_pirq_msi() - a pirq for a message of a device, in an HVM domain
 * @dev: the device
 * @msidesc: the message
 *
 * Return: the pirq, or a negative error.
 */
int xen_allocate_pirq_msi(struct pci_dev *dev, struct msi_desc *msidesc)
{
	struct physdev_get_free_pirq op = { .type = MAP_PIRQ_TYPE_MSI };
	int ret = HYPERVISOR_physdev_op(PHYSDEVOP_get_free_pirq, &op);

	WARN_ONCE(ret == -ENOSYS, "the hypervisor gives no pirqs\n");
	return ret ? -ENOSPC : op.pirq;
}

static int make_msi(int irq, int pirq, unsigned int flags, const char *name, domid_t domid)
{
	struct event *event = event_new(irq, EVENT_PIRQ);

	if (!event)
		return -ENOMEM;
	event->pirq = pirq;
	event->pirq_flags = flags | PIRQ_IS_MSI;
	event->domid = domid;
	set_chip(irq, false, name);
	return 0;
}

static void unmake_msi(int irq, int n)
{
	while (n--)
		event_delete(event_of_irq(irq + n));
}

static int bind_msis(struct msi_desc *msidesc, int pirq, int nvec, const char *name,
		     domid_t domid)
{
	int irq = irq_alloc_descs(-1, 0, nvec, NUMA_NO_NODE), i, ret;

	if (irq < 0)
		return irq;
	for (i = 0; i < nvec; i++) {
		ret = make_msi(irq + i, pirq + i, i ? PIRQ_NEXT_MSI : 0, name, domid);
		if (ret)
			goto undo;
	}
	ret = irq_set_msi_desc(irq, msidesc);
	if (!ret)
		return irq;
undo:
	unmake_msi(irq, i);
	irq_free_descs(irq, nvec);
	return ret;
}

/**
 * xen_bind_pirq_msi_to_irq() - interrupts for a block of messages
 * @dev: the device
 * @msidesc: the first message
 * @pirq: the hypervisor's number of the first
 * @nvec: how many, with consecutive numbers
 * @name: of the flow, in /proc/interrupts
 * @domid: the domain that they are mapped for
 *
 * Return: the first interrupt or a negative error.
 */
int xen_bind_pirq_msi_to_irq(struct pci_dev *dev, struct msi_desc *msidesc, int pirq, int nvec,
			     const char *name, domid_t domid)
{
	int irq;

	mutex_lock(&events_mutex);
	irq = bind_msis(msidesc, pirq, nvec, name, domid);
	mutex_unlock(&events_mutex);
	return irq;
}
#endif

static int unmap_pirq(struct event *event)
{
	struct physdev_unmap_pirq op = { .pirq = event->pirq, .domid = event->domid };
	int ret;

	if (!xen_initial_domain() || (event->pirq_flags & PIRQ_NEXT_MSI))
		return 0;
	ret = HYPERVISOR_physdev_op(PHYSDEVOP_unmap_pirq, &op);
	if (!ret)
		return 0;
	/* A domain that is gone has none any more. */
	if (ret == -ESRCH && event->domid != DOMID_SELF)
		return 0;
	pr_warn("cannot unmap pirq %u of domain %u (%d)\n", event->pirq, event->domid, ret);
	return ret;
}

/**
 * xen_destroy_irq() - undo xen_bind_pirq_*_to_irq()
 * @irq: without handlers
 *
 * Return: 0 or a negative error; then it is still there.
 */
int xen_destroy_irq(int irq)
{
	struct event *event;
	int ret = -ENOENT;

	mutex_lock(&events_mutex);
	event = event_of_irq(irq);
	if (event && event->kind == EVENT_PIRQ)
		ret = unmap_pirq(event);
	if (!ret) {
		event_delete(event);
		free_irq_number(irq);
	}
	mutex_unlock(&events_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(xen_destroy_irq);

/**
 * event_pirq_resume() - map and bind it again after a restore
 * @event: an EVENT_PIRQ without port
 *
 * Messages are their drivers' business: they lose them in the suspend.
 *
 * Return: 0 or a negative error.
 */
int event_pirq_resume(struct event *event)
{
	struct physdev_map_pirq map = {
		.domid = DOMID_SELF,
		.type = MAP_PIRQ_TYPE_GSI,
		.index = event->gsi,
		.pirq = event->pirq,
	};
	struct irq_data *data = irq_get_irq_data(event->irq);
	int ret;

	if (event->pirq_flags & PIRQ_IS_MSI)
		return 0;
	ret = xen_initial_domain() ? HYPERVISOR_physdev_op(PHYSDEVOP_map_pirq, &map) : 0;
	if (!ret && irqd_is_started(data))
		pirq_startup(data);
	return ret;
}

/**
 * event_pirq_init() - ask the hypervisor to note down which pirqs want an EOI
 */
void __init event_pirq_init(void)
{
	struct physdev_pirq_eoi_gmfn op;
	void *page = (void *)__get_free_page(GFP_KERNEL | __GFP_ZERO);

	if (!page)
		return;
	op.gmfn = virt_to_gfn(page);
	if (HYPERVISOR_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &op))
		free_page((unsigned long)page);
	else
		eoi_map = page;
}
