// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes through the page that is shared with the store.
 *
 * Two rings, one each way; each index is written by one side and runs freely. Writers take
 * turns (request.c holds a mutex), and there is one reader, a thread. So each of our indexes
 * has one writer and needs no lock here.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <asm/barrier.h>
#include <asm/xen/hypervisor.h>

#include <xen/events.h>
#include <xen/page.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* Everyone who waits for the store to move one of its indexes. */
DECLARE_WAIT_QUEUE_HEAD(xb_wait);

/* After how many seconds without room the store is named as the one who is slow. */
#define WRITE_PATIENCE 30

static irqreturn_t store_event(int irq, void *unused)
{
	xenbus_store_answers();
	wake_up(&xb_wait);
	return IRQ_HANDLED;
}

static bool indexes_ok(u32 prod, u32 cons)
{
	return prod - cons <= XENSTORE_RING_SIZE;
}

static bool can_write(const struct xenstore_domain_interface *intf)
{
	return intf->req_prod - READ_ONCE(intf->req_cons) != XENSTORE_RING_SIZE;
}

/* One piece of a message, up to the end of the free room or of the page. */
static int write_piece(struct xenstore_domain_interface *intf, const void *data, unsigned int len)
{
	u32 prod = intf->req_prod, cons = READ_ONCE(intf->req_cons);
	u32 at = MASK_XENSTORE_IDX(prod);

	if (!indexes_ok(prod, cons)) {
		/* Both at one place is a ring that works again. */
		intf->req_cons = prod;
		return -EIO;
	}
	len = min3(len, XENSTORE_RING_SIZE - (prod - cons), XENSTORE_RING_SIZE - at);
	/* The room is free only after the store's index has been read. */
	virt_mb();
	memcpy(intf->req + at, data, len);
	/* The bytes come before the index that announces them. */
	virt_wmb();
	WRITE_ONCE(intf->req_prod, prod + len);
	return len;
}

/* The store tells when it has read; who sleeps for long says so. */
static void wait_for_room(struct xenstore_domain_interface *intf)
{
	while (!wait_event_timeout(xb_wait, can_write(intf) || READ_ONCE(xs_stopped),
				   WRITE_PATIENCE * HZ))
		pr_warn("xenstored has not read a request for %d seconds\n", WRITE_PATIENCE);
}

/**
 * xb_write() - send bytes
 * @data: the bytes
 * @len: how many
 *
 * Sleeps until there was room for all. The caller holds the writers' mutex.
 *
 * Return: 0, -EIO when the ring's indexes make no sense, or -ENOTCONN after xs_stop().
 */
int xb_write(const void *data, unsigned int len)
{
	struct xenstore_domain_interface *intf = xen_store_interface;
	int done;

	while (len) {
		wait_for_room(intf);
		if (READ_ONCE(xs_stopped))
			return -ENOTCONN;
		done = write_piece(intf, data, len);
		if (done < 0)
			return done;
		data += done;
		len -= done;
		notify_remote_via_evtchn(xen_store_evtchn);
	}
	return 0;
}

/**
 * xb_can_read() - has the store written something?
 *
 * Return: whether xb_read() would not sleep.
 */
bool xb_can_read(void)
{
	struct xenstore_domain_interface *intf = xen_store_interface;

	return READ_ONCE(intf->rsp_prod) != intf->rsp_cons;
}

static int read_piece(struct xenstore_domain_interface *intf, void *data, unsigned int len)
{
	u32 cons = intf->rsp_cons, prod = READ_ONCE(intf->rsp_prod);
	u32 at = MASK_XENSTORE_IDX(cons);

	if (!indexes_ok(prod, cons)) {
		intf->rsp_cons = prod;
		return -EIO;
	}
	len = min3(len, prod - cons, XENSTORE_RING_SIZE - at);
	/* The bytes are there only after the store's index has been read. */
	virt_rmb();
	memcpy(data, intf->rsp + at, len);
	/* They have been read before the store may write others there. */
	virt_mb();
	WRITE_ONCE(intf->rsp_cons, cons + len);
	/* A store that waits for room looks only when it is told. */
	notify_remote_via_evtchn(xen_store_evtchn);
	return len;
}

/**
 * xb_read() - receive bytes
 * @data: where to
 * @len: how many
 *
 * Sleeps until all are there. Only the reader calls it.
 *
 * Return: 0, -EIO when the ring's indexes make no sense, or -EINTR when the reader is to stop.
 */
int xb_read(void *data, unsigned int len)
{
	struct xenstore_domain_interface *intf = xen_store_interface;
	int done;

	while (len) {
		wait_event_interruptible(xb_wait, xb_can_read() || kthread_should_stop());
		if (kthread_should_stop())
			return -EINTR;
		done = read_piece(intf, data, len);
		if (done < 0)
			return done;
		data += done;
		len -= done;
	}
	return 0;
}

/**
 * xb_init() - bind the event channel, at the start, after a restore, for another store
 *
 * Return: 0 or a negative error.
 */
int xb_init(void)
{
	struct xenstore_domain_interface *intf = xen_store_interface;
	int ret;

	if (intf->req_prod != intf->req_cons)
		pr_warn("a request of somebody before us is in the ring\n");
	if (intf->rsp_prod != intf->rsp_cons && !reset_devices) {
		pr_warn("an answer for somebody before us is in the ring, dropped\n");
		intf->rsp_cons = intf->rsp_prod;
	}
	if (xen_store_irq > 0) {
		rebind_evtchn_irq(xen_store_evtchn, xen_store_irq);
		return 0;
	}
	ret = bind_evtchn_to_irqhandler(xen_store_evtchn, store_event, 0, "xenbus", &xb_wait);
	if (ret < 0) {
		pr_err("no interrupt for the store (%d)\n", ret);
		return ret;
	}
	xen_store_irq = ret;
	return 0;
}

/**
 * xb_exit() - undo xb_init(); the port is closed
 */
void xb_exit(void)
{
	if (xen_store_irq > 0)
		unbind_from_irqhandler(xen_store_irq, &xb_wait);
	xen_store_irq = 0;
}
