/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations of HYPERVISOR_physdev_op that are in files of their own. */
#ifndef ASM_PHYSDEV_H
#define ASM_PHYSDEV_H

#include <linux/types.h>
#include <xen/interface/physdev.h>

struct domain;

/**
 * union physdev_arg - the struct of any operation, by <xen/interface/physdev.h>
 * @irq_status_query: PHYSDEVOP_irq_status_query
 * @eoi: PHYSDEVOP_eoi
 * @eoi_page: PHYSDEVOP_pirq_eoi_gmfn_v1 and _v2
 * @set_iopl: PHYSDEVOP_set_iopl
 * @set_iobitmap: PHYSDEVOP_set_iobitmap
 * @apic: PHYSDEVOP_apic_read and _write
 * @irq: PHYSDEVOP_alloc_irq_vector and _free_irq_vector
 * @map_pirq: PHYSDEVOP_map_pirq
 * @unmap_pirq: PHYSDEVOP_unmap_pirq
 * @manage_pci: PHYSDEVOP_manage_pci_add and _remove
 * @manage_pci_ext: PHYSDEVOP_manage_pci_add_ext
 * @restore_msi: PHYSDEVOP_restore_msi
 * @setup_gsi: PHYSDEVOP_setup_gsi
 * @nr_pirqs: PHYSDEVOP_get_nr_pirqs
 * @get_free_pirq: PHYSDEVOP_get_free_pirq
 * @mmcfg_reserved: PHYSDEVOP_pci_mmcfg_reserved
 * @pci_device_add: PHYSDEVOP_pci_device_add
 * @pci_device: PHYSDEVOP_pci_device_remove, _restore_msi_ext, _prepare_msix, _release_msix
 * @dbgp: PHYSDEVOP_dbgp_op
 */
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

/**
 * physdev_map_pirq() - PHYSDEVOP_map_pirq: a domain gets a number for a GSI or for messages
 * @d: the caller; it owns the hardware or is privileged
 * @arg: map_pirq, a private copy; OUT the number
 *
 * Return: 0, -EPERM, -ESRCH (target), -EINVAL, -EDOM (messages), -EEXIST, -ENOSPC, -ENOMEM, or of
 * msi_get().
 */
long physdev_map_pirq(struct domain *d, union physdev_arg *arg);

/**
 * physdev_unmap_pirq() - PHYSDEVOP_unmap_pirq: the number is free again
 * @d: the caller; it owns the hardware or is privileged
 * @arg: unmap_pirq, a private copy
 *
 * Return: 0, -EPERM, -ESRCH (target), -EINVAL (not mapped).
 */
long physdev_unmap_pirq(struct domain *d, union physdev_arg *arg);

/**
 * physdev_manage_pci_add() - PHYSDEVOP_manage_pci_add: dom0 found a device in segment 0
 * @d: the hardware domain
 * @arg: manage_pci, a private copy
 *
 * Return: 0, -ENODEV (it does not answer), -ENOMEM.
 */
long physdev_manage_pci_add(struct domain *d, union physdev_arg *arg);

/**
 * physdev_manage_pci_add_ext() - PHYSDEVOP_manage_pci_add_ext: the same
 * @d: the hardware domain
 * @arg: manage_pci_ext, a private copy; a virtual function need not answer
 *
 * Return: 0, -ENODEV (it does not answer), -ENOMEM.
 */
long physdev_manage_pci_add_ext(struct domain *d, union physdev_arg *arg);

/**
 * physdev_manage_pci_remove() - PHYSDEVOP_manage_pci_remove: a device in segment 0 is gone
 * @d: the hardware domain
 * @arg: manage_pci, a private copy
 *
 * Return: 0, -ENODEV (not known), or of msi_device_removed().
 */
long physdev_manage_pci_remove(struct domain *d, union physdev_arg *arg);

/**
 * physdev_pci_device_add() - PHYSDEVOP_pci_device_add: dom0 found a device
 * @d: the hardware domain
 * @arg: pci_device_add, a private copy; a virtual function need not answer
 *
 * Return: 0, -ENODEV (it does not answer), -ENOMEM.
 */
long physdev_pci_device_add(struct domain *d, union physdev_arg *arg);

/**
 * physdev_pci_device_remove() - PHYSDEVOP_pci_device_remove: a device is gone
 * @d: the hardware domain
 * @arg: pci_device, a private copy
 *
 * Return: 0, -ENODEV (not known), or of msi_device_removed().
 */
long physdev_pci_device_remove(struct domain *d, union physdev_arg *arg);

/**
 * physdev_mmcfg_reserved() - PHYSDEVOP_pci_mmcfg_reserved: is a window in the memory map?
 * @d: the hardware domain
 * @arg: mmcfg_reserved, a private copy; the window is used if dom0 found it reserved
 *
 * Return: 0, -EINVAL (flags, or MCFG has no such window), -ENOMEM.
 */
long physdev_mmcfg_reserved(struct domain *d, union physdev_arg *arg);

/**
 * physdev_restore_msi() - PHYSDEVOP_restore_msi: write a device's messages again, segment 0
 * @d: the hardware domain
 * @arg: restore_msi, a private copy
 *
 * Return: of msi_restore().
 */
long physdev_restore_msi(struct domain *d, union physdev_arg *arg);

/**
 * physdev_restore_msi_ext() - PHYSDEVOP_restore_msi_ext: the same for any segment
 * @d: the hardware domain
 * @arg: pci_device, a private copy
 *
 * Return: of msi_restore().
 */
long physdev_restore_msi_ext(struct domain *d, union physdev_arg *arg);

/**
 * physdev_prepare_msix() - PHYSDEVOP_prepare_msix
 * @d: the hardware domain
 * @arg: pci_device, a private copy
 *
 * Return: of msix_prepare().
 */
long physdev_prepare_msix(struct domain *d, union physdev_arg *arg);

/**
 * physdev_release_msix() - PHYSDEVOP_release_msix
 * @d: the hardware domain
 * @arg: pci_device, a private copy
 *
 * Return: of msix_release().
 */
long physdev_release_msix(struct domain *d, union physdev_arg *arg);

#endif /* ASM_PHYSDEV_H */
