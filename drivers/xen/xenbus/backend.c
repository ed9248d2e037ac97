// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus "xen-backend": devices that this domain provides; backend/TYPE/DOMAIN/ID.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/device.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/shrinker.h>
#include <linux/string.h>

#include <xen/xen.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* backend/vbd/1/768 is vbd-1-768. */
static int backend_name(char name[XEN_BUS_ID_SIZE], const char *node)
{
	const char *rest = strchr(node, '/');
	unsigned int slashes = 0;
	char *at;

	if (!rest || strscpy(name, rest + 1, XEN_BUS_ID_SIZE) < 0)
		return -EINVAL;
	for (at = name; (at = strchr(at, '/')); slashes++)
		*at = '-';
	return slashes == 2 ? 0 : -EINVAL;
}

static int read_frontend(struct xenbus_device *xbdev)
{
	return xen_bus_read_peer(xbdev, "frontend-id", "frontend");
}

static int backend_uevent(struct device *dev, struct kobj_uevent_env *env)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv = dev->driver ? to_xenbus_driver(dev->driver) : NULL;
	int ret;

	ret = add_uevent_var(env, "XENBUS_TYPE=%s", xbdev->devicetype) ?:
		add_uevent_var(env, "XENBUS_PATH=%s", xbdev->nodename) ?:
		add_uevent_var(env, "XENBUS_BASE_PATH=backend") ?:
		add_uevent_var(env, "MODALIAS=" XEN_BUS_PREFIX "xen-backend:%s", xbdev->devicetype);
	return !ret && drv && drv->uevent ? drv->uevent(xbdev, env) : ret;
}

static struct xen_bus backend_bus = {
	.bus = {
		.name = XEN_BUS_PREFIX "xen-backend",
		.uevent = backend_uevent,
	},
	.root = "backend",
	.levels = 4,
	.id_to_name = backend_name,
	.read_peer = read_frontend,
};

/**
 * __xenbus_register_backend() - register a driver for the bus "xen-backend"
 * @drv: the driver
 * @owner: its module
 * @mod_name: name of that
 *
 * Return: 0 or a negative error.
 */
int __xenbus_register_backend(struct xenbus_driver *drv, struct module *owner,
			      const char *mod_name)
{
	return xen_bus_driver(drv, &backend_bus, owner, mod_name);
}
EXPORT_SYMBOL_GPL(__xenbus_register_backend);

/**
 * xenbus_dev_is_online() - does the toolstack want to keep a device?
 * @xbdev: a back-end's
 *
 * Return: 0 when it is to go with its front-end.
 */
int xenbus_dev_is_online(struct xenbus_device *xbdev)
{
	return !!xenbus_read_unsigned(xbdev->nodename, "online", 0);
}
EXPORT_SYMBOL_GPL(xenbus_dev_is_online);

/* When memory is short, drivers are asked for what they keep for later. */

static int ask_for_memory(struct device *dev, void *unused)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv;

	/* Held while the driver comes or goes; then it has nothing to give. */
	if (down_trylock(&xbdev->reclaim_sem))
		return 0;
	drv = dev->driver ? to_xenbus_driver(dev->driver) : NULL;
	if (drv && drv->reclaim_memory)
		drv->reclaim_memory(xbdev);
	up(&xbdev->reclaim_sem);
	return 0;
}

/* Nothing is counted: the drivers give what they can at once. */
static unsigned long memory_is_short(struct shrinker *shrinker, struct shrink_control *sc)
{
	bus_for_each_dev(&backend_bus.bus, NULL, NULL, ask_for_memory);
	return SHRINK_EMPTY;
}

static struct shrinker memory_shrinker = {
	.count_objects = memory_is_short,
	.seeks = DEFAULT_SEEKS,
};

static int store_is_ready(struct notifier_block *nb, unsigned long action, void *data)
{
	xen_bus_scan(&backend_bus);
	return NOTIFY_DONE;
}

static struct notifier_block store_ready = { .notifier_call = store_is_ready };

static int __init backend_init(void)
{
	int ret = xen_bus_register(&backend_bus);

	if (ret)
		return ret;
	if (register_shrinker(&memory_shrinker, "xen-backend"))
		pr_warn("back-ends are not asked for memory when it is short\n");
	return register_xenstore_notifier(&store_ready);
}
subsys_initcall(backend_init);

static void __exit backend_exit(void)
{
	unregister_xenstore_notifier(&store_ready);
	unregister_shrinker(&memory_shrinker);
	xen_bus_unregister(&backend_bus);
}
module_exit(backend_exit);
