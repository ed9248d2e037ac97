// SPDX-License-Identifier: GPL-2.0-only
/*
 * Telling the hypervisor of PCI devices, as dom0; and which domain a device is lent to.
 */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/acpi.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/pci-acpi.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <asm/pci_x86.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/physdev.h>
#include <xen/pci.h>
#include <xen/xen.h>

#include "../pci/pci.h"

/* The operation with segments: room for one optional value behind it. */
struct device_add {
	struct physdev_pci_device_add op;
	u32 pxm;
};

#ifdef CONFIG_ACPI
/* The nearest bridge whose firmware says in which proximity domain it is. */
static bool find_pxm(struct pci_dev *pdev, u32 *pxm)
{
	acpi_handle handle = NULL, parent;
	unsigned long long value;
	struct pci_bus *bus;

	for (bus = pdev->bus; bus && !handle; bus = bus->parent)
		handle = bus->bridge ? ACPI_HANDLE(bus->bridge) : NULL;
	while (handle) {
		if (ACPI_SUCCESS(acpi_evaluate_integer(handle, "_PXM", NULL, &value))) {
			*pxm = value;
			return true;
		}
		handle = ACPI_SUCCESS(acpi_get_parent(handle, &parent)) ? parent : NULL;
	}
	return false;
}
#else
static bool find_pxm(struct pci_dev *pdev, u32 *pxm)
{
	return false;
}
#endif

static void describe(struct pci_dev *pdev, struct device_add *add)
{
	struct pci_dev *physfn = pci_physfn(pdev);

	add->op.seg = pci_domain_nr(pdev->bus);
	add->op.bus = pdev->bus->number;
	add->op.devfn = pdev->devfn;
	if (pdev->is_virtfn) {
		add->op.flags = XEN_PCI_DEV_VIRTFN;
		add->op.physfn.bus = physfn->bus->number;
		add->op.physfn.devfn = physfn->devfn;
	} else if (pci_ari_enabled(pdev->bus) && PCI_SLOT(pdev->devfn)) {
		add->op.flags = XEN_PCI_DEV_EXTFN;
	}
	if (find_pxm(pdev, &add->op.optarr[0]))
		add->op.flags |= XEN_PCI_DEV_PXM;
}

static int add_device(struct pci_dev *pdev)
{
	struct device_add add = { };

	describe(pdev, &add);
	return HYPERVISOR_physdev_op(PHYSDEVOP_pci_device_add, &add.op);
}

static int remove_device(struct pci_dev *pdev)
{
	struct physdev_pci_device op = {
		.seg = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
	};

	return HYPERVISOR_physdev_op(PHYSDEVOP_pci_device_remove, &op);
}

static int device_event(struct notifier_block *nb, unsigned long action, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);
	int ret = 0;

	if (action == BUS_NOTIFY_ADD_DEVICE)
		ret = add_device(pdev);
	else if (action == BUS_NOTIFY_DEL_DEVICE)
		ret = remove_device(pdev);
	/* A device that it knows is not an error. */
	if (ret && ret != -EEXIST)
		pci_err(pdev, "the hypervisor does not take note of it (%d)\n", ret);
	return NOTIFY_OK;
}

static struct notifier_block device_nb = { .notifier_call = device_event };

static int __init register_with_hypervisor(void)
{
	return xen_initial_domain() ? bus_register_notifier(&pci_bus_type, &device_nb) : 0;
}
arch_initcall(register_with_hypervisor);

#ifdef CONFIG_PCI_MMCONFIG
/* Configuration space that dom0's ACPI code has found to be usable. */
static int __init report_mmconfig(void)
{
	struct physdev_pci_mmcfg_reserved op = { .flags = XEN_PCI_MMCFG_RESERVED };
	struct pci_mmcfg_region *cfg;
	int ret;

	if (!xen_initial_domain() || !(pci_probe & PCI_PROBE_MMCONF))
		return 0;
	list_for_each_entry(cfg, &pci_mmcfg_list, list) {
		op.address = cfg->res.start;
		op.segment = cfg->segment;
		op.start_bus = cfg->start_bus;
		op.end_bus = cfg->end_bus;
		ret = HYPERVISOR_physdev_op(PHYSDEVOP_pci_mmcfg_reserved, &op);
		if (ret && ret != -ENOSYS)
			pr_warn("%s is not taken by the hypervisor (%d)\n", cfg->name, ret);
	}
	return 0;
}

/* When ACPI has looked through what is reserved. */
subsys_initcall_sync(report_mmconfig);
#endif

/* Which domain has a device: from pciback to those who map interrupts. */

struct loan {
	struct list_head list;
	struct pci_dev *pdev;
	domid_t domain;
};

static DEFINE_SPINLOCK(loans_lock);	/* the list */
static LIST_HEAD(loans);

static struct loan *find_loan(struct pci_dev *pdev)
{
	struct loan *loan;

	list_for_each_entry(loan, &loans, list) {
		if (loan->pdev == pdev)
			return loan;
	}
	return NULL;
}

/**
 * xen_find_device_domain_owner() - which domain a device is lent to
 * @dev: the device
 *
 * Return: its number, or -ENODEV.
 */
int xen_find_device_domain_owner(struct pci_dev *dev)
{
	struct loan *loan;
	int domain;

	spin_lock(&loans_lock);
	loan = find_loan(dev);
	domain = loan ? loan->domain : -ENODEV;
	spin_unlock(&loans_lock);
	return domain;
}
EXPORT_SYMBOL_GPL(xen_find_device_domain_owner);

/**
 * xen_register_device_domain_owner() - lend a device
 * @dev: the device
 * @domain: to whom
 *
 * Return: 0, -EEXIST when it is lent already, or -ENOMEM.
 */
int xen_register_device_domain_owner(struct pci_dev *dev, u16 domain)
{
	struct loan *loan = kzalloc(sizeof(*loan), GFP_KERNEL);
	bool there;

	if (!loan)
		return -ENOMEM;
	*loan = (struct loan){ .pdev = dev, .domain = domain };
	spin_lock(&loans_lock);
	there = find_loan(dev);
	if (!there)
		list_add_tail(&loan->list, &loans);
	spin_unlock(&loans_lock);
	if (there)
		kfree(loan);
	return there ? -EEXIST : 0;
}
EXPORT_SYMBOL_GPL(xen_register_device_domain_owner);

/**
 * xen_unregister_device_domain_owner() - take a device back
 * @dev: the device
 *
 * Return: 0 or -ENODEV.
 */
int xen_unregister_device_domain_owner(struct pci_dev *dev)
{
	struct loan *loan;

	spin_lock(&loans_lock);
	loan = find_loan(dev);
	if (loan)
		list_del(&loan->list);
	spin_unlock(&loans_lock);
	kfree(loan);
	return loan ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(xen_unregister_device_domain_owner);
