// SPDX-License-Identifier: GPL-2.0-only
/*
 * The consoles of this domain and how hvc_console.c reaches them; hvc0 and its start.
 *
 * hvc0 comes up in two steps: at console_initcall it can write (no interrupts yet), and at
 * device_initcall it gets its interrupt and its tty.
 */
#define pr_fmt(fmt) "xen:hvc: " fmt

#include <linux/console.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mutex.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/events.h>
#include <xen/hvc-console.h>
#include <xen/hvm.h>
#include <xen/interface/io/console.h>
#include <xen/xen.h>

#include "hvc_xen.h"

/* hvc_console.c takes a console's number for its own: any but -1. */
#define VTERM_PRIMARY	0

#define OUTBUF_SIZE	256

static struct xen_console primary = {
	.list = LIST_HEAD_INIT(primary.list),
	.vterm = VTERM_PRIMARY,
	.lock = __SPIN_LOCK_UNLOCKED(primary.lock),
};

/* Readers come from printk and interrupts; a console goes only after hvc_remove(). */
static LIST_HEAD(consoles);
static DEFINE_RWLOCK(consoles_lock);

/**
 * xen_console_find() - the console of a number
 * @vterm: as given to hvc_alloc()
 *
 * Return: the console; %NULL when there is none.
 */
struct xen_console *xen_console_find(u32 vterm)
{
	struct xen_console *con, *found = NULL;
	unsigned long flags;

	if (vterm == VTERM_PRIMARY)
		return &primary;
	read_lock_irqsave(&consoles_lock, flags);
	list_for_each_entry(con, &consoles, list) {
		if (con->vterm == vterm)
			found = con;
	}
	read_unlock_irqrestore(&consoles_lock, flags);
	return found;
}

/**
 * xen_console_add() - make a console known to xen_console_find()
 * @con: the console, with its vterm set
 */
void xen_console_add(struct xen_console *con)
{
	unsigned long flags;

	write_lock_irqsave(&consoles_lock, flags);
	list_add_tail(&con->list, &consoles);
	write_unlock_irqrestore(&consoles_lock, flags);
}

/**
 * xen_console_del() - undo xen_console_add()
 * @con: a console whose hvc_struct is removed already
 */
void xen_console_del(struct xen_console *con)
{
	unsigned long flags;

	write_lock_irqsave(&consoles_lock, flags);
	list_del(&con->list);
	write_unlock_irqrestore(&consoles_lock, flags);
}

/* Ways of hvc_console.c: the ring */

static int ring_put_chars(u32 vterm, const char *buf, int count)
{
	struct xen_console *con = xen_console_find(vterm);

	return con && con->ring ? xen_ring_put(con, buf, count) : -EINVAL;
}

static int ring_get_chars(u32 vterm, char *buf, int count)
{
	struct xen_console *con = xen_console_find(vterm);

	return con && con->ring ? xen_ring_get(con, buf, count) : -EINVAL;
}

static int ring_flush(u32 vterm, bool may_sleep)
{
	struct xen_console *con = xen_console_find(vterm);

	/* A tty waits for its interrupt, a printk here. */
	if (con && con->ring && !may_sleep)
		xen_ring_wait(con);
	return 0;
}

/* The interrupt is bound as long as the console is there: nothing to request, only to say. */
static int irq_on(struct hvc_struct *hvc, int irq)
{
	hvc->irq_requested = irq > 0;
	return 0;
}

static void irq_off(struct hvc_struct *hvc, int irq)
{
	hvc->irq_requested = 0;
}

const struct hv_ops xen_ring_ops = {
	.get_chars = ring_get_chars,
	.put_chars = ring_put_chars,
	.flush = ring_flush,
	.notifier_add = irq_on,
	.notifier_del = irq_off,
	.notifier_hangup = irq_off,
};

/* Ways of hvc_console.c: the hypervisor */

static int hyp_put_chars(u32 vterm, const char *buf, int count)
{
	int ret = HYPERVISOR_console_io(CONSOLEIO_write, count, (char *)buf);

	return ret < 0 ? ret : count;
}

static int hyp_get_chars(u32 vterm, char *buf, int count)
{
	return HYPERVISOR_console_io(CONSOLEIO_read, count, buf);
}

static const struct hv_ops hyp_ops = {
	.get_chars = hyp_get_chars,
	.put_chars = hyp_put_chars,
	.notifier_add = irq_on,
	.notifier_del = irq_off,
	.notifier_hangup = irq_off,
};

/**
 * xen_console_interrupt() - the back-end has written, or read
 * @irq: the console's
 * @data: the console
 *
 * Return: IRQ_HANDLED.
 */
irqreturn_t xen_console_interrupt(int irq, void *data)
{
	struct xen_console *con = data;
	unsigned int flags = 0;

	if (con->ring && !xen_ring_moved(con))
		flags = XEN_EOI_FLAG_SPURIOUS;
	if (con->hvc && hvc_poll(con->hvc))
		hvc_kick();
	if (con->ring)
		xen_irq_lateeoi(irq, flags);
	return IRQ_HANDLED;
}

/* hvc0 */

static int primary_from_start_info(void)
{
	if (!xen_start_info->console.domU.evtchn)
		return -ENODEV;
	primary.port = xen_start_info->console.domU.evtchn;
	if (!primary.ring)
		primary.ring = gfn_to_virt(xen_start_info->console.domU.mfn);
	return 0;
}

static int primary_from_params(void)
{
	u64 port = 0, gfn = 0;

	/* What is not there reads as zero. */
	if (hvm_get_parameter(HVM_PARAM_CONSOLE_EVTCHN, &port) || !port ||
	    hvm_get_parameter(HVM_PARAM_CONSOLE_PFN, &gfn) || !gfn)
		return -ENODEV;
	if (!primary.ring)
		primary.ring = memremap(gfn << XEN_PAGE_SHIFT, XEN_PAGE_SIZE, MEMREMAP_WB);
	if (!primary.ring)
		return -ENOMEM;
	primary.port = port;
	return 0;
}

/* Ring and port of hvc0, as the toolstack has made them: at the start, and after a restore. */
static int primary_find(void)
{
	return xen_pv_domain() ? primary_from_start_info() : primary_from_params();
}

/**
 * xen_console_primary() - the console that the toolstack has made
 *
 * Works from the first line of a PV domain on, for earlyprintk=xen.
 *
 * Return: it, or %NULL when it has no ring (dom0, or a domain without a console).
 */
struct xen_console *xen_console_primary(void)
{
	if (!primary.ring && xen_pv_domain() && !xen_initial_domain())
		primary_from_start_info();
	return primary.ring ? &primary : NULL;
}

static const struct hv_ops *primary_ops(void)
{
	return xen_initial_domain() ? &hyp_ops : &xen_ring_ops;
}

static int __init xen_console_early(void)
{
	int ret;

	if (!xen_domain())
		return 0;
	if (!xen_initial_domain()) {
		ret = primary_find();
		if (ret) {
			pr_info("this domain has no console (%d)\n", ret);
			return ret;
		}
	}
	return hvc_instantiate(VTERM_PRIMARY, 0, primary_ops());
}
console_initcall(xen_console_early);

static int __init primary_irq(void)
{
	if (xen_initial_domain())
		return bind_virq_to_irqhandler(VIRQ_CONSOLE, 0, xen_console_interrupt, 0,
					       "hvc_console", &primary);
	return bind_evtchn_to_irqhandler_lateeoi(primary.port, xen_console_interrupt, 0,
						 "hvc_console", &primary);
}

static int __init xen_console_init(void)
{
	if (!xen_domain() || (!xen_initial_domain() && !primary.ring))
		return -ENODEV;
	primary.irq = primary_irq();
	if (primary.irq < 0) {
		/* hvc_console.c polls a console without an interrupt. */
		pr_err("no interrupt for hvc0 (%d)\n", primary.irq);
		primary.irq = 0;
	}
	primary.hvc = hvc_alloc(VTERM_PRIMARY, primary.irq, primary_ops(), OUTBUF_SIZE);
	if (IS_ERR(primary.hvc)) {
		int ret = PTR_ERR(primary.hvc);

		primary.hvc = NULL;
		pr_err("no tty for hvc0 (%d)\n", ret);
		return ret;
	}
	return 0;
}
device_initcall(xen_console_init);

/**
 * xen_console_resume() - hvc0 has a new event channel after a restore
 *
 * Called by the suspend code when event channels work again; other CPUs are stopped.
 */
void xen_console_resume(void)
{
	if (!primary.ring || primary_find())
		return;
	primary.stalled = false;
	if (primary.irq > 0)
		rebind_evtchn_irq(primary.port, primary.irq);
}
