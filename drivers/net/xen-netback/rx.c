// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx: packets to the guest.
 *
 * The guest's buffers are filled from within the transmit function itself: no thread has to
 * be woken. As long as the stack says that more packets follow, copies are only gathered.
 * Responses stand where their requests stood, so what is taken is answered in order.
 *
 * When the next packet might not find room the queue is stopped and the guest is asked (by
 * req_event) for an event; otherwise it sends none for buffers. A guest that gives none
 * for rx_drain_timeout_msecs has its packets dropped, after rx_stall_timeout_msecs without
 * any working queue the carrier goes off.
 */
#include <xen/events.h>
#include "netback.h"

/* The slot that is being filled. */
struct cursor {
	struct netback_queue *q;
	const struct sk_buff *skb;
	struct xen_netif_rx_response rsp;
	grant_ref_t gref;
	RING_IDX at;
	unsigned int fill;
	unsigned int nr;
	u16 first_flags;
	bool dense;	/* slots are filled to their end */
	unsigned int nr_extras;
	struct xen_netif_extra_info extras[NETBACK_MAX_EXTRAS];
};

/* Buffers that the guest has given. */
static unsigned int room(struct netback_queue *q)
{
	RING_IDX prod = READ_ONCE(q->rx.sring->req_prod);

	if (prod - q->rx.req_cons > NETBACK_RX_SLOTS) {
		netback_violation(q->nb, "rx ring: more requests than slots");
		return 0;
	}
	return prod - q->rx.req_cons;
}

/* Slots that any packet of this interface finds enough. */
static unsigned int enough(const struct netback *nb)
{
	if (nb->feat.gso4 || nb->feat.gso6 ||
	    nb->xdp_headroom + nb->dev->mtu + VLAN_ETH_HLEN > XEN_PAGE_SIZE)
		return NETBACK_MAX_RX_SLOTS;
	return 1 + NETBACK_MAX_EXTRAS;
}

/* Slots and copies of a packet. */

static void put_extras(struct cursor *c)
{
	unsigned int i;

	for (i = 0; i < c->nr_extras; i++) {
		if (i + 1 < c->nr_extras)
			c->extras[i].flags |= XEN_NETIF_EXTRA_FLAG_MORE;
		memcpy(RING_GET_RESPONSE(&c->q->rx, c->q->rx.req_cons), &c->extras[i],
		       sizeof(c->extras[i]));
		c->q->rx.req_cons++;
	}
}

static void close_slot(struct cursor *c, bool more)
{
	if (!c->nr)
		return;
	c->rsp.status = c->fill - c->rsp.offset;
	if (more)
		c->rsp.flags |= XEN_NETRXF_more_data;
	*RING_GET_RESPONSE(&c->q->rx, c->at) = c->rsp;
	if (c->nr == 1)
		put_extras(c);
}

static void open_slot(struct cursor *c)
{
	struct xen_netif_rx_request req;

	close_slot(c, true);
	c->at = c->q->rx.req_cons++;
	RING_COPY_REQUEST(&c->q->rx, c->at, &req);
	c->gref = req.gref;
	c->rsp.id = req.id;
	c->rsp.flags = c->nr ? 0 : c->first_flags;
	c->rsp.offset = c->nr ? 0 : c->q->nb->xdp_headroom;
	c->fill = c->rsp.offset;
	c->nr++;
}

/* Copy @len bytes that lie in one page of ours and fit the slot. */
static void add_op(struct cursor *c, struct page *page, unsigned int offset, unsigned int len)
{
	struct netback_rx_batch *b = c->q->rx_batch;
	struct gnttab_copy *op = &b->ops[b->nr_ops];
	const struct xen_page_foreign *foreign = xen_page_foreign(page);

	op->flags = GNTCOPY_dest_gref;
	if (foreign) {
		op->source.u.ref = foreign->gref;
		op->source.domid = foreign->domid;
		op->flags |= GNTCOPY_source_gref;
	} else {
		op->source.u.gmfn = xen_page_to_gfn(page);
		op->source.domid = DOMID_SELF;
	}
	op->source.offset = offset;
	op->dest.u.ref = c->gref;
	op->dest.domid = c->q->nb->xbdev->otherend_id;
	op->dest.offset = c->fill;
	op->len = len;
	b->slot[b->nr_ops++] = c->at;
	c->fill += len;
}

static void add_bytes(struct cursor *c, struct page *page, unsigned int offset, unsigned int len)
{
	while (len) {
		unsigned int part = min_t(unsigned int, len, PAGE_SIZE - offset);

		if (!c->nr || c->fill == XEN_PAGE_SIZE ||
		    (!c->dense && c->fill + part > XEN_PAGE_SIZE))
			open_slot(c);
		part = min_t(unsigned int, part, XEN_PAGE_SIZE - c->fill);
		add_op(c, page, offset, part);
		len -= part;
		offset += part;
		if (offset == PAGE_SIZE) {
			offset = 0;
			page++;
		}
	}
}

static unsigned int pieces(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int i, n = gnttab_count_grant(offset_in_page(skb->data), skb_headlen(skb));

	for (i = 0; i < info->nr_frags; i++)
		n += gnttab_count_grant(offset_in_page(skb_frag_off(&info->frags[i])),
					skb_frag_size(&info->frags[i]));
	return n;
}

static struct xen_netif_extra_info *new_extra(struct cursor *c, u8 type)
{
	struct xen_netif_extra_info *extra = &c->extras[c->nr_extras++];

	memset(extra, 0, sizeof(*extra));
	extra->type = type;
	return extra;
}

static void make_extras(struct cursor *c)
{
	struct netback *nb = c->q->nb;
	const struct sk_buff *skb = c->skb;
	struct xen_netif_extra_info *extra;

	if (skb_is_gso(skb)) {
		extra = new_extra(c, XEN_NETIF_EXTRA_TYPE_GSO);
		extra->u.gso.size = skb_shinfo(skb)->gso_size;
		extra->u.gso.type = skb_shinfo(skb)->gso_type & SKB_GSO_TCPV6 ?
				    XEN_NETIF_GSO_TYPE_TCPV6 : XEN_NETIF_GSO_TYPE_TCPV4;
	}
	if (nb->xdp_headroom) {
		extra = new_extra(c, XEN_NETIF_EXTRA_TYPE_XDP);
		extra->u.xdp.headroom = nb->xdp_headroom;
	}
	if (rcu_access_pointer(nb->hash) &&
	    netback_hash_extra(nb, skb, &c->extras[c->nr_extras]))
		c->nr_extras++;
	if (c->nr_extras)
		c->first_flags |= XEN_NETRXF_extra_info;
}

static void put_packet(struct netback_queue *q, struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	struct cursor c = { .q = q, .skb = skb };
	unsigned int i;

	if (skb->ip_summed == CHECKSUM_PARTIAL)
		c.first_flags = XEN_NETRXF_csum_blank | XEN_NETRXF_data_validated;
	else if (skb->ip_summed == CHECKSUM_UNNECESSARY)
		c.first_flags = XEN_NETRXF_data_validated;
	/* A slot for each piece saves copies; a small packet is worth one slot. */
	c.dense = skb->len <= XEN_PAGE_SIZE || q->nb->xdp_headroom || pieces(skb) > MAX_SKB_FRAGS;
	make_extras(&c);
	add_bytes(&c, virt_to_page(skb->data), offset_in_page(skb->data), skb_headlen(skb));
	for (i = 0; i < info->nr_frags; i++) {
		const skb_frag_t *frag = &info->frags[i];
		unsigned int offset = skb_frag_off(frag);

		add_bytes(&c, skb_frag_page(frag) + (offset >> PAGE_SHIFT),
			  offset_in_page(offset), skb_frag_size(frag));
	}
	close_slot(&c, false);
	__skb_queue_tail(&q->rx_batch->done, skb);
}

/* Do the copies and tell the guest. */

static void copy_all(struct netback_queue *q)
{
	struct netback_rx_batch *b = q->rx_batch;
	unsigned int i;

	for (i = 0; i < b->nr_ops; i++)
		b->ops[i].status = GNTST_general_error;
	HYPERVISOR_grant_table_op(GNTTABOP_copy, b->ops, b->nr_ops);
	for (i = 0; i < b->nr_ops; i++) {
		if (likely(b->ops[i].status == GNTST_okay))
			continue;
		RING_GET_RESPONSE(&q->rx, b->slot[i])->status = XEN_NETIF_RSP_ERROR;
		q->stats.rx_errors++;
	}
	q->stats.rx_copies += b->nr_ops;
	q->stats.rx_hypercalls++;
	b->nr_ops = 0;
}

static void flush(struct netback_queue *q)
{
	struct sk_buff *skb;
	int notify;

	if (skb_queue_empty(&q->rx_batch->done))
		return;
	copy_all(q);
	q->rx.rsp_prod_pvt = q->rx.req_cons;
	RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&q->rx, notify);
	if (notify) {
		notify_remote_via_irq(q->rx_irq);
		q->stats.kicks++;
	}
	while ((skb = __skb_dequeue(&q->rx_batch->done))) {
		dev_sw_netstats_tx_add(q->nb->dev, 1, skb->len);
		consume_skb(skb);
	}
}

/* Stopping and waking. */

static void stop(struct netback_queue *q, struct netdev_queue *txq)
{
	unsigned int need = enough(q->nb);

	netif_tx_stop_queue(txq);
	q->stats.rx_stopped++;
	q->rx.sring->req_event = q->rx.req_cons + need;
	virt_mb(); /* the guest sees the event index before we look at its own */
	if (room(q) >= need)
		netif_tx_start_queue(txq);
	else if (!READ_ONCE(q->nb->broken))
		mod_timer(&q->stall_timer, jiffies + msecs_to_jiffies(netback_drain_ms));
}

static void set_stalled(struct netback_queue *q, bool stalled)
{
	struct netback *nb = q->nb;
	unsigned int i;

	WRITE_ONCE(q->stalled, stalled);
	for (i = 0; stalled && i < nb->nr_queues; i++)
		stalled = READ_ONCE(nb->queues[i]->stalled);
	if (stalled)
		netif_carrier_off(nb->dev);
	else if (!READ_ONCE(nb->broken))
		netif_carrier_on(nb->dev);
}

static void stall_timer(struct timer_list *t)
{
	struct netback_queue *q = from_timer(q, t, stall_timer);
	struct netdev_queue *txq = netdev_get_tx_queue(q->nb->dev, q->index);

	if (!READ_ONCE(q->draining)) {
		if (!netif_tx_queue_stopped(txq))
			return;
		WRITE_ONCE(q->draining, true);
		netif_tx_wake_queue(txq);
		if (netback_stall_ms)
			mod_timer(t, jiffies + msecs_to_jiffies(netback_stall_ms));
	} else {
		set_stalled(q, true);
	}
}

bool netback_rx_wake(struct netback_queue *q)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->nb->dev, q->index);

	if (!netif_tx_queue_stopped(txq) && !READ_ONCE(q->draining))
		return false;
	if (room(q) < enough(q->nb))
		return false;
	WRITE_ONCE(q->draining, false);
	if (READ_ONCE(q->stalled))
		set_stalled(q, false);
	netif_tx_wake_queue(txq);
	return true;
}

static bool deliverable(struct netback_queue *q, const struct sk_buff *skb)
{
	unsigned int need = enough(q->nb);

	if (unlikely(skb->len + q->nb->xdp_headroom > XEN_PAGE_SIZE))
		need = NETBACK_MAX_RX_SLOTS;
	if (unlikely(READ_ONCE(q->nb->broken)) || skb_has_frag_list(skb) ||
	    skb->len > XEN_NETIF_MAX_TX_SIZE)
		return false;
	if (room(q) < need) {
		q->stats.rx_drained++;
		return false;
	}
	virt_rmb(); /* the requests are read behind their index */
	return netback_mcast_wanted(q->nb, skb);
}

netdev_tx_t netback_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct netback *nb = netdev_priv(dev);
	u16 index = skb_get_queue_mapping(skb);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, index);
	struct netback_queue *q;

	if (unlikely(!nb->connected || index >= nb->nr_queues)) {
		dev->stats.tx_dropped++;
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	q = nb->queues[index];
	if (likely(deliverable(q, skb))) {
		skb_tx_timestamp(skb);
		put_packet(q, skb);
	} else {
		dev->stats.tx_dropped++;
		dev_kfree_skb_any(skb);
	}
	if (room(q) < enough(nb) && !READ_ONCE(q->draining))
		stop(q, txq);
	if (!netdev_xmit_more() || netif_xmit_stopped(txq) || q->rx_batch->nr_ops >= NETBACK_BATCH)
		flush(q);
	return NETDEV_TX_OK;
}

void netback_rx_init(struct netback_queue *q)
{
	timer_setup(&q->stall_timer, stall_timer, 0);
	__skb_queue_head_init(&q->rx_batch->done);
}
