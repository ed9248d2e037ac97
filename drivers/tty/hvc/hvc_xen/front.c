// SPDX-License-Identifier: GPL-2.0-only
/*
 * Front-end of the consoles behind hvc0: device/console/N, N > 0.
 *
 * The front-end grants the ring, makes the event channel, writes both into its directory
 * and says Initialised; the daemon maps them and says Connected.
 */
#define pr_fmt(fmt) "xen:hvc: " fmt

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/interface/io/console.h>
#include <xen/platform_pci.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "hvc_xen.h"

#define OUTBUF_SIZE	256

/* device/console/0 stands for hvc0, which needs no front-end. */
static int console_number(struct xenbus_device *xbdev, unsigned int *number)
{
	const char *last = strrchr(xbdev->nodename, '/');

	if (!last || kstrtouint(last + 1, 10, number))
		return -EINVAL;
	return *number ? 0 : -ENODEV;
}

static int publish(struct xen_console *con)
{
	struct xenbus_device *xbdev = con->xbdev;
	struct xenbus_transaction xbt;
	int ret;

	do {
		ret = xenbus_transaction_start(&xbt);
		if (ret)
			return ret;
		ret = xenbus_printf(xbt, xbdev->nodename, "ring-ref", "%u", con->gref);
		if (!ret)
			ret = xenbus_printf(xbt, xbdev->nodename, "port", "%u", con->port);
		if (ret) {
			xenbus_transaction_end(xbt, 1);
			return ret;
		}
		ret = xenbus_transaction_end(xbt, 0);
	} while (ret == -EAGAIN);
	return ret;
}

static void release(struct xen_console *con)
{
	if (con->irq > 0)
		unbind_from_irqhandler(con->irq, con);
	else if (con->port)
		xenbus_free_evtchn(con->xbdev, con->port);
	con->irq = 0;
	con->port = 0;
	xenbus_teardown_ring((void **)&con->ring, 1, &con->gref);
}

/* Ring, event channel and interrupt, new or in place of those before a restore. */
static int connect(struct xen_console *con)
{
	int ret;

	ret = xenbus_setup_ring(con->xbdev, GFP_KERNEL, (void **)&con->ring, 1, &con->gref);
	if (ret)
		return ret;
	ret = xenbus_alloc_evtchn(con->xbdev, &con->port);
	if (ret)
		goto release;
	ret = bind_evtchn_to_irqhandler_lateeoi(con->port, xen_console_interrupt, 0,
						"hvc_console", con);
	if (ret < 0)
		goto release;
	con->irq = ret;
	con->stalled = false;
	con->seen_in = 0;
	con->seen_out = 0;
	ret = publish(con);
	if (ret)
		goto release;
	return xenbus_switch_state(con->xbdev, XenbusStateInitialised);

release:
	release(con);
	return ret;
}

static int xencons_probe(struct xenbus_device *xbdev, const struct xenbus_device_id *id)
{
	struct xen_console *con;
	unsigned int number;
	int ret;

	ret = console_number(xbdev, &number);
	if (ret)
		return ret;
	con = kzalloc(sizeof(*con), GFP_KERNEL);
	if (!con)
		return -ENOMEM;
	spin_lock_init(&con->lock);
	con->vterm = number;
	con->xbdev = xbdev;
	con->gref = INVALID_GRANT_REF;
	ret = connect(con);
	if (ret)
		goto free;
	xen_console_add(con);
	con->hvc = hvc_alloc(con->vterm, con->irq, &xen_ring_ops, OUTBUF_SIZE);
	if (IS_ERR(con->hvc)) {
		ret = PTR_ERR(con->hvc);
		con->hvc = NULL;
		goto forget;
	}
	dev_set_drvdata(&xbdev->dev, con);
	return 0;

forget:
	xen_console_del(con);
	release(con);
free:
	kfree(con);
	xenbus_dev_fatal(xbdev, ret, "cannot set up a console");
	return ret;
}

/* Only the interrupt holds on to hvc: it goes first, then the tty, then the ring. */
static void xencons_remove(struct xenbus_device *xbdev)
{
	struct xen_console *con = dev_get_drvdata(&xbdev->dev);

	if (!con)
		return;
	dev_set_drvdata(&xbdev->dev, NULL);
	if (con->irq > 0)
		unbind_from_irqhandler(con->irq, con);
	con->irq = 0;
	con->port = 0;
	hvc_remove(con->hvc);
	xen_console_del(con);
	release(con);
	kfree(con);
}

/* After a restore the store has forgotten us and the grant and the port are gone. */
static int xencons_resume(struct xenbus_device *xbdev)
{
	struct xen_console *con = dev_get_drvdata(&xbdev->dev);

	release(con);
	return connect(con);
}

static void xencons_backend_changed(struct xenbus_device *xbdev, enum xenbus_state state)
{
	bool closes = state == XenbusStateClosing || state == XenbusStateClosed;

	if (state == XenbusStateConnected)
		xenbus_switch_state(xbdev, XenbusStateConnected);
	else if (closes && xbdev->state != XenbusStateClosed)
		xenbus_frontend_closed(xbdev);
}

static const struct xenbus_device_id xencons_ids[] = {
	{ "console" },
	{ "" }
};

static struct xenbus_driver xencons_driver = {
	.name = "xenconsole",
	.ids = xencons_ids,
	.probe = xencons_probe,
	.remove = xencons_remove,
	.resume = xencons_resume,
	.otherend_changed = xencons_backend_changed,
	.not_essential = true,
};

static int __init xencons_front_init(void)
{
	if (!xen_domain() || xen_initial_domain())
		return -ENODEV;
	return xenbus_register_frontend(&xencons_driver);
}
device_initcall(xencons_front_init);
