// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of a guest with passthrough=1: those of the machine.
 */
#include <linux/pci.h>

#include "pciback.h"

/**
 * passthrough_place() - the address that the device has
 * @pb: the guest
 * @dev: the device
 * @at: receives the address
 *
 * Return: 0.
 */
int passthrough_place(struct pciback *pb, struct pci_dev *dev, struct slot_id *at)
{
	*at = (struct slot_id){
		.domain = pci_domain_nr(dev->bus),
		.bus = dev->bus->number,
		.slot = PCI_SLOT(dev->devfn),
		.func = PCI_FUNC(dev->devfn),
	};
	return 0;
}
