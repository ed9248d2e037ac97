// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events from one CPU of this domain to another.
 */
#define pr_fmt(fmt) "xen:events: " fmt

#include <linux/interrupt.h>
#include <linux/percpu.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/vcpu.h>
#include <xen/xen-ops.h>

#include "events.h"

/**
 * struct ipi - one vector of one CPU
 * @port:	0 when it is not bound
 * @irq:	its interrupt
 */
struct ipi {
	evtchn_port_t port;
	unsigned int irq;
};

static DEFINE_PER_CPU(struct ipi [XEN_NR_IPIS], ipis);

static int take_ipi(struct event *event, unsigned int cpu)
{
	struct evtchn_bind_ipi bind = { .vcpu = xen_vcpu_nr(cpu) };
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_ipi, &bind);

	if (ret)
		return ret;
	ret = event_take_port(event, bind.port, cpu);
	if (ret) {
		event_close(bind.port);
		return ret;
	}
	per_cpu(ipis, cpu)[event->ipi] = (struct ipi){ bind.port, event->irq };
	return 0;
}

static int make_ipi(enum ipi_vector ipi, unsigned int cpu)
{
	struct event *event = event_make(EVENT_IPI, event_chip_percpu);
	int ret;

	if (IS_ERR(event))
		return PTR_ERR(event);
	event->ipi = ipi;
	ret = take_ipi(event, cpu);
	if (ret) {
		event_free(event);
		return ret;
	}
	return event->irq;
}

static int bind_ipi(enum ipi_vector ipi, unsigned int cpu)
{
	struct ipi *there = &per_cpu(ipis, cpu)[ipi];
	int irq;

	mutex_lock(&events_mutex);
	if (there->port) {
		irq = there->irq;
		event_of_irq(irq)->refs++;
	} else {
		irq = make_ipi(ipi, cpu);
	}
	mutex_unlock(&events_mutex);
	return irq;
}

/**
 * bind_ipi_to_irqhandler() - let a CPU be called
 * @ipi: the vector
 * @cpu: the CPU
 * @handler: as for request_irq()
 * @irqflags: as for request_irq()
 * @devname: as for request_irq()
 * @dev_id: as for request_irq()
 *
 * Return: the interrupt or a negative error.
 */
int bind_ipi_to_irqhandler(enum ipi_vector ipi, unsigned int cpu, irq_handler_t handler,
			   unsigned long irqflags, const char *devname, void *dev_id)
{
	/* CPUs call each other while devices are suspended, too. */
	irqflags |= IRQF_NO_SUSPEND | IRQF_FORCE_RESUME | IRQF_EARLY_RESUME;
	return event_request(bind_ipi(ipi, cpu), handler, irqflags, devname, dev_id);
}

/**
 * xen_send_IPI_one() - call a CPU
 * @cpu: the CPU
 * @vector: the vector
 */
void xen_send_IPI_one(unsigned int cpu, enum ipi_vector vector)
{
	evtchn_port_t port = READ_ONCE(per_cpu(ipis, cpu)[vector].port);

	if (vector == XEN_NMI_VECTOR)
		HYPERVISOR_vcpu_op(VCPUOP_send_nmi, xen_vcpu_nr(cpu), NULL);
	else if (port)
		notify_remote_via_evtchn(port);
}

/**
 * event_ipi_forget() - its interrupt goes
 * @event: an EVENT_IPI
 */
void event_ipi_forget(struct event *event)
{
	per_cpu(ipis, event->cpu)[event->ipi] = (struct ipi){ };
}

/**
 * event_ipi_resume() - bind it again after a restore
 * @event: an EVENT_IPI without port
 *
 * Return: 0 or a negative error.
 */
int event_ipi_resume(struct event *event)
{
	return take_ipi(event, event->cpu);
}
