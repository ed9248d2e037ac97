// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash: the control ring, and packets spread over queues by a Toeplitz hash.
 *
 * What the guest sets is one structure that is replaced as a whole, so the transmit path
 * needs no lock. Keys and tables lie in granted pages and are copied out once.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>
#include <xen/events.h>
#include "netback.h"

#define HASH_TYPES (XEN_NETIF_CTRL_HASH_TYPE_IPV4 | XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP | \
		    XEN_NETIF_CTRL_HASH_TYPE_IPV6 | XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)

/* What is hashed of a packet. */
struct tuple {
	unsigned int type;
	unsigned int len;
	u8 bytes[36];
};

static u32 toeplitz(const u8 *key, const struct tuple *t)
{
	u32 window = get_unaligned_be32(key), sum = 0;
	unsigned int i, bit;

	for (i = 0; i < t->len; i++) {
		u8 next = i + 4 < NETBACK_HASH_KEY ? key[i + 4] : 0;

		for (bit = 0; bit < 8; bit++) {
			if (t->bytes[i] & (0x80 >> bit))
				sum ^= window;
			window = window << 1 | (next >> (7 - bit) & 1);
		}
	}
	return sum;
}

static bool add_ports(const struct sk_buff *skb, unsigned int at, struct tuple *t)
{
	const u8 *ports = skb_header_pointer(skb, at, 4, t->bytes + t->len);

	if (!ports)
		return false;
	if (ports != t->bytes + t->len)
		memcpy(t->bytes + t->len, ports, 4);
	t->len += 4;
	return true;
}

static bool ipv4_tuple(const struct sk_buff *skb, u32 flags, struct tuple *t)
{
	const struct iphdr *ip;
	struct iphdr buf;

	ip = skb_header_pointer(skb, ETH_HLEN, sizeof(buf), &buf);
	if (!ip || ip->ihl < 5)
		return false;
	memcpy(t->bytes, &ip->saddr, 8);
	t->len = 8;
	t->type = _XEN_NETIF_CTRL_HASH_TYPE_IPV4;
	if ((flags & XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP) && ip->protocol == IPPROTO_TCP &&
	    !ip_is_fragment(ip) && add_ports(skb, ETH_HLEN + ip->ihl * 4, t)) {
		t->type = _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP;
		return true;
	}
	return flags & XEN_NETIF_CTRL_HASH_TYPE_IPV4;
}

static bool ipv6_tuple(const struct sk_buff *skb, u32 flags, struct tuple *t)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buf;

	ip = skb_header_pointer(skb, ETH_HLEN, sizeof(buf), &buf);
	if (!ip)
		return false;
	memcpy(t->bytes, &ip->saddr, 32);
	t->len = 32;
	t->type = _XEN_NETIF_CTRL_HASH_TYPE_IPV6;
	if ((flags & XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP) && ip->nexthdr == IPPROTO_TCP &&
	    add_ports(skb, ETH_HLEN + sizeof(*ip), t)) {
		t->type = _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP;
		return true;
	}
	return flags & XEN_NETIF_CTRL_HASH_TYPE_IPV6;
}

static bool packet_hash(const struct netback_hash *hash, const struct sk_buff *skb,
			struct tuple *t, u32 *value)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;
	bool known;

	if (!hash || !hash->flags)
		return false;
	if (eth->h_proto == htons(ETH_P_IP))
		known = ipv4_tuple(skb, hash->flags, t);
	else
		known = eth->h_proto == htons(ETH_P_IPV6) && ipv6_tuple(skb, hash->flags, t);
	if (known)
		*value = toeplitz(hash->key, t);
	return known;
}

u16 netback_select_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb)
{
	struct netback *nb = netdev_priv(dev);
	const struct netback_hash *hash;
	struct tuple t;
	u32 value;
	u16 queue;

	rcu_read_lock();
	hash = rcu_dereference(nb->hash);
	if (!packet_hash(hash, skb, &t, &value))
		queue = netdev_pick_tx(dev, skb, sb);
	else if (hash->map_size)
		queue = hash->map[value % hash->map_size];
	else
		queue = value % dev->real_num_tx_queues;
	rcu_read_unlock();
	return queue % dev->real_num_tx_queues;
}

bool netback_hash_extra(struct netback *nb, const struct sk_buff *skb,
			struct xen_netif_extra_info *extra)
{
	struct tuple t;
	bool known;
	u32 value;

	rcu_read_lock();
	known = packet_hash(rcu_dereference(nb->hash), skb, &t, &value);
	rcu_read_unlock();
	if (!known)
		return false;
	memset(extra, 0, sizeof(*extra));
	extra->type = XEN_NETIF_EXTRA_TYPE_HASH;
	extra->u.hash.type = t.type;
	extra->u.hash.algorithm = XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ;
	put_unaligned_le32(value, extra->u.hash.value);
	return true;
}

/* The control ring. Under ctrl_lock. */

static struct netback_hash *current_hash(struct netback *nb)
{
	return rcu_dereference_protected(nb->hash, lockdep_is_held(&nb->ctrl_lock));
}

static void replace(struct netback *nb, struct netback_hash *new)
{
	struct netback_hash *old = current_hash(nb);

	rcu_assign_pointer(nb->hash, new);
	if (old)
		kfree_rcu(old, rcu);
}

static u32 set_algorithm(struct netback *nb, u32 algorithm)
{
	struct netback_hash *new;

	if (algorithm == XEN_NETIF_CTRL_HASH_ALGORITHM_NONE) {
		replace(nb, NULL);
		return XEN_NETIF_CTRL_STATUS_SUCCESS;
	}
	if (algorithm != XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ)
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	if (current_hash(nb))
		return XEN_NETIF_CTRL_STATUS_SUCCESS;
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW;
	new->algorithm = algorithm;
	replace(nb, new);
	return XEN_NETIF_CTRL_STATUS_SUCCESS;
}

/* Copy @len bytes from the start of a page of the guest. */
static int fetch(struct netback *nb, grant_ref_t gref, void *to, unsigned int len)
{
	struct gnttab_copy op = {
		.source = { .u.ref = gref, .domid = nb->xbdev->otherend_id },
		.dest = { .u.gmfn = virt_to_gfn(to), .domid = DOMID_SELF,
			  .offset = offset_in_page(to) },
		.len = len,
		.flags = GNTCOPY_source_gref,
	};

	gnttab_batch_copy(&op, 1);
	return op.status == GNTST_okay ? 0 : -EFAULT;
}

static u32 set_key(struct netback *nb, struct netback_hash *new, const u32 *data, u8 *page)
{
	if (data[1] > NETBACK_HASH_KEY)
		return XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW;
	memset(new->key, 0, sizeof(new->key));
	if (data[1] && fetch(nb, data[0], page, data[1]))
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	memcpy(new->key, page, data[1]);
	return XEN_NETIF_CTRL_STATUS_SUCCESS;
}

static u32 set_flags(struct netback_hash *new, u32 flags)
{
	if (flags & ~HASH_TYPES)
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	new->flags = flags;
	return XEN_NETIF_CTRL_STATUS_SUCCESS;
}

static u32 set_map_size(struct netback_hash *new, u32 size)
{
	if (size > NETBACK_HASH_MAP)
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	new->map_size = size;
	memset(new->map, 0, sizeof(new->map));
	return XEN_NETIF_CTRL_STATUS_SUCCESS;
}

static u32 set_map(struct netback *nb, struct netback_hash *new, const u32 *data, u8 *page)
{
	u32 size = data[1], offset = data[2], i;
	u32 *entries = (u32 *)page;

	if (size > XEN_PAGE_SIZE / sizeof(u32))
		return XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW;
	if (offset > new->map_size || size > new->map_size - offset)
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	if (size && fetch(nb, data[0], page, size * sizeof(u32)))
		return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	for (i = 0; i < size; i++)
		if (entries[i] >= nb->nr_queues)
			return XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER;
	memcpy(new->map + offset, entries, size * sizeof(u32));
	return XEN_NETIF_CTRL_STATUS_SUCCESS;
}

static u32 change(struct netback *nb, struct netback_hash *new,
		  const struct xen_netif_ctrl_request *req)
{
	u8 *page = (u8 *)get_zeroed_page(GFP_KERNEL);
	u32 status = XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW;

	if (!page)
		return status;
	switch (req->type) {
	case XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS:
		status = set_flags(new, req->data[0]);
		break;
	case XEN_NETIF_CTRL_TYPE_SET_HASH_KEY:
		status = set_key(nb, new, req->data, page);
		break;
	case XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE:
		status = set_map_size(new, req->data[0]);
		break;
	case XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING:
		status = set_map(nb, new, req->data, page);
		break;
	default:
		status = XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED;
		break;
	}
	free_page((unsigned long)page);
	return status;
}

/* A copy is changed and put in place if all was well. */
static u32 set(struct netback *nb, const struct xen_netif_ctrl_request *req)
{
	const struct netback_hash *old = current_hash(nb);
	struct netback_hash *new;
	u32 status;

	if (!old)
		return XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED;
	new = kmemdup(old, sizeof(*old), GFP_KERNEL);
	if (!new)
		return XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW;
	status = change(nb, new, req);
	if (status == XEN_NETIF_CTRL_STATUS_SUCCESS)
		replace(nb, new);
	else
		kfree(new);
	return status;
}

static u32 handle(struct netback *nb, const struct xen_netif_ctrl_request *req, u32 *data)
{
	*data = 0;
	switch (req->type) {
	case XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM:
		return set_algorithm(nb, req->data[0]);
	case XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS:
		if (!current_hash(nb))
			return XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED;
		*data = HASH_TYPES;
		return XEN_NETIF_CTRL_STATUS_SUCCESS;
	case XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE:
		*data = NETBACK_HASH_MAP;
		return XEN_NETIF_CTRL_STATUS_SUCCESS;
	default:
		return set(nb, req);
	}
}

static void answer(struct netback *nb, const struct xen_netif_ctrl_request *req)
{
	struct xen_netif_ctrl_response rsp = { .id = req->id, .type = req->type };
	int notify;

	rsp.status = handle(nb, req, &rsp.data);
	*RING_GET_RESPONSE(&nb->ctrl, nb->ctrl.rsp_prod_pvt) = rsp;
	nb->ctrl.rsp_prod_pvt++;
	RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&nb->ctrl, notify);
	if (notify)
		notify_remote_via_irq(nb->ctrl_irq);
}

/* Answer what is there, at most a ring of it. */
static unsigned int serve(struct netback *nb)
{
	struct xen_netif_ctrl_request req;
	unsigned int done = 0;
	RING_IDX prod;
	int more = 1;

	while (more && done < RING_SIZE(&nb->ctrl) && !READ_ONCE(nb->broken)) {
		prod = READ_ONCE(nb->ctrl.sring->req_prod);
		if (prod - nb->ctrl.rsp_prod_pvt > RING_SIZE(&nb->ctrl)) {
			netback_violation(nb, "control ring: more requests than slots");
			break;
		}
		virt_rmb(); /* the requests are read behind their index */
		while (nb->ctrl.req_cons != prod) {
			RING_COPY_REQUEST(&nb->ctrl, nb->ctrl.req_cons, &req);
			nb->ctrl.req_cons++;
			answer(nb, &req);
			done++;
		}
		RING_FINAL_CHECK_FOR_REQUESTS(&nb->ctrl, more);
	}
	return done;
}

static irqreturn_t ctrl_thread(int irq, void *arg)
{
	struct netback *nb = arg;
	unsigned int done;

	mutex_lock(&nb->ctrl_lock);
	done = serve(nb);
	mutex_unlock(&nb->ctrl_lock);
	xen_irq_lateeoi(irq, done ? 0 : XEN_EOI_FLAG_SPURIOUS);
	return IRQ_HANDLED;
}

/* Caller: rtnl, the queues exist. */
int netback_ctrl_connect(struct netback *nb, grant_ref_t ref, evtchn_port_t port)
{
	struct xen_netif_ctrl_sring *ring;
	void *page;
	int err;

	err = xenbus_map_ring_valloc(nb->xbdev, &ref, 1, &page);
	if (err)
		return err;
	ring = page;
	BACK_RING_ATTACH(&nb->ctrl, ring, READ_ONCE(ring->rsp_prod), XEN_PAGE_SIZE);
	err = bind_interdomain_evtchn_to_irq_lateeoi(nb->xbdev, port);
	if (err < 0)
		return err;
	nb->ctrl_irq = err;
	err = request_threaded_irq(nb->ctrl_irq, NULL, ctrl_thread, IRQF_ONESHOT, nb->dev->name,
				   nb);
	if (err) {
		unbind_from_irqhandler(nb->ctrl_irq, NULL);
		nb->ctrl_irq = 0;
		return err;
	}
	/* Requests may be there already. */
	mutex_lock(&nb->ctrl_lock);
	serve(nb);
	mutex_unlock(&nb->ctrl_lock);
	return 0;
}

void netback_ctrl_disconnect(struct netback *nb)
{
	if (nb->ctrl_irq) {
		unbind_from_irqhandler(nb->ctrl_irq, nb);
		nb->ctrl_irq = 0;
	}
	if (nb->ctrl.sring) {
		xenbus_unmap_ring_vfree(nb->xbdev, nb->ctrl.sring);
		nb->ctrl.sring = NULL;
	}
	mutex_lock(&nb->ctrl_lock);
	replace(nb, NULL);
	mutex_unlock(&nb->ctrl_lock);
}
