// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of MSI-X, in the memory of devices. While the hypervisor writes one, guests may
 * only read its pages: who writes a message chooses the interrupt that it causes.
 */
#include "msi_entry.h"

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <hyp/acpi.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/mmio.h>
#include <hyp/page.h>
#include <hyp/printk.h>
#include <hyp/rangeset.h>
#include <hyp/vmap.h>
#include <asm/cpufeature.h>
#include <asm/io.h>

#define BAR_IS_IO		BIT(0)
#define BAR_TYPE_64		BIT(2)
#define BAR_TYPE_MASK		GENMASK(2, 1)
#define BAR_ADDRESS		GENMASK(31, 4)

struct msix_table {
	struct list_head list;
	struct pci_sbdf dev;
	u32 refs, entries;
	mfn_t first, last;		/* its pages */
	u32 offset;			/* in the first page */
	u8 *va;				/* of the first page */
};

/* Under msi_lock, but for the set, which has a lock of its own. */
static struct list_head tables = { &tables, &tables };
static struct rangeset *readonly;

/* The timer is ours, but AML code of firmware looks at its registers. */
static bool is_hpet(mfn_t mfn)
{
	return acpi_info.hpet_address && mfn_eq(mfn, paddr_to_mfn(acpi_info.hpet_address));
}

bool mmio_is_readonly(mfn_t mfn)
{
	struct rangeset *set = READ_ONCE(readonly);

	if (is_hpet(mfn))
		return true;
	return set && rangeset_contains(set, mfn_x(mfn), mfn_x(mfn));
}

static struct msix_table *find_page(mfn_t mfn)
{
	struct msix_table *t;

	list_for_each_entry(t, &tables, list) {
		if (mfn_x(mfn) >= mfn_x(t->first) && mfn_x(mfn) <= mfn_x(t->last))
			return t;
	}
	return NULL;
}

static void write_sized(volatile u8 *to, unsigned int bytes, u64 val)
{
	switch (bytes) {
	case 1:
		writeb(val, to);
		break;
	case 2:
		writew(val, to);
		break;
	case 4:
		writel(val, to);
		break;
	case 8:
		writeq(val, to);
		break;
	}
}

/* Writes to a table are dropped; other registers may share its pages, they get theirs. */
static void write_beside(struct msix_table *t, u64 at, unsigned int bytes, u64 val)
{
	u64 end = t->offset + (u64)t->entries * MSIX_ENTRY_BYTES;

	if (at + bytes <= t->offset || at >= end)
		write_sized(t->va + at, bytes, val);
}

bool mmio_write_emulate(struct domain *d, paddr_t pa, unsigned int bytes, u64 val)
{
	struct msix_table *t;

	if (!d->hardware)
		return false;
	if (is_hpet(paddr_to_mfn(pa)))
		return true;
	spin_lock(&msi_lock);
	t = find_page(paddr_to_mfn(pa));
	if (t)
		write_beside(t, pa - mfn_to_paddr(t->first), bytes, val);
	spin_unlock(&msi_lock);
	return t;
}

struct msix_table *msix_table_find(struct pci_sbdf dev)
{
	struct msix_table *t;

	list_for_each_entry(t, &tables, list) {
		if (pci_same(t->dev, dev))
			return t;
	}
	return NULL;
}

u32 msix_table_entries(const struct msix_table *table)
{
	return table->entries;
}

volatile u8 *msix_table_entry(struct msix_table *table, u32 index)
{
	return table->va + table->offset + index * MSIX_ENTRY_BYTES;
}

/* 0: an I/O BAR, or none (virtual functions have none of their own). */
static u64 bar_address(struct pci_sbdf dev, unsigned int n)
{
	u32 low = pci_config_read(dev, PCI_BAR(n), 4);
	u64 address = low & BAR_ADDRESS;

	if (low & BAR_IS_IO)
		return 0;
	if ((low & BAR_TYPE_MASK) == BAR_TYPE_64 && n < 5)
		address |= (u64)pci_config_read(dev, PCI_BAR(n + 1), 4) << 32;
	return address;
}

static int add_readonly(const struct msix_table *t)
{
	if (!readonly)
		readonly = rangeset_new();
	if (!readonly)
		return -ENOMEM;
	return rangeset_add(readonly, mfn_x(t->first), mfn_x(t->last));
}

static bool is_ram(mfn_t first, mfn_t last)
{
	u64 i;

	for (i = mfn_x(first); i <= mfn_x(last); i++) {
		if (mfn_is_ram(to_mfn(i)))
			return true;
	}
	return false;
}

/* Pages may be shared by tables of several small BARs: what the others need comes back. */
static void remove_readonly(const struct msix_table *gone)
{
	struct msix_table *t;

	rangeset_remove(readonly, mfn_x(gone->first), mfn_x(gone->last));
	list_for_each_entry(t, &tables, list)
		rangeset_add(readonly, mfn_x(t->first), mfn_x(t->last));
}

static bool in_reach(u64 pa, u64 bytes)
{
	u64 end = 1ULL << boot_cpu.phys_bits;

	return pa < end && bytes <= end - pa;
}

static int map_table(struct msix_table *t, u64 pa)
{
	u64 bytes = (u64)t->entries * MSIX_ENTRY_BYTES;
	int err;

	/* A device tells the address: it may lie. */
	if (!in_reach(pa, bytes))
		return -EINVAL;
	t->first = paddr_to_mfn(pa);
	t->last = paddr_to_mfn(pa + bytes - 1);
	if (is_ram(t->first, t->last))
		return -EINVAL;
	err = add_readonly(t);
	if (err)
		return err;
	t->offset = pa & ~PAGE_MASK;
	t->va = ioremap(pa & PAGE_MASK, (mfn_x(t->last) - mfn_x(t->first) + 1) * PAGE_SIZE, MAP_UC);
	if (t->va)
		return 0;
	remove_readonly(t);
	return -ENOMEM;
}

static int set_up(struct msix_table *t, struct pci_sbdf dev, unsigned int pos, u64 bar_hint)
{
	u32 where = pci_config_read(dev, pos + MSIX_TABLE, 4);
	u64 bar;

	if (FIELD_GET(MSIX_BAR, where) > 5)
		return -ENODEV;
	bar = bar_address(dev, FIELD_GET(MSIX_BAR, where));
	if (!bar)
		bar = bar_hint & ~0xfULL;
	if (!bar)
		return -ENODEV;
	t->dev = dev;
	t->entries = FIELD_GET(MSIX_SIZE, pci_config_read(dev, pos + MSIX_CONTROL, 2)) + 1;
	return map_table(t, bar + (where & ~MSIX_BAR));
}

struct msix_table *msix_table_get(struct pci_sbdf dev, unsigned int pos, u64 bar_hint)
{
	struct msix_table *t = msix_table_find(dev);
	int err;

	if (t) {
		t->refs++;
		return t;
	}
	t = heap_new(struct msix_table);
	if (!t)
		return ERR_PTR(-ENOMEM);
	err = set_up(t, dev, pos, bar_hint);
	if (err) {
		heap_free(t);
		return ERR_PTR(err);
	}
	t->refs = 1;
	list_add_tail(&t->list, &tables);
	return t;
}

void msix_table_put(struct msix_table *t)
{
	if (--t->refs)
		return;
	list_del(&t->list);
	remove_readonly(t);
	iounmap(t->va);
	heap_free(t);
}
