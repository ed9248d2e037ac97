// SPDX-License-Identifier: GPL-2.0-only
/*
 * connect: what the front-end has written, and the rings made from it.
 *
 * Nodes are read once and checked. One that is missing where it must be there, is no
 * number or is out of range ends the attempt with a line that names it; the same text is
 * the device's "error" node.
 */
#include <linux/rtnetlink.h>
#include <xen/events.h>
#include "netback.h"

/* Numbers in xenstore. */

/* -ENOENT without a message when there is no such node. */
static int read_number(struct netback *nb, const char *dir, const char *name,
		       unsigned int max, unsigned int *value)
{
	char *text = xenbus_read(XBT_NIL, dir, name, NULL);
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = kstrtouint(text, 10, value);
	if (!err && *value > max)
		err = -ERANGE;
	if (err)
		xenbus_dev_fatal(nb->xbdev, err, "%s/%s is \"%.16s\"", dir, name, text);
	kfree(text);
	return err == -ENOENT ? -EINVAL : err;
}

static int must_read(struct netback *nb, const char *dir, const char *name, unsigned int max,
		     unsigned int *value)
{
	int err = read_number(nb, dir, name, max, value);

	if (err == -ENOENT)
		xenbus_dev_fatal(nb->xbdev, err, "reading %s/%s", dir, name);
	return err;
}

static int may_read(struct netback *nb, const char *name, unsigned int max, unsigned int missing,
		    unsigned int *value)
{
	int err = read_number(nb, nb->xbdev->otherend, name, max, value);

	if (err == -ENOENT) {
		*value = missing;
		return 0;
	}
	return err;
}

static int read_flag(struct netback *nb, const char *name, bool *flag)
{
	unsigned int value;
	int err = may_read(nb, name, 1, 0, &value);

	if (!err)
		*flag = value;
	return err;
}

static int read_features(struct netback *nb)
{
	struct netback_feat *f = &nb->feat;
	bool copy, notify, no_csum;
	int err;

	err = read_flag(nb, "request-rx-copy", &copy) ?:
	      read_flag(nb, "feature-rx-notify", &notify) ?:
	      read_flag(nb, "feature-sg", &f->sg) ?:
	      read_flag(nb, "feature-gso-tcpv4", &f->gso4) ?:
	      read_flag(nb, "feature-gso-tcpv6", &f->gso6) ?:
	      read_flag(nb, "feature-no-csum-offload", &no_csum) ?:
	      read_flag(nb, "feature-ipv6-csum-offload", &f->csum6) ?:
	      read_flag(nb, "request-multicast-control", &nb->mcast_filter);
	if (err)
		return err;
	f->csum4 = !no_csum;
	if (!copy || !notify) {
		xenbus_dev_fatal(nb->xbdev, -EOPNOTSUPP, "front-end without %s",
				 copy ? "feature-rx-notify" : "request-rx-copy");
		return -EOPNOTSUPP;
	}
	return 0;
}

int netback_read_headroom(struct netback *nb)
{
	unsigned int headroom;
	int err = may_read(nb, "xdp-headroom", XEN_PAGE_SIZE / 2, 0, &headroom);

	if (!err)
		nb->xdp_headroom = netback_offer_headroom ? headroom : 0;
	return err;
}

/* Queues. */

static int read_channels(struct netback *nb, const char *dir, evtchn_port_t *tx,
			 evtchn_port_t *rx)
{
	int err = read_number(nb, dir, "event-channel", INT_MAX, tx);

	if (!err) {
		*rx = *tx;
		return 0;
	}
	if (err != -ENOENT)
		return err;
	return must_read(nb, dir, "event-channel-tx", INT_MAX, tx) ?:
	       must_read(nb, dir, "event-channel-rx", INT_MAX, rx);
}

static int setup_queue(struct netback *nb, struct netback_queue *q, const char *dir)
{
	grant_ref_t tx_ref, rx_ref;
	evtchn_port_t tx, rx;
	int err;

	err = must_read(nb, dir, "tx-ring-ref", UINT_MAX, &tx_ref) ?:
	      must_read(nb, dir, "rx-ring-ref", UINT_MAX, &rx_ref) ?:
	      read_channels(nb, dir, &tx, &rx);
	if (err)
		return err;
	err = netback_queue_map(q, tx_ref, rx_ref);
	if (err) {
		xenbus_dev_fatal(nb->xbdev, err, "mapping the rings of %s", dir);
		return err;
	}
	err = netback_queue_bind(q, tx, rx);
	if (err)
		xenbus_dev_fatal(nb->xbdev, err, "binding event channels %u and %u", tx, rx);
	return err;
}

static int add_queue(struct netback *nb, unsigned int index, bool many)
{
	const char *front = nb->xbdev->otherend;
	char *dir = many ? kasprintf(GFP_KERNEL, "%s/queue-%u", front, index) :
			   kstrdup(front, GFP_KERNEL);
	struct netback_queue *q = dir ? netback_queue_create(nb, index) : NULL;
	int err = -ENOMEM;

	if (q) {
		nb->queues[nb->nr_queues++] = q;
		err = setup_queue(nb, q, dir);
	}
	kfree(dir);
	return err;
}

static void remove_queues(struct netback *nb)
{
	while (nb->nr_queues)
		netback_queue_destroy(nb->queues[--nb->nr_queues]);
	kfree(nb->queues);
	nb->queues = NULL;
}

static int add_queues(struct netback *nb)
{
	unsigned int nr, i;
	int err;

	err = may_read(nb, "multi-queue-num-queues", nb->dev->num_tx_queues, 1, &nr);
	if (!err && !nr) {
		err = -ERANGE;
		xenbus_dev_fatal(nb->xbdev, err, "%s/multi-queue-num-queues is 0",
				 nb->xbdev->otherend);
	}
	if (err)
		return err;
	nb->queues = kcalloc(nr, sizeof(*nb->queues), GFP_KERNEL);
	if (!nb->queues)
		return -ENOMEM;
	for (i = 0; i < nr && !err; i++)
		err = add_queue(nb, i, nr > 1);
	return err ?: netif_set_real_num_queues(nb->dev, nr, nr);
}

/* The control ring is the guest's choice. */
static int add_ctrl(struct netback *nb)
{
	const char *front = nb->xbdev->otherend;
	unsigned int ref, port;
	int err = read_number(nb, front, "ctrl-ring-ref", UINT_MAX, &ref);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = must_read(nb, front, "event-channel-ctrl", INT_MAX, &port);
	if (err)
		return err;
	err = netback_ctrl_connect(nb, ref, port);
	if (err)
		xenbus_dev_fatal(nb->xbdev, err, "connecting the control ring");
	return err;
}

/* Caller: rtnl. */
static void go(struct netback *nb)
{
	netdev_update_features(nb->dev);
	if (!nb->feat.sg && nb->dev->mtu > ETH_DATA_LEN)
		dev_set_mtu(nb->dev, ETH_DATA_LEN);
	nb->connected = true;
	netif_carrier_on(nb->dev);
	if (netif_running(nb->dev))
		netback_start_queues(nb);
}

int netback_connect(struct netback *nb)
{
	int err = read_features(nb) ?: netback_read_headroom(nb);

	if (err)
		return err;
	rtnl_lock();
	/* The control ring is served at once, and may break a rule. */
	nb->rule = NULL;
	WRITE_ONCE(nb->broken, false);
	err = add_queues(nb) ?: add_ctrl(nb);
	if (err) {
		netback_ctrl_disconnect(nb);
		remove_queues(nb);
	} else {
		go(nb);
	}
	rtnl_unlock();
	return err;
}

void netback_disconnect(struct netback *nb)
{
	rtnl_lock();
	if (nb->connected) {
		netif_carrier_off(nb->dev);
		if (netif_running(nb->dev))
			netback_stop_queues(nb);
		nb->connected = false;
		synchronize_net();
		netback_ctrl_disconnect(nb);
		remove_queues(nb);
		netback_mcast_clear(nb);
	}
	rtnl_unlock();
}
