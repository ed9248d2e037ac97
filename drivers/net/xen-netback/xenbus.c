// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenbus: the life of a device, as the states of the two ends drive it.
 *
 *                  front Connected       (hotplug script done)
 *   probe -> InitWait -----------> rings made ------------> Connected
 *               ^                                             |
 *               | front Initialising                          | front Closing: Closing
 *               |                                             v
 *               +----------------- Closed <--------------- Closing
 *                                    |      front Closed
 *                                    +-> gone, if the toolstack took the device "online"
 *                                        to 0 or the front-end's nodes are gone
 *
 * A front-end that appears in Initialising while we are connected has been started anew
 * without a goodbye; it finds us in InitWait, too.
 */
#include <linux/rtnetlink.h>
#include "netback.h"

/* Watches. */

static int watch(struct netback *nb, struct xenbus_watch *w, const char *dir, const char *name,
		 void (*callback)(struct xenbus_watch *, const char *, const char *))
{
	int err;

	if (w->node)
		return 0;
	err = xenbus_watch_pathfmt(nb->xbdev, w, NULL, callback, "%s/%s", dir, name);
	if (err)
		w->node = NULL;
	return err;
}

static void unwatch(struct xenbus_watch *w)
{
	if (!w->node)
		return;
	unregister_xenbus_watch(w);
	kfree(w->node);
	w->node = NULL;
}

/* "rate": BYTES,MICROSECONDS. Anything else is no limit, and said once. */
static void read_rate(struct netback *nb)
{
	unsigned long bytes, usec;
	char *text = xenbus_read(XBT_NIL, nb->xbdev->nodename, "rate", NULL);

	nb->credit_bytes = ULONG_MAX;
	nb->credit_usec = 0;
	if (IS_ERR(text))
		return;
	if (sscanf(text, "%lu,%lu", &bytes, &usec) == 2 && bytes && usec) {
		nb->credit_bytes = bytes;
		nb->credit_usec = usec;
	} else {
		dev_warn(&nb->xbdev->dev, "rate \"%.32s\" is not BYTES,MICROSECONDS\n", text);
	}
	kfree(text);
}

static void rate_changed(struct xenbus_watch *w, const char *path, const char *token)
{
	struct netback *nb = container_of(w, struct netback, rate_watch);
	unsigned int i;

	read_rate(nb);
	rtnl_lock();
	for (i = 0; i < nb->nr_queues; i++) {
		struct netback_credit *c = &nb->queues[i]->credit;

		/* The poll function may see the old rate once more. */
		WRITE_ONCE(c->bytes, nb->credit_bytes);
		WRITE_ONCE(c->usec, nb->credit_usec);
		WRITE_ONCE(c->left, nb->credit_bytes);
	}
	rtnl_unlock();
}

static void mcast_changed(struct xenbus_watch *w, const char *path, const char *token)
{
	struct netback *nb = container_of(w, struct netback, mcast_watch);

	nb->mcast_filter = xenbus_read_unsigned(nb->xbdev->otherend,
						"request-multicast-control", 0);
}

static void hotplug_changed(struct xenbus_watch *w, const char *path, const char *token)
{
	struct netback *nb = container_of(w, struct netback, hotplug_watch);
	char *text;

	if (!nb->wait_hotplug)
		return;
	text = xenbus_read(XBT_NIL, nb->xbdev->nodename, "hotplug-status", NULL);
	if (IS_ERR(text))
		return;
	if (!strcmp(text, "connected")) {
		nb->wait_hotplug = false;
		xenbus_switch_state(nb->xbdev, XenbusStateConnected);
	}
	kfree(text);
}

/* States. */

static void connected(struct netback *nb)
{
	struct xenbus_device *xb = nb->xbdev;

	if (xenbus_exists(XBT_NIL, xb->nodename, "hotplug-status")) {
		nb->wait_hotplug = true;
		/* The watch fires at once. */
		unwatch(&nb->hotplug_watch);
		if (!watch(nb, &nb->hotplug_watch, xb->nodename, "hotplug-status",
			   hotplug_changed))
			return;
		nb->wait_hotplug = false;
	}
	xenbus_switch_state(xb, XenbusStateConnected);
}

static void front_connected(struct netback *nb)
{
	struct xenbus_device *xb = nb->xbdev;

	if (nb->connected) {
		/* Back from a change of the headroom. */
		if (xb->state != XenbusStateConnected && !nb->wait_hotplug)
			xenbus_switch_state(xb, XenbusStateConnected);
		return;
	}
	if (xb->state != XenbusStateInitWait)
		return;
	if (netback_connect(nb)) {
		xenbus_switch_state(xb, XenbusStateClosed);
		return;
	}
	watch(nb, &nb->mcast_watch, xb->otherend, "request-multicast-control", mcast_changed);
	connected(nb);
}

static void disconnect(struct netback *nb)
{
	nb->wait_hotplug = false;
	unwatch(&nb->hotplug_watch);
	unwatch(&nb->mcast_watch);
	netback_disconnect(nb);
	/* No queue is left that could see a breach; one that was seen is this connection's. */
	flush_work(&nb->broken_work);
	nb->xdp_headroom = 0;
}

static void front_initialising(struct netback *nb)
{
	disconnect(nb);
	if (nb->xbdev->state != XenbusStateInitWait)
		xenbus_switch_state(nb->xbdev, XenbusStateInitWait);
}

static void front_reconfiguring(struct netback *nb)
{
	if (!netback_read_headroom(nb))
		xenbus_switch_state(nb->xbdev, XenbusStateReconfigured);
}

static void front_closing(struct netback *nb)
{
	disconnect(nb);
	if (nb->xbdev->state != XenbusStateClosed)
		xenbus_switch_state(nb->xbdev, XenbusStateClosing);
}

static void front_closed(struct netback *nb, bool gone)
{
	struct xenbus_device *xb = nb->xbdev;

	disconnect(nb);
	xenbus_switch_state(xb, XenbusStateClosed);
	if (gone || !xenbus_dev_is_online(xb))
		device_unregister(&xb->dev);
}

static void front_changed(struct xenbus_device *xb, enum xenbus_state state)
{
	struct netback *nb = dev_get_drvdata(&xb->dev);

	if (!nb) {
		/* A device without a handle: closed from the beginning. */
		if (state == XenbusStateUnknown)
			device_unregister(&xb->dev);
		return;
	}
	switch (state) {
	case XenbusStateInitialising:
		front_initialising(nb);
		break;
	case XenbusStateConnected:
		front_connected(nb);
		break;
	case XenbusStateReconfiguring:
		front_reconfiguring(nb);
		break;
	case XenbusStateClosing:
		front_closing(nb);
		break;
	case XenbusStateClosed:
		front_closed(nb, false);
		break;
	case XenbusStateUnknown:
		front_closed(nb, true);
		break;
	default:
		break;
	}
}

/* What we offer. */

static int offer(struct netback *nb, struct xenbus_transaction t)
{
	static const char * const always[] = {
		"feature-sg", "feature-gso-tcpv4", "feature-gso-tcpv6",
		"feature-ipv6-csum-offload", "feature-rx-copy", "feature-multicast-control",
		"feature-dynamic-multicast-control", "feature-ctrl-ring",
	};
	const char *node = nb->xbdev->nodename;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(always); i++) {
		err = xenbus_write(t, node, always[i], "1");
		if (err)
			return err;
	}
	return xenbus_write(t, node, "feature-rx-flip", "0") ?:
	       xenbus_printf(t, node, "feature-xdp-headroom", "%u", netback_offer_headroom) ?:
	       xenbus_printf(t, node, "feature-split-event-channels", "%u", netback_split) ?:
	       xenbus_printf(t, node, "multi-queue-max-queues", "%u", nb->dev->num_tx_queues);
}

static int publish(struct netback *nb)
{
	struct xenbus_transaction t;
	int err;

	do {
		err = xenbus_transaction_start(&t);
		if (err)
			return err;
		err = offer(nb, t);
		if (err) {
			xenbus_transaction_end(t, 1);
			return err;
		}
		err = xenbus_transaction_end(t, 0);
	} while (err == -EAGAIN);
	return err;
}

/* The driver. */

static int read_handle(struct xenbus_device *xb, unsigned int *handle)
{
	char *text = xenbus_read(XBT_NIL, xb->nodename, "handle", NULL);
	int err;

	if (IS_ERR(text)) {
		xenbus_dev_fatal(xb, PTR_ERR(text), "reading %s/handle", xb->nodename);
		return PTR_ERR(text);
	}
	err = kstrtouint(text, 10, handle);
	if (err)
		xenbus_dev_fatal(xb, err, "%s/handle is \"%.16s\"", xb->nodename, text);
	kfree(text);
	return err;
}

static int probe(struct xenbus_device *xb, const struct xenbus_device_id *id)
{
	struct netback *nb;
	unsigned int handle;
	int err = read_handle(xb, &handle);

	/* If this failed the bus would write over the error node that says why. */
	if (err)
		return xenbus_switch_state(xb, XenbusStateClosed);
	nb = netback_create(xb, handle);
	if (IS_ERR(nb)) {
		xenbus_dev_fatal(xb, PTR_ERR(nb), "making the interface");
		return PTR_ERR(nb);
	}
	dev_set_drvdata(&xb->dev, nb);
	nb->script = xenbus_read(XBT_NIL, xb->nodename, "script", NULL);
	if (IS_ERR(nb->script))
		nb->script = NULL;
	read_rate(nb);
	watch(nb, &nb->rate_watch, xb->nodename, "rate", rate_changed);
	err = publish(nb);
	if (err) {
		xenbus_dev_fatal(xb, err, "writing what we offer");
		unwatch(&nb->rate_watch);
		dev_set_drvdata(&xb->dev, NULL);
		netback_destroy(nb);
		return err;
	}
	xenbus_switch_state(xb, XenbusStateInitWait);
	kobject_uevent(&xb->dev.kobj, KOBJ_ONLINE);
	return 0;
}

static void remove(struct xenbus_device *xb)
{
	struct netback *nb = dev_get_drvdata(&xb->dev);

	if (!nb)
		return;
	kobject_uevent(&xb->dev.kobj, KOBJ_OFFLINE);
	unwatch(&nb->rate_watch);
	disconnect(nb);
	xenbus_switch_state(xb, XenbusStateClosed);
	dev_set_drvdata(&xb->dev, NULL);
	netback_destroy(nb);
}

/* Hotplug scripts that udev starts want these. */
static int uevent(struct xenbus_device *xb, struct kobj_uevent_env *env)
{
	struct netback *nb = dev_get_drvdata(&xb->dev);

	if (!nb)
		return 0;
	if (nb->script && add_uevent_var(env, "script=%s", nb->script))
		return -ENOMEM;
	return add_uevent_var(env, "vif=%s", nb->dev->name);
}

static const struct xenbus_device_id ids[] = {
	{ "vif" },
	{ "" }
};

static struct xenbus_driver netback_driver = {
	.ids = ids,
	.probe = probe,
	.remove = remove,
	.uevent = uevent,
	.otherend_changed = front_changed,
};

int netback_xenbus_init(void)
{
	return xenbus_register_backend(&netback_driver);
}

void netback_xenbus_exit(void)
{
	xenbus_unregister_driver(&netback_driver);
}
