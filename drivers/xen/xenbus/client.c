// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers of both ends need: states, errors in the store, watches, event channels.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/xenbus.h>

#include "xenbus.h"

/* In the order of enum xenbus_state. */
static const char state_names[][16] = {
	"Unknown", "Initialising", "InitWait", "Initialised", "Connected",
	"Closing", "Closed", "Reconfiguring", "Reconfigured",
};

/**
 * xenbus_strstate() - name of a state
 * @state: any number
 *
 * Return: the name, or "INVALID".
 */
const char *xenbus_strstate(enum xenbus_state state)
{
	return (unsigned int)state < ARRAY_SIZE(state_names) ? state_names[state] : "INVALID";
}
EXPORT_SYMBOL_GPL(xenbus_strstate);

/**
 * xenbus_read_driver_state() - state of a node
 * @path: the node
 *
 * Return: the state; XenbusStateUnknown when it has none.
 */
enum xenbus_state xenbus_read_driver_state(const char *path)
{
	return xenbus_read_unsigned(path, "state", XenbusStateUnknown);
}
EXPORT_SYMBOL_GPL(xenbus_read_driver_state);

/* Watches */

typedef bool (*watch_filter_t)(struct xenbus_watch *, const char *path, const char *token);
typedef void (*watch_event_t)(struct xenbus_watch *, const char *path, const char *token);

/**
 * xenbus_watch_path() - watch a node for a device
 * @dev: the device
 * @path: the node; the watch's until it is unregistered
 * @watch: the caller's
 * @will_handle: asked before an event is queued, or %NULL
 * @callback: called for each event
 *
 * Return: 0 or a negative error, which is the device's end.
 */
int xenbus_watch_path(struct xenbus_device *dev, const char *path, struct xenbus_watch *watch,
		      watch_filter_t will_handle, watch_event_t callback)
{
	int error;

	watch->node = path;
	watch->callback = callback;
	watch->will_handle = will_handle;
	error = register_xenbus_watch(watch);
	if (error) {
		xenbus_dev_fatal(dev, error, "cannot watch %s", path);
		memset(watch, 0, sizeof(*watch));
	}
	return error;
}
EXPORT_SYMBOL_GPL(xenbus_watch_path);

/**
 * xenbus_watch_pathfmt() - the same, with the node as a format
 * @dev: the device
 * @watch: the caller's; its node is to be freed with kfree() after it is unregistered
 * @will_handle: asked before an event is queued, or %NULL
 * @callback: called for each event
 * @pathfmt: the node
 *
 * Return: 0 or a negative error, which is the device's end.
 */
int xenbus_watch_pathfmt(struct xenbus_device *dev, struct xenbus_watch *watch,
			 watch_filter_t will_handle, watch_event_t callback,
			 const char *pathfmt, ...)
{
	va_list ap;
	char *path;
	int error;

	va_start(ap, pathfmt);
	path = kvasprintf(GFP_NOIO | __GFP_HIGH, pathfmt, ap);
	va_end(ap);
	if (!path) {
		xenbus_dev_fatal(dev, -ENOMEM, "no memory for a path");
		return -ENOMEM;
	}
	error = xenbus_watch_path(dev, path, watch, will_handle, callback);
	if (error)
		kfree(path);
	return error;
}
EXPORT_SYMBOL_GPL(xenbus_watch_pathfmt);

/* States */

/*
 * The node may have been removed by the toolstack: writing its state must not bring it
 * back. So the state is looked at within the same transaction.
 */
static int write_state(struct xenbus_device *dev, enum xenbus_state state)
{
	struct xenbus_transaction t;
	int ret, old, end;

	do {
		ret = xenbus_transaction_start(&t);
		if (ret)
			return ret;
		ret = xenbus_scanf(t, dev->nodename, "state", "%d", &old) == 1 ?
			xenbus_printf(t, dev->nodename, "state", "%d", state) : 1;
		end = xenbus_transaction_end(t, ret);
	} while (!ret && end == -EAGAIN);
	/* No node any more: nobody to tell. */
	return ret > 0 ? 0 : ret ? ret : end;
}

/**
 * xenbus_switch_state() - tell the other end of our state
 * @dev: the device
 * @state: its new state
 *
 * Return: 0 or a negative error.
 */
int xenbus_switch_state(struct xenbus_device *dev, enum xenbus_state state)
{
	int ret;

	if (state == dev->state)
		return 0;
	ret = write_state(dev, state);
	if (!ret)
		dev->state = state;
	else if (state != XenbusStateClosing)
		xenbus_dev_fatal(dev, ret, "cannot switch to %s", xenbus_strstate(state));
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_switch_state);

/**
 * xenbus_frontend_closed() - a front-end has closed
 * @dev: its device
 *
 * Return: 0.
 */
int xenbus_frontend_closed(struct xenbus_device *dev)
{
	xenbus_switch_state(dev, XenbusStateClosed);
	complete(&dev->down);
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_frontend_closed);

/* Errors: in the log, and in the store, where the toolstack finds them. */

static void report(struct xenbus_device *dev, int err, struct va_format *what)
{
	char *path = kasprintf(GFP_KERNEL, "error/%s", dev->nodename);

	dev_err(&dev->dev, "%pV (%d)\n", what, err);
	if (path)
		xenbus_printf(XBT_NIL, path, "error", "%d %pV", -err, what);
	kfree(path);
}

/**
 * xenbus_dev_error() - report an error of a device
 * @dev: the device
 * @err: negative error
 * @fmt: what went wrong
 */
void xenbus_dev_error(struct xenbus_device *dev, int err, const char *fmt, ...)
{
	struct va_format what = { .fmt = fmt };
	va_list ap;

	va_start(ap, fmt);
	what.va = &ap;
	report(dev, err, &what);
	va_end(ap);
}
EXPORT_SYMBOL_GPL(xenbus_dev_error);

/**
 * xenbus_dev_fatal() - report an error that is the end of a device, and close it
 * @dev: the device
 * @err: negative error
 * @fmt: what went wrong
 */
void xenbus_dev_fatal(struct xenbus_device *dev, int err, const char *fmt, ...)
{
	struct va_format what = { .fmt = fmt };
	va_list ap;

	va_start(ap, fmt);
	what.va = &ap;
	report(dev, err, &what);
	va_end(ap);
	xenbus_switch_state(dev, XenbusStateClosing);
}
EXPORT_SYMBOL_GPL(xenbus_dev_fatal);

/* Event channels */

/**
 * xenbus_alloc_evtchn() - make an event channel for the other end
 * @dev: the device
 * @port: receives it
 *
 * Return: 0 or a negative error, which is the device's end.
 */
int xenbus_alloc_evtchn(struct xenbus_device *dev, evtchn_port_t *port)
{
	struct evtchn_alloc_unbound op = { .dom = DOMID_SELF, .remote_dom = dev->otherend_id };
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &op);

	if (ret)
		xenbus_dev_fatal(dev, ret, "cannot make an event channel");
	else
		*port = op.port;
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_alloc_evtchn);

/**
 * xenbus_free_evtchn() - undo xenbus_alloc_evtchn()
 * @dev: the device
 * @port: the channel, bound to no interrupt
 *
 * Return: 0 or a negative error.
 */
int xenbus_free_evtchn(struct xenbus_device *dev, evtchn_port_t port)
{
	struct evtchn_close op = { .port = port };
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_close, &op);

	if (ret)
		xenbus_dev_error(dev, ret, "cannot close event channel %u", port);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_free_evtchn);
