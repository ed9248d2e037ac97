// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device is taken, and given back as it was: reset, with the configuration that it had.
 *
 * That is done when it is seized, each time that a guest gives it back, and when another
 * driver is to have it, so that neither finds what the one before has left.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/pci.h>
#include <linux/slab.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/physdev.h>

#include "pciback.h"

/* The hypervisor keeps guests away from a table of messages, and from now on knows where it is. */
static void tell_hypervisor(struct pci_dev *dev, int cmd)
{
	struct physdev_pci_device op = {
		.seg = pci_domain_nr(dev->bus),
		.bus = dev->bus->number,
		.devfn = dev->devfn,
	};
	int ret = dev->msix_cap ? HYPERVISOR_physdev_op(cmd, &op) : 0;

	if (ret && ret != -ENOSYS)
		pci_warn(dev, "its messages are not %s by the hypervisor (%d)\n",
			 cmd == PHYSDEVOP_prepare_msix ? "prepared" : "released", ret);
}

static void try_reset(struct pci_dev *dev)
{
	int ret = __pci_reset_function_locked(dev);

	if (ret)
		pci_warn(dev, "it cannot be reset (%d)\n", ret);
}

/* Enabled for a moment: that finds out its line, and the hypervisor is told of that. */
static int begin(struct seized *seized)
{
	struct pci_dev *dev = seized->dev;
	int ret = pci_enable_device(dev);

	if (ret)
		return ret;
	tell_hypervisor(dev, PHYSDEVOP_prepare_msix);
	pci_save_state(dev);
	seized->saved = pci_store_saved_state(dev);
	if (seized->saved) {
		try_reset(dev);
		pci_restore_state(dev);
	} else {
		tell_hypervisor(dev, PHYSDEVOP_release_msix);
		ret = -ENOMEM;
	}
	pci_disable_device(dev);
	return ret;
}

/**
 * seized_new() - take a device
 * @dev: without driver, its device lock is held
 *
 * Return: it, or an ERR_PTR().
 */
struct seized *seized_new(struct pci_dev *dev)
{
	struct seized *seized = kzalloc(sizeof(*seized), GFP_KERNEL);
	int ret;

	if (!seized)
		return ERR_PTR(-ENOMEM);
	kref_init(&seized->ref);
	seized->dev = pci_dev_get(dev);
	seized->line_ack = true;
	ret = begin(seized);
	if (ret) {
		kref_put(&seized->ref, seized_free);
		return ERR_PTR(ret);
	}
	conf_of_device(&seized->conf, seized);
	return seized;
}

/**
 * seized_free() - nobody has it any more
 * @ref: of a seized device
 */
void seized_free(struct kref *ref)
{
	struct seized *seized = container_of(ref, struct seized, ref);

	kfree(seized->saved);
	pci_dev_put(seized->dev);
	kfree(seized);
}

static void silence(struct seized *seized)
{
	struct pci_dev *dev = seized->dev;

	if (dev->current_state != PCI_D0)
		pci_set_power_state(dev, PCI_D0);
	if (dev->msi_enabled)
		pci_disable_msi(dev);
	if (dev->msix_enabled)
		pci_disable_msix(dev);
	line_off(seized);
	pci_clear_master(dev);
	if (seized->enabled)
		pci_disable_device(dev);
	seized->enabled = false;
}

/**
 * seized_clean() - a guest has given it back
 * @seized: the device, its device lock is held
 */
void seized_clean(struct seized *seized)
{
	silence(seized);
	try_reset(seized->dev);
	pci_load_saved_state(seized->dev, seized->saved);
	pci_restore_state(seized->dev);
	conf_forget(&seized->conf);
	seized->told = false;
}

/**
 * seized_end() - another driver may have it
 * @seized: the device, its device lock is held, and no guest has it
 */
void seized_end(struct seized *seized)
{
	seized_clean(seized);
	tell_hypervisor(seized->dev, PHYSDEVOP_release_msix);
}
