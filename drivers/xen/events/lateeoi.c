// SPDX-License-Identifier: GPL-2.0-only
/*
 * Late EOI: the port of an event stays masked until its driver says that it is done.
 *
 * So a domain that sends events without end makes work for the driver's thread and not an
 * endless upcall. Who sends many for nothing, or so many that an upcall takes long, has to wait
 * longer and longer for the next one.
 */
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/workqueue.h>

#include <xen/xenbus.h>

#include "events.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

static uint event_eoi_delay = 2;
module_param(event_eoi_delay, uint, 0644);
MODULE_PARM_DESC(event_eoi_delay, "Jiffies by which the next event of an upcall that took long is put off");

/* One spurious event now and then is nobody's fault, also without a device to configure. */
#define SPURIOUS_DEFAULT	1
#define SPURIOUS_MOST		16

static void eoi_now(struct work_struct *work)
{
	struct event *event = container_of(to_delayed_work(work), struct event, eoi_work);

	event_unmask(event, MASKED_BY_EOI);
}

/**
 * event_eoi_init() - part of event_new()
 * @event: new
 */
void event_eoi_init(struct event *event)
{
	INIT_DELAYED_WORK(&event->eoi_work, eoi_now);
}

/**
 * event_eoi_pending() - an event is about to be handled
 * @event: of any chip
 * @upcall: that found it
 */
void event_eoi_pending(struct event *event, const struct upcall *upcall)
{
	event->slow = upcall->slow;
	if (event->xbdev)
		atomic_inc(&event->xbdev->events);
}

/* Spurious events in a row: 1, 2, 4 ... jiffies, a second at most. */
static unsigned long spurious_delay(struct event *event)
{
	unsigned int threshold = SPURIOUS_DEFAULT;

	if (event->xbdev) {
		threshold = max_t(unsigned int, threshold, event->xbdev->spurious_threshold);
		atomic_inc(&event->xbdev->spurious_events);
	}
	event->spurious = min(event->spurious + 1, threshold + SPURIOUS_MOST);
	if (event->spurious <= threshold)
		return 0;
	return min_t(unsigned long, 1UL << (event->spurious - threshold - 1), HZ);
}

static unsigned long delay_of(struct event *event, unsigned int eoi_flags)
{
	unsigned long delay = 0;

	if (eoi_flags & XEN_EOI_FLAG_SPURIOUS)
		delay = spurious_delay(event);
	else
		event->spurious = 0;
	return max_t(unsigned long, delay, event->slow ? READ_ONCE(event_eoi_delay) : 0);
}

/**
 * xen_irq_lateeoi() - the driver is done with an event
 * @irq: bound by one of the *_lateeoi functions
 * @eoi_flags: XEN_EOI_FLAG_SPURIOUS when it was for nothing
 *
 * Any context.
 */
void xen_irq_lateeoi(unsigned int irq, unsigned int eoi_flags)
{
	struct event *event;
	unsigned long delay;

	rcu_read_lock();
	event = event_of_irq(irq);
	/* Said twice, or for an event that was raised anew. */
	if (!event || !(READ_ONCE(event->masked) & MASKED_BY_EOI))
		goto unlock;
	delay = delay_of(event, eoi_flags);
	if (!delay) {
		event_unmask(event, MASKED_BY_EOI);
		goto unlock;
	}
	if (event->xbdev)
		atomic_add(delay, &event->xbdev->jiffies_eoi_delayed);
	schedule_delayed_work(&event->eoi_work, delay);
unlock:
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(xen_irq_lateeoi);
