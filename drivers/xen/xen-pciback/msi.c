// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests about messages: they are mapped for the guest, which binds them by their pirqs.
 *
 * dom0 switches them on as for a driver of its own, but the device is registered as the
 * guest's, and so the hypervisor maps them for that.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include <xen/events.h>

#include "pciback.h"

/* Its table of messages can be reached, and no kind of messages is on. */
static int may_enable(struct seized *seized)
{
	struct pci_dev *dev = seized->dev;

	if (!seized->enabled || dev->current_state != PCI_D0)
		return -EACCES;
	return pci_dev_msi_enabled(dev) ? -EALREADY : 0;
}

/**
 * msi_enable() - XEN_PCI_OP_enable_msi
 * @pb: the guest
 * @seized: its device
 * @op: receives the pirq as value
 *
 * Return: 0 or a negative error.
 */
int msi_enable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	struct pci_dev *dev = seized->dev;
	int ret = may_enable(seized);

	op->value = 0;
	if (!ret)
		ret = pci_enable_msi(dev);
	if (ret)
		return ret;
	op->value = xen_pirq_from_irq(dev->irq);
	line_update(seized);
	return 0;
}

/**
 * msi_disable() - XEN_PCI_OP_disable_msi
 * @pb: the guest
 * @seized: its device
 * @op: receives the line's pirq as value
 *
 * Return: 0.
 */
int msi_disable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	if (seized->dev->msi_enabled)
		pci_disable_msi(seized->dev);
	op->value = seized->conf.line;
	line_update(seized);
	return 0;
}

/* From the request into what the kernel takes; both are small numbers of the guest's choice. */
static void take_entries(struct msix_entry *entries, const struct xen_pci_op *op, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		entries[i].entry = op->msix_entries[i].entry;
}

static void give_pirqs(struct xen_pci_op *op, const struct msix_entry *entries, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		op->msix_entries[i].vector = xen_pirq_from_irq(entries[i].vector);
}

static int enable_entries(struct seized *seized, struct xen_pci_op *op, unsigned int n)
{
	struct msix_entry *entries = kcalloc(n, sizeof(*entries), GFP_KERNEL);
	int ret;

	if (!entries)
		return -ENOMEM;
	take_entries(entries, op, n);
	/* It looks whether the entries are there, and each once. */
	ret = pci_enable_msix_exact(seized->dev, entries, n);
	if (!ret)
		give_pirqs(op, entries, n);
	kfree(entries);
	return ret;
}

/**
 * msix_enable() - XEN_PCI_OP_enable_msix
 * @pb: the guest
 * @seized: its device
 * @op: value is the number of entries, and receives 0; the entries receive pirqs
 *
 * Return: 0 or a negative error.
 */
int msix_enable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	unsigned int n = op->value;
	int ret;

	if (!n || n > SH_INFO_MAX_VEC)
		return -EINVAL;
	ret = may_enable(seized);
	if (!ret)
		ret = enable_entries(seized, op, n);
	op->value = ret;
	line_update(seized);
	return ret;
}

/**
 * msix_disable() - XEN_PCI_OP_disable_msix
 * @pb: the guest
 * @seized: its device
 * @op: receives the line's pirq as value
 *
 * Return: 0.
 */
int msix_disable(struct pciback *pb, struct seized *seized, struct xen_pci_op *op)
{
	if (seized->dev->msix_enabled)
		pci_disable_msix(seized->dev);
	op->value = seized->conf.line;
	line_update(seized);
	return 0;
}
