/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside the event channel core.
 *
 *	start.c		the upcall is set up
 *	upcall.c	the way in: the hypervisor says that there are events
 *	abi.c		which ABI is used
 *	2l.c, fifo.c	how it says which: the two ABIs
 *	info.c		which port is which interrupt, and what it is for
 *	mask.c		reasons for which a port is masked
 *	affinity.c	which CPU a port is bound to
 *	chip.c		the interrupts' chips
 *	lateeoi.c	drivers that say themselves when the next event may come
 *	bind.c		ports become interrupts, and the end of it
 *	ipi.c, virq.c, pirq.c	events of other CPUs, of the hypervisor, of the hardware
 *	user.c		help for those who deal with ports or poll
 *	resume.c	after a restore
 *	debug.c		the answer to the hypervisor's debug key
 */
#ifndef XEN_EVENTS_PRIVATE_H
#define XEN_EVENTS_PRIVATE_H

#include <linux/irq.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <xen/events.h>

struct xenbus_device;

enum event_kind {
	EVENT_PORT,	/* another domain, or a program of this one */
	EVENT_IPI,
	EVENT_VIRQ,
	EVENT_PIRQ,
};

/* Why a port is masked; it is open when there is no reason left. */
#define MASKED_BY_CORE	BIT(0)	/* the interrupt is disabled, or being handled */
#define MASKED_BY_EOI	BIT(1)	/* its driver is not done with the last event */
#define MASKED_BY_MOVE	BIT(2)	/* it is on its way to another CPU */

#define PIRQ_SHAREABLE	BIT(0)
#define PIRQ_IS_MSI	BIT(1)
#define PIRQ_NEXT_MSI	BIT(2)	/* not the first of a device's block: unmapped with that */
#define PIRQ_NEEDS_EOI	BIT(3)	/* asked when it was started */

/**
 * struct event - an interrupt whose source is an event channel
 * @list:	all of them; under events_mutex
 * @end:	frees it when no upcall and no driver looks at it any more
 * @irq:	the interrupt
 * @port:	the event channel, 0 when there is none (now)
 * @kind:	what the events mean
 * @cpu:	that the port is bound to, as Linux counts
 * @refs:	bindings; under events_mutex
 * @shared:	evtchn_get() may take another reference
 * @late:	its driver calls xen_irq_lateeoi()
 * @lock:	@masked and the port's mask bit
 * @masked:	MASKED_BY_*
 * @virq:	EVENT_VIRQ: its number
 * @home:	EVENT_VIRQ: the CPU that it was bound for
 * @ipi:	EVENT_IPI: the vector
 * @pirq:	EVENT_PIRQ: the hypervisor's number of it
 * @gsi:	EVENT_PIRQ: the line, 0 for an MSI
 * @pirq_flags:	EVENT_PIRQ: PIRQ_*
 * @domid:	EVENT_PIRQ: the domain that it is mapped for
 * @xbdev:	EVENT_PORT: device whose event counts are kept, or %NULL
 * @spurious:	late EOI: events in a row that were for nothing
 * @slow:	late EOI: came in an upcall that took too long
 * @eoi_work:	late EOI: the EOI that is put off
 */
struct event {
	struct list_head list;
	struct rcu_work end;
	unsigned int irq;
	evtchn_port_t port;
	enum event_kind kind;
	unsigned int cpu;
	int refs;
	bool shared;
	bool late;

	raw_spinlock_t lock; /* see above */
	u8 masked;

	unsigned int virq;
	unsigned int home;
	enum ipi_vector ipi;
	unsigned int pirq;
	unsigned int gsi;
	unsigned int pirq_flags;
	domid_t domid;

	struct xenbus_device *xbdev;
	unsigned int spurious;
	bool slow;
	struct delayed_work eoi_work;
};

/**
 * struct upcall - one run through the pending events of a CPU
 * @end:	jiffies; when it takes longer, the sources of events are slowed down
 * @slow:	it has taken longer
 * @handled:	there was an event
 */
struct upcall {
	unsigned long end;
	bool slow;
	bool handled;
};

/**
 * struct event_abi - how the hypervisor and we share the state of ports
 * @max_ports:	ports there can be
 * @nr_ports:	ports that there is memory for now
 * @prepare:	get memory for the state of a port; the port is masked afterwards
 * @bind:	the port's events are handled by a CPU from now on, not by another one
 * @clear:	it is not pending any more
 * @set:	it is pending, without an upcall
 * @pending:	is it?
 * @mask:	no upcalls for it
 * @unmask:	upcalls for it, also when it is pending already; any CPU
 * @handle:	call event_handle() for what is pending on this CPU
 * @resume:	start anew after a restore: all ports masked and not pending
 * @cpu_up:	a CPU is about to come, %NULL when there is nothing to do
 * @cpu_dead:	one is gone; runs on another
 * @stop:	give memory back, when the hypervisor has forgotten it; %NULL: nothing to do
 */
struct event_abi {
	unsigned int (*max_ports)(void);
	unsigned int (*nr_ports)(void);
	int (*prepare)(evtchn_port_t port);
	void (*bind)(evtchn_port_t port, unsigned int cpu, unsigned int old_cpu);
	void (*clear)(evtchn_port_t port);
	void (*set)(evtchn_port_t port);
	bool (*pending)(evtchn_port_t port);
	void (*mask)(evtchn_port_t port);
	void (*unmask)(evtchn_port_t port);
	void (*handle)(unsigned int cpu, struct upcall *upcall);
	void (*resume)(void);
	int (*cpu_up)(unsigned int cpu);
	void (*cpu_dead)(unsigned int cpu);
	void (*stop)(void);
};

/* abi.c */
extern const struct event_abi *event_abi;
extern bool xen_fifo_events;
int event_start(void);
int event_close_all(void);
void event_stop(void);

/* upcall.c */
void event_handle(evtchn_port_t port, struct upcall *upcall);

/* 2l.c, fifo.c: NULL when the hypervisor does not have it */
const struct event_abi *event_abi_2l(void);
const struct event_abi *event_abi_fifo(void);

/* info.c */
extern struct mutex events_mutex; /* bindings come and go */
extern struct list_head events_list;
int event_ports_init(unsigned int max_ports);
void event_ports_exit(void);
struct event *event_of_port(evtchn_port_t port);
struct event *event_of_irq(unsigned int irq);
struct event *event_new(int irq, enum event_kind kind);
void event_delete(struct event *event);
int event_set_port(struct event *event, evtchn_port_t port);
void event_drop_port(struct event *event);

/* mask.c */
void event_mask(struct event *event, u8 reason);
void event_unmask(struct event *event, u8 reason);
void event_apply_mask(struct event *event);
bool event_claim(struct event *event);

/* affinity.c */
void event_bound_to(struct event *event, unsigned int cpu);
void event_unbound(struct event *event);
void event_affinity_resume(void);
int event_set_affinity(struct irq_data *data, const struct cpumask *mask, bool force);

/* chip.c */
void event_chip_edge(unsigned int irq);
void event_chip_lateeoi(unsigned int irq);
void event_chip_percpu(unsigned int irq);
void event_ack(struct irq_data *data);
void event_mask_irq(struct irq_data *data);
void event_unmask_irq(struct irq_data *data);
int event_retrigger(struct irq_data *data);

/* lateeoi.c */
void event_eoi_init(struct event *event);
void event_eoi_pending(struct event *event, const struct upcall *upcall);

/* bind.c */
struct event *event_make(enum event_kind kind, void (*chip)(unsigned int irq));
void event_put(unsigned int irq);
void event_close(evtchn_port_t port);
int event_request(int irq, irq_handler_t handler, unsigned long flags, const char *name,
		  void *dev_id);

int event_take_port(struct event *event, evtchn_port_t port, unsigned int cpu);
void event_free(struct event *event);

/* ipi.c, virq.c, pirq.c: after a restore, and when the interrupt goes */
int event_ipi_resume(struct event *event);
void event_ipi_forget(struct event *event);
int event_virq_resume(struct event *event);
void event_virq_forget(struct event *event);
void event_pirq_init(void);
int event_pirq_resume(struct event *event);

/* debug.c */
irqreturn_t xen_debug_interrupt(int irq, void *dev_id);

#endif /* XEN_EVENTS_PRIVATE_H */
