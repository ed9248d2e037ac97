// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of a guest, each under an address that it sees.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/pci.h>
#include <linux/slab.h>

#include <xen/pci.h>

#include "pciback.h"

static void pciback_free(struct kref *ref)
{
	kfree(container_of(ref, struct pciback, ref));
}

/**
 * pciback_put() - one fewer knows of a guest
 * @pb: the guest
 */
void pciback_put(struct pciback *pb)
{
	kref_put(&pb->ref, pciback_free);
}

static bool is_at(const struct lent *lent, unsigned int domain, unsigned int bus,
		  unsigned int devfn)
{
	return lent->at.domain == domain && lent->at.bus == bus &&
		PCI_DEVFN(lent->at.slot, lent->at.func) == devfn;
}

/**
 * lent_find() - which device has a guest at an address?
 * @pb: the guest, pciback.lock is held
 * @domain: of the address, any number
 * @bus: likewise
 * @devfn: likewise
 *
 * Return: the device or %NULL.
 */
struct lent *lent_find(struct pciback *pb, unsigned int domain, unsigned int bus,
		       unsigned int devfn)
{
	struct lent *lent;

	list_for_each_entry(lent, &pb->lent, list) {
		if (is_at(lent, domain, bus, devfn))
			return lent;
	}
	return NULL;
}

/**
 * lent_of() - under which address has a guest a device?
 * @pb: the guest, pciback.lock is held
 * @dev: the device
 *
 * Return: it, or %NULL.
 */
struct lent *lent_of(struct pciback *pb, struct pci_dev *dev)
{
	struct lent *lent;

	list_for_each_entry(lent, &pb->lent, list) {
		if (lent->seized->dev == dev)
			return lent;
	}
	return NULL;
}

/**
 * lent_in_slot() - is a slot of bus 0 used?
 * @pb: the guest, pciback.lock is held
 * @slot: the slot
 *
 * Return: whether a device is there.
 */
bool lent_in_slot(struct pciback *pb, int slot)
{
	struct lent *lent;

	list_for_each_entry(lent, &pb->lent, list) {
		if (lent->at.slot == slot)
			return true;
	}
	return false;
}

/* Interrupts of the device are mapped for the guest from now on. */
static int own(struct pciback *pb, struct pci_dev *dev)
{
	return xen_register_device_domain_owner(dev, pb->xbdev->otherend_id);
}

static int place(struct pciback *pb, struct lent *lent)
{
	int ret;

	mutex_lock(&pb->lock);
	ret = pb->place(pb, lent->seized->dev, &lent->at);
	if (!ret)
		list_add_tail(&lent->list, &pb->lent);
	mutex_unlock(&pb->lock);
	return ret;
}

static int own_and_place(struct pciback *pb, struct lent *lent)
{
	struct pci_dev *dev = lent->seized->dev;
	int ret = own(pb, dev);

	if (ret)
		return ret;
	ret = place(pb, lent);
	if (ret)
		xen_unregister_device_domain_owner(dev);
	return ret;
}

/**
 * lent_add() - lend a guest a device
 * @pb: the guest, pciback.life is held
 * @id: where the device is
 * @at: receives the address that it has for the guest
 *
 * Return: 0 or a negative error.
 */
int lent_add(struct pciback *pb, const struct slot_id *id, struct slot_id *at)
{
	struct lent *lent = kzalloc(sizeof(*lent), GFP_KERNEL);
	int ret;

	if (!lent)
		return -ENOMEM;
	lent->seized = stub_lend(id, pb);
	if (IS_ERR(lent->seized)) {
		ret = PTR_ERR(lent->seized);
		kfree(lent);
		return ret;
	}
	ret = own_and_place(pb, lent);
	if (ret) {
		stub_take_back(lent->seized);
		kfree(lent);
		return ret;
	}
	*at = lent->at;
	pci_info(lent->seized->dev, "lent to domain %d as %04x:%02x:%02x.%x\n",
		 pb->xbdev->otherend_id, at->domain, at->bus, at->slot, at->func);
	return 0;
}

static void give_back(struct lent *lent)
{
	xen_unregister_device_domain_owner(lent->seized->dev);
	pci_info(lent->seized->dev, "is back\n");
	stub_take_back(lent->seized);
	kfree(lent);
}

/**
 * lent_remove() - take back a device
 * @pb: the guest, pciback.life is held
 * @at: where the guest has it
 *
 * Return: 0 or -ENODEV.
 */
int lent_remove(struct pciback *pb, const struct slot_id *at)
{
	struct lent *lent;

	mutex_lock(&pb->lock);
	lent = lent_find(pb, at->domain, at->bus, PCI_DEVFN(at->slot, at->func));
	if (lent)
		list_del(&lent->list);
	mutex_unlock(&pb->lock);
	if (!lent)
		return -ENODEV;
	give_back(lent);
	return 0;
}

/**
 * lent_remove_all() - take back all devices
 * @pb: the guest, disconnected
 */
void lent_remove_all(struct pciback *pb)
{
	struct lent *lent, *next;
	LIST_HEAD(all);

	mutex_lock(&pb->lock);
	list_splice_init(&pb->lent, &all);
	mutex_unlock(&pb->lock);
	list_for_each_entry_safe(lent, next, &all, list)
		give_back(lent);
}

/**
 * lent_snatch() - a device goes to another driver, whatever its guest does
 * @pb: the guest
 * @seized: the device, its device lock is held
 */
void lent_snatch(struct pciback *pb, struct seized *seized)
{
	struct lent *lent;

	mutex_lock(&pb->lock);
	lent = lent_of(pb, seized->dev);
	if (lent)
		list_del(&lent->list);
	mutex_unlock(&pb->lock);
	if (!lent)
		return;
	xen_unregister_device_domain_owner(seized->dev);
	kref_put(&seized->ref, seized_free);
	kfree(lent);
}
