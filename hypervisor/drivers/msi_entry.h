/* SPDX-License-Identifier: GPL-2.0-only */
/* One message capability, or one entry of an MSI-X table, in use. */
#ifndef DRIVERS_MSI_ENTRY_H
#define DRIVERS_MSI_ENTRY_H

#include <linux/list.h>
#include <linux/types.h>
#include <hyp/pci.h>
#include <hyp/spinlock.h>

struct irq_chip;
struct irq_desc;
struct msix_table;

/* Registers of the MSI capability, from its start. */
#define MSI_CONTROL		2
#define  MSI_ENABLE		BIT(0)
#define  MSI_MULTIPLE_CAPABLE	GENMASK(3, 1)
#define  MSI_MULTIPLE_ENABLE	GENMASK(6, 4)
#define  MSI_64BIT		BIT(7)
#define  MSI_MASKABLE		BIT(8)
#define MSI_ADDRESS		4

/* Of the MSI-X capability. */
#define MSIX_CONTROL		2
#define  MSIX_SIZE		GENMASK(10, 0)	/* less one */
#define MSIX_TABLE		4
#define  MSIX_BAR		GENMASK(2, 0)
#define MSIX_ENTRY_BYTES	16

/**
 * struct msi_entry - one message capability, or one entry of an MSI-X table, in use
 * @list: of all entries, under msi_lock
 * @dev: the device
 * @pos: of the capability
 * @index: MSI-X: in the table
 * @irq: first interrupt
 * @n: interrupts
 * @used: how many of them are not put yet
 * @is_64bit: MSI: there is an upper half of the address
 * @maskable: MSI: there is a mask register
 * @mask_bits: MSI: what the mask register has
 * @table: NULL: MSI
 * @regs: MSI-X: the entry
 */
struct msi_entry {
	struct list_head list;
	struct pci_sbdf dev;
	u16 pos;
	u16 index;
	u16 irq;
	u8 n, used;
	bool is_64bit, maskable;
	u32 mask_bits;
	struct msix_table *table;
	volatile u8 *regs;
};

extern const struct irq_chip msi_chip, msix_chip;

extern struct spinlock msi_lock;

/**
 * msix_table_get() - the table of a device, with a reference
 * @dev: the device
 * @pos: of its MSI-X capability
 * @bar_hint: where the table's BAR begins, as a domain sees it, 0: unknown
 *
 * msi_lock is held, as for the following. The first call maps it and makes it read-only
 * to guests.
 *
 * Return: ERR_PTR(-ENODEV, -EINVAL, -ENOMEM).
 */
struct msix_table *msix_table_get(struct pci_sbdf dev, unsigned int pos, u64 bar_hint);

/**
 * msix_table_put() - drop a reference; the last one frees it
 * @table: it
 */
void msix_table_put(struct msix_table *table);

/**
 * msix_table_find() - the table of a device, no reference is taken
 * @dev: the device
 *
 * Return: NULL: it is not set up.
 */
struct msix_table *msix_table_find(struct pci_sbdf dev);

/**
 * msix_table_entries() - how many entries a table has
 * @table: it
 */
u32 msix_table_entries(const struct msix_table *table);

/**
 * msix_table_entry() - registers of an entry
 * @table: it
 * @index: below msix_table_entries()
 *
 * Return: 16 bytes, mapped.
 */
volatile u8 *msix_table_entry(struct msix_table *table, u32 index);

#endif /* DRIVERS_MSI_ENTRY_H */
