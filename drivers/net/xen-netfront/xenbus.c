// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenbus: finding the back-end, agreeing on features, connecting, and coming back.
 *
 *              probe            back InitWait                  back Closing, Closed
 *   (no device) --> Initialising -----------> Connected -------------------> Closed
 *                        ^                                                     |
 *                        +-- back Closed and still "online" -------------------+
 *
 * A back-end driver that is unloaded or whose domain dies leaves the interface in place
 * with its addresses and without a carrier. Initialising is the state in which a new
 * back-end finds us. When the toolstack points our "backend" node somewhere else, the
 * old back-end is forgotten. After a violation or an error the state stays Closed.
 */
#include <linux/rtnetlink.h>
#include <xen/events.h>
#include "netfront.h"

/* Nodes of the back-end. */

/* A number that need not be there. Not a number or above @max: an error. */
static int read_number(struct netfront *nf, const char *name, unsigned int missing,
		       unsigned int max, unsigned int *value)
{
	struct xenbus_device *xb = nf->xbdev;
	char *text = xenbus_read(XBT_NIL, xb->otherend, name, NULL);
	int err;

	if (IS_ERR(text)) {
		*value = missing;
		return PTR_ERR(text) == -ENOENT ? 0 : PTR_ERR(text);
	}
	err = kstrtouint(text, 10, value);
	if (!err && *value > max)
		err = -ERANGE;
	if (err)
		xenbus_dev_fatal(xb, err, "%s/%s is \"%.16s\"", xb->otherend, name, text);
	kfree(text);
	return err;
}

static int read_flag(struct netfront *nf, const char *name, bool *flag)
{
	unsigned int value;
	int err = read_number(nf, name, 0, 1, &value);

	*flag = value;
	return err;
}

static int read_features(struct netfront *nf)
{
	struct netfront_feat *f = &nf->feat;
	int err;

	err = read_flag(nf, "feature-rx-copy", &f->rx_copy) ?:
	      read_flag(nf, "feature-sg", &f->sg) ?:
	      read_flag(nf, "feature-gso-tcpv4", &f->gso4) ?:
	      read_flag(nf, "feature-gso-tcpv6", &f->gso6) ?:
	      read_flag(nf, "feature-ipv6-csum-offload", &f->csum6) ?:
	      read_flag(nf, "feature-split-event-channels", &f->split) ?:
	      read_flag(nf, "feature-ctrl-ring", &f->ctrl) ?:
	      read_flag(nf, "feature-xdp-headroom", &f->xdp_headroom) ?:
	      read_flag(nf, "feature-dynamic-multicast-control", &f->mcast) ?:
	      read_number(nf, "multi-queue-max-queues", 1, INT_MAX, &f->max_queues);
	if (err)
		return err;
	if (!f->rx_copy) {
		xenbus_dev_fatal(nf->xbdev, -EOPNOTSUPP, "back-end without feature-rx-copy");
		return -EOPNOTSUPP;
	}
	if (!f->max_queues) {
		xenbus_dev_fatal(nf->xbdev, -ERANGE, "multi-queue-max-queues is 0");
		return -ERANGE;
	}
	return 0;
}

static int read_mac(struct xenbus_device *xb, u8 *mac)
{
	char *text = xenbus_read(XBT_NIL, xb->nodename, "mac", NULL);
	int err = 0;

	if (IS_ERR(text)) {
		xenbus_dev_fatal(xb, PTR_ERR(text), "reading %s/mac", xb->nodename);
		return PTR_ERR(text);
	}
	if (strlen(text) != 3 * ETH_ALEN - 1 || !mac_pton(text, mac) || !is_valid_ether_addr(mac)) {
		err = -EINVAL;
		xenbus_dev_fatal(xb, err, "%s/mac is \"%.20s\"", xb->nodename, text);
	}
	kfree(text);
	return err;
}

/* Nodes of ours. */

static int write_queue(struct netfront_queue *q, struct xenbus_transaction t, const char *dir)
{
	int err;

	err = xenbus_printf(t, dir, "tx-ring-ref", "%u", q->tx_ref) ?:
	      xenbus_printf(t, dir, "rx-ring-ref", "%u", q->rx_ref);
	if (err)
		return err;
	if (q->tx_port == q->rx_port)
		return xenbus_printf(t, dir, "event-channel", "%u", q->rx_port);
	return xenbus_printf(t, dir, "event-channel-tx", "%u", q->tx_port) ?:
	       xenbus_printf(t, dir, "event-channel-rx", "%u", q->rx_port);
}

static int write_queues(struct netfront *nf, struct xenbus_transaction t)
{
	const char *node = nf->xbdev->nodename;
	unsigned int i;
	int err;

	if (nf->feat.max_queues > 1) {
		err = xenbus_printf(t, node, "multi-queue-num-queues", "%u", nf->nr_queues);
		if (err)
			return err;
	}
	if (nf->nr_queues == 1)
		return write_queue(nf->queues[0], t, node);
	for (i = 0; i < nf->nr_queues; i++) {
		char *dir = kasprintf(GFP_KERNEL, "%s/queue-%u", node, i);

		err = dir ? write_queue(nf->queues[i], t, dir) : -ENOMEM;
		kfree(dir);
		if (err)
			return err;
	}
	return 0;
}

static int write_features(struct netfront *nf, struct xenbus_transaction t)
{
	const char *node = nf->xbdev->nodename;
	/* A program sees one page at most (xdp.c). */
	unsigned int gso = !rcu_access_pointer(nf->xdp_prog);

	return xenbus_write(t, node, "request-rx-copy", "1") ?:
	       xenbus_write(t, node, "feature-rx-notify", "1") ?:
	       xenbus_write(t, node, "feature-sg", "1") ?:
	       xenbus_printf(t, node, "feature-gso-tcpv4", "%u", gso) ?:
	       xenbus_printf(t, node, "feature-gso-tcpv6", "%u", gso) ?:
	       xenbus_write(t, node, "feature-ipv6-csum-offload", "1");
}

static int write_ctrl(struct netfront *nf, struct xenbus_transaction t)
{
	const char *node = nf->xbdev->nodename;

	if (!nf->ctrl.ring.sring)
		return 0;
	return xenbus_printf(t, node, "ctrl-ring-ref", "%u", nf->ctrl.ref) ?:
	       xenbus_printf(t, node, "event-channel-ctrl", "%u", nf->ctrl.port);
}

/* What an earlier connection may have left. */
static int remove_nodes(struct netfront *nf, struct xenbus_transaction t)
{
	static const char * const names[] = {
		"tx-ring-ref", "rx-ring-ref", "event-channel", "event-channel-tx",
		"event-channel-rx", "multi-queue-num-queues", "ctrl-ring-ref",
		"event-channel-ctrl", "request-multicast-control",
	};
	const char *node = nf->xbdev->nodename;
	char name[16];
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		err = xenbus_rm(t, node, names[i]);
		if (err && err != -ENOENT)
			return err;
	}
	for (i = 0; i < NETFRONT_MAX_QUEUES; i++) {
		snprintf(name, sizeof(name), "queue-%u", i);
		if (!xenbus_exists(t, node, name))
			break;
		err = xenbus_rm(t, node, name);
		if (err)
			return err;
	}
	return 0;
}

static int publish(struct netfront *nf)
{
	struct xenbus_transaction t;
	int err;

	do {
		err = xenbus_transaction_start(&t);
		if (err)
			break;
		err = remove_nodes(nf, t) ?: write_queues(nf, t) ?: write_ctrl(nf, t) ?:
		      write_features(nf, t);
		if (err) {
			xenbus_transaction_end(t, 1);
			break;
		}
		err = xenbus_transaction_end(t, 0);
	} while (err == -EAGAIN);
	if (err)
		xenbus_dev_fatal(nf->xbdev, err, "writing the nodes of the queues");
	return err;
}

/* Connecting. */

static void disconnect(struct netfront *nf)
{
	rtnl_lock();
	if (nf->connected) {
		netif_carrier_off(nf->dev);
		if (netif_running(nf->dev))
			netfront_stop_queues(nf);
		nf->connected = false;
		synchronize_net();
		netfront_ctrl_destroy(nf);
		netfront_queues_destroy(nf);
	}
	rtnl_unlock();
}

/* Caller: rtnl. */
static int make_queues(struct netfront *nf)
{
	unsigned int nr = min(nf->feat.max_queues, nf->dev->num_tx_queues);
	int err = netfront_queues_create(nf, nr) ?:
		  netif_set_real_num_queues(nf->dev, nr, nr);

	/* With one queue there is nothing to spread. */
	if (!err && nf->feat.ctrl && nr > 1)
		err = netfront_ctrl_create(nf);
	if (err)
		xenbus_dev_fatal(nf->xbdev, err, "making %u queues", nr);
	return err;
}

static void give_up(struct netfront *nf)
{
	netfront_ctrl_destroy(nf);
	netfront_queues_destroy(nf);
}

/* Caller: rtnl. The back-end may use the rings from now on. */
static void go(struct netfront *nf)
{
	netdev_update_features(nf->dev);
	if (!nf->feat.sg && nf->dev->mtu > ETH_DATA_LEN)
		dev_set_mtu(nf->dev, ETH_DATA_LEN);
	nf->connected = true;
	netif_carrier_on(nf->dev);
	if (netif_running(nf->dev))
		netfront_start_queues(nf);
}

static int connect(struct netfront *nf)
{
	int err = read_features(nf);

	if (err)
		return err;
	rtnl_lock();
	err = make_queues(nf) ?: publish(nf);
	if (!err)
		go(nf);
	else
		give_up(nf);
	rtnl_unlock();
	return err ?: xenbus_switch_state(nf->xbdev, XenbusStateConnected);
}

/* The address is read here and not in probe: the bus would write over what is wrong with it. */
static int first_time(struct netfront *nf)
{
	u8 mac[ETH_ALEN];
	int err;

	if (nf->registered)
		return 0;
	err = read_mac(nf->xbdev, mac);
	if (err)
		return err;
	eth_hw_addr_set(nf->dev, mac);
	err = register_netdev(nf->dev);
	if (err)
		xenbus_dev_fatal(nf->xbdev, err, "registering the interface");
	else
		nf->registered = true;
	return err;
}

/* The back-end has closed; may it come back? */
static void closed(struct netfront *nf)
{
	struct xenbus_device *xb = nf->xbdev;

	if (xb->state != XenbusStateClosed)
		xenbus_frontend_closed(xb);
	if (!nf->rule && !nf->failed && xenbus_read_unsigned(xb->otherend, "online", 0))
		xenbus_switch_state(xb, XenbusStateInitialising);
}

static void back_waits(struct netfront *nf)
{
	if (!first_time(nf) && !connect(nf))
		return;
	/* The error node says why. Until the driver is bound anew that's it. */
	nf->failed = true;
	xenbus_frontend_closed(nf->xbdev);
}

static void back_is_ready(struct netfront *nf)
{
	netfront_ctrl_again(nf);
	netfront_mcast_again(nf);
	netdev_notify_peers(nf->dev);
}

static void backend_changed(struct xenbus_device *xb, enum xenbus_state state)
{
	struct netfront *nf = dev_get_drvdata(&xb->dev);

	switch (state) {
	case XenbusStateInitWait:
		if (xb->state == XenbusStateInitialising && !nf->connected)
			back_waits(nf);
		break;
	case XenbusStateConnected:
		if (nf->connected)
			back_is_ready(nf);
		break;
	case XenbusStateClosing:
		disconnect(nf);
		if (xb->state != XenbusStateClosed && xb->state != XenbusStateInitialising)
			xenbus_frontend_closed(xb);
		break;
	case XenbusStateClosed:
		disconnect(nf);
		if (xb->state != XenbusStateInitialising)
			closed(nf);
		break;
	default:
		break;
	}
}

/* A back-end elsewhere: the toolstack has written "backend" and "backend-id" anew. */

static void state_watch(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct netfront *nf = container_of(watch, struct netfront, state_watch);

	backend_changed(nf->xbdev, xenbus_read_driver_state(nf->xbdev->otherend));
}

static void watch_state(struct netfront *nf)
{
	struct xenbus_watch *watch = &nf->state_watch;

	if (watch->node) {
		unregister_xenbus_watch(watch);
		kfree(watch->node);
		watch->node = NULL;
	}
	if (xenbus_watch_pathfmt(nf->xbdev, watch, NULL, state_watch, "%s/%s",
				 nf->xbdev->otherend, "state"))
		watch->node = NULL;
}

/* Forget the old back-end, as if this were a new device. Consumes @path. */
static void adopt(struct netfront *nf, char *path, int domid)
{
	struct xenbus_device *xb = nf->xbdev;

	dev_info(&xb->dev, "back-end is now %s\n", path);
	disconnect(nf);
	/* What the old one did is not held against this one. */
	cancel_work_sync(&nf->broken_work);
	nf->rule = NULL;
	nf->failed = false;
	WRITE_ONCE(nf->broken, false);
	kfree(xb->otherend);
	xb->otherend = path;
	xb->otherend_id = domid;
	xenbus_switch_state(xb, XenbusStateInitialising);
	watch_state(nf);
}

static void backend_watch(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct netfront *nf = container_of(watch, struct netfront, backend_watch);
	struct xenbus_device *xb = nf->xbdev;
	char *backend;
	int domid;

	if (xenbus_gather(XBT_NIL, xb->nodename, "backend-id", "%i", &domid,
			  "backend", NULL, &backend, NULL))
		return;
	if (xb->otherend && *backend && strcmp(backend, xb->otherend) && domid >= 0 &&
	    domid < DOMID_FIRST_RESERVED)
		adopt(nf, backend, domid);
	else
		kfree(backend);
}

/* After attaching or detaching a program: the back-end answers with Closing. */
static void restart_work(struct work_struct *work)
{
	struct netfront *nf = container_of(work, struct netfront, restart_work);

	if (nf->xbdev->state == XenbusStateConnected)
		xenbus_switch_state(nf->xbdev, XenbusStateClosing);
}

/* The driver. */

static int probe(struct xenbus_device *xb, const struct xenbus_device_id *id)
{
	struct netfront *nf = netfront_create(xb);

	if (!nf) {
		xenbus_dev_fatal(xb, -ENOMEM, "making the interface");
		return -ENOMEM;
	}
	if (!xenbus_read_unsigned(xb->nodename, "trusted", 1))
		nf->trusted = false;
	INIT_WORK(&nf->restart_work, restart_work);
	dev_set_drvdata(&xb->dev, nf);
	if (xenbus_watch_pathfmt(xb, &nf->backend_watch, NULL, backend_watch, "%s/%s",
				 xb->nodename, "backend"))
		nf->backend_watch.node = NULL;
	return xenbus_switch_state(xb, XenbusStateInitialising);
}

static void drop_watch(struct xenbus_watch *watch)
{
	if (!watch->node)
		return;
	unregister_xenbus_watch(watch);
	kfree(watch->node);
	watch->node = NULL;
}

/* Wait, for a moment, until the back-end has let go of the rings. */
static void wait_closed(struct xenbus_device *xb)
{
	enum xenbus_state state;
	int tries = 50;

	if (xenbus_read_driver_state(xb->otherend) == XenbusStateClosed)
		return;
	xenbus_switch_state(xb, XenbusStateClosing);
	do {
		state = xenbus_read_driver_state(xb->otherend);
		if (state != XenbusStateConnected && state != XenbusStateInitWait)
			break;
		msleep(20);
	} while (--tries);
}

static void remove(struct xenbus_device *xb)
{
	struct netfront *nf = dev_get_drvdata(&xb->dev);

	drop_watch(&nf->backend_watch);
	drop_watch(&nf->state_watch);
	cancel_work_sync(&nf->restart_work);
	if (nf->connected)
		wait_closed(xb);
	disconnect(nf);
	cancel_work_sync(&nf->broken_work);
	cancel_work_sync(&nf->mcast.work);
	if (nf->registered)
		unregister_netdev(nf->dev);
	dev_set_drvdata(&xb->dev, NULL);
	netfront_destroy(nf);
}

static int resume(struct xenbus_device *xb)
{
	disconnect(dev_get_drvdata(&xb->dev));
	return 0;
}

static const struct xenbus_device_id ids[] = {
	{ "vif" },
	{ "" }
};

static struct xenbus_driver netfront_driver = {
	.ids = ids,
	.probe = probe,
	.remove = remove,
	.resume = resume,
	.otherend_changed = backend_changed,
};

int netfront_xenbus_init(void)
{
	return xenbus_register_frontend(&netfront_driver);
}

void netfront_xenbus_exit(void)
{
	xenbus_unregister_driver(&netfront_driver);
}
