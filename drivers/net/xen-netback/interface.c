// SPDX-License-Identifier: GPL-2.0-only
/*
 * interface: the network interface vifDOMID.HANDLE of a guest, and the module.
 */
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <xen/features.h>
#include <xen/xen.h>
#include "netback.h"

#define TX_QUEUE_LEN 64

unsigned int netback_max_queues;
module_param_named(max_queues, netback_max_queues, uint, 0644);
MODULE_PARM_DESC(max_queues, "Maximum number of queues per virtual interface");

bool netback_split = true;
module_param_named(separate_tx_rx_irq, netback_split, bool, 0644);
MODULE_PARM_DESC(separate_tx_rx_irq, "Offer an event channel for each direction");

unsigned int netback_drain_ms = 10000;
module_param_named(rx_drain_timeout_msecs, netback_drain_ms, uint, 0444);
MODULE_PARM_DESC(rx_drain_timeout_msecs, "Drop packets for a guest without buffers after this");

unsigned int netback_stall_ms = 60000;
module_param_named(rx_stall_timeout_msecs, netback_stall_ms, uint, 0444);
MODULE_PARM_DESC(rx_stall_timeout_msecs, "Carrier off for a guest without buffers after this");

bool netback_offer_headroom = true;
module_param_named(provides_xdp_headroom, netback_offer_headroom, bool, 0644);
MODULE_PARM_DESC(provides_xdp_headroom, "Offer headroom for XDP in the guest's buffers");

static unsigned int hash_cache_size = 64;
module_param(hash_cache_size, uint, 0644);
MODULE_PARM_DESC(hash_cache_size, "Not used: hashes are computed, not looked up");

static bool copy_mode = true;
module_param(copy_mode, bool, 0444);
MODULE_PARM_DESC(copy_mode, "Never map a page of data; always on in this driver");

static void queue_start(struct netback_queue *q)
{
	napi_enable(&q->napi);
	local_bh_disable();
	napi_schedule(&q->napi);
	local_bh_enable();
}

/* Caller: rtnl. The queues exist and the interface is up. */
void netback_start_queues(struct netback *nb)
{
	unsigned int i;

	for (i = 0; i < nb->nr_queues; i++)
		queue_start(nb->queues[i]);
	netif_tx_start_all_queues(nb->dev);
}

void netback_stop_queues(struct netback *nb)
{
	unsigned int i;

	netif_tx_disable(nb->dev);
	for (i = 0; i < nb->nr_queues; i++)
		napi_disable(&nb->queues[i]->napi);
}

static int netback_open(struct net_device *dev)
{
	struct netback *nb = netdev_priv(dev);

	if (nb->connected)
		netback_start_queues(nb);
	return 0;
}

static int netback_stop(struct net_device *dev)
{
	struct netback *nb = netdev_priv(dev);

	if (nb->connected)
		netback_stop_queues(nb);
	return 0;
}

static netdev_features_t netback_fix_features(struct net_device *dev, netdev_features_t features)
{
	const struct netback_feat *feat = &((struct netback *)netdev_priv(dev))->feat;

	if (!feat->sg)
		features &= ~NETIF_F_SG;
	if (!feat->gso4)
		features &= ~NETIF_F_TSO;
	if (!feat->gso6)
		features &= ~NETIF_F_TSO6;
	if (!feat->csum4)
		features &= ~NETIF_F_IP_CSUM;
	if (!feat->csum6)
		features &= ~NETIF_F_IPV6_CSUM;
	return features;
}

static int netback_change_mtu(struct net_device *dev, int mtu)
{
	struct netback *nb = netdev_priv(dev);

	if (mtu > (nb->feat.sg ? ETH_MAX_MTU - VLAN_ETH_HLEN : ETH_DATA_LEN))
		return -EINVAL;
	dev->mtu = mtu;
	return 0;
}

static const struct net_device_ops netback_ops = {
	.ndo_open = netback_open,
	.ndo_stop = netback_stop,
	.ndo_start_xmit = netback_start_xmit,
	.ndo_select_queue = netback_select_queue,
	.ndo_change_mtu = netback_change_mtu,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_fix_features = netback_fix_features,
};

/* ethtool -S */

#define COUNTER(name) { #name, offsetof(struct netback_counters, name) }

static const struct {
	char name[ETH_GSTRING_LEN];
	size_t offset;
} counters[] = {
	COUNTER(tx_copies),
	COUNTER(tx_hypercalls),
	COUNTER(tx_errors),
	COUNTER(tx_limited),
	COUNTER(rx_copies),
	COUNTER(rx_hypercalls),
	COUNTER(rx_errors),
	COUNTER(rx_stopped),
	COUNTER(rx_drained),
	COUNTER(kicks),
	COUNTER(irqs),
};

static int stats_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(counters) : -EINVAL;
}

static void stats_names(struct net_device *dev, u32 set, u8 *data)
{
	unsigned int i;

	for (i = 0; set == ETH_SS_STATS && i < ARRAY_SIZE(counters); i++)
		memcpy(data + i * ETH_GSTRING_LEN, counters[i].name, ETH_GSTRING_LEN);
}

static void stats_values(struct net_device *dev, struct ethtool_stats *stats, u64 *data)
{
	struct netback *nb = netdev_priv(dev);
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		data[i] = 0;
		for (n = 0; n < nb->nr_queues; n++)
			data[i] += *(u64 *)((u8 *)&nb->queues[n]->stats + counters[i].offset);
	}
}

static const struct ethtool_ops netback_ethtool_ops = {
	.get_link = ethtool_op_get_link,
	.get_sset_count = stats_count,
	.get_strings = stats_names,
	.get_ethtool_stats = stats_values,
	.get_ts_info = ethtool_op_get_ts_info,
};

/* Violations: seen in any context, acted on in process context. */

static void broken_work(struct work_struct *work)
{
	struct netback *nb = container_of(work, struct netback, broken_work);

	netif_carrier_off(nb->dev);
	xenbus_dev_fatal(nb->xbdev, -EPROTO, "front-end broke the protocol: %s", nb->rule);
	netback_disconnect(nb);
	xenbus_switch_state(nb->xbdev, XenbusStateClosed);
}

void netback_violation(struct netback *nb, const char *rule)
{
	if (cmpxchg(&nb->rule, NULL, rule))
		return;
	WRITE_ONCE(nb->broken, true);
	schedule_work(&nb->broken_work);
}

/* Making and unmaking. */

static unsigned int queues_offered(void)
{
	unsigned int nr = netback_max_queues ?: min(num_online_cpus(), 8U);

	return clamp(nr, 1U, (unsigned int)NETBACK_MAX_QUEUES);
}

static void setup_netdev(struct net_device *dev, struct xenbus_device *xbdev)
{
	/* No station has this address, so bridges prefer any other as their own. */
	static const u8 addr[ETH_ALEN] = { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff };

	dev->netdev_ops = &netback_ops;
	dev->ethtool_ops = &netback_ethtool_ops;
	dev->hw_features = NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_TSO |
			   NETIF_F_TSO6;
	dev->features = dev->hw_features | NETIF_F_RXCSUM;
	dev->hw_features |= NETIF_F_RXCSUM;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU - VLAN_ETH_HLEN;
	dev->tx_queue_len = TX_QUEUE_LEN;
	eth_hw_addr_set(dev, addr);
	SET_NETDEV_DEV(dev, &xbdev->dev);
	netif_carrier_off(dev);
}

static struct netback *setup(struct net_device *dev, struct xenbus_device *xbdev)
{
	struct netback *nb = netdev_priv(dev);

	nb->dev = dev;
	nb->xbdev = xbdev;
	nb->credit_bytes = ULONG_MAX;
	nb->feat.csum4 = true;
	spin_lock_init(&nb->mcast_lock);
	mutex_init(&nb->ctrl_lock);
	INIT_WORK(&nb->broken_work, broken_work);
	setup_netdev(dev, xbdev);
	return nb;
}

struct netback *netback_create(struct xenbus_device *xbdev, unsigned int handle)
{
	char name[IFNAMSIZ];
	struct net_device *dev;
	struct netback *nb;
	int err;

	snprintf(name, sizeof(name), "vif%u.%u", xbdev->otherend_id, handle);
	dev = alloc_netdev_mqs(sizeof(*nb), name, NET_NAME_UNKNOWN, ether_setup,
			       queues_offered(), queues_offered());
	if (!dev)
		return ERR_PTR(-ENOMEM);
	nb = setup(dev, xbdev);
	nb->handle = handle;
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	err = dev->tstats ? register_netdev(dev) : -ENOMEM;
	if (err) {
		free_percpu(dev->tstats);
		free_netdev(dev);
		return ERR_PTR(err);
	}
	return nb;
}

void netback_destroy(struct netback *nb)
{
	cancel_work_sync(&nb->broken_work);
	unregister_netdev(nb->dev);
	netback_mcast_clear(nb);
	kfree(nb->script);
	free_percpu(nb->dev->tstats);
	free_netdev(nb->dev);
}

static int __init netback_init(void)
{
	int err;

	if (!xen_domain())
		return -ENODEV;
	if (!copy_mode)
		pr_info("xen-netback: copy_mode can't be turned off, pages are never mapped\n");
	err = netback_tx_init();
	if (err)
		return err;
	err = netback_xenbus_init();
	if (err)
		netback_tx_exit();
	return err;
}
module_init(netback_init);

static void __exit netback_exit(void)
{
	netback_xenbus_exit();
	netback_tx_exit();
}
module_exit(netback_exit);

MODULE_DESCRIPTION("Xen virtual network device backend");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen-backend:vif");
