// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue: making and taking down the pairs of rings of a connection.
 */
#include <xen/events.h>
#include "netback.h"

/* Interrupts are ended late: by the poll function for tx, here for rx. An event that had
 * no work behind it is called spurious, and the kernel then holds the guest's next one back.
 */
static irqreturn_t tx_interrupt(int irq, void *arg)
{
	struct netback_queue *q = arg;

	q->stats.irqs++;
	atomic_set(&q->tx_eoi, 1);
	napi_schedule(&q->napi);
	return IRQ_HANDLED;
}

static irqreturn_t rx_interrupt(int irq, void *arg)
{
	struct netback_queue *q = arg;

	q->stats.irqs++;
	xen_irq_lateeoi(irq, netback_rx_wake(q) ? 0 : XEN_EOI_FLAG_SPURIOUS);
	return IRQ_HANDLED;
}

static irqreturn_t both_interrupt(int irq, void *arg)
{
	struct netback_queue *q = arg;

	if (netback_rx_wake(q))
		q->rx_woken = true;
	return tx_interrupt(irq, arg);
}

static int bind_one(struct netback_queue *q, evtchn_port_t port, irq_handler_t handler,
		    const char *name, unsigned int *irq)
{
	int err = bind_interdomain_evtchn_to_irqhandler_lateeoi(q->nb->xbdev, port, handler, 0,
								name, q);

	if (err < 0)
		return err;
	*irq = err;
	return 0;
}

/* @tx and @rx may be one and the same channel. */
int netback_queue_bind(struct netback_queue *q, evtchn_port_t tx, evtchn_port_t rx)
{
	const char *dev = q->nb->dev->name;
	int err;

	if (tx == rx) {
		snprintf(q->tx_name, sizeof(q->tx_name), "%s-q%u", dev, q->index);
		err = bind_one(q, tx, both_interrupt, q->tx_name, &q->tx_irq);
		q->rx_irq = q->tx_irq;
		return err;
	}
	snprintf(q->tx_name, sizeof(q->tx_name), "%s-q%u-tx", dev, q->index);
	snprintf(q->rx_name, sizeof(q->rx_name), "%s-q%u-rx", dev, q->index);
	err = bind_one(q, tx, tx_interrupt, q->tx_name, &q->tx_irq);
	return err ?: bind_one(q, rx, rx_interrupt, q->rx_name, &q->rx_irq);
}

int netback_queue_map(struct netback_queue *q, grant_ref_t tx, grant_ref_t rx)
{
	struct xen_netif_tx_sring *tx_ring;
	struct xen_netif_rx_sring *rx_ring;
	void *page;
	int err;

	err = xenbus_map_ring_valloc(q->nb->xbdev, &tx, 1, &page);
	if (err)
		return err;
	tx_ring = page;
	/* Go on where a back-end before us has stopped. */
	BACK_RING_ATTACH(&q->tx, tx_ring, READ_ONCE(tx_ring->rsp_prod), XEN_PAGE_SIZE);
	err = xenbus_map_ring_valloc(q->nb->xbdev, &rx, 1, &page);
	if (err)
		return err;
	rx_ring = page;
	BACK_RING_ATTACH(&q->rx, rx_ring, READ_ONCE(rx_ring->rsp_prod), XEN_PAGE_SIZE);
	return 0;
}

struct netback_queue *netback_queue_create(struct netback *nb, unsigned int index)
{
	struct netback_queue *q = kvzalloc(sizeof(*q), GFP_KERNEL);

	if (!q)
		return NULL;
	q->nb = nb;
	q->index = index;
	q->rx_batch = kvzalloc(sizeof(*q->rx_batch), GFP_KERNEL);
	if (!q->rx_batch) {
		kvfree(q);
		return NULL;
	}
	netback_rx_init(q);
	netback_credit_init(q);
	netif_napi_add(nb->dev, &q->napi, netback_poll);
	return q;
}

/* Caller: the queue is stopped, nobody transmits any more. */
void netback_queue_destroy(struct netback_queue *q)
{
	if (q->tx_irq)
		unbind_from_irqhandler(q->tx_irq, q);
	if (q->rx_irq && q->rx_irq != q->tx_irq)
		unbind_from_irqhandler(q->rx_irq, q);
	del_timer_sync(&q->stall_timer);
	del_timer_sync(&q->credit.timer);
	netif_napi_del(&q->napi);
	if (q->tx.sring)
		xenbus_unmap_ring_vfree(q->nb->xbdev, q->tx.sring);
	if (q->rx.sring)
		xenbus_unmap_ring_vfree(q->nb->xbdev, q->rx.sring);
	kvfree(q->rx_batch);
	kvfree(q);
}
