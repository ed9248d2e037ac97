// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's upcall: events are handled.
 */
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>

#include <xen/xen-ops.h>

#include "events.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

static uint event_loop_timeout = 2;
module_param(event_loop_timeout, uint, 0644);
MODULE_PARM_DESC(event_loop_timeout, "Jiffies in one upcall after which senders are slowed down");

/**
 * event_handle() - handle an event that is pending
 * @port: its port, bound to this CPU or until just now
 * @upcall: the run that found it
 *
 * Called with interrupts off. A port that is nobody's (yet) is masked and stays pending:
 * whoever binds it will be told.
 */
void event_handle(evtchn_port_t port, struct upcall *upcall)
{
	struct event *event = event_of_port(port);

	upcall->handled = true;
	if (unlikely(!event)) {
		event_abi->mask(port);
		return;
	}
	if (!event_claim(event))
		return;
	if (!upcall->slow && time_after(jiffies, upcall->end))
		upcall->slow = true;
	event_eoi_pending(event, upcall);
	generic_handle_irq(event->irq);
}

/**
 * xen_evtchn_do_upcall() - handle all events that are pending on this CPU
 *
 * Called with interrupts off, inside an interrupt.
 *
 * Return: IRQ_NONE when there was none.
 */
int xen_evtchn_do_upcall(void)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);
	struct upcall upcall = { .end = jiffies + READ_ONCE(event_loop_timeout) };

	/* No event is torn down meanwhile. */
	rcu_read_lock();
	do {
		WRITE_ONCE(vcpu->evtchn_upcall_pending, 0);
		/* Before we look for events: one that comes later sets it again. */
		virt_mb();
		event_abi->handle(smp_processor_id(), &upcall);
	} while (READ_ONCE(vcpu->evtchn_upcall_pending));
	rcu_read_unlock();
	return upcall.handled ? IRQ_HANDLED : IRQ_NONE;
}
EXPORT_SYMBOL_GPL(xen_evtchn_do_upcall);
