// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels after a restore.
 *
 * The domain has none: ports are given anew, to the interrupts that there are. Those between
 * CPUs and those of the hypervisor come back here. Ports to other domains come back when their
 * driver says which (console, store) or are let go by drivers that connect anew.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/export.h>
#include <linux/irq.h>

#include <xen/hvm.h>
#include <xen/xen.h>

#include "events.h"

static void forget_ports(void)
{
	struct event *event;

	list_for_each_entry(event, &events_list, list) {
		/* The new ports are masked, and no handler runs now. */
		event_drop_port(event);
		event->masked &= MASKED_BY_CORE;
	}
	event_affinity_resume();
}

static int resume_one(struct event *event)
{
	switch (event->kind) {
	case EVENT_IPI:
		return event_ipi_resume(event);
	case EVENT_VIRQ:
		return event_virq_resume(event);
	case EVENT_PIRQ:
		return event_pirq_resume(event);
	case EVENT_PORT:
		return 0;
	}
	return -EINVAL;
}

/**
 * xen_irq_resume() - make event channels anew after a restore
 *
 * Called on one CPU with interrupts off, while all others are stopped.
 */
void xen_irq_resume(void)
{
	struct event *event;
	int ret;

	forget_ports();
	event_abi->resume();
	list_for_each_entry(event, &events_list, list) {
		ret = resume_one(event);
		if (ret)
			pr_err("interrupt %u has no event channel after the restore (%d)\n",
			       event->irq, ret);
	}
}
