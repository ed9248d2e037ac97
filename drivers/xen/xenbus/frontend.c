// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus "xen": devices that another domain provides; device/TYPE/ID.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/pm.h>
#include <linux/workqueue.h>

#include <xen/platform_pci.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* How long the boot waits for devices that it needs, and for others. */
#define WAIT_ESSENTIAL	300
#define WAIT_OTHERS	30

/* device/vbd/768 is vbd-768. */
static int frontend_name(char name[XEN_BUS_ID_SIZE], const char *node)
{
	const char *rest = strchr(node, '/');
	char *slash;

	if (!rest || strscpy(name, rest + 1, XEN_BUS_ID_SIZE) < 0)
		return -EINVAL;
	slash = strchr(name, '/');
	if (!slash)
		return -EINVAL;
	*slash = '-';
	return strchr(name, '/') ? -EINVAL : 0;
}

static int read_backend(struct xenbus_device *xbdev)
{
	return xen_bus_read_peer(xbdev, "backend-id", "backend");
}

static int frontend_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);

	return add_uevent_var(env, "XENBUS_TYPE=%s", xbdev->devicetype) ?:
		add_uevent_var(env, "XENBUS_PATH=%s", xbdev->nodename) ?:
		add_uevent_var(env, "MODALIAS=" XEN_BUS_PREFIX "xen:%s", xbdev->devicetype);
}

/*
 * A domain that runs the store itself resumes its own devices when the store, a program,
 * runs again: not from within the resume.
 */
static void resume_later(struct work_struct *work)
{
	xenbus_dev_resume(&container_of(work, struct xenbus_device, work)->dev);
}

static int frontend_resume(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);

	if (!xenbus_store_is_local)
		return xenbus_dev_resume(dev);
	INIT_WORK(&xbdev->work, resume_later);
	schedule_work(&xbdev->work);
	return 0;
}

static const struct dev_pm_ops frontend_pm = {
	.suspend = xen_bus_suspend,
	.resume = frontend_resume,
	.freeze = xen_bus_suspend,
	.thaw = xen_bus_cancel,
	.restore = frontend_resume,
};

static void frontend_shutdown(struct device *dev);

static struct xen_bus frontend_bus = {
	.bus = {
		.name = XEN_BUS_PREFIX "xen",
		.uevent = frontend_uevent,
		.shutdown = frontend_shutdown,
		.pm = &frontend_pm,
	},
	.root = "device",
	.levels = 3,
	.id_to_name = frontend_name,
	.read_peer = read_backend,
	.shutdown_closes = true,
};

/* The other end shall know that it is over, and a disk shall have written everything. */
static void frontend_shutdown(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);

	get_device(dev);
	if (xbdev->state == XenbusStateConnected) {
		xenbus_switch_state(xbdev, XenbusStateClosing);
		if (!wait_for_completion_timeout(&xbdev->down, 5 * HZ))
			dev_info(dev, "the other end did not close in 5 s\n");
	}
	put_device(dev);
}

/* Waiting for devices */

struct waiting {
	struct device_driver *driver;	/* or NULL: of all drivers */
	bool essential;			/* only what the boot needs */
	struct device *first;
};

static int still_connecting(struct device *dev, void *data)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct waiting *waiting = data;
	struct xenbus_driver *drv;

	if (!dev->driver || (waiting->driver && dev->driver != waiting->driver))
		return 0;
	drv = to_xenbus_driver(dev->driver);
	if (waiting->essential && drv->not_essential)
		return 0;
	if (xbdev->state >= XenbusStateConnected && (!drv->is_ready || drv->is_ready(xbdev)))
		return 0;
	/* One that gave up is not waited for. */
	if (xbdev->state > XenbusStateConnected)
		return 0;
	waiting->first = dev;
	return 1;
}

static bool all_connected(struct device_driver *driver, bool essential, struct device **first)
{
	struct waiting waiting = { .driver = driver, .essential = essential };

	bus_for_each_dev(&frontend_bus.bus, NULL, &waiting, still_connecting);
	*first = waiting.first;
	return !waiting.first;
}

static void wait_connected(struct device_driver *driver, bool essential, unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ;
	struct device *first;

	while (!all_connected(driver, essential, &first)) {
		if (time_after(jiffies, end)) {
			pr_warn("%s is not connected after %u s\n", dev_name(first), seconds);
			return;
		}
		msleep(20);
	}
}

static bool boot_waits;

static int __init wait_at_boot(void)
{
	if (!xen_domain() || xenbus_store_is_local || !xenstored_ready)
		return 0;
	boot_waits = true;
	wait_connected(NULL, true, WAIT_ESSENTIAL);
	wait_connected(NULL, false, WAIT_OTHERS);
	return 0;
}

/* Behind the drivers that are built in. */
late_initcall(wait_at_boot);

/**
 * __xenbus_register_frontend() - register a driver for the bus "xen"
 * @drv: the driver
 * @owner: its module
 * @mod_name: name of that
 *
 * A module is loaded when the devices that are there are connected.
 *
 * Return: 0 or a negative error.
 */
int __xenbus_register_frontend(struct xenbus_driver *drv, struct module *owner,
			       const char *mod_name)
{
	int ret = xen_bus_driver(drv, &frontend_bus, owner, mod_name);

	if (!ret && boot_waits)
		wait_connected(&drv->driver, false, WAIT_OTHERS);
	return ret;
}
EXPORT_SYMBOL_GPL(__xenbus_register_frontend);

static int store_is_ready(struct notifier_block *nb, unsigned long action, void *data)
{
	xen_bus_scan(&frontend_bus);
	return NOTIFY_DONE;
}

static struct notifier_block store_ready = { .notifier_call = store_is_ready };

static int __init frontend_init(void)
{
	int ret = xen_bus_register(&frontend_bus);

	return ret ? ret : register_xenstore_notifier(&store_ready);
}
subsys_initcall(frontend_init);

static void __exit frontend_exit(void)
{
	unregister_xenstore_notifier(&store_ready);
	xen_bus_unregister(&frontend_bus);
}
module_exit(frontend_exit);
