// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message signalled interrupts: messages are written by the hypervisor alone, dom0
 * asks for them by device and gets interrupt numbers. Enabling the capability as a
 * whole is dom0's business.
 */
#include <asm/msi.h>

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <hyp/heap.h>
#include <hyp/pci.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <asm/apic.h>
#include <asm/io.h>
#include <asm/irq_desc.h>
#include "msi_entry.h"

/* SDM volume 3, 11.11: fixed delivery to one physical APIC ID, edge. */
#define MESSAGE_ADDRESS		0xfee00000u
#define MESSAGE_DEST_SHIFT	12

#define ENTRY_ADDRESS_LOW	0
#define ENTRY_ADDRESS_HIGH	4
#define ENTRY_DATA		8
#define ENTRY_CONTROL		12
#define  ENTRY_MASKED		BIT(0)

static struct list_head entries = { &entries, &entries };
DEFINE_SPINLOCK(msi_lock, LOCK_MSI);

static u32 message_address(const struct irq_desc *desc)
{
	return MESSAGE_ADDRESS | cpu_apic_id[desc->cpu] << MESSAGE_DEST_SHIFT;
}

static unsigned int data_register(const struct msi_entry *e)
{
	return e->pos + MSI_ADDRESS + (e->is_64bit ? 8 : 4);
}

/* Without mask bits the message can't be held back: users live with that. */
static void msi_write_mask(struct irq_desc *desc)
{
	struct msi_entry *e = desc->msi;
	u32 bit = BIT(desc->irq - e->irq);

	if (!e->maskable)
		return;
	e->mask_bits = desc->masked ? e->mask_bits | bit : e->mask_bits & ~bit;
	pci_config_write(e->dev, data_register(e) + 4, 4, e->mask_bits);
}

/* Several messages differ in the low bits of the data only, which the device fills in. */
static void msi_program(struct irq_desc *desc)
{
	struct msi_entry *e = desc->msi;
	u32 control = pci_config_read(e->dev, e->pos + MSI_CONTROL, 2);

	msi_write_mask(desc);
	if (desc->irq != e->irq)
		return;
	control &= ~MSI_MULTIPLE_ENABLE;
	control |= FIELD_PREP(MSI_MULTIPLE_ENABLE, ilog2(e->n));
	pci_config_write(e->dev, e->pos + MSI_ADDRESS, 4, message_address(desc));
	if (e->is_64bit)
		pci_config_write(e->dev, e->pos + MSI_ADDRESS + 4, 4, 0);
	pci_config_write(e->dev, data_register(e), 2, desc->vector);
	pci_config_write(e->dev, e->pos + MSI_CONTROL, 2, control);
}

const struct irq_chip msi_chip = {
	.name = "MSI",
	.mask = msi_write_mask,
	.unmask = msi_write_mask,
	.program = msi_program,
};

static void msix_write_mask(struct irq_desc *desc)
{
	volatile u8 *regs = desc->msi->regs;

	writel(desc->masked ? ENTRY_MASKED : 0, regs + ENTRY_CONTROL);
	/* The read brings the write to the device before we go on. */
	readl(regs + ENTRY_CONTROL);
}

static void msix_program(struct irq_desc *desc)
{
	volatile u8 *regs = desc->msi->regs;

	/* A new entry is masked; one that moves changes in the address only. */
	if (desc->masked)
		msix_write_mask(desc);
	writel(message_address(desc), regs + ENTRY_ADDRESS_LOW);
	writel(0, regs + ENTRY_ADDRESS_HIGH);
	writel(desc->vector, regs + ENTRY_DATA);
	msix_write_mask(desc);
}

const struct irq_chip msix_chip = {
	.name = "MSI-X",
	.mask = msix_write_mask,
	.unmask = msix_write_mask,
	.program = msix_program,
};

static struct msi_entry *find_entry(struct pci_sbdf dev, bool msix, u32 index)
{
	struct msi_entry *e;

	list_for_each_entry(e, &entries, list) {
		if (pci_same(e->dev, dev) && !!e->table == msix && e->index == index)
			return e;
	}
	return NULL;
}

/* Interrupt numbers, and for several messages their vectors too. */
static int give_irqs(struct msi_entry *e, const struct irq_chip *chip)
{
	int err, irq = irq_create(chip, e->n);
	unsigned int i;

	if (irq < 0)
		return irq;
	e->irq = irq;
	e->used = e->n;
	for (i = 0; i < e->n; i++)
		irq_desc(irq + i)->msi = e;
	err = e->n > 1 ? irq_fix_vectors(irq, e->n, smp_processor_id()) : 0;
	if (err)
		irq_destroy(irq, e->n);
	return err;
}

static int set_up_msi(struct msi_entry *e, const struct msi_request *req)
{
	u32 control;

	e->pos = pci_find_capability(req->dev, PCI_CAP_MSI);
	if (!e->pos)
		return -ENODEV;
	control = pci_config_read(req->dev, e->pos + MSI_CONTROL, 2);
	if (!is_power_of_2(req->n) || req->n > BIT(FIELD_GET(MSI_MULTIPLE_CAPABLE, control)) ||
	    req->n > 32)
		return -EINVAL;
	e->n = req->n;
	e->is_64bit = control & MSI_64BIT;
	e->maskable = control & MSI_MASKABLE;
	e->mask_bits = ~0u >> (32 - e->n);
	return give_irqs(e, &msi_chip);
}

static int set_up_msix(struct msi_entry *e, const struct msi_request *req)
{
	struct msix_table *table;
	int err = -EINVAL;

	e->pos = pci_find_capability(req->dev, PCI_CAP_MSIX);
	if (!e->pos)
		return -ENODEV;
	table = msix_table_get(req->dev, e->pos, req->table_base);
	if (IS_ERR(table))
		return PTR_ERR(table);
	if (req->entry < msix_table_entries(table)) {
		e->n = 1;
		e->index = req->entry;
		e->table = table;
		e->regs = msix_table_entry(table, req->entry);
		err = give_irqs(e, &msix_chip);
	}
	if (err)
		msix_table_put(table);
	return err;
}

static int set_up(struct msi_entry *e, const struct msi_request *req)
{
	bool msix = req->table_base;

	if (find_entry(req->dev, msix, msix ? req->entry : 0))
		return -EEXIST;
	e->dev = req->dev;
	return msix ? set_up_msix(e, req) : set_up_msi(e, req);
}

int msi_get(const struct msi_request *req)
{
	struct msi_entry *e;
	int err;

	if (!pci_device_exists(req->dev) && !pci_device_known(req->dev))
		return -ENODEV;
	e = heap_new(struct msi_entry);
	if (!e)
		return -ENOMEM;
	spin_lock(&msi_lock);
	err = set_up(e, req);
	if (!err)
		list_add_tail(&e->list, &entries);
	spin_unlock(&msi_lock);
	if (err) {
		heap_free(e);
		return err;
	}
	return e->irq;
}

void msi_put(unsigned int irq)
{
	struct irq_desc *desc = irq_desc(irq);
	struct msi_entry *e = desc ? desc->msi : NULL;

	if (!e)
		return;
	spin_lock(&msi_lock);
	if (--e->used) {
		spin_unlock(&msi_lock);
		return;
	}
	irq_destroy(e->irq, e->n);
	list_del(&e->list);
	if (e->table)
		msix_table_put(e->table);
	spin_unlock(&msi_lock);
	heap_free(e);
}

static void write_again(struct msi_entry *e)
{
	unsigned int i;

	for (i = 0; i < e->n; i++) {
		struct irq_desc *desc = irq_desc(e->irq + i);
		unsigned long flags = spin_lock_irqsave(&desc->lock);

		if (desc->vector)
			desc->chip->program(desc);
		spin_unlock_irqrestore(&desc->lock, flags);
	}
}

int msi_restore(struct pci_sbdf dev)
{
	struct msi_entry *e;
	int err = -ENODEV;

	spin_lock(&msi_lock);
	list_for_each_entry(e, &entries, list) {
		if (pci_same(e->dev, dev)) {
			write_again(e);
			err = 0;
		}
	}
	spin_unlock(&msi_lock);
	return err;
}

/* The reference that nobody's entry has is found again by counting entries. */
static u32 users(struct pci_sbdf dev, bool msix_only)
{
	struct msi_entry *e;
	u32 n = 0;

	list_for_each_entry(e, &entries, list) {
		if (pci_same(e->dev, dev) && (e->table || !msix_only))
			n++;
	}
	return n;
}

int msix_prepare(struct pci_sbdf dev)
{
	unsigned int pos = pci_find_capability(dev, PCI_CAP_MSIX);
	struct msix_table *table;
	int err = 0;

	if (!pos)
		return -ENODEV;
	spin_lock(&msi_lock);
	if (!msix_table_find(dev)) {
		table = msix_table_get(dev, pos, 0);
		err = IS_ERR(table) ? PTR_ERR(table) : 0;
	}
	spin_unlock(&msi_lock);
	return err;
}

int msix_release(struct pci_sbdf dev)
{
	struct msix_table *table;
	int err = 0;

	spin_lock(&msi_lock);
	table = msix_table_find(dev);
	if (!table)
		err = -ENODEV;
	else if (users(dev, true))
		err = -EBUSY;
	else
		msix_table_put(table);
	spin_unlock(&msi_lock);
	return err;
}

int msi_device_removed(struct pci_sbdf dev)
{
	u32 n;

	spin_lock(&msi_lock);
	n = users(dev, false);
	spin_unlock(&msi_lock);
	if (n)
		return -EBUSY;
	msix_release(dev);
	return 0;
}

void msi_dump(void)
{
	struct msi_entry *e;

	spin_lock(&msi_lock);
	list_for_each_entry(e, &entries, list)
		printk("  " PCI_FMT " %s %u: IRQ %u, %u of %u in use\n", PCI_ARGS(e->dev),
		       e->table ? "MSI-X" : "MSI", e->index, e->irq, e->used, e->n);
	spin_unlock(&msi_lock);
}
