/* SPDX-License-Identifier: GPL-2.0-only */
/* Message signalled interrupts of PCI devices (PCI local bus specification 3.0, 6.8). */
#ifndef ASM_MSI_H
#define ASM_MSI_H

#include <linux/types.h>
#include <hyp/pci.h>

/**
 * struct msi_request - what a domain wants
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
 *
 * Return: the first interrupt; -ENODEV (no such device or capability), -EEXIST (it is
 * set up already), -EINVAL (entry or number out of range), -ENOSPC, -ENOMEM.
 */
int msi_get(const struct msi_request *req);

/* Undoes one interrupt of it; the last one frees all. Not bound to anybody. */
void msi_put(unsigned int irq);

/* After a reset or sleep of the device: writes all again. 0, -ENODEV. */
int msi_restore(struct pci_sbdf dev);

/*
 * The table's page becomes read-only to guests before anything uses it, and stays so
 * until release or removal. 0, -ENODEV.
 */
int msix_prepare(struct pci_sbdf dev);
int msix_release(struct pci_sbdf dev);		/* -EBUSY while entries are in use */

/* The device goes away: its interrupts stop, -EBUSY while a domain has them. */
int msi_device_removed(struct pci_sbdf dev);

void msi_dump(void);

#endif /* ASM_MSI_H */
