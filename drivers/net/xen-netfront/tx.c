// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx: packets to the back-end.
 *
 * A packet is cut into pieces: copies in the arena, or fragments that are granted where
 * they are. Then its requests are written. The packet itself is freed at once; slots hold
 * references to the fragments that they have granted. So no response is waited for until
 * the ring gets short of room: only then, or while fragments are granted, is the back-end
 * asked (by rsp_event) for an interrupt.
 */
#include <linux/nospec.h>
#include <xen/events.h>
#include "netfront.h"

/* A piece of a packet; an entry of the ring to be. */
struct piece {
	grant_ref_t gref;
	u16 id;
	u16 offset;
	u16 size;
};

struct pieces {
	unsigned int nr;
	struct piece p[NETFRONT_MAX_PIECES];
};

static u16 slot_get(struct netfront_queue *q)
{
	u16 id = q->tx_free;

	q->tx_free = q->tx_slots[id].next;
	q->tx_slots[id].busy = true;
	return id;
}

static void slot_put(struct netfront_queue *q, u16 id)
{
	struct netfront_tx_slot *slot = &q->tx_slots[id];

	slot->busy = false;
	slot->mcast = false;
	slot->page = NULL;
	slot->next = q->tx_free;
	q->tx_free = id;
}

static unsigned int tx_room(const struct netfront_queue *q)
{
	return RING_FREE_REQUESTS(&q->tx);
}

/* Take back what the back-end has done with. */

/* False: the back-end has the page mapped although it has answered. */
static bool slot_done(struct netfront_queue *q, u16 id)
{
	struct netfront_tx_slot *slot = &q->tx_slots[id];

	if (!slot->page) {
		netfront_arena_put(q, slot->arena);
	} else {
		if (!gnttab_end_foreign_access_ref(slot->gref))
			return false;
		q->stats.revokes++;
		q->tx_granted--;
		put_page(slot->page);
	}
	slot_put(q, id);
	return true;
}

static bool one_response(struct netfront_queue *q, const struct xen_netif_tx_response *rsp)
{
	u16 id = rsp->id;

	if (rsp->status == XEN_NETIF_RSP_NULL) {
		/* For an extra info; each response ends one entry of the ring, or slots run out. */
		if (!q->tx_extras)
			netfront_violation(q->nf, "tx response: none for a request");
		return q->tx_extras && q->tx_extras--;
	}
	if (id >= NETFRONT_TX_SLOTS) {
		netfront_violation(q->nf, "tx response: id out of range");
		return false;
	}
	id = array_index_nospec(id, NETFRONT_TX_SLOTS);
	if (!q->tx_slots[id].busy) {
		netfront_violation(q->nf, "tx response: id not in flight");
		return false;
	}
	if (q->tx_slots[id].mcast && rsp->status != XEN_NETIF_RSP_OKAY)
		netfront_mcast_refused(q->nf);
	if (!slot_done(q, id)) {
		netfront_violation(q->nf, "tx response: page still mapped");
		return false;
	}
	return true;
}

static void reap(struct netfront_queue *q)
{
	RING_IDX prod = READ_ONCE(q->tx.sring->rsp_prod);
	struct xen_netif_tx_response rsp;

	if (unlikely(READ_ONCE(q->nf->broken)))
		return;
	if (prod - q->tx.rsp_cons > q->tx.req_prod_pvt - q->tx.rsp_cons) {
		netfront_violation(q->nf, "tx responses: more than requests");
		return;
	}
	virt_rmb(); /* the responses are read behind their index */
	while (q->tx.rsp_cons != prod) {
		RING_COPY_RESPONSE(&q->tx, q->tx.rsp_cons, &rsp);
		if (!one_response(q, &rsp))
			return;
		q->tx.rsp_cons++;
	}
}

/* Ask for an interrupt when @part of the requests in flight are answered. Returns true
 * if that is so already: the event may have been missed.
 */
static bool arm(struct netfront_queue *q, unsigned int part)
{
	RING_IDX at = q->tx.rsp_cons + max(part, 1U);

	q->tx.sring->rsp_event = at;
	virt_mb(); /* the back-end sees the event index before we look at its own */
	return (s32)(READ_ONCE(q->tx.sring->rsp_prod) - at) >= 0;
}

/* Cut a packet into pieces. */

static struct piece *new_piece(struct netfront_queue *q, struct pieces *ps, unsigned int size)
{
	struct piece *p = &ps->p[ps->nr++];

	p->id = slot_get(q);
	p->size = size;
	return p;
}

static void undo(struct netfront_queue *q, struct pieces *ps)
{
	while (ps->nr)
		slot_done(q, ps->p[--ps->nr].id);
}

/* A piece of the arena for @size bytes, not filled. */
static void *arena_piece(struct netfront_queue *q, struct pieces *ps, unsigned int size)
{
	u16 entry, offset;
	struct piece *p;
	void *to = netfront_arena_get(q, size, &entry, &offset);

	if (!to)
		return NULL;
	p = new_piece(q, ps, size);
	q->tx_slots[p->id].arena = entry;
	p->gref = q->arena.pages[entry].gref;
	p->offset = offset;
	q->stats.tx_copied++;
	return to;
}

/* Copy bytes @from to @end of the packet. */
static bool copy_range(struct netfront_queue *q, struct pieces *ps, const struct sk_buff *skb,
		       unsigned int from, unsigned int end)
{
	while (from < end) {
		unsigned int size = min_t(unsigned int, end - from, XEN_PAGE_SIZE);
		void *to = arena_piece(q, ps, size);

		if (!to || skb_copy_bits(skb, from, to, size))
			return false;
		from += size;
	}
	return true;
}

static void grant_frag(struct netfront_queue *q, struct pieces *ps, const skb_frag_t *frag)
{
	struct page *page = skb_frag_page(frag);
	unsigned int offset = skb_frag_off(frag);
	unsigned int left = skb_frag_size(frag);

	page += offset >> PAGE_SHIFT;
	offset = offset_in_page(offset);
	while (left) {
		unsigned int size = min_t(unsigned int, left, PAGE_SIZE - offset);
		struct piece *p = new_piece(q, ps, size);
		struct netfront_tx_slot *slot = &q->tx_slots[p->id];

		gnttab_grant_foreign_access_ref(slot->gref, q->nf->xbdev->otherend_id,
						xen_page_to_gfn(page), 1);
		get_page(page);
		slot->page = page;
		q->tx_granted++;
		p->gref = slot->gref;
		p->offset = offset;
		q->stats.grants++;
		q->stats.tx_granted++;
		left -= size;
		offset = 0;
		page++;
	}
}

static unsigned int pieces_if_granted(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int i, n = DIV_ROUND_UP(skb_headlen(skb), XEN_PAGE_SIZE);

	for (i = 0; i < info->nr_frags; i++)
		n += gnttab_count_grant(offset_in_page(skb_frag_off(&info->frags[i])),
					skb_frag_size(&info->frags[i]));
	return n;
}

static bool cut(struct netfront_queue *q, struct pieces *ps, struct sk_buff *skb)
{
	unsigned int i;

	ps->nr = 0;
	if (skb->len <= NETFRONT_COPYBREAK || !q->nf->trusted || skb_has_frag_list(skb) ||
	    pieces_if_granted(skb) > NETFRONT_MAX_PIECES)
		return copy_range(q, ps, skb, 0, skb->len);
	if (!copy_range(q, ps, skb, 0, skb_headlen(skb)))
		return false;
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		grant_frag(q, ps, &skb_shinfo(skb)->frags[i]);
	return true;
}

/* Write the requests of a packet. */

static u16 tx_flags(const struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		return XEN_NETTXF_csum_blank | XEN_NETTXF_data_validated;
	return skb->ip_summed == CHECKSUM_UNNECESSARY ? XEN_NETTXF_data_validated : 0;
}

static void put_request(struct netfront_queue *q, const struct piece *p, u16 size, u16 flags)
{
	struct xen_netif_tx_request req = {
		.gref = p->gref, .offset = p->offset, .flags = flags, .id = p->id, .size = size,
	};

	*RING_GET_REQUEST(&q->tx, q->tx.req_prod_pvt) = req;
	q->tx.req_prod_pvt++;
}

static void put_extra(struct netfront_queue *q, const struct xen_netif_extra_info *extra)
{
	void *slot = RING_GET_REQUEST(&q->tx, q->tx.req_prod_pvt);

	memset(slot, 0, sizeof(struct xen_netif_tx_request));
	memcpy(slot, extra, sizeof(*extra));
	q->tx.req_prod_pvt++;
	q->tx_extras++;
}

static void put_gso(struct netfront_queue *q, const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	struct xen_netif_extra_info extra = { .type = XEN_NETIF_EXTRA_TYPE_GSO };

	extra.u.gso.size = info->gso_size;
	extra.u.gso.type = info->gso_type & SKB_GSO_TCPV6 ? XEN_NETIF_GSO_TYPE_TCPV6 :
							    XEN_NETIF_GSO_TYPE_TCPV4;
	put_extra(q, &extra);
}

static void put_packet(struct netfront_queue *q, const struct pieces *ps,
		       const struct sk_buff *skb)
{
	u16 flags = tx_flags(skb) | (ps->nr > 1 ? XEN_NETTXF_more_data : 0);
	unsigned int i;

	if (skb_is_gso(skb)) {
		put_request(q, &ps->p[0], skb->len, flags | XEN_NETTXF_extra_info);
		put_gso(q, skb);
	} else {
		put_request(q, &ps->p[0], skb->len, flags);
	}
	for (i = 1; i < ps->nr; i++)
		put_request(q, &ps->p[i], ps->p[i].size,
			    i + 1 < ps->nr ? XEN_NETTXF_more_data : 0);
}

void netfront_tx_kick(struct netfront_queue *q)
{
	int notify;

	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&q->tx, notify);
	if (notify) {
		notify_remote_via_irq(q->tx_irq);
		q->stats.kicks++;
	}
}

/* Stop the queue when the next packet might not fit; the interrupt starts it again. */
static void make_room(struct netfront_queue *q, struct netdev_queue *txq)
{
	if (tx_room(q) >= NETFRONT_TX_SLOTS / 2)
		return;
	reap(q);
	if (tx_room(q) >= NETFRONT_TX_RESERVE)
		return;
	netif_tx_stop_queue(txq);
	if (arm(q, NETFRONT_TX_SLOTS / 2) && !READ_ONCE(q->nf->broken)) {
		reap(q);
		netif_tx_start_queue(txq);
	}
}

static bool sendable(const struct netfront_queue *q, struct sk_buff *skb)
{
	return !READ_ONCE(q->nf->broken) && skb->len <= XEN_NETIF_MAX_TX_SIZE &&
	       skb->len >= ETH_HLEN && !skb_orphan_frags(skb, GFP_ATOMIC);
}

netdev_tx_t netfront_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct netfront *nf = netdev_priv(dev);
	u16 index = skb_get_queue_mapping(skb);
	struct netdev_queue *txq = netdev_get_tx_queue(dev, index);
	struct netfront_queue *q;
	struct pieces ps;

	if (unlikely(!nf->connected || index >= nf->nr_queues))
		goto drop;
	q = nf->queues[index];
	if (unlikely(tx_room(q) < NETFRONT_TX_RESERVE || !sendable(q, skb)))
		goto drop_and_kick;
	if (unlikely(!cut(q, &ps, skb))) {
		undo(q, &ps);
		goto drop_and_kick;
	}
	put_packet(q, &ps, skb);
	skb_tx_timestamp(skb);
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	dev_consume_skb_any(skb);
	make_room(q, txq);
	if (!netdev_xmit_more() || netif_xmit_stopped(txq))
		netfront_tx_kick(q);
	if (q->tx_granted && arm(q, (q->tx.req_prod_pvt - q->tx.rsp_cons) / 2))
		reap(q);
	return NETDEV_TX_OK;

drop_and_kick:
	if (!netdev_xmit_more())
		netfront_tx_kick(q);
drop:
	dev->stats.tx_dropped++;
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

/* A flat packet that is no skb (of XDP). Caller: holds the tx lock and kicks later.
 */
bool netfront_xmit_flat(struct netfront_queue *q, const void *data, unsigned int len)
{
	struct pieces ps = { 0 };
	void *to;

	if (len > XEN_PAGE_SIZE || tx_room(q) < NETFRONT_TX_RESERVE)
		reap(q);
	if (len > XEN_PAGE_SIZE || tx_room(q) < NETFRONT_TX_RESERVE)
		return false;
	to = arena_piece(q, &ps, len);
	if (!to)
		return false;
	memcpy(to, data, len);
	put_request(q, &ps.p[0], len, 0);
	dev_sw_netstats_tx_add(q->nf->dev, 1, len);
	return true;
}

bool netfront_xmit_mcast(struct netfront_queue *q, u8 type, const u8 *addr)
{
	struct xen_netif_extra_info extra = { .type = type };
	struct pieces ps = { 0 };
	void *to;

	if (tx_room(q) < NETFRONT_TX_RESERVE)
		reap(q);
	if (tx_room(q) < NETFRONT_TX_RESERVE)
		return false;
	/* The request names bytes that nobody reads. */
	to = arena_piece(q, &ps, ETH_HLEN);
	if (!to)
		return false;
	memset(to, 0, ETH_HLEN);
	q->tx_slots[ps.p[0].id].mcast = true;
	put_request(q, &ps.p[0], ETH_HLEN, XEN_NETTXF_extra_info);
	memcpy(extra.u.mcast.addr, addr, ETH_ALEN);
	put_extra(q, &extra);
	arm(q, q->tx.req_prod_pvt - q->tx.rsp_cons);
	return true;
}

int netfront_tx_poll(struct napi_struct *napi, int budget)
{
	struct netfront_queue *q = container_of(napi, struct netfront_queue, tx_napi);
	struct netdev_queue *txq = netdev_get_tx_queue(q->nf->dev, q->index);
	bool idle, again = false;

	__netif_tx_lock(txq, smp_processor_id());
	reap(q);
	if (netif_tx_queue_stopped(txq) && tx_room(q) >= NETFRONT_TX_RESERVE &&
	    !READ_ONCE(q->nf->broken))
		netif_tx_wake_queue(txq);
	/* Work that start_xmit() has done since is the event's, too. */
	idle = q->tx.rsp_cons == q->tx_polled;
	q->tx_polled = q->tx.rsp_cons;
	if ((q->tx_granted || netif_tx_queue_stopped(txq)) &&
	    arm(q, (q->tx.req_prod_pvt - q->tx.rsp_cons) / 2) && !READ_ONCE(q->nf->broken))
		again = true;
	__netif_tx_unlock(txq);

	if (again)
		return budget;
	if (napi_complete_done(napi, 0) && atomic_xchg(&q->tx_eoi, 0))
		xen_irq_lateeoi(q->tx_irq, idle ? XEN_EOI_FLAG_SPURIOUS : 0);
	return 0;
}

/* The connection is gone: what is still granted is freed when the back-end lets go. */
void netfront_tx_release(struct netfront_queue *q)
{
	unsigned int id;

	for (id = 0; id < NETFRONT_TX_SLOTS; id++) {
		struct netfront_tx_slot *slot = &q->tx_slots[id];

		if (slot->gref == INVALID_GRANT_REF)
			continue;
		if (slot->page)		/* takes over our reference */
			gnttab_end_foreign_access(slot->gref, slot->page);
		else
			gnttab_free_grant_reference(slot->gref);
	}
	netfront_arena_exit(&q->arena);
}
