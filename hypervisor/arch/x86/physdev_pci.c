// SPDX-License-Identifier: GPL-2.0-only
/* Operations of HYPERVISOR_physdev_op by which dom0 speaks of PCI devices. */
#include <asm/physdev.h>

#include <linux/errno.h>
#include <hyp/pci.h>
#include <hyp/printk.h>
#include <asm/msi.h>

static long add(struct pci_sbdf dev)
{
	return pci_device_exists(dev) ? pci_device_add(dev) : -ENODEV;
}

/* Its interrupts must have been given back before. */
static long removed(struct pci_sbdf dev)
{
	int err = msi_device_removed(dev);

	return err ? err : pci_device_remove(dev);
}

static struct pci_sbdf segment0(u8 bus, u8 devfn)
{
	return (struct pci_sbdf) { .bus = bus, .devfn = devfn };
}

static struct pci_sbdf device(const struct physdev_pci_device *p)
{
	return (struct pci_sbdf) { .segment = p->seg, .bus = p->bus, .devfn = p->devfn };
}

long physdev_manage_pci_add(struct domain *d, union physdev_arg *arg)
{
	return add(segment0(arg->manage_pci.bus, arg->manage_pci.devfn));
}

long physdev_manage_pci_add_ext(struct domain *d, union physdev_arg *arg)
{
	struct pci_sbdf dev = segment0(arg->manage_pci_ext.bus, arg->manage_pci_ext.devfn);

	return arg->manage_pci_ext.is_virtfn ? pci_device_add(dev) : add(dev);
}

long physdev_manage_pci_remove(struct domain *d, union physdev_arg *arg)
{
	return removed(segment0(arg->manage_pci.bus, arg->manage_pci.devfn));
}

long physdev_pci_device_add(struct domain *d, union physdev_arg *arg)
{
	struct pci_sbdf dev = {
		.segment = arg->pci_device_add.seg,
		.bus = arg->pci_device_add.bus,
		.devfn = arg->pci_device_add.devfn,
	};

	/* A virtual function answers with all ones for its name. */
	return arg->pci_device_add.flags & XEN_PCI_DEV_VIRTFN ? pci_device_add(dev) : add(dev);
}

long physdev_pci_device_remove(struct domain *d, union physdev_arg *arg)
{
	return removed(device(&arg->pci_device));
}

/* dom0 has found the window reserved in the memory map, as it must be, or not. */
long physdev_mmcfg_reserved(struct domain *d, union physdev_arg *arg)
{
	const struct physdev_pci_mmcfg_reserved *r = &arg->mmcfg_reserved;

	if (r->flags & ~XEN_PCI_MMCFG_RESERVED)
		return -EINVAL;
	if (!(r->flags & XEN_PCI_MMCFG_RESERVED))
		return 0;
	return pci_mmcfg_add(r->address, r->segment, r->start_bus, r->end_bus);
}

long physdev_restore_msi(struct domain *d, union physdev_arg *arg)
{
	return msi_restore(segment0(arg->restore_msi.bus, arg->restore_msi.devfn));
}

long physdev_restore_msi_ext(struct domain *d, union physdev_arg *arg)
{
	return msi_restore(device(&arg->pci_device));
}

long physdev_prepare_msix(struct domain *d, union physdev_arg *arg)
{
	return msix_prepare(device(&arg->pci_device));
}

long physdev_release_msix(struct domain *d, union physdev_arg *arg)
{
	return msix_release(device(&arg->pci_device));
}
