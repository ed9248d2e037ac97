/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Consoles of a Xen domain.
 *
 * dom0 writes to the hypervisor's console by hypercall.  Every other domain shares a page
 * with two rings and an event channel with a daemon in dom0: for hvc0 the toolstack has
 * made both before the domain runs, for others the front-end makes them (front.c).
 */
#ifndef HVC_XEN_H
#define HVC_XEN_H

#include <linux/irqreturn.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <xen/grant_table.h>
#include <xen/interface/event_channel.h>

#include "../hvc_console.h"

struct xencons_interface;
struct xenbus_device;

/**
 * struct xen_console - a console of this domain
 * @list:	all consoles; changed under the mutex of main.c
 * @vterm:	its number for hvc_console.c
 * @lock:	the producer index of @ring's output and the consumer index of its input
 * @ring:	page shared with the back-end; %NULL for the hypervisor's console
 * @port:	event channel, 0 when there is none
 * @irq:	bound to @port or to VIRQ_CONSOLE; 0 until interrupts work
 * @hvc:	from hvc_alloc()
 * @stalled:	the back-end has taken nothing for a long time: don't wait for it
 * @seen_in:	@ring's producer of input at the last interrupt
 * @seen_out:	@ring's consumer of output at the last interrupt
 * @xbdev:	the front-end's device; %NULL for hvc0
 * @gref:	grant of @ring, of a front-end
 */
struct xen_console {
	struct list_head list;
	u32 vterm;
	spinlock_t lock; /* indexes of the ring that are ours */
	struct xencons_interface *ring;
	evtchn_port_t port;
	int irq;
	struct hvc_struct *hvc;
	bool stalled;
	u32 seen_in;
	u32 seen_out;
	struct xenbus_device *xbdev;
	grant_ref_t gref;
};

extern const struct hv_ops xen_ring_ops;

int xen_ring_put(struct xen_console *con, const char *buf, int count);
int xen_ring_get(struct xen_console *con, char *buf, int count);
void xen_ring_wait(struct xen_console *con);
bool xen_ring_moved(struct xen_console *con);

struct xen_console *xen_console_find(u32 vterm);
struct xen_console *xen_console_primary(void);
void xen_console_add(struct xen_console *con);
void xen_console_del(struct xen_console *con);
irqreturn_t xen_console_interrupt(int irq, void *data);

#endif /* HVC_XEN_H */
