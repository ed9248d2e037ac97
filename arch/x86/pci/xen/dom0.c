// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI interrupts of a PV dom0: the machine's own.
 *
 * dom0 reads the firmware's tables, so it knows where a line goes and how it is triggered,
 * and which device has which message registers; the hypervisor programs the controllers.
 * The pirq of a line is its number.
 */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/acpi.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/printk.h>

#include <asm/acpi.h>
#include <asm/i8259.h>
#include <asm/io_apic.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/pci.h>

#include <xen/events.h>
#include <xen/interface/physdev.h>
#include <xen/pci.h>
#include <xen/xen.h>

#include "pirqs.h"

/* Lines */

#ifdef CONFIG_ACPI
static int set_up_line(u32 gsi, int trigger, int polarity)
{
	struct physdev_setup_gsi setup = {
		.gsi = gsi,
		.triggering = trigger == ACPI_EDGE_SENSITIVE ? 0 : 1,
		.polarity = polarity == ACPI_ACTIVE_HIGH ? 0 : 1,
	};
	int ret = HYPERVISOR_physdev_op(PHYSDEVOP_setup_gsi, &setup);

	/* It is set up once and stays so. */
	return ret == -EEXIST ? 0 : ret;
}

static int register_line(struct device *dev, u32 gsi, int trigger, int polarity)
{
	int irq = xen_bind_line(gsi, gsi, trigger == ACPI_LEVEL_SENSITIVE), ret;

	if (irq < 0)
		return irq;
	ret = set_up_line(gsi, trigger, polarity);
	if (ret)
		pr_err("cannot set up line %u (%d)\n", gsi, ret);
	return irq;
}

static void __init take_registration(void)
{
	__acpi_register_gsi = register_line;
	__acpi_unregister_gsi = NULL;
}

/* The old lines have their numbers from the start; drivers don't ask for them. */
static void __init bind_old_line(u32 gsi)
{
	int trigger, polarity;

	if (acpi_get_override_irq(gsi, &trigger, &polarity))
		return;
	register_line(NULL, gsi, trigger ? ACPI_LEVEL_SENSITIVE : ACPI_EDGE_SENSITIVE,
		      polarity ? ACPI_ACTIVE_LOW : ACPI_ACTIVE_HIGH);
}
#else
static void __init take_registration(void)
{
}

static void __init bind_old_line(u32 gsi)
{
}
#endif

/* Messages */

#ifdef CONFIG_PCI_MSI
static int domain_of(struct pci_dev *dev)
{
	int domain = xen_find_device_domain_owner(dev);

	return domain < 0 ? DOMID_SELF : domain;
}

static u64 msix_table(struct pci_dev *dev)
{
	u32 where;

	pci_read_config_dword(dev, dev->msix_cap + PCI_MSIX_TABLE, &where);
	return pci_resource_start(dev, where & PCI_MSIX_TABLE_BIR) +
		(where & PCI_MSIX_TABLE_OFFSET);
}

static void describe(struct pci_dev *dev, struct msi_desc *desc, int nvec, bool msix,
		     struct physdev_map_pirq *map)
{
	*map = (struct physdev_map_pirq){
		.domid = domain_of(dev),
		.type = MAP_PIRQ_TYPE_MSI_SEG,
		.index = -1,
		.pirq = -1,
		.bus = dev->bus->number | (pci_domain_nr(dev->bus) << 16),
		.devfn = dev->devfn,
	};
	if (msix) {
		map->table_base = msix_table(dev);
		map->entry_nr = desc->msi_index;
	} else if (nvec > 1) {
		map->type = MAP_PIRQ_TYPE_MULTI_MSI;
		map->entry_nr = nvec;
	}
}

static int map_message(struct pci_dev *dev, struct msi_desc *desc, int nvec, bool msix)
{
	struct physdev_map_pirq map;
	int ret;

	describe(dev, desc, nvec, msix, &map);
	ret = HYPERVISOR_physdev_op(PHYSDEVOP_map_pirq, &map);
	if (!ret && map.type == MAP_PIRQ_TYPE_MULTI_MSI && map.entry_nr != nvec)
		ret = -EOPNOTSUPP;
	if (!ret)
		return xen_bind_message(dev, desc, map.pirq, nvec, msix, map.domid);
	/* A block is much to ask for; one message is not. */
	if (map.type == MAP_PIRQ_TYPE_MULTI_MSI)
		return 1;
	pci_err(dev, "the hypervisor maps no %s for domain %u (%d)\n", msix ? "MSI-X" : "MSI",
		map.domid, ret);
	return ret;
}

static int map_messages(struct pci_dev *dev, int nvec, bool msix)
{
	struct msi_desc *desc;
	int ret = 0;

	msi_for_each_desc(desc, &dev->dev, MSI_DESC_NOTASSOCIATED) {
		ret = map_message(dev, desc, nvec, msix);
		if (ret)
			break;
	}
	return ret;
}

static const struct pirq_messages dom0_messages = { .map = map_messages };

static void __init take_messages(void)
{
	xen_pirq_messages(&dom0_messages);
}
#else
static void __init take_messages(void)
{
}
#endif

/**
 * xen_initdom_restore_msi() - write a device's messages again after it has lost power
 * @dev: the device
 *
 * Return: whether the kernel has to do that itself.
 */
bool xen_initdom_restore_msi(struct pci_dev *dev)
{
	struct physdev_pci_device op = {
		.seg = pci_domain_nr(dev->bus),
		.bus = dev->bus->number,
		.devfn = dev->devfn,
	};
	int ret;

	/* A PVH dom0 writes the registers, and the hypervisor looks on. */
	if (!xen_initial_domain() || !xen_pv_domain())
		return true;
	ret = HYPERVISOR_physdev_op(PHYSDEVOP_restore_msi_ext, &op);
	if (ret)
		pci_warn(dev, "the hypervisor does not restore its messages (%d)\n", ret);
	return false;
}

/**
 * pci_xen_initial_domain() - interrupts of the machine's devices, for dom0
 *
 * Called when event channels can be bound.
 *
 * Return: 0.
 */
int __init pci_xen_initial_domain(void)
{
	unsigned int line;

	take_messages();
	take_registration();
	for (line = 0; line < nr_legacy_irqs(); line++) {
		/* Without other controllers a line of these is what it is. */
		if (!nr_ioapics)
			xen_bind_pirq_gsi_to_irq(line, line, 0, "xt-pic");
		else
			bind_old_line(line);
	}
	return 0;
}
