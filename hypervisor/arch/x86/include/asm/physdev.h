/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations of HYPERVISOR_physdev_op that are in files of their own. */
#ifndef ASM_PHYSDEV_H
#define ASM_PHYSDEV_H

#include <linux/types.h>
#include <xen/interface/physdev.h>

struct domain;

union physdev_arg {
	struct physdev_irq_status_query irq_status_query;
	struct physdev_eoi eoi;
	struct physdev_pirq_eoi_gmfn eoi_page;
	struct physdev_set_iopl set_iopl;
	struct physdev_set_iobitmap set_iobitmap;
	struct physdev_apic apic;
	struct physdev_irq irq;
	struct physdev_map_pirq map_pirq;
	struct physdev_unmap_pirq unmap_pirq;
	struct physdev_manage_pci manage_pci;
	struct physdev_manage_pci_ext manage_pci_ext;
	struct physdev_restore_msi restore_msi;
	struct physdev_setup_gsi setup_gsi;
	struct physdev_nr_pirqs nr_pirqs;
	struct physdev_get_free_pirq get_free_pirq;
	struct physdev_pci_mmcfg_reserved mmcfg_reserved;
	struct physdev_pci_device_add pci_device_add;
	struct physdev_pci_device pci_device;
	struct physdev_dbgp_op dbgp;
};

/* @d: the caller; the argument is a private copy. Return: 0 or a negative errno. */
long physdev_map_pirq(struct domain *d, union physdev_arg *arg);
long physdev_unmap_pirq(struct domain *d, union physdev_arg *arg);
long physdev_manage_pci_add(struct domain *d, union physdev_arg *arg);
long physdev_manage_pci_add_ext(struct domain *d, union physdev_arg *arg);
long physdev_manage_pci_remove(struct domain *d, union physdev_arg *arg);
long physdev_pci_device_add(struct domain *d, union physdev_arg *arg);
long physdev_pci_device_remove(struct domain *d, union physdev_arg *arg);
long physdev_mmcfg_reserved(struct domain *d, union physdev_arg *arg);
long physdev_restore_msi(struct domain *d, union physdev_arg *arg);
long physdev_restore_msi_ext(struct domain *d, union physdev_arg *arg);
long physdev_prepare_msix(struct domain *d, union physdev_arg *arg);
long physdev_release_msix(struct domain *d, union physdev_arg *arg);

#endif /* ASM_PHYSDEV_H */
