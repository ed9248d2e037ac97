// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx-gop: packets of the guest are copied into packets of ours.
 *
 * A packet up to TX_FLAT bytes becomes one flat buffer that lies within a page, so it costs
 * as many copies as it has slots, most often one. Of a larger one TX_HEAD bytes become the
 * head, the rest fills pages. Copies of many packets are gathered and done by one
 * hypercall, then each packet is judged by the status of its copies. The guest gets its
 * slots back at once: nothing in this domain ever points to its memory.
 */
#include <net/checksum.h>
#include <xen/events.h>
#include "netback.h"

#define TX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define TX_TAIL		SKB_DATA_ALIGN(sizeof(struct skb_shared_info))
#define TX_HEAD		256U
#define TX_FLAT		((unsigned int)(2048 - TX_HEADROOM - TX_TAIL))
#define TX_SMALLEST	512U

/* Where copies go to. */
struct target {
	struct sk_buff *skb;
	struct page *page;	/* the frag that is being filled */
	unsigned int fill;
	unsigned int head_left;	/* bytes for the flat part */
	bool dense;		/* pages are filled to their end */
};

static struct sk_buff *new_skb(unsigned int flat)
{
	unsigned int size = roundup_pow_of_two(max(TX_HEADROOM + flat + TX_TAIL, TX_SMALLEST));
	void *data = napi_alloc_frag_align(size, size);
	struct sk_buff *skb;

	if (!data)
		return NULL;
	skb = napi_build_skb(data, size);
	if (!skb) {
		skb_free_frag(data);
		return NULL;
	}
	skb_reserve(skb, TX_HEADROOM);
	return skb;
}

static void add_op(struct netback_queue *q, struct netback_tx_packet *p, grant_ref_t gref,
		   unsigned int from, unsigned long gfn, unsigned int to, unsigned int len)
{
	struct gnttab_copy *op = &q->tx_batch->ops[q->tx_batch->nr_ops++];

	op->source.u.ref = gref;
	op->source.domid = q->nb->xbdev->otherend_id;
	op->source.offset = from;
	op->dest.u.gmfn = gfn;
	op->dest.domid = DOMID_SELF;
	op->dest.offset = to;
	op->len = len;
	op->flags = GNTCOPY_source_gref;
	p->nr_ops++;
}

/* Bytes to the flat part. It lies in one page. */
static unsigned int copy_flat(struct netback_queue *q, struct netback_tx_packet *p,
			      struct target *t, const struct netback_tx_slot *slot,
			      unsigned int done)
{
	unsigned int len = min_t(unsigned int, slot->size - done, t->head_left);
	void *to = skb_put(t->skb, len);

	add_op(q, p, slot->gref, slot->offset + done, virt_to_gfn(to), offset_in_page(to), len);
	t->head_left -= len;
	return len;
}

static bool next_page(struct target *t)
{
	t->page = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
	t->fill = 0;
	if (!t->page)
		return false;
	skb_add_rx_frag(t->skb, skb_shinfo(t->skb)->nr_frags, t->page, 0, 0, PAGE_SIZE);
	return true;
}

/* Bytes to pages; 0: no memory. */
static unsigned int copy_paged(struct netback_queue *q, struct netback_tx_packet *p,
			       struct target *t, const struct netback_tx_slot *slot,
			       unsigned int done)
{
	struct skb_shared_info *info = skb_shinfo(t->skb);
	unsigned int len = slot->size - done;

	if (!t->page || t->fill == PAGE_SIZE || (!t->dense && t->fill + len > PAGE_SIZE))
		if (info->nr_frags == MAX_SKB_FRAGS || !next_page(t))
			return 0;
	len = min_t(unsigned int, len, PAGE_SIZE - t->fill);
	add_op(q, p, slot->gref, slot->offset + done, xen_page_to_gfn(t->page), t->fill, len);
	skb_frag_size_add(&info->frags[info->nr_frags - 1], len);
	t->skb->len += len;
	t->skb->data_len += len;
	t->fill += len;
	return len;
}

static bool copy_slots(struct netback_queue *q, struct netback_tx_packet *p, struct target *t)
{
	unsigned int i, done, len;

	for (i = 0; i < p->nr; i++) {
		for (done = 0; done < p->slots[i].size; done += len) {
			if (t->head_left)
				len = copy_flat(q, p, t, &p->slots[i], done);
			else
				len = copy_paged(q, p, t, &p->slots[i], done);
			if (!len)
				return false;
		}
	}
	return true;
}

void netback_tx_copy(struct netback_queue *q, struct netback_tx_packet *p, unsigned int len)
{
	struct netback_tx_batch *b = q->tx_batch;
	struct target t = { .dense = p->nr >= MAX_SKB_FRAGS };

	p->first_op = b->nr_ops;
	t.head_left = len <= TX_FLAT ? len : TX_HEAD;
	t.skb = new_skb(t.head_left);
	if (t.skb && copy_slots(q, p, &t)) {
		p->skb = t.skb;
		return;
	}
	kfree_skb(t.skb);
	b->nr_ops = p->first_op;
	p->nr_ops = 0;
	p->status = XEN_NETIF_RSP_DROPPED;
}

/* After the copies. */

static bool set_gso(struct sk_buff *skb, const struct xen_netif_extra_info *extra)
{
	struct skb_shared_info *info = skb_shinfo(skb);

	info->gso_type = SKB_GSO_DODGY | (extra->u.gso.type == XEN_NETIF_GSO_TYPE_TCPV4 ?
					  SKB_GSO_TCPV4 : SKB_GSO_TCPV6);
	info->gso_size = extra->u.gso.size;
	info->gso_segs = 0;
	return info->gso_size;
}

static void set_hash(struct sk_buff *skb, const struct xen_netif_extra_info *extra)
{
	bool l4 = extra->u.hash.type == _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP ||
		  extra->u.hash.type == _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP;

	skb_set_hash(skb, get_unaligned_le32(extra->u.hash.value),
		     l4 ? PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
}

static bool finish(struct netback_queue *q, const struct netback_tx_packet *p)
{
	bool blank = p->flags & XEN_NETTXF_csum_blank;
	struct sk_buff *skb = p->skb;

	skb->protocol = eth_type_trans(skb, q->nb->dev);
	skb_reset_network_header(skb);
	skb_record_rx_queue(skb, q->index);
	if (p->has_hash)
		set_hash(skb, &p->hash);
	if (p->has_gso && !set_gso(skb, &p->gso))
		return false;
	if (blank || p->has_gso) {
		skb->ip_summed = CHECKSUM_PARTIAL;
		if (skb_checksum_setup(skb, p->has_gso && !blank))
			return false;
		skb_probe_transport_header(skb);
	} else if (p->flags & XEN_NETTXF_data_validated) {
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	}
	return true;
}

static void respond(struct netback_queue *q, u16 id, s16 status)
{
	struct xen_netif_tx_response rsp = { .id = id, .status = status };

	*RING_GET_RESPONSE(&q->tx, q->tx.rsp_prod_pvt) = rsp;
	q->tx.rsp_prod_pvt++;
}

/* All copies of the packet are done? */
static bool copied(const struct netback_tx_batch *b, const struct netback_tx_packet *p)
{
	unsigned int i;

	for (i = 0; i < p->nr_ops; i++)
		if (b->ops[p->first_op + i].status != GNTST_okay)
			return false;
	return true;
}

static void conclude(struct netback_queue *q, struct netback_tx_packet *p)
{
	unsigned int i;

	if (p->skb && !copied(q->tx_batch, p))
		p->status = XEN_NETIF_RSP_ERROR;
	for (i = 0; i < p->nr; i++)
		respond(q, p->slots[i].id, p->status);
	for (i = 0; i < p->extras; i++)
		respond(q, 0, XEN_NETIF_RSP_NULL);
	if (p->status != XEN_NETIF_RSP_OKAY)
		q->stats.tx_errors++;
	if (!p->skb)
		return;
	if (p->status == XEN_NETIF_RSP_OKAY && finish(q, p)) {
		dev_sw_netstats_rx_add(q->nb->dev, p->skb->len);
		netif_receive_skb(p->skb);
	} else {
		q->nb->dev->stats.rx_errors++;
		kfree_skb(p->skb);
	}
}

static void push(struct netback_queue *q)
{
	int notify;

	RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&q->tx, notify);
	if (notify) {
		notify_remote_via_irq(q->tx_irq);
		q->stats.kicks++;
	}
}

void netback_tx_flush(struct netback_queue *q)
{
	struct netback_tx_batch *b = q->tx_batch;
	unsigned int i;

	if (b->nr_ops) {
		/* A call that fails as a whole leaves this. */
		for (i = 0; i < b->nr_ops; i++)
			b->ops[i].status = GNTST_general_error;
		HYPERVISOR_grant_table_op(GNTTABOP_copy, b->ops, b->nr_ops);
		q->stats.tx_copies += b->nr_ops;
		q->stats.tx_hypercalls++;
	}
	for (i = 0; i < b->nr_packets; i++)
		conclude(q, &b->packets[i]);
	if (b->nr_packets)
		push(q);
	b->nr_packets = 0;
	b->nr_slots = 0;
	b->nr_ops = 0;
}
