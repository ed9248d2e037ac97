// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the two ABIs is used, from the start to the end.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>

#include "events.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

const struct event_abi *event_abi;

/* The architecture's code asks, too: with it debug events can be anybody's. */
bool xen_fifo_events = true;
module_param_named(fifo_events, xen_fifo_events, bool, 0);
MODULE_PARM_DESC(fifo_events, "Use the FIFO ABI where the hypervisor has it");

/**
 * event_start() - choose an ABI, with which this CPU is ready, and get a table of ports
 *
 * Return: 0 or -ENOMEM.
 */
int __init event_start(void)
{
	if (xen_fifo_events)
		event_abi = event_abi_fifo();
	xen_fifo_events = event_abi;
	if (!event_abi)
		event_abi = event_abi_2l();
	pr_info("%s ABI, %u ports\n", xen_fifo_events ? "FIFO" : "two-level",
		event_abi->max_ports());
	return event_ports_init(event_abi->max_ports());
}

/**
 * event_close_all() - let the hypervisor forget all ports, and all pages that it shares with us
 *
 * Nothing is bound any more. A kernel never does this; what a module has started can end.
 *
 * Return: 0 or a negative error; then it may still write to them.
 */
int __exit event_close_all(void)
{
	struct evtchn_reset reset = { .dom = DOMID_SELF };
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_reset, &reset);

	if (ret)
		pr_err("the hypervisor keeps its event channels (%d)\n", ret);
	return ret;
}

/**
 * event_stop() - undo event_start()
 *
 * After event_close_all(), and when no upcall can come any more.
 */
void __exit event_stop(void)
{
	if (event_abi->stop)
		event_abi->stop();
	event_ports_exit();
}
