// SPDX-License-Identifier: GPL-2.0-only
/*
 * ethtool: what the queues counted, as ethtool -S shows it.
 */
#include <linux/ethtool.h>
#include "netfront.h"

#define COUNTER(name) { #name, offsetof(struct netfront_counters, name) }

static const struct {
	char name[ETH_GSTRING_LEN];
	size_t offset;
} counters[] = {
	COUNTER(tx_copied),
	COUNTER(tx_granted),
	COUNTER(rx_packets),
	COUNTER(rx_copied),
	COUNTER(rx_flipped),
	COUNTER(grants),
	COUNTER(revokes),
	COUNTER(kicks),
	COUNTER(irqs),
	COUNTER(rx_errors),
	COUNTER(xdp_pass),
	COUNTER(xdp_drop),
	COUNTER(xdp_tx),
	COUNTER(xdp_redirect),
};

/* Sums over the queues, then the packets that each queue received. */
static int count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(counters) + dev->real_num_rx_queues : -EINVAL;
}

static void strings(struct net_device *dev, u32 set, u8 *data)
{
	unsigned int i;

	if (set != ETH_SS_STATS)
		return;
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		memcpy(data + i * ETH_GSTRING_LEN, counters[i].name, ETH_GSTRING_LEN);
	data += i * ETH_GSTRING_LEN;
	for (i = 0; i < dev->real_num_rx_queues; i++)
		ethtool_sprintf(&data, "rx_queue_%u", i);
}

static void values(struct net_device *dev, struct ethtool_stats *stats, u64 *data)
{
	struct netfront *nf = netdev_priv(dev);
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		data[i] = 0;
		for (n = 0; n < nf->nr_queues; n++)
			data[i] += *(u64 *)((u8 *)&nf->queues[n]->stats + counters[i].offset);
	}
	data += i;
	for (n = 0; n < dev->real_num_rx_queues; n++)
		data[n] = n < nf->nr_queues ? nf->queues[n]->stats.rx_packets : 0;
}

static void drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "xen_netfront", sizeof(info->driver));
	strscpy(info->bus_info, dev_name(dev->dev.parent), sizeof(info->bus_info));
}

/* The hash by which the back-end chooses a queue: ctrl.c. */

static u32 key_size(struct net_device *dev)
{
	return NETFRONT_HASH_KEY;
}

static u32 map_size(struct net_device *dev)
{
	return NETFRONT_HASH_MAP;
}

static int get_hash(struct net_device *dev, u32 *map, u8 *key, u8 *func)
{
	const struct netfront_ctrl *c = &((struct netfront *)netdev_priv(dev))->ctrl;

	if (map)
		memcpy(map, c->map, sizeof(c->map));
	if (key)
		memcpy(key, c->key, sizeof(c->key));
	if (func)
		*func = ETH_RSS_HASH_TOP;
	return 0;
}

static int set_hash(struct net_device *dev, const u32 *map, const u8 *key, const u8 func)
{
	if (func != ETH_RSS_HASH_NO_CHANGE && func != ETH_RSS_HASH_TOP)
		return -EOPNOTSUPP;
	return netfront_ctrl_set(netdev_priv(dev), map, key);
}

static int get_rings(struct net_device *dev, struct ethtool_rxnfc *info, u32 *rules)
{
	if (info->cmd != ETHTOOL_GRXRINGS)
		return -EOPNOTSUPP;
	info->data = dev->real_num_rx_queues;
	return 0;
}

const struct ethtool_ops netfront_ethtool_ops = {
	.get_drvinfo = drvinfo,
	.get_link = ethtool_op_get_link,
	.get_sset_count = count,
	.get_strings = strings,
	.get_ethtool_stats = values,
	.get_rxfh_key_size = key_size,
	.get_rxfh_indir_size = map_size,
	.get_rxfh = get_hash,
	.set_rxfh = set_hash,
	.get_rxnfc = get_rings,
	.get_ts_info = ethtool_op_get_ts_info,
};
