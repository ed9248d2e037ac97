// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctrl: the control ring, by which the guest says how the back-end spreads packets over
 * the queues: a Toeplitz key and a table, as ethtool -X sets them.
 *
 * There is one request at a time. Nothing waits for ever: a back-end that doesn't answer
 * within a second has refused. Settings outlive connections and are told to the next
 * back-end.
 */
#include <linux/nospec.h>
#include <xen/events.h>
#include "netfront.h"

#define HASH_TYPES (XEN_NETIF_CTRL_HASH_TYPE_IPV4 | XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP | \
		    XEN_NETIF_CTRL_HASH_TYPE_IPV6 | XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)

static irqreturn_t ctrl_interrupt(int irq, void *arg)
{
	struct netfront *nf = arg;
	struct xen_netif_ctrl_front_ring *ring = &nf->ctrl.ring;
	bool idle = READ_ONCE(ring->sring->rsp_prod) == READ_ONCE(ring->rsp_cons);

	complete(&nf->ctrl.answered);
	xen_irq_lateeoi(irq, idle ? XEN_EOI_FLAG_SPURIOUS : 0);
	return IRQ_HANDLED;
}

/* The answer to the request @id. */
static int take_answer(struct netfront *nf, u16 id, u32 *data)
{
	struct xen_netif_ctrl_front_ring *ring = &nf->ctrl.ring;
	struct xen_netif_ctrl_response rsp;

	virt_rmb(); /* the response is read behind its index */
	RING_COPY_RESPONSE(ring, ring->rsp_cons, &rsp);
	ring->rsp_cons++;
	if (rsp.id != id) {
		netfront_violation(nf, "control response: id not in flight");
		return -EPROTO;
	}
	if (data)
		*data = rsp.data;
	return rsp.status == XEN_NETIF_CTRL_STATUS_SUCCESS ? 0 : -EOPNOTSUPP;
}

static bool answered(struct netfront *nf)
{
	int more;

	RING_FINAL_CHECK_FOR_RESPONSES(&nf->ctrl.ring, more);
	return more;
}

static int call(struct netfront *nf, u16 type, u32 a, u32 b, u32 c, u32 *data)
{
	struct xen_netif_ctrl_front_ring *ring = &nf->ctrl.ring;
	struct xen_netif_ctrl_request req = { .type = type, .data = { a, b, c } };
	unsigned long end = jiffies + HZ;
	int notify;

	/* An answer that never came may still come: then this ring is not used any more. */
	if (RING_FREE_REQUESTS(ring) != RING_SIZE(ring))
		return -EIO;
	req.id = ring->req_prod_pvt;
	reinit_completion(&nf->ctrl.answered);
	*RING_GET_REQUEST(ring, ring->req_prod_pvt) = req;
	ring->req_prod_pvt++;
	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(ring, notify);
	if (notify)
		notify_remote_via_irq(nf->ctrl.irq);
	/* Events without an answer don't make this longer: waits below a tick count, too. */
	while (!answered(nf)) {
		long left = end - jiffies;

		if (left <= 0)
			return -ETIMEDOUT;
		wait_for_completion_timeout(&nf->ctrl.answered, left);
	}
	return take_answer(nf, req.id, data);
}

/* A call whose argument is a page that holds @len bytes at @what. */
static int call_with(struct netfront *nf, u16 type, const void *what, unsigned int len, u32 b,
		     u32 c)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	int ref, err;

	if (!page)
		return -ENOMEM;
	memcpy(page_address(page), what, len);
	ref = gnttab_grant_foreign_access(nf->xbdev->otherend_id, xen_page_to_gfn(page), 1);
	if (ref < 0) {
		__free_page(page);
		return ref;
	}
	err = call(nf, type, ref, b, c, NULL);
	/* Freed when the back-end has let go of it. */
	gnttab_end_foreign_access(ref, page);
	return err;
}

/* Tell the back-end what is set. Caller: holds the lock, the ring is connected. */
static int tell(struct netfront *nf)
{
	struct netfront_ctrl *c = &nf->ctrl;
	u32 types = 0;

	return call(nf, XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM,
		    XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ, 0, 0, NULL) ?:
	       call(nf, XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS, 0, 0, 0, &types) ?:
	       call_with(nf, XEN_NETIF_CTRL_TYPE_SET_HASH_KEY, c->key, sizeof(c->key),
			 sizeof(c->key), 0) ?:
	       call(nf, XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE, NETFRONT_HASH_MAP, 0, 0,
		    NULL) ?:
	       call_with(nf, XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING, c->map, sizeof(c->map),
			 NETFRONT_HASH_MAP, 0) ?:
	       call(nf, XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS, types & HASH_TYPES, 0, 0, NULL);
}

/**
 * netfront_ctrl_set - change what the back-end hashes with
 * @nf: the device
 * @map: NETFRONT_HASH_MAP queue numbers, or NULL
 * @key: NETFRONT_HASH_KEY bytes, or NULL
 *
 * Return: 0, -EOPNOTSUPP without a control ring, or why the back-end didn't take it.
 */
int netfront_ctrl_set(struct netfront *nf, const u32 *map, const u8 *key)
{
	struct netfront_ctrl *c = &nf->ctrl;
	int err = -EOPNOTSUPP;
	unsigned int i;

	for (i = 0; map && i < NETFRONT_HASH_MAP; i++)
		if (map[i] >= nf->dev->real_num_rx_queues)
			return -EINVAL;
	mutex_lock(&c->lock);
	if (c->ring.sring) {
		if (map)
			memcpy(c->map, map, sizeof(c->map));
		if (key)
			memcpy(c->key, key, sizeof(c->key));
		c->set = true;
		err = tell(nf);
	}
	mutex_unlock(&c->lock);
	return err;
}

/* A new back-end is connected. */
void netfront_ctrl_again(struct netfront *nf)
{
	struct netfront_ctrl *c = &nf->ctrl;
	unsigned int i;

	mutex_lock(&c->lock);
	if (c->set && c->ring.sring) {
		for (i = 0; i < NETFRONT_HASH_MAP; i++)
			c->map[i] %= nf->nr_queues;
		if (tell(nf))
			netdev_warn(nf->dev, "the new back-end doesn't take the hash\n");
	}
	mutex_unlock(&c->lock);
}

/* The ring, before its nodes are written. Caller: rtnl. */
int netfront_ctrl_create(struct netfront *nf)
{
	struct netfront_ctrl *c = &nf->ctrl;
	void *page;
	int err;

	err = xenbus_setup_ring(nf->xbdev, GFP_KERNEL, &page, 1, &c->ref);
	if (err)
		return err;
	XEN_FRONT_RING_INIT(&c->ring, (struct xen_netif_ctrl_sring *)page, XEN_PAGE_SIZE);
	err = xenbus_alloc_evtchn(nf->xbdev, &c->port);
	if (err)
		return err;
	err = bind_evtchn_to_irqhandler_lateeoi(c->port, ctrl_interrupt, 0, nf->dev->name, nf);
	if (err < 0) {
		xenbus_free_evtchn(nf->xbdev, c->port);
		return err;
	}
	c->irq = err;
	return 0;
}

void netfront_ctrl_destroy(struct netfront *nf)
{
	struct netfront_ctrl *c = &nf->ctrl;
	void *ring;

	mutex_lock(&c->lock);
	/* The handler looks at the ring. */
	if (c->irq)
		unbind_from_irqhandler(c->irq, nf);
	c->irq = 0;
	ring = c->ring.sring;
	c->ring.sring = NULL;
	if (ring)
		xenbus_teardown_ring(&ring, 1, &c->ref);
	mutex_unlock(&c->lock);
}

void netfront_ctrl_init(struct netfront *nf)
{
	struct netfront_ctrl *c = &nf->ctrl;

	mutex_init(&c->lock);
	init_completion(&c->answered);
	netdev_rss_key_fill(c->key, sizeof(c->key));
}
