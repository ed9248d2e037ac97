// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root buses that the back-end has, and devices on them.
 */
#include <linux/pci.h>
#include <linux/slab.h>

#include <xen/xenbus.h>

#include "pcifront.h"

/**
 * struct lent_bus - a root bus
 * @sysdata:	what the architecture wants to find at the bus
 * @number:	range of bus numbers: the one of this bus, since no bridges are lent
 * @list:	&pcifront->buses
 * @pf:		whose it is
 * @bus:	the bus
 */
struct lent_bus {
	struct pci_sysdata sysdata;
	struct resource number;
	struct list_head list;
	struct pcifront *pf;
	struct pci_bus *bus;
};

static struct pcifront *front_of(struct pci_bus *bus)
{
	return container_of(to_pci_sysdata(bus), struct lent_bus, sysdata)->pf;
}

/**
 * pcifront_of() - whose device is it?
 * @dev: on one of our buses
 *
 * Return: the front-end.
 */
struct pcifront *pcifront_of(struct pci_dev *dev)
{
	return front_of(dev->bus);
}

static struct xen_pci_op op_for(struct pci_bus *bus, unsigned int devfn, u32 cmd, int where,
				int size)
{
	return (struct xen_pci_op){
		.cmd = cmd,
		.domain = pci_domain_nr(bus),
		.bus = bus->number,
		.devfn = devfn,
		.offset = where,
		.size = size,
	};
}

static int config_error(int err)
{
	switch (err) {
	case XEN_PCI_ERR_success:
		return PCIBIOS_SUCCESSFUL;
	case XEN_PCI_ERR_dev_not_found:
		return PCIBIOS_DEVICE_NOT_FOUND;
	case XEN_PCI_ERR_invalid_offset:
		return PCIBIOS_BAD_REGISTER_NUMBER;
	case XEN_PCI_ERR_not_implemented:
		return PCIBIOS_FUNC_NOT_SUPPORTED;
	}
	return PCIBIOS_SET_FAILED;
}

static int config_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *value)
{
	struct xen_pci_op op = op_for(bus, devfn, XEN_PCI_OP_conf_read, where, size);
	int err = pcifront_op(front_of(bus), &op);

	/* What is not there reads as ones; some of it is only not for us. */
	*value = err ? ~0 : op.value;
	return err == XEN_PCI_ERR_dev_not_found ? PCIBIOS_SUCCESSFUL : config_error(err);
}

static int config_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 value)
{
	struct xen_pci_op op = op_for(bus, devfn, XEN_PCI_OP_conf_write, where, size);

	op.value = value;
	return config_error(pcifront_op(front_of(bus), &op));
}

static struct pci_ops config_ops = { .read = config_read, .write = config_write };

/* The owner of the machine has put BARs where they are: they cannot be moved. */
static int claim(struct pci_dev *dev, void *unused)
{
	struct resource *res;
	int i;

	pci_dev_for_each_resource(dev, res, i) {
		if (!res->flags || !res->start || res->parent)
			continue;
		if (pci_claim_resource(dev, i))
			pci_err(dev, "%pR is not free\n", res);
	}
	return 0;
}

static struct lent_bus *find_bus(struct pcifront *pf, unsigned int domain, unsigned int number)
{
	struct lent_bus *lent;

	list_for_each_entry(lent, &pf->buses, list) {
		if (pci_domain_nr(lent->bus) == domain && lent->bus->number == number)
			return lent;
	}
	return NULL;
}

static void scan_again(struct pci_bus *bus)
{
	unsigned int devfn;
	struct pci_dev *dev;

	/* Devices need not begin with function 0 here. */
	for (devfn = 0; devfn < 256; devfn++) {
		dev = pci_get_slot(bus, devfn);
		if (dev)
			pci_dev_put(dev);
		else
			pci_scan_single_device(bus, devfn);
	}
}

static struct pci_bus *scan(struct lent_bus *lent, unsigned int number)
{
	struct pci_bus *bus;
	LIST_HEAD(windows);

	lent->number = (struct resource){
		.name = "pcifront", .start = number, .end = number, .flags = IORESOURCE_BUS,
	};
	/* Ranges of devices lie where they lie in the machine. */
	pci_add_resource(&windows, &ioport_resource);
	pci_add_resource(&windows, &iomem_resource);
	pci_add_resource(&windows, &lent->number);
	bus = pci_scan_root_bus(&lent->pf->xbdev->dev, number, &config_ops, &lent->sysdata,
				&windows);
	if (!bus)
		pci_free_resource_list(&windows);
	return bus;
}

static int new_bus(struct pcifront *pf, unsigned int domain, unsigned int number)
{
	struct lent_bus *lent = kzalloc(sizeof(*lent), GFP_KERNEL);

	if (!lent)
		return -ENOMEM;
	lent->pf = pf;
	lent->sysdata.domain = domain;
	lent->sysdata.node = first_online_node;
	lent->bus = scan(lent, number);
	if (!lent->bus) {
		kfree(lent);
		return -ENODEV;
	}
	list_add(&lent->list, &pf->buses);
	return 0;
}

/**
 * pcifront_scan_root() - look for devices that have come
 * @pf: connected
 * @domain: of the bus
 * @number: of the bus
 *
 * Return: 0 or a negative error.
 */
int pcifront_scan_root(struct pcifront *pf, unsigned int domain, unsigned int number)
{
	struct lent_bus *lent;
	int ret = 0;

	pci_lock_rescan_remove();
	if (!find_bus(pf, domain, number))
		ret = new_bus(pf, domain, number);
	lent = find_bus(pf, domain, number);
	if (lent) {
		scan_again(lent->bus);
		pci_walk_bus(lent->bus, claim, NULL);
		pci_bus_add_devices(lent->bus);
	}
	pci_unlock_rescan_remove();
	return ret;
}

/**
 * pcifront_remove_device() - a device goes
 * @domain: of its bus
 * @number: of its bus
 * @devfn: its slot and function
 */
void pcifront_remove_device(unsigned int domain, unsigned int number, unsigned int devfn)
{
	struct pci_dev *dev = pci_get_domain_bus_and_slot(domain, number, devfn);

	if (!dev)
		return;
	pci_stop_and_remove_bus_device_locked(dev);
	pci_dev_put(dev);
}

/**
 * pcifront_remove_buses() - all devices go
 * @pf: still answered to
 */
void pcifront_remove_buses(struct pcifront *pf)
{
	struct lent_bus *lent, *next;

	pci_lock_rescan_remove();
	list_for_each_entry_safe(lent, next, &pf->buses, list) {
		list_del(&lent->list);
		pci_stop_root_bus(lent->bus);
		pci_remove_root_bus(lent->bus);
		kfree(lent);
	}
	pci_unlock_rescan_remove();
}
