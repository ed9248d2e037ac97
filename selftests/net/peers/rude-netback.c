// SPDX-License-Identifier: GPL-2.0-only
/*
 * rude-netback: a network back-end that speaks garbage from a seed.
 *
 * It offers what an honest one does and connects. Then it sends messages: packets that are
 * right, nearly right and wrong, written into the guest's pages, answers to requests that
 * were and were not made. When the guest closes it closes, and starts anew with a guest
 * that comes back. It counts messages, and how often the guest closed.
 *
 * With ctrl=1 it offers a control ring instead, answers nothing there, and sends events all
 * the time.
 */
#include <linux/etherdevice.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus.h>
#include <xen/interface/io/netif.h>

static unsigned int seed = 1;
module_param(seed, uint, 0444);
/* One in so many messages is one that no front-end may accept. */
static unsigned int fatal = 2000;
module_param(fatal, uint, 0444);

static unsigned int sent;
module_param(sent, uint, 0444);
static unsigned int closed;
module_param(closed, uint, 0444);
static bool ctrl;
module_param(ctrl, bool, 0444);

struct rude {
	struct xenbus_device *xb;
	struct xen_netif_tx_back_ring tx;
	struct xen_netif_rx_back_ring rx;
	int irq;
	bool connected;
	struct page *page;
	struct rnd_state rnd;
	struct task_struct *thread;
	struct mutex lock;	/* the rings */
};

static u32 dice(struct rude *r, u32 n)
{
	return prandom_u32_state(&r->rnd) % n;
}

/* Messages. */

static void put_rx(struct rude *r, u16 id, u16 offset, u16 flags, s16 status)
{
	struct xen_netif_rx_response rsp = { id, offset, flags, status };

	*RING_GET_RESPONSE(&r->rx, r->rx.rsp_prod_pvt) = rsp;
	r->rx.rsp_prod_pvt++;
	r->rx.req_cons++;
	sent++;
}

static void put_extra(struct rude *r, const struct xen_netif_extra_info *extra)
{
	memcpy(RING_GET_RESPONSE(&r->rx, r->rx.rsp_prod_pvt), extra, sizeof(*extra));
	r->rx.rsp_prod_pvt++;
	r->rx.req_cons++;
	sent++;
}

static u16 next_id(struct rude *r, unsigned int ahead)
{
	struct xen_netif_rx_request req;

	RING_COPY_REQUEST(&r->rx, r->rx.req_cons + ahead, &req);
	return req.id;
}

/* Random bytes into the guest's buffer, behind a header that leads somewhere. */
static void fill(struct rude *r)
{
	struct ethhdr *eth = page_address(r->page);
	struct xen_netif_rx_request req;
	struct gnttab_copy op = { .flags = GNTCOPY_dest_gref, .len = XEN_PAGE_SIZE };

	get_random_bytes(eth, 512);
	eth->h_proto = dice(r, 4) ? htons(dice(r, 2) ? ETH_P_IP : ETH_P_IPV6) : dice(r, 65536);
	RING_COPY_REQUEST(&r->rx, r->rx.req_cons, &req);
	op.source.u.gmfn = xen_page_to_gfn(r->page);
	op.source.domid = DOMID_SELF;
	op.dest.u.ref = req.gref;
	op.dest.domid = r->xb->otherend_id;
	gnttab_batch_copy(&op, 1);
}

/* A packet that a front-end must take or may drop. */
static void fair_packet(struct rude *r)
{
	u16 flags = dice(r, 4);
	struct xen_netif_extra_info extra = { .type = XEN_NETIF_EXTRA_TYPE_GSO };
	unsigned int pieces = dice(r, 4) ? 1 : 1 + dice(r, 17), i;

	if (!dice(r, 8))
		fill(r);
	if (pieces > 1)
		flags |= XEN_NETRXF_more_data;
	if (!dice(r, 4)) {
		put_rx(r, next_id(r, 0), dice(r, 2000), flags | XEN_NETRXF_extra_info,
		       dice(r, 2000));
		extra.u.gso.size = dice(r, 2000);
		extra.u.gso.type = dice(r, 4);
		put_extra(r, &extra);
	} else {
		put_rx(r, next_id(r, 0), dice(r, 2000), flags, dice(r, 20) ? dice(r, 2000) : -1);
	}
	for (i = 1; i < pieces; i++)
		put_rx(r, next_id(r, 0), dice(r, 2000), i + 1 < pieces ? XEN_NETRXF_more_data : 0,
		       dice(r, 2000));
}

/* Each of these must make the guest close. */
static void fatal_message(struct rude *r)
{
	struct xen_netif_extra_info extra = { .type = 6 + dice(r, 250) };
	struct xen_netif_tx_response rsp = { .id = 256 + dice(r, 65000) };

	switch (dice(r, 6)) {
	case 0:		/* beyond its page */
		put_rx(r, next_id(r, 0), 4000, 0, 200);
		break;
	case 1:		/* not the slot's id */
		put_rx(r, next_id(r, 0) + 1 + dice(r, 65000), 0, 0, 100);
		break;
	case 2:		/* an unknown extra info */
		put_rx(r, next_id(r, 0), 0, XEN_NETRXF_extra_info, 100);
		put_extra(r, &extra);
		break;
	case 3:		/* an answer to nothing */
		*RING_GET_RESPONSE(&r->tx, r->tx.rsp_prod_pvt++) = rsp;
		sent++;
		break;
	case 4:		/* an index out of this world */
		r->rx.rsp_prod_pvt += 257 + dice(r, 1 << 30);
		break;
	case 5:
		r->tx.rsp_prod_pvt += 257 + dice(r, 1 << 30);
		break;
	}
}

/* What the guest sends is answered, most often rightly. */
static void answer_tx(struct rude *r)
{
	RING_IDX prod = READ_ONCE(r->tx.sring->req_prod);
	struct xen_netif_tx_request req;

	while (r->tx.req_cons != prod) {
		struct xen_netif_tx_response rsp;

		RING_COPY_REQUEST(&r->tx, r->tx.req_cons++, &req);
		rsp.id = req.id;
		rsp.status = dice(r, 8) ? XEN_NETIF_RSP_OKAY : XEN_NETIF_RSP_ERROR;
		*RING_GET_RESPONSE(&r->tx, r->tx.rsp_prod_pvt++) = rsp;
		sent++;
	}
}

static bool talk(struct rude *r)
{
	unsigned int there = READ_ONCE(r->rx.sring->req_prod) - r->rx.req_cons;
	bool last = false;

	answer_tx(r);
	if (there > 256)
		there = 0;
	if (there >= 24) {
		last = !dice(r, fatal);
		if (last)
			fatal_message(r);
		else
			fair_packet(r);
	}
	virt_wmb(); /* responses before their index */
	WRITE_ONCE(r->rx.sring->rsp_prod, r->rx.rsp_prod_pvt);
	WRITE_ONCE(r->tx.sring->rsp_prod, r->tx.rsp_prod_pvt);
	if (last || there < 48 || !dice(r, 32))
		notify_remote_via_irq(r->irq);
	return last;
}

/* The life of a connection. */

static irqreturn_t interrupt(int irq, void *arg)
{
	return IRQ_HANDLED;
}

static int deaf_connect(struct rude *r)
{
	unsigned int port;
	int err = xenbus_gather(XBT_NIL, r->xb->otherend, "event-channel-ctrl", "%u", &port, NULL);

	if (err)
		return err;
	err = bind_interdomain_evtchn_to_irqhandler_lateeoi(r->xb, port, interrupt, 0, "rude", r);
	if (err < 0)
		return err;
	mutex_lock(&r->lock);
	r->irq = err;
	mutex_unlock(&r->lock);
	return xenbus_switch_state(r->xb, XenbusStateConnected);
}

static int rude_connect(struct rude *r)
{
	unsigned int tx_ref, rx_ref, port;
	void *page;
	int err;

	err = xenbus_gather(XBT_NIL, r->xb->otherend, "tx-ring-ref", "%u", &tx_ref,
			    "rx-ring-ref", "%u", &rx_ref, "event-channel", "%u", &port, NULL);
	if (err)
		return err;
	err = xenbus_map_ring_valloc(r->xb, &tx_ref, 1, &page);
	if (err)
		return err;
	BACK_RING_INIT(&r->tx, (struct xen_netif_tx_sring *)page, XEN_PAGE_SIZE);
	err = xenbus_map_ring_valloc(r->xb, &rx_ref, 1, &page);
	if (err)
		return err;
	BACK_RING_INIT(&r->rx, (struct xen_netif_rx_sring *)page, XEN_PAGE_SIZE);
	r->irq = bind_interdomain_evtchn_to_irqhandler_lateeoi(r->xb, port, interrupt, 0,
							       "rude", r);
	if (r->irq < 0)
		return r->irq;
	mutex_lock(&r->lock);
	r->connected = true;
	mutex_unlock(&r->lock);
	return xenbus_switch_state(r->xb, XenbusStateConnected);
}

static void rude_disconnect(struct rude *r)
{
	int irq;

	mutex_lock(&r->lock);
	r->connected = false;
	irq = r->irq;
	r->irq = 0;
	mutex_unlock(&r->lock);
	if (irq > 0)
		unbind_from_irqhandler(irq, r);
	if (!r->tx.sring)
		return;
	xenbus_unmap_ring_vfree(r->xb, r->tx.sring);
	xenbus_unmap_ring_vfree(r->xb, r->rx.sring);
	r->tx.sring = NULL;
	r->rx.sring = NULL;
}

static int speaker(void *arg)
{
	struct rude *r = arg;

	while (!kthread_should_stop()) {
		unsigned int i;
		bool quiet = false;

		mutex_lock(&r->lock);
		if (ctrl && r->irq > 0) {
			notify_remote_via_irq(r->irq);
			sent++;
		}
		for (i = 0; i < 100 && r->connected && !quiet; i++)
			quiet = talk(r);
		if (quiet)
			r->connected = false;
		mutex_unlock(&r->lock);
		usleep_range(100, 200);
	}
	return 0;
}

static void changed(struct xenbus_device *xb, enum xenbus_state state)
{
	struct rude *r = dev_get_drvdata(&xb->dev);

	switch (state) {
	case XenbusStateInitialising:
		rude_disconnect(r);
		if (xb->state != XenbusStateInitWait)
			xenbus_switch_state(xb, XenbusStateInitWait);
		break;
	case XenbusStateConnected:
		if (xb->state == XenbusStateInitWait && (ctrl ? deaf_connect(r) : rude_connect(r)))
			xenbus_dev_error(xb, -EIO, "rude: can't connect");
		break;
	case XenbusStateClosing:
		if (xb->state == XenbusStateConnected)
			closed++;
		rude_disconnect(r);
		xenbus_switch_state(xb, XenbusStateClosing);
		break;
	case XenbusStateClosed:
	case XenbusStateUnknown:
		rude_disconnect(r);
		xenbus_switch_state(xb, XenbusStateClosed);
		if (!xenbus_dev_is_online(xb) || state == XenbusStateUnknown)
			device_unregister(&xb->dev);
		break;
	default:
		break;
	}
}

static int probe(struct xenbus_device *xb, const struct xenbus_device_id *id)
{
	struct rude *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->xb = xb;
	r->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	mutex_init(&r->lock);
	prandom_seed_state(&r->rnd, seed);
	dev_set_drvdata(&xb->dev, r);
	xenbus_write(XBT_NIL, xb->nodename, "feature-rx-copy", "1");
	xenbus_write(XBT_NIL, xb->nodename, "feature-sg", "1");
	xenbus_write(XBT_NIL, xb->nodename, "feature-gso-tcpv4", "1");
	xenbus_write(XBT_NIL, xb->nodename, "feature-gso-tcpv6", "1");
	xenbus_write(XBT_NIL, xb->nodename, "feature-ipv6-csum-offload", "1");
	xenbus_write(XBT_NIL, xb->nodename, "feature-ctrl-ring", ctrl ? "1" : "0");
	xenbus_write(XBT_NIL, xb->nodename, "multi-queue-max-queues", ctrl ? "2" : "1");
	xenbus_switch_state(xb, XenbusStateInitWait);
	r->thread = kthread_run(speaker, r, "rude");
	return PTR_ERR_OR_ZERO(r->thread);
}

static void remove(struct xenbus_device *xb)
{
	struct rude *r = dev_get_drvdata(&xb->dev);

	kthread_stop(r->thread);
	rude_disconnect(r);
	xenbus_switch_state(xb, XenbusStateClosed);
	__free_page(r->page);
	kfree(r);
}

static const struct xenbus_device_id ids[] = {
	{ "vif" },
	{ "" }
};

static struct xenbus_driver rude = {
	.name = "rude-vif",
	.ids = ids,
	.probe = probe,
	.remove = remove,
	.otherend_changed = changed,
};

module_driver(rude, xenbus_register_backend, xenbus_unregister_driver);

MODULE_DESCRIPTION("Network back-end that breaks the protocol");
MODULE_LICENSE("GPL");
