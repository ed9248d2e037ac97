// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of a device: the back-end maps them for us and tells the pirqs.
 */
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <asm/xen/pci.h>

#include "pcifront.h"

static int ask(struct pci_dev *dev, struct xen_pci_op *op, u32 cmd)
{
	int err;

	op->cmd = cmd;
	op->domain = pci_domain_nr(dev->bus);
	op->bus = dev->bus->number;
	op->devfn = dev->devfn;
	err = pcifront_op(pcifront_of(dev), op);
	if (err)
		pci_err(dev, "the back-end answers %d to %u\n", err, cmd);
	return err ? -EIO : 0;
}

/* 0 is no pirq; a negative number is an error of the back-end's. */
static int take_pirq(struct pci_dev *dev, u32 from, int *pirq)
{
	*pirq = from;
	if (*pirq > 0)
		return 0;
	pci_err(dev, "the back-end gives pirq %d\n", *pirq);
	return -EINVAL;
}

static int enable_msi(struct pci_dev *dev, int pirqs[])
{
	struct xen_pci_op op = { };

	return ask(dev, &op, XEN_PCI_OP_enable_msi) ?: take_pirq(dev, op.value, &pirqs[0]);
}

static void disable_msi(struct pci_dev *dev)
{
	struct xen_pci_op op = { };

	ask(dev, &op, XEN_PCI_OP_disable_msi);
}

static int enable_msix(struct pci_dev *dev, int pirqs[], int nvec)
{
	struct xen_pci_op op = { .value = nvec };
	struct msi_desc *desc;
	int i = 0, ret;

	if (nvec > SH_INFO_MAX_VEC)
		return -EINVAL;
	msi_for_each_desc(desc, &dev->dev, MSI_DESC_NOTASSOCIATED) {
		if (i < nvec)
			op.msix_entries[i++].entry = desc->msi_index;
	}
	ret = ask(dev, &op, XEN_PCI_OP_enable_msix);
	if (!ret && op.value) {
		pci_err(dev, "the back-end maps no MSI-X (%d)\n", (int)op.value);
		ret = -EIO;
	}
	for (i = 0; !ret && i < nvec; i++)
		ret = take_pirq(dev, op.msix_entries[i].vector, &pirqs[i]);
	return ret;
}

static void disable_msix(struct pci_dev *dev)
{
	struct xen_pci_op op = { };

	ask(dev, &op, XEN_PCI_OP_disable_msix);
}

static struct xen_pci_frontend_ops frontend_ops = {
	.enable_msi = enable_msi,
	.disable_msi = disable_msi,
	.enable_msix = enable_msix,
	.disable_msix = disable_msix,
};

/**
 * pcifront_messages() - devices on our buses may have messages
 * @on: as long as we are connected
 */
void pcifront_messages(bool on)
{
	xen_pci_frontend = on ? &frontend_ops : NULL;
}
