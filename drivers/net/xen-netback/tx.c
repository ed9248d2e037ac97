// SPDX-License-Identifier: GPL-2.0-only
/*
 * tx: reading and checking the guest's requests, and how many bytes it may send.
 *
 * Each request is copied out of the ring once. Rules whose breach ends the device:
 * more requests than slots, a packet that is not complete, too many slots, pieces that
 * leave their page or are longer than the packet, extra infos that are unknown or wrong.
 * What an honest guest may get wrong (a short packet, a grant that can't be copied) is
 * answered with an error.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <xen/events.h>
#include "netback.h"

/* Packets with more slots than a back-end must take are dropped up to this, then fatal. */
static unsigned int fatal_skb_slots = 20;
module_param(fatal_skb_slots, uint, 0444);
MODULE_PARM_DESC(fatal_skb_slots, "Slots of one packet that disconnect a guest");

static struct netback_tx_batch __percpu *batches;

static bool broken(struct netback_queue *q, const char *rule)
{
	netback_violation(q->nb, rule);
	return false;
}

/* Requests that are there and not read; 0 with a broken ring. */
static unsigned int unread(struct netback_queue *q)
{
	RING_IDX prod = READ_ONCE(q->tx.sring->req_prod);

	if (prod - q->tx.rsp_prod_pvt > NETBACK_TX_SLOTS) {
		broken(q, "tx ring: more requests than slots");
		return 0;
	}
	virt_rmb(); /* the requests are read behind their index */
	return prod - q->tx.req_cons;
}

/* How many bytes the guest may send. */

static void credit_timer(struct timer_list *t)
{
	struct netback_queue *q = from_timer(q, t, credit.timer);

	napi_schedule(&q->napi);
}

void netback_credit_init(struct netback_queue *q)
{
	struct netback_credit *c = &q->credit;

	c->bytes = q->nb->credit_bytes;
	c->usec = q->nb->credit_usec;
	c->left = c->bytes;
	c->window_start = get_jiffies_64();
	timer_setup(&c->timer, credit_timer, 0);
}

/* A packet of @len bytes may go. If not, the timer brings us back. */
static bool may_send(struct netback_queue *q, unsigned int len)
{
	struct netback_credit *c = &q->credit;
	u64 next = c->window_start + usecs_to_jiffies(c->usec), now;

	if (likely(c->bytes == ULONG_MAX || !c->usec))
		return true;
	if (timer_pending(&c->timer))
		return false;
	now = get_jiffies_64();
	if (len > c->left && now >= next) {
		c->left = max_t(unsigned long, c->bytes, len);
		c->window_start = now;
		/* A packet larger than a period's bytes goes, and takes several periods. */
		if (len > c->bytes)
			c->window_start += usecs_to_jiffies(div64_ul((u64)c->usec *
								     (len - c->bytes), c->bytes));
	}
	if (len > c->left) {
		q->stats.tx_limited++;
		mod_timer(&c->timer, (unsigned long)next);
		return false;
	}
	c->left -= len;
	return true;
}

/* A packet's requests. */

static bool check_gso(struct netback_queue *q, const struct xen_netif_extra_info *extra)
{
	if (!extra->u.gso.size)
		return broken(q, "tx extra info: GSO size is 0");
	if (extra->u.gso.type != XEN_NETIF_GSO_TYPE_TCPV4 &&
	    extra->u.gso.type != XEN_NETIF_GSO_TYPE_TCPV6)
		return broken(q, "tx extra info: unknown GSO type");
	return true;
}

static bool take_extra(struct netback_queue *q, struct netback_tx_packet *p,
		       const struct xen_netif_extra_info *extra, bool *control)
{
	switch (extra->type) {
	case XEN_NETIF_EXTRA_TYPE_GSO:
		p->gso = *extra;
		p->has_gso = true;
		return check_gso(q, extra);
	case XEN_NETIF_EXTRA_TYPE_HASH:
		p->hash = *extra;
		p->has_hash = true;
		return true;
	case XEN_NETIF_EXTRA_TYPE_MCAST_ADD:
	case XEN_NETIF_EXTRA_TYPE_MCAST_DEL:
		/* The request is only there for its extra info. */
		*control = true;
		if (netback_mcast_change(q->nb, extra))
			p->status = XEN_NETIF_RSP_ERROR;
		return true;
	default:
		return broken(q, "tx extra info: unknown type");
	}
}

static bool read_extras(struct netback_queue *q, struct netback_tx_packet *p, unsigned int there,
			bool *control)
{
	struct xen_netif_extra_info extra;
	struct xen_netif_tx_request raw;

	do {
		if (p->nr + p->extras >= there)
			return broken(q, "tx packet: extra info is missing");
		if (p->extras >= XEN_NETIF_EXTRA_TYPE_MAX - 1)
			return broken(q, "tx packet: too many extra infos");
		RING_COPY_REQUEST(&q->tx, q->tx.req_cons + p->nr + p->extras, &raw);
		memcpy(&extra, &raw, sizeof(extra));
		p->extras++;
		if (!take_extra(q, p, &extra, control))
			return false;
	} while (extra.flags & XEN_NETIF_EXTRA_FLAG_MORE);
	return true;
}

static bool check_slot(struct netback_queue *q, const struct netback_tx_slot *slot)
{
	if (slot->offset > XEN_PAGE_SIZE || slot->size > XEN_PAGE_SIZE - slot->offset)
		return broken(q, "tx request: beyond its page");
	return true;
}

/* Room for the next slot of the last packet. */
static struct netback_tx_slot *add_slot(struct netback_tx_batch *b, struct netback_tx_packet *p)
{
	p->nr++;
	return &b->slots[b->nr_slots++];
}

/* The requests behind the first one. @len: what the first one says the packet has; at the
 * end the first slot's size is what the others left of it. A packet with more slots than
 * it has room for is dropped, its slots are answered in @surplus.
 */
static bool read_pieces(struct netback_queue *q, struct netback_tx_packet *p, unsigned int there,
			unsigned int len, u16 flags, u16 *surplus, unsigned int *nr_surplus)
{
	struct xen_netif_tx_request req;
	unsigned int first = len, at = p->nr + p->extras;

	while (flags & XEN_NETTXF_more_data) {
		struct netback_tx_slot slot;

		if (at >= there)
			return broken(q, "tx packet: a slot is missing");
		if (p->nr + *nr_surplus >= fatal_skb_slots)
			return broken(q, "tx packet: too many slots");
		RING_COPY_REQUEST(&q->tx, q->tx.req_cons + at++, &req);
		flags = req.flags;
		slot = (struct netback_tx_slot){ req.gref, req.id, req.offset, req.size };
		if (slot.size >= first)
			return broken(q, "tx request: longer than its packet");
		if (!check_slot(q, &slot))
			return false;
		first -= slot.size;
		if (p->nr < NETBACK_MAX_PIECES)
			*add_slot(q->tx_batch, p) = slot;
		else if (*nr_surplus < NETBACK_MAX_PIECES)
			surplus[(*nr_surplus)++] = slot.id;
		else
			return broken(q, "tx packet: too many slots");
		if (flags & XEN_NETTXF_extra_info)
			return broken(q, "tx request: extra info behind the first slot");
	}
	p->slots[0].size = first;
	return check_slot(q, &p->slots[0]);
}

/* The batch's next packet, which has no slot yet and is not counted yet. */
static struct netback_tx_packet *start(struct netback_tx_batch *b, u16 flags, s16 status)
{
	struct netback_tx_packet *p = &b->packets[b->nr_packets];

	p->skb = NULL;
	p->nr = 0;
	p->extras = 0;
	p->nr_ops = 0;
	p->flags = flags;
	p->status = status;
	p->has_gso = false;
	p->has_hash = false;
	p->slots = &b->slots[b->nr_slots];
	return p;
}

static void answer_surplus(struct netback_tx_batch *b, const u16 *ids, unsigned int nr)
{
	while (nr--) {
		add_slot(b, start(b, 0, XEN_NETIF_RSP_ERROR))->id = ids[nr];
		b->nr_packets++;
	}
}

enum verdict { TX_NONE, TX_TAKEN, TX_BROKEN };

/* Read one packet and prepare its copies. */
static enum verdict one_packet(struct netback_queue *q, unsigned int there)
{
	struct netback_tx_batch *b = q->tx_batch;
	struct netback_tx_packet *p;
	u16 surplus[NETBACK_MAX_PIECES];
	unsigned int nr_surplus = 0;
	struct xen_netif_tx_request req;
	bool control = false;

	RING_COPY_REQUEST(&q->tx, q->tx.req_cons, &req);
	if (!may_send(q, req.size))
		return TX_NONE;
	p = start(b, req.flags, XEN_NETIF_RSP_OKAY);
	*add_slot(b, p) = (struct netback_tx_slot){ req.gref, req.id, req.offset, req.size };
	if ((req.flags & XEN_NETTXF_extra_info) && !read_extras(q, p, there, &control))
		return TX_BROKEN;
	if (!read_pieces(q, p, there, req.size, req.flags, surplus, &nr_surplus))
		return TX_BROKEN;
	if (!control && (req.size < ETH_HLEN || nr_surplus))
		p->status = XEN_NETIF_RSP_ERROR;
	if (!control && p->status == XEN_NETIF_RSP_OKAY)
		netback_tx_copy(q, p, req.size);
	b->nr_packets++;
	q->tx.req_cons += p->nr + p->extras + nr_surplus;
	answer_surplus(b, surplus, nr_surplus);
	return TX_TAKEN;
}

static int take_packets(struct netback_queue *q, int budget)
{
	struct netback_tx_batch *b = q->tx_batch;
	unsigned int there;
	int done = 0;

	while (done < budget && !READ_ONCE(q->nb->broken)) {
		if (b->nr_packets >= NETBACK_BATCH || b->nr_ops >= NETBACK_BATCH)
			netback_tx_flush(q);
		there = unread(q);
		if (!there || one_packet(q, there) != TX_TAKEN)
			break;
		done++;
	}
	netback_tx_flush(q);
	return done;
}

/* Ask for an event with the next request; true when there is one already. */
static bool arm(struct netback_queue *q)
{
	int more;

	if (READ_ONCE(q->nb->broken) || timer_pending(&q->credit.timer))
		return false;
	RING_FINAL_CHECK_FOR_REQUESTS(&q->tx, more);
	return more;
}

int netback_poll(struct napi_struct *napi, int budget)
{
	struct netback_queue *q = container_of(napi, struct netback_queue, napi);
	int done;

	q->tx_batch = this_cpu_ptr(batches);
	done = take_packets(q, budget);
	if (done == budget || !napi_complete_done(napi, done))
		return done;
	if (arm(q)) {
		napi_schedule(napi);
	} else if (atomic_xchg(&q->tx_eoi, 0)) {
		/* Spurious: nothing came since the last event ended, in either ring. */
		bool idle = q->tx.req_cons == q->polled && !q->rx_woken;

		q->polled = q->tx.req_cons;
		q->rx_woken = false;
		xen_irq_lateeoi(q->tx_irq, idle ? XEN_EOI_FLAG_SPURIOUS : 0);
	}
	return done;
}

int __init netback_tx_init(void)
{
	batches = alloc_percpu(struct netback_tx_batch);
	return batches ? 0 : -ENOMEM;
}

void netback_tx_exit(void)
{
	free_percpu(batches);
}
