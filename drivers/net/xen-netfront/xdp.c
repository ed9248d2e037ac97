// SPDX-License-Identifier: GPL-2.0-only
/*
 * xdp: programs that see each packet before the stack does.
 *
 * A program must not run on memory that the back-end can still write. Packets are copied
 * into a page of the queue's pool with NETFRONT_HEADROOM in front, so no headroom is asked
 * of the back-end. Large (GSO) packets don't fit a page: while a program is attached the
 * device is connected without them, so attaching the first program and detaching the last
 * one connects anew.
 */
#include <linux/bpf.h>
#include <linux/bpf_trace.h>
#include <linux/filter.h>
#include "netfront.h"

#define XDP_ROOM (PAGE_SIZE - NETFRONT_HEADROOM - SKB_DATA_ALIGN(sizeof(struct skb_shared_info)))

unsigned int netfront_xdp_max_mtu(void)
{
	return XDP_ROOM - VLAN_ETH_HLEN;
}

/* Send what the program made of the packet; it is copied, so the buffer is free at once. */
static bool send_back(struct netfront_queue *q, const void *data, unsigned int len)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->nf->dev, q->index);
	bool sent;

	__netif_tx_lock(txq, smp_processor_id());
	sent = !netif_tx_queue_stopped(txq) && netfront_xmit_flat(q, data, len);
	if (sent)
		netfront_tx_kick(q);
	__netif_tx_unlock(txq);
	return sent;
}

static struct sk_buff *to_skb(const struct xdp_buff *xdp)
{
	struct sk_buff *skb = napi_build_skb(xdp->data_hard_start, PAGE_SIZE);

	if (!skb)
		return NULL;
	skb_reserve(skb, xdp->data - xdp->data_hard_start);
	__skb_put(skb, xdp->data_end - xdp->data);
	skb_mark_for_recycle(skb);
	return skb;
}

/* The packet's page, when it is not passed on: true if somebody else has it now. */
static bool consumed(struct netfront_queue *q, struct bpf_prog *prog, struct xdp_buff *xdp, u32 act)
{
	switch (act) {
	case XDP_TX:
		if (send_back(q, xdp->data, xdp->data_end - xdp->data))
			q->stats.xdp_tx++;
		else
			trace_xdp_exception(q->nf->dev, prog, act);
		return false;
	case XDP_REDIRECT:
		if (xdp_do_redirect(q->nf->dev, xdp, prog)) {
			trace_xdp_exception(q->nf->dev, prog, act);
			return false;
		}
		q->stats.xdp_redirect++;
		q->xdp_flush = true;
		return true;
	default:
		bpf_warn_invalid_xdp_action(q->nf->dev, prog, act);
		fallthrough;
	case XDP_ABORTED:
		trace_xdp_exception(q->nf->dev, prog, act);
		fallthrough;
	case XDP_DROP:
		q->stats.xdp_drop++;
		return false;
	}
}

/* Run @prog on a copy of a packet. Returns the packet when it is passed to the stack.
 * Caller: NAPI context of the queue.
 */
struct sk_buff *netfront_xdp_run(struct netfront_queue *q, struct bpf_prog *prog,
				 const void *data, unsigned int len)
{
	struct page *page = page_pool_dev_alloc_pages(q->pool);
	struct sk_buff *skb = NULL;
	struct xdp_buff xdp;
	u32 act;

	if (!page)
		return NULL;
	xdp_init_buff(&xdp, PAGE_SIZE, &q->xdp_rxq);
	xdp_prepare_buff(&xdp, page_address(page), NETFRONT_HEADROOM, len, false);
	memcpy(xdp.data, data, len);
	act = bpf_prog_run_xdp(prog, &xdp);
	if (act == XDP_PASS) {
		q->stats.xdp_pass++;
		skb = to_skb(&xdp);
		if (!skb)
			page_pool_recycle_direct(q->pool, page);
	} else if (!consumed(q, prog, &xdp, act)) {
		page_pool_recycle_direct(q->pool, page);
	}
	return skb;
}

/* Packets that other devices redirect to this one. */
int netfront_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames, u32 flags)
{
	struct netfront *nf = netdev_priv(dev);
	struct netfront_queue *q;
	struct netdev_queue *txq;
	int i = 0;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	if (unlikely(!nf->connected || READ_ONCE(nf->broken)))
		return -ENETDOWN;
	q = nf->queues[smp_processor_id() % nf->nr_queues];
	txq = netdev_get_tx_queue(dev, q->index);
	__netif_tx_lock(txq, smp_processor_id());
	while (i < n && !netif_tx_queue_stopped(txq) &&
	       netfront_xmit_flat(q, frames[i]->data, frames[i]->len))
		xdp_return_frame_rx_napi(frames[i++]);
	if (i)
		netfront_tx_kick(q);
	__netif_tx_unlock(txq);
	return i;
}

static int set_prog(struct net_device *dev, struct bpf_prog *prog, struct netlink_ext_ack *ext)
{
	struct netfront *nf = netdev_priv(dev);
	struct bpf_prog *old = rtnl_dereference(nf->xdp_prog);

	if (prog && dev->mtu > netfront_xdp_max_mtu()) {
		NL_SET_ERR_MSG_MOD(ext, "MTU too large for XDP");
		return -EINVAL;
	}
	rcu_assign_pointer(nf->xdp_prog, prog);
	if (old)
		bpf_prog_put(old);
	if (!old != !prog)
		schedule_work(&nf->restart_work);
	return 0;
}

int netfront_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	switch (bpf->command) {
	case XDP_SETUP_PROG:
		return set_prog(dev, bpf->prog, bpf->extack);
	default:
		return -EINVAL;
	}
}
