// SPDX-License-Identifier: GPL-2.0-only
/*
 * rx: packets from the back-end.
 *
 * All slots are always offered: slot i holds page i, its request has id i, and the ring
 * is as long as the array, so a response must stand in the slot of its request. The
 * back-end writes into pages while they are granted; nothing is believed of a page before
 * it was copied or revoked. A small packet is copied and its page offered again. Of a large
 * one each page is revoked, replaced by one of the pool and given to the stack. When there
 * is no memory for that, the packet is dropped and the page stays: the ring never runs dry.
 */
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/nospec.h>
#include <xen/events.h>
#include "netfront.h"

/* Most slots of one packet: pieces and one extra info of each type. */
#define RX_MAX_SLOTS	(MAX_SKB_FRAGS + 1 + XEN_NETIF_EXTRA_TYPE_MAX)
#define RX_HEAD		256

struct part {
	u16 slot;
	u16 offset;
	u16 size;
};

/* A packet as the responses describe it, checked. */
struct packet {
	unsigned int nr;
	unsigned int len;
	unsigned int slots;
	u16 flags;
	bool bad;
	bool has_gso;
	bool has_hash;
	struct xen_netif_extra_info gso;
	struct xen_netif_extra_info hash;
	struct part parts[MAX_SKB_FRAGS + 1];
};

enum verdict { RX_NONE, RX_PACKET, RX_BROKEN };

static enum verdict broken(struct netfront_queue *q, const char *rule)
{
	netfront_violation(q->nf, rule);
	return RX_BROKEN;
}

static bool take_extra(struct packet *pkt, const struct xen_netif_extra_info *extra)
{
	switch (extra->type) {
	case XEN_NETIF_EXTRA_TYPE_GSO:
		pkt->gso = *extra;
		pkt->has_gso = true;
		return true;
	case XEN_NETIF_EXTRA_TYPE_HASH:
		pkt->hash = *extra;
		pkt->has_hash = true;
		return true;
	case XEN_NETIF_EXTRA_TYPE_XDP:
		return true;
	default:
		return false;
	}
}

/* Extra infos overlay responses; they are as many slots as have the flag. */
static enum verdict read_extras(struct netfront_queue *q, RING_IDX prod, struct packet *pkt)
{
	struct xen_netif_extra_info extra;
	unsigned int count = 0;

	do {
		if (q->rx.rsp_cons + pkt->slots == prod)
			return RX_NONE;
		if (++count >= XEN_NETIF_EXTRA_TYPE_MAX)
			return broken(q, "rx extra info: too many");
		RING_COPY_RESPONSE(&q->rx, q->rx.rsp_cons + pkt->slots,
				   (struct xen_netif_rx_response *)&extra);
		pkt->slots++;
		if (!take_extra(pkt, &extra))
			return broken(q, "rx extra info: unknown type");
	} while (extra.flags & XEN_NETIF_EXTRA_FLAG_MORE);
	return RX_PACKET;
}

static enum verdict take_part(struct netfront_queue *q, struct packet *pkt,
			      const struct xen_netif_rx_response *rsp, RING_IDX at)
{
	u16 slot = at & (NETFRONT_RX_SLOTS - 1);

	if (rsp->id != slot)
		return broken(q, "rx response: id is not of its slot");
	if (rsp->status < 0) {
		pkt->bad = true;
		return RX_PACKET;
	}
	if (rsp->offset > XEN_PAGE_SIZE || rsp->status > XEN_PAGE_SIZE - rsp->offset)
		return broken(q, "rx response: beyond its page");
	if (pkt->nr == ARRAY_SIZE(pkt->parts))
		return broken(q, "rx packet: too many slots");
	pkt->parts[pkt->nr].slot = slot;
	pkt->parts[pkt->nr].offset = rsp->offset;
	pkt->parts[pkt->nr].size = rsp->status;
	pkt->nr++;
	pkt->len += rsp->status;
	return RX_PACKET;
}

/* Read the next packet's responses, once. RX_NONE: not all of it is there. */
static enum verdict read_packet(struct netfront_queue *q, RING_IDX prod, struct packet *pkt)
{
	struct xen_netif_rx_response rsp;
	enum verdict v;

	pkt->nr = 0;
	pkt->len = 0;
	pkt->slots = 0;
	pkt->bad = false;
	pkt->has_gso = false;
	pkt->has_hash = false;
	do {
		RING_IDX at = q->rx.rsp_cons + pkt->slots;

		if (at == prod)
			return RX_NONE;
		if (pkt->slots > RX_MAX_SLOTS)
			return broken(q, "rx packet: too many slots");
		RING_COPY_RESPONSE(&q->rx, at, &rsp);
		if (!pkt->slots++)
			pkt->flags = rsp.flags;
		v = take_part(q, pkt, &rsp, at);
		if (v == RX_PACKET && pkt->slots == 1 && (rsp.flags & XEN_NETRXF_extra_info))
			v = read_extras(q, prod, pkt);
		if (v != RX_PACKET)
			return v;
	} while (rsp.flags & XEN_NETRXF_more_data);
	return RX_PACKET;
}

static void *part_data(struct netfront_queue *q, const struct part *part)
{
	return page_address(q->rx_slots[part->slot].page) + part->offset;
}

/* Small packets: copied. */

static struct sk_buff *copy_packet(struct netfront_queue *q, const struct packet *pkt)
{
	struct sk_buff *skb = napi_alloc_skb(&q->rx_napi, pkt->len);
	unsigned int i;

	if (unlikely(!skb))
		return NULL;
	for (i = 0; i < pkt->nr; i++)
		memcpy(skb_put(skb, pkt->parts[i].size), part_data(q, &pkt->parts[i]),
		       pkt->parts[i].size);
	q->stats.rx_copied += pkt->nr;
	return skb;
}

/* Large packets: their pages are taken. */

/* Revoke a slot's page and put a new one in its place; returns the old one. */
static struct page *flip(struct netfront_queue *q, struct netfront_rx_slot *slot)
{
	struct page *page, *old = slot->page;

	page = page_pool_alloc_pages(q->pool, GFP_ATOMIC | __GFP_NOWARN | __GFP_ZERO);
	if (!page)
		return NULL;
	if (!gnttab_end_foreign_access_ref(slot->gref)) {
		page_pool_recycle_direct(q->pool, page);
		netfront_violation(q->nf, "rx response: page still mapped");
		return NULL;
	}
	/* New pages are zeroes; one that comes back may hold what was decrypted in place. */
	if (!q->nf->trusted)
		clear_page(page_address(page));
	gnttab_grant_foreign_access_ref(slot->gref, q->nf->xbdev->otherend_id,
					xen_page_to_gfn(page), 0);
	slot->page = page;
	q->stats.revokes++;
	q->stats.grants++;
	q->stats.rx_flipped++;
	return old;
}

static bool add_part(struct netfront_queue *q, struct sk_buff *skb, const struct part *part)
{
	unsigned int offset = part->offset, size = part->size;
	struct page *page;

	if (!size)
		return true;
	page = flip(q, &q->rx_slots[part->slot]);
	if (!page)
		return false;
	if (!skb->len) {
		unsigned int head = min_t(unsigned int, size, RX_HEAD);

		memcpy(skb_put(skb, head), page_address(page) + offset, head);
		offset += head;
		size -= head;
	}
	if (size && skb_shinfo(skb)->nr_frags < MAX_SKB_FRAGS) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, offset, size, PAGE_SIZE);
		return true;
	}
	page_pool_recycle_direct(q->pool, page);
	return !size;
}

static struct sk_buff *take_packet(struct netfront_queue *q, const struct packet *pkt)
{
	struct sk_buff *skb = napi_alloc_skb(&q->rx_napi, RX_HEAD);
	unsigned int i;

	if (unlikely(!skb))
		return NULL;
	skb_mark_for_recycle(skb);
	for (i = 0; i < pkt->nr; i++) {
		if (!add_part(q, skb, &pkt->parts[i])) {
			kfree_skb(skb);
			return NULL;
		}
	}
	/* The first piece may be shorter than a header, which the stack takes for granted. */
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

/* What the responses say about the packet. */

static bool set_gso(struct sk_buff *skb, const struct xen_netif_extra_info *extra)
{
	struct skb_shared_info *info = skb_shinfo(skb);

	if (!extra->u.gso.size)
		return false;
	switch (extra->u.gso.type) {
	case XEN_NETIF_GSO_TYPE_TCPV4:
		info->gso_type = SKB_GSO_TCPV4;
		break;
	case XEN_NETIF_GSO_TYPE_TCPV6:
		info->gso_type = SKB_GSO_TCPV6;
		break;
	default:
		return false;
	}
	/* Headers are the peer's: let the stack check them, and count the segments. */
	info->gso_type |= SKB_GSO_DODGY;
	info->gso_size = extra->u.gso.size;
	info->gso_segs = 0;
	return true;
}

static void set_hash(struct sk_buff *skb, const struct xen_netif_extra_info *extra)
{
	u32 value = get_unaligned_le32(extra->u.hash.value);
	u8 type = extra->u.hash.type;

	if (extra->u.hash.algorithm != XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ)
		return;
	skb_set_hash(skb, value, type == _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP ||
		     type == _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP ? PKT_HASH_TYPE_L4 :
								 PKT_HASH_TYPE_L3);
}

static bool finish(struct netfront_queue *q, struct sk_buff *skb, const struct packet *pkt)
{
	bool blank = pkt->flags & XEN_NETRXF_csum_blank;

	skb->protocol = eth_type_trans(skb, q->nf->dev);
	skb_reset_network_header(skb);
	skb_record_rx_queue(skb, q->index);
	if (pkt->has_gso && !set_gso(skb, &pkt->gso))
		return false;
	if (pkt->has_hash)
		set_hash(skb, &pkt->hash);
	if (blank || pkt->has_gso) {
		skb->ip_summed = CHECKSUM_PARTIAL;
		/* A large packet without a blank checksum is made one. */
		return !skb_checksum_setup(skb, pkt->has_gso && !blank);
	}
	if (pkt->flags & XEN_NETRXF_data_validated)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	return true;
}

/* With a program: one flat copy with headroom, in a page of the pool. */
static struct sk_buff *xdp_packet(struct netfront_queue *q, struct bpf_prog *prog,
				  const struct packet *pkt)
{
	if (pkt->nr != 1 || pkt->len > netfront_xdp_max_mtu() + VLAN_ETH_HLEN) {
		q->stats.rx_errors++;
		return NULL;
	}
	return netfront_xdp_run(q, prog, part_data(q, &pkt->parts[0]), pkt->len);
}

static void deliver(struct netfront_queue *q, const struct packet *pkt)
{
	struct bpf_prog *prog = rcu_dereference_bh(q->nf->xdp_prog);
	struct sk_buff *skb;

	if (unlikely(pkt->bad || pkt->len < ETH_HLEN)) {
		q->stats.rx_errors++;
		return;
	}
	if (unlikely(prog)) {
		skb = xdp_packet(q, prog, pkt);
		if (!skb)
			return;
	} else {
		skb = pkt->len <= NETFRONT_COPYBREAK ? copy_packet(q, pkt) : take_packet(q, pkt);
		if (!skb) {
			q->nf->dev->stats.rx_dropped++;
			return;
		}
	}
	dev_sw_netstats_rx_add(q->nf->dev, skb->len);
	if (finish(q, skb, pkt)) {
		napi_gro_receive(&q->rx_napi, skb);
	} else {
		q->stats.rx_errors++;
		kfree_skb(skb);
	}
}

/* Offer the pages of the next @nr slots again (or for the first time). */
static void offer(struct netfront_queue *q, unsigned int nr)
{
	while (nr--) {
		u16 id = q->rx.req_prod_pvt & (NETFRONT_RX_SLOTS - 1);
		struct xen_netif_rx_request *req = RING_GET_REQUEST(&q->rx, q->rx.req_prod_pvt);

		req->id = id;
		req->pad = 0;
		req->gref = q->rx_slots[id].gref;
		q->rx.req_prod_pvt++;
	}
}

static void push(struct netfront_queue *q)
{
	int notify;

	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&q->rx, notify);
	if (notify) {
		notify_remote_via_irq(q->rx_irq);
		q->stats.kicks++;
	}
}

/* Handle the packets in front of @prod, at most @budget. */
static int receive(struct netfront_queue *q, RING_IDX prod, int budget)
{
	struct packet pkt;
	int done = 0;

	if (READ_ONCE(q->nf->broken))
		return 0;
	if (prod - q->rx.rsp_cons > NETFRONT_RX_SLOTS) {
		netfront_violation(q->nf, "rx responses: more than requests");
		return 0;
	}
	virt_rmb(); /* the responses are read behind their index */
	while (done < budget && read_packet(q, prod, &pkt) == RX_PACKET) {
		deliver(q, &pkt);
		if (READ_ONCE(q->nf->broken))
			break;
		q->rx.rsp_cons += pkt.slots;
		q->stats.rx_packets++;
		offer(q, pkt.slots);
		done++;
	}
	if (done)
		push(q);
	return done;
}

/* Wait for an event behind @prod; true when there is more already. */
static bool arm(struct netfront_queue *q, RING_IDX prod)
{
	q->rx.sring->rsp_event = prod + 1;
	virt_mb(); /* the back-end sees the event index before we look at its own */
	return READ_ONCE(q->rx.sring->rsp_prod) != prod;
}

int netfront_rx_poll(struct napi_struct *napi, int budget)
{
	struct netfront_queue *q = container_of(napi, struct netfront_queue, rx_napi);
	RING_IDX prod = READ_ONCE(q->rx.sring->rsp_prod);
	int done = receive(q, prod, budget);

	if (q->xdp_flush) {
		xdp_do_flush();
		q->xdp_flush = false;
	}
	if (done == budget || !napi_complete_done(napi, done) || READ_ONCE(q->nf->broken))
		return done;
	/* With a part of a packet left the event comes with the rest of it. */
	if (arm(q, prod)) {
		napi_schedule(napi);
		return done;
	}
	if (atomic_xchg(&q->rx_eoi, 0)) {
		/* With one channel for both rings the event may have been for the other. */
		bool idle = q->rx.rsp_cons == q->rx_polled && q->rx_irq != q->tx_irq;

		q->rx_polled = q->rx.rsp_cons;
		xen_irq_lateeoi(q->rx_irq, idle ? XEN_EOI_FLAG_SPURIOUS : 0);
	}
	return done;
}

/* Pages for all slots of a new connection. */
int netfront_rx_fill(struct netfront_queue *q)
{
	unsigned int id;
	int ref;

	for (id = 0; id < NETFRONT_RX_SLOTS; id++) {
		struct netfront_rx_slot *slot = &q->rx_slots[id];

		slot->page = page_pool_alloc_pages(q->pool, GFP_KERNEL | __GFP_ZERO);
		if (!slot->page)
			return -ENOMEM;
		ref = gnttab_grant_foreign_access(q->nf->xbdev->otherend_id,
						  xen_page_to_gfn(slot->page), 0);
		if (ref < 0)
			return ref;
		slot->gref = ref;
		q->stats.grants++;
	}
	offer(q, NETFRONT_RX_SLOTS);
	push(q);
	return 0;
}

void netfront_rx_release(struct netfront_queue *q)
{
	unsigned int id;

	for (id = 0; id < NETFRONT_RX_SLOTS; id++) {
		struct netfront_rx_slot *slot = &q->rx_slots[id];

		if (!slot->page)
			continue;
		page_pool_release_page(q->pool, slot->page);
		if (slot->gref != INVALID_GRANT_REF)
			gnttab_end_foreign_access(slot->gref, slot->page);
		else
			put_page(slot->page);
		slot->page = NULL;
	}
}
