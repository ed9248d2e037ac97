/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI interrupts of a Xen domain.
 *
 * The hypervisor owns the interrupt controllers.  A line or a message of a device is a
 * "pirq" there, and comes as an event (drivers/xen/events/pirq.c).  How a domain gets pirqs
 * for its devices depends on its kind:
 *
 *	dom0.c		it names the machine's lines and devices to the hypervisor
 *	guest.c		a PV guest asks the domain that lent it the device, by pcifront
 *	hvm.c		an HVM guest asks for numbers, and writes them into emulated registers
 *	line.c		what they share: a line of the I/O APIC becomes an interrupt
 *	msi.c		descriptors of messages become interrupts
 */
#ifndef X86_PCI_XEN_PIRQS_H
#define X86_PCI_XEN_PIRQS_H

#include <linux/types.h>

struct pci_dev;
struct msi_desc;

/**
 * struct pirq_messages - how a kind of domain gets pirqs for messages
 * @map:	for all descriptors of a device that have no interrupt; 0, a negative error,
 *		or the number of messages to try with instead
 * @unmap:	the device's interrupts are about to go, %NULL for nothing to do
 */
struct pirq_messages {
	int (*map)(struct pci_dev *dev, int nvec, bool msix);
	void (*unmap)(struct pci_dev *dev, bool msix);
};

#ifdef CONFIG_PCI_MSI
void xen_pirq_messages(const struct pirq_messages *kind);
int xen_bind_message(struct pci_dev *dev, struct msi_desc *desc, int pirq, int nvec, bool msix,
		     u16 domid);
#endif

int xen_bind_line(u32 gsi, int pirq, bool level);

#endif /* X86_PCI_XEN_PIRQS_H */
