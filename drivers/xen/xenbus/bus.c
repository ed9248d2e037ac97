// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes of the store become devices.
 *
 * A bus watches its folder of the store. A node with the right depth whose state is
 * Initialising becomes a device; when the node goes, the device goes. A driver that takes
 * it hears of the state of the other end, wherever in the store that is.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <xen/xenbus.h>

#include "xenbus.h"

static struct xen_bus *bus_of(struct xenbus_device *xbdev)
{
	return container_of(xbdev->dev.bus, struct xen_bus, bus);
}

/* Drivers */

static const struct xenbus_device_id *find_id(const struct xenbus_driver *drv,
					      const struct xenbus_device *xbdev)
{
	const struct xenbus_device_id *id;

	for (id = drv->ids; *id->devicetype; id++) {
		if (!strcmp(id->devicetype, xbdev->devicetype))
			return id;
	}
	return NULL;
}

static int xen_bus_match(struct device *dev, struct device_driver *driver)
{
	struct xenbus_driver *drv = to_xenbus_driver(driver);

	return drv->ids && find_id(drv, to_xenbus_device(dev));
}

/* The other end */

static void unwatch_peer(struct xenbus_device *xbdev)
{
	if (!xbdev->otherend_watch.node)
		return;
	unregister_xenbus_watch(&xbdev->otherend_watch);
	kfree(xbdev->otherend_watch.node);
	xbdev->otherend_watch.node = NULL;
}

static void forget_peer(struct xenbus_device *xbdev)
{
	unwatch_peer(xbdev);
	kfree(xbdev->otherend);
	xbdev->otherend = NULL;
}

/**
 * xen_bus_read_peer() - find the other end by two keys of the device's node
 * @xbdev: the device
 * @id_key: its domain
 * @path_key: its node
 *
 * Return: 0, -ENOENT when the path leads nowhere, or a negative error.
 */
int xen_bus_read_peer(struct xenbus_device *xbdev, const char *id_key, const char *path_key)
{
	int ret = xenbus_gather(XBT_NIL, xbdev->nodename, id_key, "%i", &xbdev->otherend_id,
				path_key, NULL, &xbdev->otherend, NULL);

	if (!ret && (!*xbdev->otherend || !xenbus_exists(XBT_NIL, xbdev->otherend, "")))
		ret = -ENOENT;
	if (ret) {
		xenbus_dev_fatal(xbdev, ret, "the other end is not in %s and %s of %s",
				 id_key, path_key, xbdev->nodename);
		kfree(xbdev->otherend);
		xbdev->otherend = NULL;
	}
	return ret;
}

static int find_peer(struct xenbus_device *xbdev)
{
	struct xenbus_driver *drv = to_xenbus_driver(xbdev->dev.driver);

	forget_peer(xbdev);
	return drv->read_otherend_details ? drv->read_otherend_details(xbdev) :
		bus_of(xbdev)->read_peer(xbdev);
}

/* A watch also fires for what lies below, and events can come late. */
static bool is_about(const struct xenbus_device *xbdev, const char *path)
{
	return xbdev->otherend && !strncmp(xbdev->otherend, path, strlen(xbdev->otherend));
}

static void peer_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct xenbus_device *xbdev =
		container_of(watch, struct xenbus_device, otherend_watch);
	struct xenbus_driver *drv = to_xenbus_driver(xbdev->dev.driver);
	enum xenbus_state state;

	if (!is_about(xbdev, path))
		return;
	state = xenbus_read_driver_state(xbdev->otherend);
	dev_dbg(&xbdev->dev, "other end %s: %s\n", xbdev->otherend, xenbus_strstate(state));
	/* A machine that goes down keeps its disks until the end. */
	if (system_state > SYSTEM_RUNNING && bus_of(xbdev)->shutdown_closes) {
		if (state == XenbusStateClosing)
			xenbus_frontend_closed(xbdev);
		return;
	}
	if (drv->otherend_changed)
		drv->otherend_changed(xbdev, state);
}

static int watch_peer(struct xenbus_device *xbdev)
{
	return xenbus_watch_pathfmt(xbdev, &xbdev->otherend_watch, NULL, peer_changed,
				    "%s/state", xbdev->otherend);
}

static int xen_bus_probe(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv = to_xenbus_driver(dev->driver);
	int ret;

	if (!drv->probe)
		return -ENODEV;
	ret = find_peer(xbdev);
	if (ret) {
		dev_warn(dev, "has no other end (%d)\n", ret);
		return ret;
	}
	if (!try_module_get(drv->driver.owner)) {
		ret = -ENODEV;
		goto forget;
	}
	/* Nobody asks the driver for memory before it has begun. */
	down(&xbdev->reclaim_sem);
	ret = drv->probe(xbdev, find_id(drv, xbdev));
	up(&xbdev->reclaim_sem);
	if (ret)
		goto put;
	ret = watch_peer(xbdev);
	if (ret) {
		dev_warn(dev, "cannot watch %s (%d)\n", xbdev->otherend, ret);
		goto remove;
	}
	return 0;

remove:
	if (drv->remove)
		drv->remove(xbdev);
put:
	module_put(drv->driver.owner);
forget:
	forget_peer(xbdev);
	xenbus_dev_error(xbdev, ret, "no driver could take %s", xbdev->nodename);
	return ret;
}

static void xen_bus_remove(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv = to_xenbus_driver(dev->driver);

	/* No more news from the other end; the driver may still look at its path. */
	unwatch_peer(xbdev);
	if (drv->remove) {
		down(&xbdev->reclaim_sem);
		drv->remove(xbdev);
		up(&xbdev->reclaim_sem);
	}
	module_put(drv->driver.owner);
	forget_peer(xbdev);
	/*
	 * A driver that takes its devices again leaves the state alone, unless the toolstack
	 * waits for the end of the device.
	 */
	if (!drv->allow_rebind ||
	    xenbus_read_driver_state(xbdev->nodename) == XenbusStateClosing)
		xenbus_switch_state(xbdev, XenbusStateClosed);
}

/**
 * xen_bus_driver() - register a driver
 * @drv: the driver
 * @xbus: its bus
 * @owner: its module
 * @mod_name: name of that
 *
 * Return: 0 or a negative error.
 */
int xen_bus_driver(struct xenbus_driver *drv, struct xen_bus *xbus,
		   struct module *owner, const char *mod_name)
{
	struct device_driver *driver = &drv->driver;

	driver->bus = &xbus->bus;
	driver->mod_name = mod_name;
	driver->owner = owner;
	driver->name = drv->name;
	if (!driver->name)
		driver->name = drv->ids->devicetype;
	return driver_register(driver);
}

/**
 * xenbus_unregister_driver() - undo xenbus_register_frontend() or _backend()
 * @drv: the driver; it is taken off its devices
 */
void xenbus_unregister_driver(struct xenbus_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(xenbus_unregister_driver);

/* Files of a device: dev_ext_attribute says what of it is shown. */

enum shown { NODE, TYPE, ALIAS, STATE };

static ssize_t show_text(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dev_ext_attribute *file = container_of(attr, struct dev_ext_attribute, attr);
	struct xenbus_device *xbdev = to_xenbus_device(dev);

	switch ((enum shown)(long)file->var) {
	case NODE:
		return sysfs_emit(buf, "%s\n", xbdev->nodename);
	case TYPE:
		return sysfs_emit(buf, "%s\n", xbdev->devicetype);
	case ALIAS:
		return sysfs_emit(buf, "%s:%s\n", dev->bus->name, xbdev->devicetype);
	case STATE:
		return sysfs_emit(buf, "%s\n", xenbus_strstate(xbdev->state));
	}
	return -EINVAL;
}

#define TEXT_FILE(_name, _what) \
	{ __ATTR(_name, 0444, show_text, NULL), (void *)_what }

static struct dev_ext_attribute text_files[] = {
	TEXT_FILE(nodename, NODE),
	TEXT_FILE(devtype, TYPE),
	TEXT_FILE(modalias, ALIAS),
	TEXT_FILE(state, STATE),
};

static struct attribute *device_files[] = {
	&text_files[NODE].attr.attr,
	&text_files[TYPE].attr.attr,
	&text_files[ALIAS].attr.attr,
	&text_files[STATE].attr.attr,
	NULL
};

static const struct attribute_group device_group = { .attrs = device_files };

/* Event channels of the device: the events core counts at these places. */

static atomic_t *counter(struct device *dev, struct device_attribute *attr)
{
	struct dev_ext_attribute *file = container_of(attr, struct dev_ext_attribute, attr);

	return (void *)to_xenbus_device(dev) + (long)file->var;
}

static ssize_t show_count(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", atomic_read(counter(dev, attr)));
}

#define COUNT_FILE(_name) \
	{ __ATTR(_name, 0444, show_count, NULL), (void *)offsetof(struct xenbus_device, _name) }

static struct dev_ext_attribute count_files[] = {
	COUNT_FILE(event_channels),
	COUNT_FILE(events),
	COUNT_FILE(spurious_events),
	COUNT_FILE(jiffies_eoi_delayed),
};

static ssize_t spurious_threshold_show(struct device *dev, struct device_attribute *attr,
				       char *buf)
{
	return sysfs_emit(buf, "%u\n", to_xenbus_device(dev)->spurious_threshold);
}

static ssize_t spurious_threshold_store(struct device *dev, struct device_attribute *attr,
					const char *buf, size_t count)
{
	int ret = kstrtouint(buf, 0, &to_xenbus_device(dev)->spurious_threshold);

	return ret ? ret : count;
}

static struct device_attribute threshold_file =
	__ATTR(spurious_threshold, 0644, spurious_threshold_show, spurious_threshold_store);

static struct attribute *event_files[] = {
	&count_files[0].attr.attr,
	&count_files[1].attr.attr,
	&count_files[2].attr.attr,
	&count_files[3].attr.attr,
	&threshold_file.attr,
	NULL
};

static const struct attribute_group event_group = { .name = "xenbus", .attrs = event_files };

static const struct attribute_group *device_groups[] = { &device_group, &event_group, NULL };

/* Devices come and go */

static void free_device(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);

	kfree(xbdev->nodename);
	kfree(xbdev->devicetype);
	kfree(xbdev);
}

/* Component n of a path, counted from 0; ERR_PTR(-EINVAL) when there is none. */
static char *component(const char *path, unsigned int n)
{
	const char *end;

	for (; n; n--) {
		path = strchr(path, '/');
		if (!path)
			return ERR_PTR(-EINVAL);
		path++;
	}
	end = strchrnul(path, '/');
	return end == path ? ERR_PTR(-EINVAL) :
		kmemdup_nul(path, end - path, GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
}

static int add_device(struct xen_bus *xbus, const char *node)
{
	char name[XEN_BUS_ID_SIZE], *type = component(node, 1);
	struct xenbus_device *xbdev;
	int ret;

	if (IS_ERR(type))
		return PTR_ERR(type);
	ret = xbus->id_to_name(name, node);
	xbdev = ret ? NULL : kzalloc(sizeof(*xbdev), GFP_KERNEL);
	if (!xbdev) {
		kfree(type);
		return ret ? ret : -ENOMEM;
	}
	device_initialize(&xbdev->dev);
	xbdev->dev.bus = &xbus->bus;
	xbdev->dev.release = free_device;
	xbdev->devicetype = type;
	xbdev->nodename = kstrdup(node, GFP_KERNEL);
	xbdev->state = XenbusStateInitialising;
	init_completion(&xbdev->down);
	sema_init(&xbdev->reclaim_sem, 1);
	ret = xbdev->nodename ? dev_set_name(&xbdev->dev, "%s", name) : -ENOMEM;
	if (!ret)
		ret = device_add(&xbdev->dev);
	if (ret)
		put_device(&xbdev->dev);
	return ret;
}

struct find {
	const char *node;
	struct device *dev;
};

static int has_node(struct device *dev, void *data)
{
	struct find *find = data;

	if (strcmp(to_xenbus_device(dev)->nodename, find->node))
		return 0;
	find->dev = get_device(dev);
	return 1;
}

static struct device *find_device(struct xen_bus *xbus, const char *node)
{
	struct find find = { .node = node };

	bus_for_each_dev(&xbus->bus, NULL, &find, has_node);
	return find.dev;
}

static int is_below(struct device *dev, void *data)
{
	struct find *find = data;
	size_t len = strlen(find->node);
	const char *node = to_xenbus_device(dev)->nodename;

	if (strncmp(node, find->node, len) || (node[len] && node[len] != '/'))
		return 0;
	find->dev = get_device(dev);
	return 1;
}

/* All devices whose node is this one or below it. */
static void remove_devices(struct xen_bus *xbus, const char *node)
{
	for (;;) {
		struct find find = { .node = node };

		bus_for_each_dev(&xbus->bus, NULL, &find, is_below);
		if (!find.dev)
			return;
		device_unregister(find.dev);
		put_device(find.dev);
	}
}

/* A node that is in another state was somebody's device before, and is about to go. */
static int consider(struct xen_bus *xbus, const char *node)
{
	struct device *dev = find_device(xbus, node);

	if (dev) {
		put_device(dev);
		return 0;
	}
	if (xenbus_read_driver_state(node) != XenbusStateInitialising)
		return 0;
	return add_device(xbus, node);
}

/* The first components of a path, as many as a device's node has; false when it has fewer. */
static bool device_node(const struct xen_bus *xbus, const char *path, char *node, size_t size)
{
	const char *end = path;
	unsigned int n;

	for (n = 0; n < xbus->levels; n++) {
		if (n && !*end++)
			return false;
		end = strchrnul(end, '/');
	}
	return end - path < size && strscpy(node, path, end - path + 1) != 0 && *node;
}

static void root_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct xen_bus *xbus = container_of(watch, struct xen_bus, watch);
	char node[XENBUS_NODE_MAX];
	int ret;

	if (!device_node(xbus, path, node, sizeof(node))) {
		/* A folder above: only its end matters, what comes has events of its own. */
		if (!xenbus_exists(XBT_NIL, path, ""))
			remove_devices(xbus, path);
		return;
	}
	if (!xenbus_exists(XBT_NIL, node, "")) {
		remove_devices(xbus, node);
		return;
	}
	ret = consider(xbus, node);
	if (ret)
		pr_warn("%s does not become a device (%d)\n", node, ret);
}

/* Each node of the right depth below a folder. */
static int scan(struct xen_bus *xbus, const char *folder, unsigned int levels)
{
	char node[XENBUS_NODE_MAX], **names;
	unsigned int i, n;
	int ret = 0;

	if (!levels)
		return consider(xbus, folder);
	names = xenbus_directory(XBT_NIL, folder, "", &n);
	if (IS_ERR(names))
		return PTR_ERR(names) == -ENOENT ? 0 : PTR_ERR(names);
	for (i = 0; i < n && !ret; i++) {
		if (snprintf(node, sizeof(node), "%s/%s", folder, names[i]) >= sizeof(node))
			continue;
		ret = scan(xbus, node, levels - 1);
		if (ret)
			pr_warn("%s does not become a device (%d)\n", node, ret);
		ret = 0;
	}
	kfree(names);
	return ret;
}

/**
 * xen_bus_scan() - the store runs: find the devices, and hear of others
 * @xbus: the bus
 *
 * Return: 0 or a negative error.
 */
int xen_bus_scan(struct xen_bus *xbus)
{
	int ret = scan(xbus, xbus->root, xbus->levels - 1);

	if (ret)
		pr_warn("cannot look into %s (%d)\n", xbus->root, ret);
	xbus->watch.node = xbus->root;
	xbus->watch.callback = root_changed;
	return register_xenbus_watch(&xbus->watch);
}

/**
 * xen_bus_register() - register a bus
 * @xbus: name, uevent and more set
 *
 * Return: 0 or a negative error.
 */
int xen_bus_register(struct xen_bus *xbus)
{
	xbus->bus.match = xen_bus_match;
	xbus->bus.probe = xen_bus_probe;
	xbus->bus.remove = xen_bus_remove;
	xbus->bus.dev_groups = device_groups;
	return bus_register(&xbus->bus);
}

/**
 * xen_bus_unregister() - undo xen_bus_register(), when there is no driver and no store any more
 * @xbus: the bus
 */
void xen_bus_unregister(struct xen_bus *xbus)
{
	if (xbus->watch.node)
		unregister_xenbus_watch(&xbus->watch);
	xbus->watch.node = NULL;
	remove_devices(xbus, xbus->root);
	bus_unregister(&xbus->bus);
}

/* Suspend and resume */

/**
 * xen_bus_suspend() - a device's part of a suspend
 * @dev: the device
 *
 * Return: 0 or the driver's error.
 */
int xen_bus_suspend(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv = dev->driver ? to_xenbus_driver(dev->driver) : NULL;
	int ret = drv && drv->suspend ? drv->suspend(xbdev) : 0;

	if (ret)
		dev_warn(dev, "does not suspend (%d)\n", ret);
	return ret;
}

/**
 * xenbus_dev_resume() - a device's part of a resume, with another store and other ends
 * @dev: the device
 *
 * Also for a driver that has to begin anew with the other end that it has.
 *
 * Return: 0 or the driver's error.
 */
int xenbus_dev_resume(struct device *dev)
{
	struct xenbus_device *xbdev = to_xenbus_device(dev);
	struct xenbus_driver *drv;
	int ret;

	if (!dev->driver)
		return 0;
	drv = to_xenbus_driver(dev->driver);
	ret = find_peer(xbdev);
	if (ret) {
		dev_warn(dev, "has no other end after the restore (%d)\n", ret);
		return ret;
	}
	xbdev->state = XenbusStateInitialising;
	ret = drv->resume ? drv->resume(xbdev) : 0;
	if (ret) {
		dev_warn(dev, "does not resume (%d)\n", ret);
		return ret;
	}
	return watch_peer(xbdev);
}
EXPORT_SYMBOL_GPL(xenbus_dev_resume);

/**
 * xen_bus_cancel() - a device's part of a suspend that did not happen
 * @dev: the device
 *
 * Return: 0; nothing has changed.
 */
int xen_bus_cancel(struct device *dev)
{
	return 0;
}
