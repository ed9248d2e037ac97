// SPDX-License-Identifier: GPL-2.0-only
/*
 * mcast: telling the back-end which multicast addresses this guest listens to.
 *
 * Only with a back-end whose filter may be switched while connected
 * (feature-dynamic-multicast-control): an interface that must see everything (promiscuous,
 * all multicast, more addresses than the back-end takes) switches it off.
 *
 * Addresses go as extra infos of requests without a packet, on the first queue. The list
 * of the stack is compared with what was told in process context.
 */
#include <linux/rtnetlink.h>
#include "netfront.h"

static bool told(const struct netfront_mcast *m, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < m->nr; i++)
		if (ether_addr_equal_unaligned(m->addr[i], addr))
			return true;
	return false;
}

static bool wanted(struct net_device *dev, const u8 *addr)
{
	struct netdev_hw_addr *ha;

	netdev_for_each_mc_addr(ha, dev)
		if (ether_addr_equal_unaligned(ha->addr, addr))
			return true;
	return false;
}

static bool tell(struct netfront *nf, u8 type, const u8 *addr)
{
	struct netdev_queue *txq = netdev_get_tx_queue(nf->dev, 0);
	struct netfront_queue *q = nf->queues[0];
	bool sent;

	__netif_tx_lock_bh(txq);
	sent = netfront_xmit_mcast(q, type, addr);
	if (sent)
		netfront_tx_kick(q);
	__netif_tx_unlock_bh(txq);
	return sent;
}

static void filter(struct netfront *nf, bool on)
{
	if (nf->mcast.on != on &&
	    !xenbus_printf(XBT_NIL, nf->xbdev->nodename, "request-multicast-control", "%u", on))
		nf->mcast.on = on;
}

/* Make the list told equal to the one wanted; false: it doesn't fit. */
static bool update(struct netfront *nf)
{
	struct netfront_mcast *m = &nf->mcast;
	struct netdev_hw_addr *ha;
	unsigned int i = 0;

	while (i < m->nr) {
		if (wanted(nf->dev, m->addr[i])) {
			i++;
			continue;
		}
		if (!tell(nf, XEN_NETIF_EXTRA_TYPE_MCAST_DEL, m->addr[i]))
			return false;
		ether_addr_copy(m->addr[i], m->addr[--m->nr]);
	}
	netdev_for_each_mc_addr(ha, nf->dev) {
		if (told(m, ha->addr))
			continue;
		if (m->nr == NETFRONT_MAX_MCAST || !tell(nf, XEN_NETIF_EXTRA_TYPE_MCAST_ADD,
							 ha->addr))
			return false;
		ether_addr_copy(m->addr[m->nr++], ha->addr);
	}
	return true;
}

static void mcast_work(struct work_struct *work)
{
	struct netfront *nf = container_of(work, struct netfront, mcast.work);
	struct net_device *dev = nf->dev;
	bool fits;

	rtnl_lock();
	if (nf->connected && nf->feat.mcast && netif_running(dev) && !READ_ONCE(nf->broken)) {
		netif_addr_lock_bh(dev);
		fits = !(dev->flags & (IFF_PROMISC | IFF_ALLMULTI)) && !nf->mcast.refused &&
		       update(nf);
		netif_addr_unlock_bh(dev);
		filter(nf, fits);
	}
	rtnl_unlock();
}

void netfront_set_rx_mode(struct net_device *dev)
{
	struct netfront *nf = netdev_priv(dev);

	if (nf->feat.mcast)
		schedule_work(&nf->mcast.work);
}

/* The back-end didn't take an address: it must not filter. Any context. */
void netfront_mcast_refused(struct netfront *nf)
{
	nf->mcast.refused = true;
	schedule_work(&nf->mcast.work);
}

/* A new connection: nothing was told to it. */
void netfront_mcast_again(struct netfront *nf)
{
	nf->mcast.nr = 0;
	nf->mcast.on = false;
	nf->mcast.refused = false;
	if (nf->feat.mcast)
		schedule_work(&nf->mcast.work);
}

void netfront_mcast_init(struct netfront *nf)
{
	INIT_WORK(&nf->mcast.work, mcast_work);
}
