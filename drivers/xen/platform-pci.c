// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform device of an HVM domain: its memory BAR has room for the grant table, and its
 * interrupt brings events where the hypervisor has no vector for them.
 */
#define pr_fmt(fmt) "xen:platform_pci: " fmt

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/pci.h>

#include <asm/irq_vectors.h>

#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/interface/hvm/params.h>
#include <xen/platform_pci.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xenbus/xenbus.h"

#define BAR_PORTS	0
#define BAR_MEMORY	1

static u64 via_of(struct pci_dev *pdev)
{
	u64 where = ((u64)pci_domain_nr(pdev->bus) << 32) | ((u64)pdev->bus->number << 16) |
		((u64)pdev->devfn << 8) | ((pdev->pin - 1) & 3);

	/* A line of the old interrupt controllers is named by its number. */
	if (pdev->irq < NR_IRQS_LEGACY)
		return pdev->irq;
	return ((u64)HVM_PARAM_CALLBACK_TYPE_PCI_INTX << 56) | where;
}

static irqreturn_t events_pending(int irq, void *unused)
{
	return xen_evtchn_do_upcall();
}

/* Its events are all for virtual CPU 0. */
static int take_interrupt(struct pci_dev *pdev)
{
	int ret = request_irq(pdev->irq, events_pending, IRQF_NOBALANCING | IRQF_SHARED,
			      "xen-platform-pci", pdev);

	if (ret)
		return ret;
	ret = irq_set_affinity(pdev->irq, cpumask_of(0));
	if (ret)
		pci_warn(pdev, "interrupt %u is not bound to CPU 0 (%d)\n", pdev->irq, ret);
	ret = xen_set_callback_via(via_of(pdev));
	if (ret) {
		free_irq(pdev->irq, pdev);
		return ret;
	}
	/* Answers of the store can be heard from now on. */
	xenbus_store_answers();
	return 0;
}

static int set_up_grants(struct pci_dev *pdev)
{
	unsigned long need = PAGE_SIZE * gnttab_max_grant_frames();
	int ret;

	if (pci_resource_len(pdev, BAR_MEMORY) < need) {
		pci_err(pdev, "no room for a grant table of %lu bytes\n", need);
		return -ENOSPC;
	}
	ret = gnttab_setup_auto_xlat_frames(pci_resource_start(pdev, BAR_MEMORY));
	if (ret)
		return ret;
	ret = gnttab_init();
	if (ret)
		gnttab_free_auto_xlat_frames();
	return ret;
}

static int platform_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int ret;

	if (!xen_domain())
		return -ENODEV;
	ret = pci_enable_device(pdev);
	if (ret)
		return ret;
	ret = pci_request_regions(pdev, "xen-platform-pci");
	if (ret)
		goto disable;
	if (!xen_have_vector_callback) {
		ret = take_interrupt(pdev);
		if (ret) {
			pci_err(pdev, "no events without its interrupt (%d)\n", ret);
			goto release;
		}
	}
	ret = set_up_grants(pdev);
	if (ret)
		goto free_irq;
	return 0;

free_irq:
	if (!xen_have_vector_callback)
		free_irq(pdev->irq, pdev);
release:
	pci_release_regions(pdev);
disable:
	pci_disable_device(pdev);
	return ret;
}

static int platform_resume(struct device *dev)
{
	if (xen_have_vector_callback)
		return 0;
	return xen_set_callback_via(via_of(to_pci_dev(dev)));
}

static const struct dev_pm_ops platform_pm = { .resume_noirq = platform_resume };

static const struct pci_device_id platform_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_XEN, PCI_DEVICE_ID_XEN_PLATFORM) },
	{ }
};

static struct pci_driver platform_driver = {
	.name = "xen-platform-pci",
	.probe = platform_probe,
	.id_table = platform_ids,
	.driver.pm = &platform_pm,
};

builtin_pci_driver(platform_driver);
