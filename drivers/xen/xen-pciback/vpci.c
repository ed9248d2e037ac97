// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of a guest, the usual way: all devices are on bus 0 and begin at slot 0.
 *
 * Functions of one slot stay functions of one slot, since a driver may look for its sibling.
 * A virtual function, whose number says nothing, has a slot for itself.
 */
#include <linux/pci.h>

#include "pciback.h"

static bool same_slot(struct pci_dev *a, struct pci_dev *b)
{
	return a->bus == b->bus && PCI_SLOT(a->devfn) == PCI_SLOT(b->devfn) &&
		!a->is_virtfn && !b->is_virtfn;
}

static int sibling_slot(struct pciback *pb, struct pci_dev *dev)
{
	struct lent *lent;

	list_for_each_entry(lent, &pb->lent, list) {
		if (same_slot(lent->seized->dev, dev))
			return lent->at.slot;
	}
	return -ENOENT;
}

static int free_slot(struct pciback *pb)
{
	int slot;

	for (slot = 0; slot < 32; slot++) {
		if (!lent_in_slot(pb, slot))
			return slot;
	}
	return -ENOSPC;
}

/**
 * vpci_place() - choose an address on bus 0
 * @pb: the guest, pciback.lock is held
 * @dev: the device
 * @at: receives the address
 *
 * Return: 0 or -ENOSPC.
 */
int vpci_place(struct pciback *pb, struct pci_dev *dev, struct slot_id *at)
{
	int slot = sibling_slot(pb, dev);

	if (slot < 0)
		slot = free_slot(pb);
	if (slot < 0)
		return slot;
	*at = (struct slot_id){
		.slot = slot,
		.func = dev->is_virtfn ? 0 : PCI_FUNC(dev->devfn),
	};
	return 0;
}
