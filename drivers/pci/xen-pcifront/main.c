// SPDX-License-Identifier: GPL-2.0-only
/*
 * device/pci/0: PCI devices that another domain has lent to this PV guest.
 *
 *	Initialising	we make the page and the event channel, and say Initialised
 *	Connected	the back-end has mapped them: its root buses are looked through
 *	Reconfiguring	devices go, those whose state there is Closing; we answer Reconfiguring
 *	Reconfigured	devices may have come: we look again, and are Connected
 *	Closing		all go
 */
#define pr_fmt(fmt) "xen:pcifront: " fmt

#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <asm/xen/swiotlb-xen.h>

#include <xen/events.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "pcifront.h"

static irqreturn_t event(int irq, void *data)
{
	struct pcifront *pf = data;
	unsigned int eoi = XEN_EOI_FLAG_SPURIOUS;

	if (READ_ONCE(pf->shared->flags) & XEN_PCIB_active) {
		schedule_work(&pf->aer_work);
		eoi = 0;
	}
	xen_irq_lateeoi(irq, eoi);
	return IRQ_HANDLED;
}

static void disconnect(struct pcifront *pf)
{
	void *page = pf->shared;

	pcifront_messages(false);
	pcifront_remove_buses(pf);
	if (pf->irq)
		unbind_from_irqhandler(pf->irq, pf);
	else if (pf->port)
		xenbus_free_evtchn(pf->xbdev, pf->port);
	pf->irq = 0;
	pf->port = 0;
	cancel_work_sync(&pf->aer_work);
	xenbus_teardown_ring(&page, 1, &pf->gref);
	pf->shared = NULL;
}

static int make_shared(struct pcifront *pf)
{
	void *page;
	int ret = xenbus_setup_ring(pf->xbdev, GFP_KERNEL, &page, 1, &pf->gref);

	if (ret)
		return ret;
	pf->shared = page;
	pf->shared->flags = XEN_PCIB_AERHANDLER;
	ret = xenbus_alloc_evtchn(pf->xbdev, &pf->port);
	if (ret)
		return ret;
	ret = bind_evtchn_to_irqhandler_lateeoi(pf->port, event, 0, "pcifront", pf);
	if (ret < 0)
		return ret;
	pf->irq = ret;
	return 0;
}

static int write_keys(struct pcifront *pf, struct xenbus_transaction t)
{
	const char *node = pf->xbdev->nodename;

	return xenbus_printf(t, node, "pci-op-ref", "%u", pf->gref) ?:
		xenbus_printf(t, node, "event-channel", "%u", pf->port) ?:
		xenbus_printf(t, node, "magic", XEN_PCI_MAGIC);
}

static int publish(struct pcifront *pf)
{
	struct xenbus_transaction t;
	int ret, end;

	do {
		ret = xenbus_transaction_start(&t);
		if (ret)
			return ret;
		ret = write_keys(pf, t);
		end = xenbus_transaction_end(t, ret);
	} while (!ret && end == -EAGAIN);
	return ret ? ret : end;
}

/* The back-end's directory */

static int look_through(struct pcifront *pf)
{
	const char *there = pf->xbdev->otherend;
	unsigned int i, n = xenbus_read_unsigned(there, "root_num", 0), domain, number;
	char key[32];
	int ret = 0;

	for (i = 0; i < n && !ret; i++) {
		snprintf(key, sizeof(key), "root-%u", i);
		if (xenbus_scanf(XBT_NIL, there, key, "%x:%x", &domain, &number) != 2)
			ret = -EINVAL;
		else
			ret = pcifront_scan_root(pf, domain, number);
	}
	/* A back-end without that list means bus 0. */
	return n ? ret : pcifront_scan_root(pf, 0, 0);
}

static void let_go(struct pcifront *pf)
{
	const char *there = pf->xbdev->otherend;
	unsigned int i, n = xenbus_read_unsigned(there, "num_devs", 0), domain, number, slot, func;
	char key[32];

	for (i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "state-%u", i);
		if (xenbus_read_unsigned(there, key, XenbusStateUnknown) != XenbusStateClosing)
			continue;
		snprintf(key, sizeof(key), "vdev-%u", i);
		if (xenbus_scanf(XBT_NIL, there, key, "%x:%x:%x.%x", &domain, &number, &slot,
				 &func) == 4)
			pcifront_remove_device(domain, number, PCI_DEVFN(slot, func));
	}
}

/* Devices want the machine's addresses, in pieces that are contiguous there. */
static int init_dma(void)
{
	return IS_ENABLED(CONFIG_SWIOTLB_XEN) ? pci_xen_swiotlb_init_late() : 0;
}

static void connect(struct pcifront *pf)
{
	int ret = init_dma();

	if (ret) {
		xenbus_dev_fatal(pf->xbdev, ret, "no memory to be reached by devices");
		return;
	}
	pcifront_messages(true);
	ret = look_through(pf);
	if (ret)
		xenbus_dev_fatal(pf->xbdev, ret, "cannot look through the buses");
	else
		xenbus_switch_state(pf->xbdev, XenbusStateConnected);
}

static void pcifront_changed(struct xenbus_device *xbdev, enum xenbus_state state)
{
	struct pcifront *pf = dev_get_drvdata(&xbdev->dev);

	switch (state) {
	case XenbusStateConnected:
		if (xbdev->state == XenbusStateInitialised)
			connect(pf);
		break;
	case XenbusStateReconfiguring:
		if (xbdev->state != XenbusStateConnected)
			break;
		let_go(pf);
		xenbus_switch_state(xbdev, XenbusStateReconfiguring);
		break;
	case XenbusStateReconfigured:
		if (xbdev->state == XenbusStateReconfiguring)
			connect(pf);
		break;
	case XenbusStateClosing:
	case XenbusStateClosed:
		if (xbdev->state == XenbusStateClosed)
			break;
		if (pf->shared)
			disconnect(pf);
		xenbus_frontend_closed(xbdev);
		break;
	default:
		break;
	}
}

static int pcifront_probe(struct xenbus_device *xbdev, const struct xenbus_device_id *id)
{
	struct pcifront *pf = kzalloc(sizeof(*pf), GFP_KERNEL);
	int ret;

	if (!pf)
		return -ENOMEM;
	pf->xbdev = xbdev;
	pf->gref = INVALID_GRANT_REF;
	raw_spin_lock_init(&pf->op_lock);
	INIT_LIST_HEAD(&pf->buses);
	INIT_WORK(&pf->aer_work, pcifront_aer);
	dev_set_drvdata(&xbdev->dev, pf);
	ret = make_shared(pf);
	if (!ret)
		ret = publish(pf);
	if (ret) {
		xenbus_dev_fatal(xbdev, ret, "cannot offer a page to the back-end");
		disconnect(pf);
		kfree(pf);
		return ret;
	}
	xenbus_switch_state(xbdev, XenbusStateInitialised);
	return 0;
}

static void pcifront_remove(struct xenbus_device *xbdev)
{
	struct pcifront *pf = dev_get_drvdata(&xbdev->dev);

	if (pf->shared)
		disconnect(pf);
	kfree(pf);
}

static const struct xenbus_device_id pcifront_ids[] = { { "pci" }, { "" } };

static struct xenbus_driver pcifront_driver = {
	.name = "pcifront",
	.ids = pcifront_ids,
	.probe = pcifront_probe,
	.remove = pcifront_remove,
	.otherend_changed = pcifront_changed,
};

static int __init pcifront_init(void)
{
	if (!xen_pv_domain() || xen_initial_domain())
		return -ENODEV;
	return xenbus_register_frontend(&pcifront_driver);
}

static void __exit pcifront_exit(void)
{
	xenbus_unregister_driver(&pcifront_driver);
}

module_init(pcifront_init);
module_exit(pcifront_exit);

MODULE_DESCRIPTION("Xen: PCI devices lent by another domain");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen:pci");
