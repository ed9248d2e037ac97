// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of the front-end, in a page that it shares.
 *
 *	front-end				back-end
 *	writes op, sets XEN_PCIF_active,
 *	sends an event				copies op, once
 *						serves the copy
 *						writes err, value and entries
 *						clears XEN_PCIF_active, sends an event
 *
 * The front-end may change the page at any time; only the copy is looked at.  It can have
 * served one request for each event that it sends, and the next event is let through when
 * that is done.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/pci.h>
#include <linux/string.h>

#include <asm/barrier.h>
#include <asm/sync_bitops.h>

#include <xen/events.h>

#include "pciback.h"

static int serve_read(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	/* A negative number is a large one here. */
	return conf_read(&seized->conf, op->offset, op->size, &op->value);
}

/* The first write without effect is worth a line: a driver may need it. */
static void tell_ignored(struct seized *seized, const struct xen_pci_op *op)
{
	if (!seized->conf.ignored || seized->told)
		return;
	seized->told = true;
	pci_info(seized->dev, "its guest may not write %u bytes at %#x; see permissive and quirks\n",
		 op->size, op->offset);
}

static int serve_write(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	int ret = conf_write(&seized->conf, op->offset, op->size, op->value);

	tell_ignored(seized, op);
	return ret;
}

typedef int request_fn(struct pciback *pb, struct seized *seized, struct xen_pci_op *op);

static request_fn * const requests[] = {
	[XEN_PCI_OP_conf_read] = serve_read,
	[XEN_PCI_OP_conf_write] = serve_write,
	[XEN_PCI_OP_enable_msi] = msi_enable,
	[XEN_PCI_OP_disable_msi] = msi_disable,
	[XEN_PCI_OP_enable_msix] = msix_enable,
	[XEN_PCI_OP_disable_msix] = msix_disable,
};

static int serve(struct pciback *pb, struct xen_pci_op *op)
{
	struct lent *lent = lent_find(pb, op->domain, op->bus, op->devfn);

	if (!lent)
		return -ENODEV;
	if (op->cmd >= ARRAY_SIZE(requests))
		return -EOPNOTSUPP;
	return requests[array_index_nospec(op->cmd, ARRAY_SIZE(requests))](pb, lent->seized, op);
}

static s32 error_code(int err)
{
	switch (err) {
	case 0:
		return XEN_PCI_ERR_success;
	case -ENODEV:
		return XEN_PCI_ERR_dev_not_found;
	case -EINVAL:
		return XEN_PCI_ERR_invalid_offset;
	case -EACCES:
		return XEN_PCI_ERR_access_denied;
	case -EOPNOTSUPP:
		return XEN_PCI_ERR_not_implemented;
	}
	return XEN_PCI_ERR_op_failed;
}

/* Reading where nothing is, is how a guest looks for devices. */
static void tell(struct pciback *pb, const struct xen_pci_op *op, int err)
{
	if (!err || err == -ENODEV || pb->told)
		return;
	pb->told = true;
	dev_info(&pb->xbdev->dev, "request %u of device %x:%x.%x fails (%d); further ones are not told\n",
		 op->cmd, op->bus, PCI_SLOT(op->devfn), PCI_FUNC(op->devfn), err);
}

static void answer(struct pciback *pb, const struct xen_pci_op *op)
{
	struct xen_pci_op *shared = &pb->shared->op;

	shared->err = op->err;
	shared->value = op->value;
	if (op->cmd == XEN_PCI_OP_enable_msix)
		memcpy(shared->msix_entries, op->msix_entries, sizeof(shared->msix_entries));
	/* The answer before the bit. */
	virt_wmb();
	sync_clear_bit(_XEN_PCIF_active, (unsigned long *)&pb->shared->flags);
	notify_remote_via_irq(pb->irq);
}

/* Whether there was a request. */
static bool serve_one(struct pciback *pb)
{
	struct xen_pci_op *op = &pb->op;
	int err;

	if (!(READ_ONCE(pb->shared->flags) & XEN_PCIF_active))
		return false;
	/* The bit before the request, and that once. */
	virt_rmb();
	memcpy(op, &pb->shared->op, sizeof(*op));
	barrier();
	err = serve(pb, op);
	tell(pb, op, err);
	op->err = error_code(err);
	answer(pb, op);
	return true;
}

static void serve_work(struct work_struct *work)
{
	struct pciback *pb = container_of(work, struct pciback, work);
	bool served;

	mutex_lock(&pb->lock);
	if (pb->irq) {
		served = serve_one(pb);
		xen_irq_lateeoi(pb->irq, served ? 0 : XEN_EOI_FLAG_SPURIOUS);
	}
	mutex_unlock(&pb->lock);
}

static irqreturn_t event(int irq, void *data)
{
	struct pciback *pb = data;

	schedule_work(&pb->work);
	return IRQ_HANDLED;
}

static int listen(struct pciback *pb, void *page, evtchn_port_t port)
{
	int ret;

	/* The first event may come at once; it is served when the lock is free. */
	mutex_lock(&pb->lock);
	ret = bind_interdomain_evtchn_to_irqhandler_lateeoi(pb->xbdev, port, event, 0,
							    "xen-pciback", pb);
	if (ret > 0) {
		pb->irq = ret;
		pb->shared = page;
		pb->told = false;
	}
	mutex_unlock(&pb->lock);
	return ret < 0 ? ret : 0;
}

/**
 * requests_begin() - map the front-end's page and listen
 * @pb: not connected, pciback.life is held
 * @gref: grant of the page
 * @port: the event channel
 *
 * Return: 0 or a negative error.
 */
int requests_begin(struct pciback *pb, grant_ref_t gref, evtchn_port_t port)
{
	void *page;
	int ret = xenbus_map_ring_valloc(pb->xbdev, &gref, 1, &page);

	if (ret)
		return ret;
	ret = listen(pb, page, port);
	if (ret)
		xenbus_unmap_ring_vfree(pb->xbdev, page);
	return ret;
}

/**
 * requests_end() - no more requests
 * @pb: may be connected, pciback.life is held
 */
void requests_end(struct pciback *pb)
{
	void *page;
	int irq;

	mutex_lock(&pb->lock);
	page = pb->shared;
	irq = pb->irq;
	pb->shared = NULL;
	pb->irq = 0;
	mutex_unlock(&pb->lock);
	if (!page)
		return;
	unbind_from_irqhandler(irq, pb);
	cancel_work_sync(&pb->work);
	xenbus_unmap_ring_vfree(pb->xbdev, page);
}

/**
 * requests_init() - before requests_begin(), once
 * @pb: of a new guest
 */
void requests_init(struct pciback *pb)
{
	INIT_WORK(&pb->work, serve_work);
}
