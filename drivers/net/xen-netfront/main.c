// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen-netfront: the network device of a guest.
 */
#include <linux/bpf.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <xen/events.h>
#include <xen/platform_pci.h>
#include <xen/xen.h>
#include "netfront.h"

unsigned int netfront_max_queues;
module_param_named(max_queues, netfront_max_queues, uint, 0644);
MODULE_PARM_DESC(max_queues, "Maximum number of queues per virtual interface");

bool netfront_trusted = true;
module_param_named(trusted, netfront_trusted, bool, 0644);
MODULE_PARM_DESC(trusted, "Is the backend trusted");

static void queue_start(struct netfront_queue *q)
{
	napi_enable(&q->rx_napi);
	napi_enable(&q->tx_napi);
	local_bh_disable();
	napi_schedule(&q->rx_napi);
	napi_schedule(&q->tx_napi);
	local_bh_enable();
}

/* Caller: rtnl. The queues exist and the interface is up. */
void netfront_start_queues(struct netfront *nf)
{
	unsigned int i;

	for (i = 0; i < nf->nr_queues; i++)
		queue_start(nf->queues[i]);
	netif_tx_start_all_queues(nf->dev);
}

void netfront_stop_queues(struct netfront *nf)
{
	unsigned int i;

	netif_tx_disable(nf->dev);
	for (i = 0; i < nf->nr_queues; i++) {
		napi_disable(&nf->queues[i]->rx_napi);
		napi_disable(&nf->queues[i]->tx_napi);
	}
}

static int netfront_open(struct net_device *dev)
{
	struct netfront *nf = netdev_priv(dev);

	if (nf->connected) {
		netfront_start_queues(nf);
		netfront_set_rx_mode(dev);
	}
	return 0;
}

static int netfront_stop(struct net_device *dev)
{
	struct netfront *nf = netdev_priv(dev);

	if (nf->connected)
		netfront_stop_queues(nf);
	return 0;
}

static netdev_features_t netfront_fix_features(struct net_device *dev, netdev_features_t features)
{
	const struct netfront_feat *feat = &((struct netfront *)netdev_priv(dev))->feat;

	if (!feat->sg)
		features &= ~NETIF_F_SG;
	if (!feat->csum6)
		features &= ~NETIF_F_IPV6_CSUM;
	if (!feat->sg || !feat->gso4)
		features &= ~NETIF_F_TSO;
	if (!feat->sg || !feat->gso6 || !feat->csum6)
		features &= ~NETIF_F_TSO6;
	return features;
}

static int netfront_change_mtu(struct net_device *dev, int mtu)
{
	struct netfront *nf = netdev_priv(dev);
	int max = nf->feat.sg ? XEN_NETIF_MAX_TX_SIZE - VLAN_ETH_HLEN : ETH_DATA_LEN;

	if (rtnl_dereference(nf->xdp_prog))
		max = min_t(int, max, netfront_xdp_max_mtu());
	if (mtu > max)
		return -EINVAL;
	dev->mtu = mtu;
	return 0;
}

static const struct net_device_ops netfront_ops = {
	.ndo_open = netfront_open,
	.ndo_stop = netfront_stop,
	.ndo_start_xmit = netfront_start_xmit,
	.ndo_set_rx_mode = netfront_set_rx_mode,
	.ndo_change_mtu = netfront_change_mtu,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_fix_features = netfront_fix_features,
	.ndo_bpf = netfront_bpf,
	.ndo_xdp_xmit = netfront_xdp_xmit,
};

/* Violations: seen in any context, acted on in process context. */

static void broken_work(struct work_struct *work)
{
	struct netfront *nf = container_of(work, struct netfront, broken_work);

	netif_carrier_off(nf->dev);
	xenbus_dev_fatal(nf->xbdev, -EPROTO, "back-end broke the protocol: %s", nf->rule);
}

void netfront_violation(struct netfront *nf, const char *rule)
{
	if (cmpxchg(&nf->rule, NULL, rule))
		return;
	WRITE_ONCE(nf->broken, true);
	schedule_work(&nf->broken_work);
}

static unsigned int queues_wanted(void)
{
	unsigned int nr = netfront_max_queues ?: min(num_online_cpus(), 8U);

	return clamp(nr, 1U, (unsigned int)NETFRONT_MAX_QUEUES);
}

static void setup_netdev(struct net_device *dev, struct xenbus_device *xbdev)
{
	dev->netdev_ops = &netfront_ops;
	dev->ethtool_ops = &netfront_ethtool_ops;
	dev->hw_features = NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_TSO |
			   NETIF_F_TSO6 | NETIF_F_RXCSUM | NETIF_F_GRO | NETIF_F_RXHASH;
	dev->features = dev->hw_features;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = XEN_NETIF_MAX_TX_SIZE - VLAN_ETH_HLEN;
	netif_set_tso_max_size(dev, XEN_NETIF_MAX_TX_SIZE - VLAN_ETH_HLEN);
	SET_NETDEV_DEV(dev, &xbdev->dev);
}

struct netfront *netfront_create(struct xenbus_device *xbdev)
{
	struct net_device *dev = alloc_etherdev_mq(sizeof(struct netfront), queues_wanted());
	struct netfront *nf;

	if (!dev)
		return NULL;
	nf = netdev_priv(dev);
	nf->dev = dev;
	nf->xbdev = xbdev;
	nf->trusted = netfront_trusted;
	INIT_WORK(&nf->broken_work, broken_work);
	netfront_ctrl_init(nf);
	netfront_mcast_init(nf);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats) {
		free_netdev(dev);
		return NULL;
	}
	setup_netdev(dev, xbdev);
	netif_carrier_off(dev);
	return nf;
}

void netfront_destroy(struct netfront *nf)
{
	struct bpf_prog *prog = rcu_dereference_protected(nf->xdp_prog, 1);

	if (prog)
		bpf_prog_put(prog);
	free_percpu(nf->dev->tstats);
	free_netdev(nf->dev);
}

static int __init netfront_init(void)
{
	if (!xen_domain() || !xen_has_pv_nic_devices())
		return -ENODEV;
	return netfront_xenbus_init();
}
module_init(netfront_init);

static void __exit netfront_exit(void)
{
	netfront_xenbus_exit();
}
module_exit(netfront_exit);

MODULE_DESCRIPTION("Xen virtual network device frontend");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen:vif");
MODULE_ALIAS("xennet");
