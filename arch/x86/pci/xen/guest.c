// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI interrupts of a PV guest: of devices that another domain has lent it.
 *
 * pcifront asks that domain's pciback, which maps the pirqs for the guest. The number of a
 * line's pirq is what the device's configuration says.
 */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/acpi.h>
#include <linux/export.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include <asm/acpi.h>
#include <asm/i8259.h>
#include <asm/pci_x86.h>
#include <asm/xen/pci.h>

#include <xen/events.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "pirqs.h"

static int enable_line(struct pci_dev *dev)
{
	u8 line;
	int irq;

	if (pci_read_config_byte(dev, PCI_INTERRUPT_LINE, &line)) {
		pci_warn(dev, "cannot read its interrupt line\n");
		return -EIO;
	}
	/* Lines of the old controllers are edges. */
	irq = xen_bind_pirq_gsi_to_irq(line, line, line >= nr_legacy_irqs(), "pcifront");
	if (irq < 0) {
		pci_warn(dev, "no interrupt for line %u (%d)\n", line, irq);
		return irq;
	}
	dev->irq = irq;
	return 0;
}

#ifdef CONFIG_PCI_MSI
/* Set by pcifront as long as it is connected. */
struct xen_pci_frontend_ops *xen_pci_frontend;
EXPORT_SYMBOL_GPL(xen_pci_frontend);

static int bind_all(struct pci_dev *dev, const int *pirqs, int nvec, bool msix)
{
	struct msi_desc *desc;
	int i = 0, ret = 0;

	msi_for_each_desc(desc, &dev->dev, MSI_DESC_NOTASSOCIATED) {
		ret = xen_bind_message(dev, desc, pirqs[i++], nvec, msix, DOMID_SELF);
		if (ret)
			break;
	}
	return ret;
}

static int map_messages(struct pci_dev *dev, int nvec, bool msix)
{
	int *pirqs, ret;

	if (!msix && nvec > 1)
		return 1;
	pirqs = kcalloc(nvec, sizeof(*pirqs), GFP_KERNEL);
	if (!pirqs)
		return -ENOMEM;
	ret = msix ? xen_pci_frontend_enable_msix(dev, pirqs, nvec) :
		xen_pci_frontend_enable_msi(dev, pirqs);
	if (!ret)
		ret = bind_all(dev, pirqs, nvec, msix);
	else
		pci_err(dev, "the back-end maps no %s (%d)\n", msix ? "MSI-X" : "MSI", ret);
	kfree(pirqs);
	return ret;
}

static void unmap_messages(struct pci_dev *dev, bool msix)
{
	if (msix)
		xen_pci_frontend_disable_msix(dev);
	else
		xen_pci_frontend_disable_msi(dev);
}

static const struct pirq_messages guest_messages = {
	.map = map_messages,
	.unmap = unmap_messages,
};

static void __init take_messages(void)
{
	xen_pirq_messages(&guest_messages);
}
#else
static void __init take_messages(void)
{
}
#endif

/**
 * pci_xen_init() - a PV guest's PCI: there is none until pcifront brings a bus
 *
 * Return: 0, or -ENODEV in another kind of domain.
 */
int __init pci_xen_init(void)
{
	if (!xen_pv_domain() || xen_initial_domain())
		return -ENODEV;
	pcibios_set_cache_line_size();
	pcibios_enable_irq = enable_line;
	pcibios_disable_irq = NULL;
	/* What tables there may be say nothing of lent devices. */
	acpi_noirq_set();
	take_messages();
	return 0;
}
