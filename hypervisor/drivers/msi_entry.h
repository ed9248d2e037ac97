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

struct msi_entry {
	struct list_head list;
	struct pci_sbdf dev;
	u16 pos;			/* of the capability */
	u16 index;			/* MSI-X: in the table */
	u16 irq;			/* first interrupt */
	u8 n, used;			/* interrupts, and how many of them are not put yet */
	bool is_64bit, maskable;	/* MSI */
	u32 mask_bits;			/* MSI: what the mask register has */
	struct msix_table *table;	/* NULL: MSI */
	volatile u8 *regs;		/* MSI-X: the entry */
};

extern const struct irq_chip msi_chip, msix_chip;

extern struct spinlock msi_lock;

/* msix_table.c, under msi_lock. */

/* The table of a device, with a reference: ERR_PTR(-ENODEV, -EINVAL, -ENOMEM). */
struct msix_table *msix_table_get(struct pci_sbdf dev, unsigned int pos, u64 bar_hint);
void msix_table_put(struct msix_table *table);
struct msix_table *msix_table_find(struct pci_sbdf dev);
u32 msix_table_entries(const struct msix_table *table);
volatile u8 *msix_table_entry(struct msix_table *table, u32 index);

#endif /* DRIVERS_MSI_ENTRY_H */
