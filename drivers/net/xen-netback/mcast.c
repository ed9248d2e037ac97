// SPDX-License-Identifier: GPL-2.0-only
/*
 * mcast: the multicast addresses that a guest listens to, when it asks for a filter.
 */
#include "netback.h"

static bool listed(const struct netback_mcast *list, const u8 *addr)
{
	unsigned int i;

	for (i = 0; list && i < list->nr; i++)
		if (ether_addr_equal_unaligned(list->addr[i], addr))
			return true;
	return false;
}

/* Is the packet for this guest? Caller: in softirq context. */
bool netback_mcast_wanted(struct netback *nb, const struct sk_buff *skb)
{
	const u8 *dest = skb->data;
	bool wanted;

	if (likely(!READ_ONCE(nb->mcast_filter)))
		return true;
	if (!is_multicast_ether_addr(dest) || is_broadcast_ether_addr(dest))
		return true;
	rcu_read_lock();
	wanted = listed(rcu_dereference(nb->mcast), dest);
	rcu_read_unlock();
	return wanted;
}

static struct netback_mcast *copy_with(const struct netback_mcast *old, const u8 *addr)
{
	unsigned int nr = old ? old->nr : 0;
	struct netback_mcast *list = kmalloc(struct_size(list, addr, nr + 1), GFP_ATOMIC);

	if (!list)
		return NULL;
	list->nr = nr + 1;
	if (nr)
		memcpy(list->addr, old->addr, nr * ETH_ALEN);
	memcpy(list->addr[nr], addr, ETH_ALEN);
	return list;
}

static struct netback_mcast *copy_without(const struct netback_mcast *old, const u8 *addr)
{
	struct netback_mcast *list = kmalloc(struct_size(list, addr, old->nr), GFP_ATOMIC);
	unsigned int i;

	if (!list)
		return NULL;
	list->nr = 0;
	for (i = 0; i < old->nr; i++)
		if (!ether_addr_equal_unaligned(old->addr[i], addr))
			memcpy(list->addr[list->nr++], old->addr[i], ETH_ALEN);
	return list;
}

static int change(struct netback *nb, bool add, const u8 *addr)
{
	struct netback_mcast *list, *old;

	old = rcu_dereference_protected(nb->mcast, lockdep_is_held(&nb->mcast_lock));
	if (listed(old, addr) == add)
		return add ? 0 : -ENOENT;
	if (add && (!is_multicast_ether_addr(addr) || (old && old->nr >= NETBACK_MAX_MCAST)))
		return -ENOSPC;
	list = add ? copy_with(old, addr) : copy_without(old, addr);
	if (!list)
		return -ENOMEM;
	rcu_assign_pointer(nb->mcast, list);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/* An extra info of the guest that adds or removes an address. */
int netback_mcast_change(struct netback *nb, const struct xen_netif_extra_info *extra)
{
	int err;

	spin_lock_bh(&nb->mcast_lock);
	err = change(nb, extra->type == XEN_NETIF_EXTRA_TYPE_MCAST_ADD, extra->u.mcast.addr);
	spin_unlock_bh(&nb->mcast_lock);
	return err;
}

void netback_mcast_clear(struct netback *nb)
{
	struct netback_mcast *old;

	spin_lock_bh(&nb->mcast_lock);
	old = rcu_replace_pointer(nb->mcast, NULL, lockdep_is_held(&nb->mcast_lock));
	spin_unlock_bh(&nb->mcast_lock);
	if (old)
		kfree_rcu(old, rcu);
}
