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

static int count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(counters) : -EINVAL;
}

static void strings(struct net_device *dev, u32 set, u8 *data)
{
	unsigned int i;

	if (set != ETH_SS_STATS)
		return;
	for (i = 0; i < ARRAY_SIZE(counters); i++)
		memcpy(data + i * ETH_GSTRING_LEN, counters[i].name, ETH_GSTRING_LEN);
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
}

static void drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "xen_netfront", sizeof(info->driver));
	strscpy(info->bus_info, dev_name(dev->dev.parent), sizeof(info->bus_info));
}

const struct ethtool_ops netfront_ethtool_ops = {
	.get_drvinfo = drvinfo,
	.get_link = ethtool_op_get_link,
	.get_sset_count = count,
	.get_strings = strings,
	.get_ethtool_stats = values,
	.get_ts_info = ethtool_op_get_ts_info,
};
