// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two rings of bytes in a console's page.
 *
 * Each index is written by one side only and runs freely; the byte of index i lies at i
 * modulo the ring's size, which is a power of two.  The other side is not trusted: an
 * index that is further away than the ring is long means that it makes no sense, and then
 * nothing is read and the output is thrown away.
 */
#include <linux/minmax.h>
#include <linux/printk.h>

#include <asm/barrier.h>
#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/interface/io/console.h>
#include <xen/interface/sched.h>

#include "hvc_xen.h"

/* How often a printk gives its turn away before it believes that nobody reads. */
#define PATIENCE	20000

/* A printk from a CPU that died with the lock must get through. */
static bool ring_lock(struct xen_console *con, unsigned long *flags)
{
	if (!oops_in_progress) {
		spin_lock_irqsave(&con->lock, *flags);
		return true;
	}
	return spin_trylock_irqsave(&con->lock, *flags);
}

static int ring_write(struct xencons_interface *ring, const char *buf, int count)
{
	u32 prod = ring->out_prod;
	u32 used = prod - READ_ONCE(ring->out_cons);
	int i;

	if (used > sizeof(ring->out))
		return -EINVAL;
	/* The free bytes are ours only after the consumer's index has been read. */
	virt_mb();
	count = min_t(u32, count, sizeof(ring->out) - used);
	for (i = 0; i < count; i++, prod++)
		ring->out[MASK_XENCONS_IDX(prod, ring->out)] = buf[i];
	/* The bytes come before the index that announces them; virt_rmb() is the daemon's. */
	virt_wmb();
	WRITE_ONCE(ring->out_prod, prod);
	return count;
}

static int ring_read(struct xencons_interface *ring, char *buf, int count)
{
	u32 cons = ring->in_cons;
	u32 ready = READ_ONCE(ring->in_prod) - cons;
	int i;

	if (ready > sizeof(ring->in))
		return -EINVAL;
	/* The bytes are there only after the producer's index has been read. */
	virt_rmb();
	count = min_t(u32, count, ready);
	for (i = 0; i < count; i++, cons++)
		buf[i] = ring->in[MASK_XENCONS_IDX(cons, ring->in)];
	/* The bytes have been read before the daemon may write new ones there. */
	virt_mb();
	WRITE_ONCE(ring->in_cons, cons);
	return count;
}

static void ring_kick(struct xen_console *con)
{
	if (con->port)
		notify_remote_via_evtchn(con->port);
}

/**
 * xen_ring_put() - write what there is room for
 * @con: a console with a ring
 * @buf: bytes
 * @count: how many
 *
 * Any context; the caller may hold the lock of its hvc_struct.
 *
 * Return: the number of bytes written; -EAGAIN when the ring is full and it is worth to
 * wait, 0 when it is full and nobody has read it for long, -EINVAL when its indexes make
 * no sense.
 */
int xen_ring_put(struct xen_console *con, const char *buf, int count)
{
	unsigned long flags;
	int done;

	if (!ring_lock(con, &flags))
		return 0;
	done = ring_write(con->ring, buf, count);
	if (done > 0)
		con->stalled = false;
	else if (!done && count && !con->stalled)
		done = -EAGAIN;
	spin_unlock_irqrestore(&con->lock, flags);
	ring_kick(con);
	return done;
}

/**
 * xen_ring_get() - read what is there
 * @con: a console with a ring
 * @buf: room
 * @count: its size
 *
 * Return: the number of bytes read, or -EINVAL when the ring's indexes make no sense.
 */
int xen_ring_get(struct xen_console *con, char *buf, int count)
{
	unsigned long flags;
	int done;

	if (!ring_lock(con, &flags))
		return 0;
	done = ring_read(con->ring, buf, count);
	spin_unlock_irqrestore(&con->lock, flags);
	if (done > 0)
		ring_kick(con);
	return done;
}

/**
 * xen_ring_wait() - give the back-end time to make room
 * @con: a console with a full ring
 *
 * Gives this virtual CPU's turn away again and again, without sleeping, since a printk
 * waits here.  A back-end that takes nothing all the while is not waited for again until
 * it takes something.
 */
void xen_ring_wait(struct xen_console *con)
{
	struct xencons_interface *ring = con->ring;
	u32 cons = READ_ONCE(ring->out_cons);
	int i;

	if (con->stalled || ring->out_prod - cons < sizeof(ring->out))
		return;
	for (i = 0; i < PATIENCE; i++) {
		HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
		if (READ_ONCE(ring->out_cons) != cons)
			return;
		cpu_relax();
	}
	con->stalled = true;
}

/**
 * xen_ring_moved() - has the back-end done something since this was last asked?
 * @con: a console with a ring
 *
 * An event without that is spurious, and a back-end that sends many of them is slowed
 * down by the core.  Called from the console's interrupt only.
 *
 * Return: whether the back-end has moved one of its indexes.
 */
bool xen_ring_moved(struct xen_console *con)
{
	u32 in = READ_ONCE(con->ring->in_prod), out = READ_ONCE(con->ring->out_cons);
	bool moved = in != con->seen_in || out != con->seen_out;

	con->seen_in = in;
	con->seen_out = out;
	return moved;
}
