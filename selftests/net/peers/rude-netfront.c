// SPDX-License-Identifier: GPL-2.0-only
/*
 * rude-netfront: a network front-end that speaks garbage from a seed.
 *
 * It connects as an honest one does, with one queue. Then it sends messages: requests that
 * are right, nearly right and wrong, ring indexes that are wrong, events without a reason.
 * When the back-end ends the connection it connects again and goes on. It stops after
 * `messages`, and says how many connections were ended by the other side. Then it sends
 * events with nothing behind them for so many seconds as are written to `storm`.
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
static unsigned int messages = 1000000;
module_param(messages, uint, 0444);
/* One in so many messages is one that no back-end may accept. */
static unsigned int fatal = 5000;
module_param(fatal, uint, 0444);
static unsigned int storm;
module_param(storm, uint, 0644);
static unsigned int events;
module_param(events, uint, 0444);

#define PAGES 16

struct rude {
	struct xenbus_device *xb;
	struct xen_netif_tx_front_ring tx;
	struct xen_netif_rx_front_ring rx;
	grant_ref_t tx_ref, rx_ref;
	evtchn_port_t port;
	int irq;
	struct page *pages[PAGES];
	grant_ref_t refs[PAGES];
	bool connected;
	unsigned int connections, sent;
	struct rnd_state rnd;
	struct task_struct *thread;
	struct mutex lock;	/* the rings */
};

static u32 dice(struct rude *r, u32 n)
{
	return prandom_u32_state(&r->rnd) % n;
}

/* Messages. */

static grant_ref_t some_ref(struct rude *r)
{
	u32 d = dice(r, 20);

	if (d == 0)
		return prandom_u32_state(&r->rnd);
	if (d == 1)
		return r->tx_ref;
	return r->refs[dice(r, PAGES)];
}

static void put_tx(struct rude *r, const struct xen_netif_tx_request *req)
{
	*RING_GET_REQUEST(&r->tx, r->tx.req_prod_pvt) = *req;
	r->tx.req_prod_pvt++;
	r->sent++;
}

/* A packet that a back-end must take, or answer with an error. */
static void fair_packet(struct rude *r)
{
	struct xen_netif_tx_request req = {
		.gref = some_ref(r), .offset = dice(r, 2000), .id = prandom_u32_state(&r->rnd),
		.size = dice(r, 2000), .flags = dice(r, 4),
	};
	u32 pieces = dice(r, 4) ? 1 : 1 + dice(r, 17), i;

	if (pieces > 1) {
		req.size = 100 * pieces + 100;
		req.flags |= XEN_NETTXF_more_data;
	}
	put_tx(r, &req);
	for (i = 1; i < pieces; i++) {
		req.gref = some_ref(r);
		req.id++;
		req.size = dice(r, 100);
		req.flags = i + 1 < pieces ? XEN_NETTXF_more_data : 0;
		put_tx(r, &req);
	}
}

static void extra_packet(struct rude *r)
{
	struct xen_netif_tx_request req = {
		.gref = some_ref(r), .offset = dice(r, 2000), .size = dice(r, 2000),
		.flags = XEN_NETTXF_extra_info | dice(r, 4),
	};
	struct xen_netif_extra_info extra = { .type = 1 + dice(r, 4) };

	get_random_bytes(&extra.u, sizeof(extra.u));
	if (extra.type == XEN_NETIF_EXTRA_TYPE_GSO) {
		extra.u.gso.type = 1 + dice(r, 2);
		extra.u.gso.size |= 1;
	}
	put_tx(r, &req);
	memset(&req, 0, sizeof(req));
	memcpy(&req, &extra, sizeof(extra));
	put_tx(r, &req);
}

static void rx_request(struct rude *r)
{
	struct xen_netif_rx_request *req;

	r->rx.rsp_cons = READ_ONCE(r->rx.sring->rsp_prod);
	if (r->rx.req_prod_pvt - r->rx.rsp_cons >= RING_SIZE(&r->rx))
		return;
	req = RING_GET_REQUEST(&r->rx, r->rx.req_prod_pvt);
	req->id = prandom_u32_state(&r->rnd);
	req->gref = some_ref(r);
	r->rx.req_prod_pvt++;
	r->sent++;
	WRITE_ONCE(r->rx.sring->req_prod, r->rx.req_prod_pvt);
}

/* Each of these must end the connection. */
static void fatal_message(struct rude *r)
{
	struct xen_netif_tx_request req = { .gref = r->refs[0], .size = 100 };
	u32 i;

	switch (dice(r, 7)) {
	case 0:		/* beyond its page */
		req.offset = 4000;
		break;
	case 1:		/* an unknown extra info */
		req.flags = XEN_NETTXF_extra_info;
		put_tx(r, &req);
		memset(&req, 0, sizeof(req));
		*(u8 *)&req = 6 + dice(r, 250);
		break;
	case 2:		/* a GSO size of 0 */
		req.flags = XEN_NETTXF_extra_info;
		put_tx(r, &req);
		memset(&req, 0, sizeof(req));
		*(u8 *)&req = XEN_NETIF_EXTRA_TYPE_GSO;
		break;
	case 3:		/* a piece longer than its packet */
		req.flags = XEN_NETTXF_more_data;
		put_tx(r, &req);
		req.flags = 0;
		req.size = 200;
		break;
	case 4:		/* too many pieces */
		req.size = 4000;
		req.flags = XEN_NETTXF_more_data;
		put_tx(r, &req);
		req.size = 10;
		for (i = 0; i < 40; i++)
			put_tx(r, &req);
		req.flags = 0;
		break;
	case 5:		/* a packet without an end */
		req.flags = XEN_NETTXF_more_data;
		break;
	case 6:		/* an index out of this world */
		r->tx.req_prod_pvt += 257 + dice(r, 1 << 30);
		break;
	}
	put_tx(r, &req);
}

/* What was answered makes room again; what the answers say is of no interest. */
static bool room(struct rude *r)
{
	r->tx.rsp_cons = READ_ONCE(r->tx.sring->rsp_prod);
	return r->tx.req_prod_pvt - r->tx.rsp_cons <= RING_SIZE(&r->tx) - 48;
}

/* Returns true after a message that must end the connection. */
static bool talk(struct rude *r)
{
	bool last = false;

	if (!room(r)) {
		notify_remote_via_irq(r->irq);
		return false;
	}
	if (!dice(r, fatal)) {
		fatal_message(r);
		last = true;
	} else if (dice(r, 8)) {
		fair_packet(r);
	} else {
		extra_packet(r);
	}
	rx_request(r);
	virt_wmb(); /* requests before their index */
	WRITE_ONCE(r->tx.sring->req_prod, r->tx.req_prod_pvt);
	if (last || !dice(r, 16))
		notify_remote_via_irq(r->irq);
	return last;
}

/* The life of a connection. */

static irqreturn_t interrupt(int irq, void *arg)
{
	return IRQ_HANDLED;
}

static int write_nodes(struct rude *r)
{
	const char *node = r->xb->nodename;

	return xenbus_printf(XBT_NIL, node, "tx-ring-ref", "%u", r->tx_ref) ?:
	       xenbus_printf(XBT_NIL, node, "rx-ring-ref", "%u", r->rx_ref) ?:
	       xenbus_printf(XBT_NIL, node, "event-channel", "%u", r->port) ?:
	       xenbus_write(XBT_NIL, node, "request-rx-copy", "1") ?:
	       xenbus_write(XBT_NIL, node, "feature-rx-notify", "1") ?:
	       xenbus_write(XBT_NIL, node, "feature-sg", "1") ?:
	       xenbus_write(XBT_NIL, node, "feature-gso-tcpv4", "1") ?:
	       xenbus_write(XBT_NIL, node, "feature-gso-tcpv6", "1");
}

static int rude_connect(struct rude *r)
{
	void *page;
	int err;

	err = xenbus_setup_ring(r->xb, GFP_KERNEL, &page, 1, &r->tx_ref);
	if (err)
		return err;
	XEN_FRONT_RING_INIT(&r->tx, (struct xen_netif_tx_sring *)page, XEN_PAGE_SIZE);
	err = xenbus_setup_ring(r->xb, GFP_KERNEL, &page, 1, &r->rx_ref);
	if (err)
		return err;
	XEN_FRONT_RING_INIT(&r->rx, (struct xen_netif_rx_sring *)page, XEN_PAGE_SIZE);
	err = xenbus_alloc_evtchn(r->xb, &r->port);
	if (err)
		return err;
	r->irq = bind_evtchn_to_irqhandler(r->port, interrupt, 0, "rude", r);
	if (r->irq < 0)
		return r->irq;
	err = write_nodes(r);
	if (!err) {
		mutex_lock(&r->lock);
		r->connected = true;
		r->connections++;
		mutex_unlock(&r->lock);
	}
	return err ?: xenbus_switch_state(r->xb, XenbusStateConnected);
}

static void rude_disconnect(struct rude *r)
{
	void *tx = r->tx.sring, *rx = r->rx.sring;

	mutex_lock(&r->lock);
	r->connected = false;
	mutex_unlock(&r->lock);
	if (!tx)
		return;
	unbind_from_irqhandler(r->irq, r);
	xenbus_teardown_ring(&tx, 1, &r->tx_ref);
	xenbus_teardown_ring(&rx, 1, &r->rx_ref);
	r->tx.sring = NULL;
	r->rx.sring = NULL;
}

/* The back-end has nothing to do, and is told so all the time. */
static void be_a_storm(struct rude *r)
{
	unsigned long end = jiffies + storm * HZ;

	mutex_lock(&r->lock);
	while (r->connected && time_before(jiffies, end) && !kthread_should_stop()) {
		notify_remote_via_irq(r->irq);
		events++;
		cond_resched();
	}
	mutex_unlock(&r->lock);
	storm = 0;
}

static int speaker(void *arg)
{
	struct rude *r = arg;
	bool quiet = false;
	unsigned int connection = 0;

	while (!kthread_should_stop() && r->sent < messages) {
		mutex_lock(&r->lock);
		if (r->connected && xenbus_read_driver_state(r->xb->otherend) ==
		    XenbusStateConnected) {
			unsigned int i;

			quiet = quiet && connection == r->connections;
			connection = r->connections;
			for (i = 0; i < 200 && !quiet; i++)
				quiet = talk(r);
		}
		mutex_unlock(&r->lock);
		usleep_range(quiet ? 5000 : 50, quiet ? 6000 : 100);
	}
	pr_info("rude: done: %u messages, %u connections\n", r->sent, r->connections);
	while (!kthread_should_stop()) {
		if (storm)
			be_a_storm(r);
		msleep(100);
	}
	return 0;
}

static void changed(struct xenbus_device *xb, enum xenbus_state state)
{
	struct rude *r = dev_get_drvdata(&xb->dev);

	switch (state) {
	case XenbusStateInitWait:
		if (xb->state == XenbusStateInitialising && !r->connected && rude_connect(r))
			xenbus_dev_error(xb, -EIO, "rude: can't connect");
		break;
	case XenbusStateClosing:
	case XenbusStateClosed:
		rude_disconnect(r);
		if (state == XenbusStateClosing)
			break;
		xenbus_switch_state(xb, XenbusStateClosed);
		xenbus_switch_state(xb, XenbusStateInitialising);
		break;
	default:
		break;
	}
}

static int probe(struct xenbus_device *xb, const struct xenbus_device_id *id)
{
	struct rude *r = kzalloc(sizeof(*r), GFP_KERNEL);
	unsigned int i;

	if (!r)
		return -ENOMEM;
	r->xb = xb;
	mutex_init(&r->lock);
	prandom_seed_state(&r->rnd, seed);
	for (i = 0; i < PAGES; i++) {
		r->pages[i] = alloc_page(GFP_KERNEL);
		if (!r->pages[i])
			return -ENOMEM;
		get_random_bytes(page_address(r->pages[i]), PAGE_SIZE);
		r->refs[i] = gnttab_grant_foreign_access(xb->otherend_id,
							 xen_page_to_gfn(r->pages[i]), 0);
	}
	dev_set_drvdata(&xb->dev, r);
	xenbus_switch_state(xb, XenbusStateInitialising);
	r->thread = kthread_run(speaker, r, "rude");
	return PTR_ERR_OR_ZERO(r->thread);
}

static void remove(struct xenbus_device *xb)
{
	struct rude *r = dev_get_drvdata(&xb->dev);
	unsigned int i;

	kthread_stop(r->thread);
	xenbus_switch_state(xb, XenbusStateClosing);
	msleep(500);
	rude_disconnect(r);
	for (i = 0; i < PAGES; i++)
		gnttab_end_foreign_access(r->refs[i], r->pages[i]);
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

module_driver(rude, xenbus_register_frontend, xenbus_unregister_driver);

MODULE_DESCRIPTION("Network front-end that breaks the protocol");
MODULE_LICENSE("GPL");
