// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue: making and taking down the pairs of rings of a connection.
 */
#include <linux/bpf.h>
#include <xen/events.h>
#include "netfront.h"

/* Interrupts: the end is told by the poll functions, when the work is done. */

static irqreturn_t tx_interrupt(int irq, void *arg)
{
	struct netfront_queue *q = arg;

	q->stats.irqs++;
	atomic_set(&q->tx_eoi, 1);
	napi_schedule(&q->tx_napi);
	return IRQ_HANDLED;
}

static irqreturn_t rx_interrupt(int irq, void *arg)
{
	struct netfront_queue *q = arg;

	q->stats.irqs++;
	atomic_set(&q->rx_eoi, 1);
	napi_schedule(&q->rx_napi);
	return IRQ_HANDLED;
}

/* One channel for both rings: the rx half tells the end. */
static irqreturn_t both_interrupt(int irq, void *arg)
{
	struct netfront_queue *q = arg;

	napi_schedule(&q->tx_napi);
	return rx_interrupt(irq, arg);
}

static int bind_channel(struct netfront_queue *q, irq_handler_t handler, const char *name,
			evtchn_port_t *port, unsigned int *irq)
{
	int err = xenbus_alloc_evtchn(q->nf->xbdev, port);

	if (err)
		return err;
	err = bind_evtchn_to_irqhandler_lateeoi(*port, handler, 0, name, q);
	if (err < 0) {
		xenbus_free_evtchn(q->nf->xbdev, *port);
		*port = 0;
		return err;
	}
	*irq = err;
	return 0;
}

static int bind_channels(struct netfront_queue *q)
{
	const char *dev = q->nf->dev->name;
	int err;

	snprintf(q->tx_name, sizeof(q->tx_name), "%s-q%u-tx", dev, q->index);
	snprintf(q->rx_name, sizeof(q->rx_name), "%s-q%u-rx", dev, q->index);
	if (q->nf->feat.split) {
		err = bind_channel(q, tx_interrupt, q->tx_name, &q->tx_port, &q->tx_irq);
		return err ?: bind_channel(q, rx_interrupt, q->rx_name, &q->rx_port, &q->rx_irq);
	}
	snprintf(q->rx_name, sizeof(q->rx_name), "%s-q%u", dev, q->index);
	err = bind_channel(q, both_interrupt, q->rx_name, &q->rx_port, &q->rx_irq);
	q->tx_port = q->rx_port;
	q->tx_irq = q->rx_irq;
	return err;
}

static int make_rings(struct netfront_queue *q)
{
	struct xenbus_device *xb = q->nf->xbdev;
	void *page;
	int err;

	err = xenbus_setup_ring(xb, GFP_KERNEL, &page, 1, &q->tx_ref);
	if (err)
		return err;
	XEN_FRONT_RING_INIT(&q->tx, (struct xen_netif_tx_sring *)page, XEN_PAGE_SIZE);
	err = xenbus_setup_ring(xb, GFP_KERNEL, &page, 1, &q->rx_ref);
	if (err)
		return err;
	XEN_FRONT_RING_INIT(&q->rx, (struct xen_netif_rx_sring *)page, XEN_PAGE_SIZE);
	return 0;
}

static int make_tx_slots(struct netfront_queue *q)
{
	grant_ref_t head;
	unsigned int i;
	int err;

	err = gnttab_alloc_grant_references(NETFRONT_TX_SLOTS, &head);
	if (err)
		return err;
	for (i = 0; i < NETFRONT_TX_SLOTS; i++) {
		q->tx_slots[i].gref = gnttab_claim_grant_reference(&head);
		q->tx_slots[i].next = i + 1 < NETFRONT_TX_SLOTS ? i + 1 : NETFRONT_NONE;
	}
	gnttab_free_grant_references(head);
	netfront_arena_init(&q->arena);
	return 0;
}

static int make_pool(struct netfront_queue *q)
{
	struct page_pool_params params = {
		.pool_size = NETFRONT_RX_SLOTS,
		.nid = NUMA_NO_NODE,
	};
	struct page_pool *pool = page_pool_create(&params);
	int err;

	if (IS_ERR(pool))
		return PTR_ERR(pool);
	q->pool = pool;
	err = xdp_rxq_info_reg(&q->xdp_rxq, q->nf->dev, q->index, q->rx_napi.napi_id);
	if (err)
		return err;
	return xdp_rxq_info_reg_mem_model(&q->xdp_rxq, MEM_TYPE_PAGE_POOL, pool);
}

static void queue_destroy(struct netfront_queue *q)
{
	void *tx = q->tx.sring, *rx = q->rx.sring;

	if (q->rx_irq)
		unbind_from_irqhandler(q->rx_irq, q);
	if (q->tx_irq && q->tx_irq != q->rx_irq)
		unbind_from_irqhandler(q->tx_irq, q);
	netif_napi_del(&q->rx_napi);
	netif_napi_del(&q->tx_napi);
	netfront_rx_release(q);
	netfront_tx_release(q);
	if (xdp_rxq_info_is_reg(&q->xdp_rxq))
		xdp_rxq_info_unreg(&q->xdp_rxq);
	if (q->pool)
		page_pool_destroy(q->pool);
	if (tx)
		xenbus_teardown_ring(&tx, 1, &q->tx_ref);
	if (rx)
		xenbus_teardown_ring(&rx, 1, &q->rx_ref);
	kvfree(q);
}

/* What queue_destroy() looks at before it was made. */
static struct netfront_queue *queue_alloc(struct netfront *nf, unsigned int index)
{
	struct netfront_queue *q = kvzalloc(sizeof(*q), GFP_KERNEL);
	unsigned int i;

	if (!q)
		return NULL;
	q->nf = nf;
	q->index = index;
	q->tx_ref = INVALID_GRANT_REF;
	q->rx_ref = INVALID_GRANT_REF;
	for (i = 0; i < NETFRONT_TX_SLOTS; i++)
		q->tx_slots[i].gref = INVALID_GRANT_REF;
	for (i = 0; i < NETFRONT_RX_SLOTS; i++)
		q->rx_slots[i].gref = INVALID_GRANT_REF;
	netif_napi_add(nf->dev, &q->rx_napi, netfront_rx_poll);
	netif_napi_add_tx(nf->dev, &q->tx_napi, netfront_tx_poll);
	return q;
}

static int queue_setup(struct netfront_queue *q)
{
	return make_rings(q) ?: make_tx_slots(q) ?: make_pool(q) ?: bind_channels(q) ?:
	       netfront_rx_fill(q);
}

void netfront_queues_destroy(struct netfront *nf)
{
	while (nf->nr_queues)
		queue_destroy(nf->queues[--nf->nr_queues]);
	kfree(nf->queues);
	nf->queues = NULL;
}

int netfront_queues_create(struct netfront *nf, unsigned int nr)
{
	unsigned int i;
	int err;

	nf->queues = kcalloc(nr, sizeof(*nf->queues), GFP_KERNEL);
	if (!nf->queues)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		nf->queues[i] = queue_alloc(nf, i);
		if (!nf->queues[i]) {
			netfront_queues_destroy(nf);
			return -ENOMEM;
		}
		nf->nr_queues++;
		err = queue_setup(nf->queues[i]);
		if (err) {
			netfront_queues_destroy(nf);
			return err;
		}
	}
	return 0;
}
