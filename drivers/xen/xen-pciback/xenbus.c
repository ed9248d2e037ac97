// SPDX-License-Identifier: GPL-2.0-only
/*
 * States of the two ends.
 *
 *	toolstack		back				front
 *				Initialising
 *				InitWait			Initialising
 *	num_devs = N		 | lent, published		 |
 *				Initialised			Initialised
 *				Connected  <------------------- | page, event channel
 *				 |				Connected
 *	state-N, Reconfiguring   |				 |
 *				 |				Reconfiguring
 *				 | lent, taken back		 |
 *				Reconfigured			 |
 *				 |				Connected
 *				Connected			 |
 *				Closing <---------------------- Closing
 *				Closed  <---------------------- Closed
 *				 | online = 1: connected again when the front is Initialised
 *				 | online = 0: all is taken back
 *
 * The toolstack writes Reconfiguring over our own state, for the front-end to see.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "pciback.h"

static bool passthrough;
module_param(passthrough, bool, 0444);
MODULE_PARM_DESC(passthrough, "guests see the machine's addresses, not a bus 0 of their own");

/* Connecting */

static int check_magic(struct pciback *pb)
{
	char *magic = xenbus_read(XBT_NIL, pb->xbdev->otherend, "magic", NULL);
	int ret = 0;

	if (IS_ERR(magic))
		return PTR_ERR(magic);
	if (strcmp(magic, XEN_PCI_MAGIC)) {
		ret = -EPROTONOSUPPORT;
		dev_err(&pb->xbdev->dev, "the front-end speaks version %.8s\n", magic);
	}
	kfree(magic);
	return ret;
}

static int connect_to(struct pciback *pb)
{
	unsigned int gref, port;
	int ret = check_magic(pb) ?:
		xenbus_gather(XBT_NIL, pb->xbdev->otherend, "pci-op-ref", "%u", &gref,
			      "event-channel", "%u", &port, NULL);

	return ret ? ret : requests_begin(pb, gref, port);
}

static bool front_offers(struct pciback *pb)
{
	return xenbus_read_driver_state(pb->xbdev->otherend) == XenbusStateInitialised;
}

/* Once there are devices, and whenever the front-end begins anew. */
static void try_connect(struct pciback *pb)
{
	enum xenbus_state state = pb->xbdev->state;
	int ret;

	if (pb->shared || !front_offers(pb) ||
	    (state != XenbusStateInitialised && state != XenbusStateClosed))
		return;
	ret = connect_to(pb);
	if (ret)
		xenbus_dev_fatal(pb->xbdev, ret, "connecting to the front-end");
	else
		xenbus_switch_state(pb->xbdev, XenbusStateConnected);
}

/* The toolstack */

/* Devices that come while the front-end is connected wait until it is Reconfiguring. */
static void devices_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct pciback *pb = container_of(watch, struct pciback, changed);
	int ret;

	mutex_lock(&pb->life);
	if (!pb->shared && xenbus_exists(XBT_NIL, pb->xbdev->nodename, "num_devs")) {
		ret = publish_changes(pb);
		if (ret)
			xenbus_dev_fatal(pb->xbdev, ret, "lending devices");
		else if (pb->xbdev->state == XenbusStateInitWait)
			xenbus_switch_state(pb->xbdev, XenbusStateInitialised);
		try_connect(pb);
	}
	mutex_unlock(&pb->life);
}

/* The front-end */

static void reconfigure(struct pciback *pb)
{
	if (!pb->shared)
		return;
	/* A device that could not be lent is named in the store; the others work. */
	publish_changes(pb);
	xenbus_switch_state(pb->xbdev, XenbusStateReconfigured);
}

static void reconfigured(struct pciback *pb)
{
	if (pb->xbdev->state == XenbusStateReconfigured)
		xenbus_switch_state(pb->xbdev, XenbusStateConnected);
}

/* Whether the device is to go. */
static bool front_changed(struct pciback *pb, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialised:
		try_connect(pb);
		break;
	case XenbusStateReconfiguring:
		reconfigure(pb);
		break;
	case XenbusStateConnected:
		reconfigured(pb);
		break;
	case XenbusStateClosing:
		requests_end(pb);
		xenbus_switch_state(pb->xbdev, XenbusStateClosing);
		break;
	case XenbusStateClosed:
		requests_end(pb);
		xenbus_switch_state(pb->xbdev, XenbusStateClosed);
		return !xenbus_dev_is_online(pb->xbdev);
	case XenbusStateUnknown:
		return true;
	default:
		break;
	}
	return false;
}

static void pciback_changed(struct xenbus_device *xbdev, enum xenbus_state state)
{
	struct pciback *pb = dev_get_drvdata(&xbdev->dev);
	bool gone;

	mutex_lock(&pb->life);
	gone = front_changed(pb, state);
	mutex_unlock(&pb->life);
	if (gone)
		device_unregister(&xbdev->dev);
}

/* Coming and going */

static struct pciback *pciback_new(struct xenbus_device *xbdev)
{
	struct pciback *pb = kzalloc(sizeof(*pb), GFP_KERNEL);

	if (!pb)
		return NULL;
	kref_init(&pb->ref);
	pb->xbdev = xbdev;
	mutex_init(&pb->life);
	mutex_init(&pb->lock);
	mutex_init(&pb->aer_lock);
	INIT_LIST_HEAD(&pb->lent);
	pb->place = passthrough ? passthrough_place : vpci_place;
	requests_init(pb);
	return pb;
}

static int pciback_probe(struct xenbus_device *xbdev, const struct xenbus_device_id *id)
{
	struct pciback *pb = pciback_new(xbdev);
	int ret;

	if (!pb)
		return -ENOMEM;
	dev_set_drvdata(&xbdev->dev, pb);
	ret = xenbus_switch_state(xbdev, XenbusStateInitWait) ?:
		xenbus_watch_pathfmt(xbdev, &pb->changed, NULL, devices_changed, "%s/num_devs",
				     xbdev->nodename);
	if (!ret)
		return 0;
	dev_set_drvdata(&xbdev->dev, NULL);
	pciback_put(pb);
	xenbus_dev_fatal(xbdev, ret, "making the device");
	return ret;
}

static void pciback_remove(struct xenbus_device *xbdev)
{
	struct pciback *pb = dev_get_drvdata(&xbdev->dev);

	unregister_xenbus_watch(&pb->changed);
	kfree(pb->changed.node);
	mutex_lock(&pb->life);
	requests_end(pb);
	lent_remove_all(pb);
	mutex_unlock(&pb->life);
	dev_set_drvdata(&xbdev->dev, NULL);
	pciback_put(pb);
}

static const struct xenbus_device_id pciback_ids[] = { { "pci" }, { "" } };

static struct xenbus_driver pciback_driver = {
	.name = "xen-pciback",
	.ids = pciback_ids,
	.probe = pciback_probe,
	.remove = pciback_remove,
	.otherend_changed = pciback_changed,
};

/**
 * pciback_xenbus_init() - serve guests
 *
 * Return: 0 or a negative error.
 */
int pciback_xenbus_init(void)
{
	return xenbus_register_backend(&pciback_driver);
}

/**
 * pciback_xenbus_exit() - take back all devices of all guests
 */
void pciback_xenbus_exit(void)
{
	xenbus_unregister_driver(&pciback_driver);
}
