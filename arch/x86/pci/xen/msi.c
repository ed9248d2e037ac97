// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of PCI devices become interrupts of pirqs.
 *
 * The interrupts have no place in the hierarchy of the machine's domains: this one takes the
 * whole of a device's descriptors and gives them interrupts of the event channel core.
 */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/printk.h>

#include <asm/x86_init.h>

#include <xen/events.h>

#include "pirqs.h"

static const struct pirq_messages *messages __ro_after_init;

/**
 * xen_bind_message() - an interrupt for a descriptor
 * @dev: the device
 * @desc: the descriptor
 * @pirq: the hypervisor's number of the first message
 * @nvec: messages of the descriptor
 * @msix: whether they are MSI-X
 * @domid: the domain that they are mapped for
 *
 * Return: 0 or a negative error.
 */
int xen_bind_message(struct pci_dev *dev, struct msi_desc *desc, int pirq, int nvec, bool msix,
		     u16 domid)
{
	int irq = xen_bind_pirq_msi_to_irq(dev, desc, pirq, msix ? 1 : nvec,
					   msix ? "msi-x" : "msi", domid);

	if (irq < 0) {
		pci_err(dev, "no interrupt for pirq %d (%d)\n", pirq, irq);
		return irq;
	}
	return 0;
}

static bool has_msix(struct device *dev)
{
	struct msi_desc *desc = msi_first_desc(dev, MSI_DESC_ALL);

	return desc && desc->pci.msi_attrib.is_msix;
}

static int alloc_irqs(struct irq_domain *domain, struct device *dev, int nvec)
{
	int ret;

	if (WARN_ON_ONCE(!dev_is_pci(dev)) || !msi_first_desc(dev, MSI_DESC_ALL))
		return -EINVAL;
	ret = messages->map(to_pci_dev(dev), nvec, has_msix(dev));
	return ret ? ret : msi_device_populate_sysfs(dev);
}

/* Also after an error, when some descriptors have interrupts and some have not. */
static void free_irqs(struct irq_domain *domain, struct device *dev)
{
	struct msi_desc *desc;
	unsigned int i;

	if (WARN_ON_ONCE(!dev_is_pci(dev)))
		return;
	msi_device_destroy_sysfs(dev);
	if (messages->unmap)
		messages->unmap(to_pci_dev(dev), has_msix(dev));
	msi_for_each_desc(desc, dev, MSI_DESC_ASSOCIATED) {
		for (i = 0; i < desc->nvec_used; i++)
			xen_destroy_irq(desc->irq + i);
		desc->irq = 0;
	}
}

static struct msi_domain_ops xen_domain_ops = {
	.domain_alloc_irqs = alloc_irqs,
	.domain_free_irqs = free_irqs,
};

static struct msi_domain_info xen_domain_info = {
	.ops = &xen_domain_ops,
	.flags = MSI_FLAG_PCI_MSIX | MSI_FLAG_FREE_MSI_DESCS,
};

/* It has no parent, and needs none: what a hierarchy would do is not called. */
static struct irq_domain *create_domain(void)
{
	struct fwnode_handle *node = irq_domain_alloc_named_fwnode("XEN-MSI");
	struct irq_domain *domain;

	domain = node ? msi_create_irq_domain(node, &xen_domain_info, NULL) : NULL;
	if (!domain)
		panic("xen:pci: no memory for the domain of messages");
	return domain;
}

/**
 * xen_pirq_messages() - messages are pirqs in this domain
 * @kind: how it gets them
 *
 * Called before the PCI bus is looked through.
 */
void __init xen_pirq_messages(const struct pirq_messages *kind)
{
	messages = kind;
	x86_init.irqs.create_pci_msi_domain = create_domain;
	/* A mask bit is the hypervisor's: it writes the message and masks it at will. */
	pci_msi_ignore_mask = 1;
}
