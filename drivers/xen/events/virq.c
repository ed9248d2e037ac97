// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of the hypervisor: timers, its console, machine checks.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

#include "events.h"

/* Interrupt of each; 0 for none. */
static DEFINE_PER_CPU(unsigned int [NR_VIRQS], virq_irqs);

/* A kernel that was here before this one (kexec) has left it bound. */
static int find_port(unsigned int virq, unsigned int vcpu, evtchn_port_t *port)
{
	struct evtchn_status status = { .dom = DOMID_SELF };

	for (; status.port < event_abi->max_ports(); status.port++) {
		if (HYPERVISOR_event_channel_op(EVTCHNOP_status, &status))
			continue;
		if (status.status != EVTCHNSTAT_virq || status.u.virq != virq ||
		    status.vcpu != vcpu)
			continue;
		*port = status.port;
		return 0;
	}
	return -ENOENT;
}

static int take_virq(struct event *event, unsigned int cpu)
{
	struct evtchn_bind_virq bind = { .virq = event->virq, .vcpu = xen_vcpu_nr(cpu) };
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &bind);

	if (ret == -EEXIST)
		ret = find_port(bind.virq, bind.vcpu, &bind.port);
	if (ret)
		return ret;
	ret = event_take_port(event, bind.port, cpu);
	if (ret)
		event_close(bind.port);
	return ret;
}

static int make_virq(unsigned int virq, unsigned int cpu, bool percpu)
{
	struct event *event = event_make(EVENT_VIRQ,
					 percpu ? event_chip_percpu : event_chip_edge);
	int ret;

	if (IS_ERR(event))
		return PTR_ERR(event);
	event->virq = virq;
	ret = take_virq(event, cpu);
	if (ret) {
		event_free(event);
		return ret;
	}
	/* One that is not of a CPU may move, and is found where it was bound. */
	event->home = cpu;
	per_cpu(virq_irqs, cpu)[virq] = event->irq;
	return event->irq;
}

/**
 * bind_virq_to_irq() - an interrupt for a virtual interrupt
 * @virq: VIRQ_*
 * @cpu: the CPU to ask for; 0 for one that is the domain's
 * @percpu: it is the CPU's and never moves
 *
 * Return: the interrupt or a negative error.
 */
int bind_virq_to_irq(unsigned int virq, unsigned int cpu, bool percpu)
{
	int irq;

	if (virq >= NR_VIRQS)
		return -EINVAL;
	mutex_lock(&events_mutex);
	irq = per_cpu(virq_irqs, cpu)[virq];
	if (irq)
		event_of_irq(irq)->refs++;
	else
		irq = make_virq(virq, cpu, percpu);
	mutex_unlock(&events_mutex);
	return irq;
}

/**
 * bind_virq_to_irqhandler() - hear of a virtual interrupt
 * @virq: VIRQ_*
 * @cpu: the CPU to ask for
 * @handler: as for request_irq()
 * @irqflags: as for request_irq(); IRQF_PERCPU when it is the CPU's
 * @devname: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt or a negative error.
 */
int bind_virq_to_irqhandler(unsigned int virq, unsigned int cpu, irq_handler_t handler,
			    unsigned long irqflags, const char *devname, void *dev_id)
{
	return event_request(bind_virq_to_irq(virq, cpu, irqflags & IRQF_PERCPU), handler,
			     irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_virq_to_irqhandler);

/**
 * irq_evtchn_from_virq() - what a virtual interrupt is bound to
 * @cpu: the CPU that it was bound for
 * @virq: VIRQ_*
 * @evtchn: receives the port
 *
 * Return: the interrupt, or -1 when it is not bound.
 */
int irq_evtchn_from_virq(unsigned int cpu, unsigned int virq, evtchn_port_t *evtchn)
{
	unsigned int irq = per_cpu(virq_irqs, cpu)[virq];
	struct event *event = irq ? event_of_irq(irq) : NULL;

	*evtchn = event ? event->port : 0;
	return event ? irq : -1;
}

/**
 * event_virq_forget() - its interrupt goes
 * @event: an EVENT_VIRQ
 */
void event_virq_forget(struct event *event)
{
	per_cpu(virq_irqs, event->home)[event->virq] = 0;
}

/**
 * event_virq_resume() - bind it again after a restore
 * @event: an EVENT_VIRQ without port
 *
 * Return: 0 or a negative error.
 */
int event_virq_resume(struct event *event)
{
	return take_virq(event, event->home);
}
