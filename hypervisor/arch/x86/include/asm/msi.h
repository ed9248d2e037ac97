/* SPDX-License-Identifier: GPL-2.0-only */
/* Message signalled interrupts of PCI devices (PCI local bus specification 3.0, 6.8). */
#ifndef ASM_MSI_H
#define ASM_MSI_H

#include <linux/types.h>
#include <hyp/pci.h>

/**
 * struct msi_request - what a domain wants
 * @dev: the device
 * @entry: entry of the MSI-X table
 * @table_base: MSI-X: where its table's BAR begins, as the caller sees it; 0: MSI
 * @n: MSI: number of messages, a power of two
 */
struct msi_request {
	struct pci_sbdf dev;
	u32 entry;
	u64 table_base;
	u32 n;
};

/**
 * msi_get() - set a device's message up, masked, with its interrupt number(s)
 * @req: from a guest, checked here
 *
 * Takes LOCK_MSI.
 *
 * Return: the first interrupt; -ENODEV (no such device or capability), -EEXIST (it is set
 * up already), -EINVAL (entry or number out of range), -ENOSPC, -ENOMEM.
 */
int msi_get(const struct msi_request *req);

/**
 * msi_put() - undo one interrupt of a message; the last one frees all
 * @irq: any number, nothing happens if it is no MSI; not bound to anybody
 *
 * Takes LOCK_MSI.
 */
void msi_put(unsigned int irq);

/**
 * msi_restore() - write all messages of a device again, after its reset or sleep
 * @dev: the device
 *
 * Return: 0, -ENODEV: it has none.
 */
int msi_restore(struct pci_sbdf dev);

/**
 * msix_prepare() - make the page of a device's MSI-X table read-only to guests
 * @dev: the device
 *
 * Before anything uses it; stays so until release or removal.
 *
 * Return: 0, -ENODEV, or why the table can't be mapped.
 */
int msix_prepare(struct pci_sbdf dev);

/**
 * msix_release() - the reverse of msix_prepare()
 * @dev: the device
 *
 * Return: 0, -ENODEV (not prepared), -EBUSY while entries are in use.
 */
int msix_release(struct pci_sbdf dev);

/**
 * msi_device_removed() - a device goes away
 * @dev: the device
 *
 * Return: 0, -EBUSY while a domain has interrupts of it.
 */
int msi_device_removed(struct pci_sbdf dev);

/**
 * msi_dump() - print all messages that are set up
 */
void msi_dump(void);

#endif /* ASM_MSI_H */
