// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space: by the ports 0xcf8 and 0xcfc (PCI local bus specification
 * 3.0, 3.2.2.3.2) or in memory (PCI Express base specification, 7.2.2).
 */
#include <hyp/pci.h>

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <hyp/acpi.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <hyp/vmap.h>
#include <asm/io.h>

#define PORT_ADDRESS	0xcf8
#define PORT_DATA	0xcfc
#define ADDRESS_ENABLE	BIT(31)
#define MAX_WINDOWS	ACPI_MAX_MCFG
#define MAX_CAPS	48	/* fit in the 192 bytes behind the header */

struct mmcfg {
	u64 base;		/* of bus 0, even where bus_start is another */
	u16 segment;
	u8 bus_start, bus_end;
	u8 *va;			/* of bus_start; NULL: not mapped yet */
};

static struct mmcfg windows[MAX_WINDOWS];
static unsigned int nr_windows;
/* Address and data port are two steps; windows are only added. */
static DEFINE_SPINLOCK(config_lock, LOCK_PCI);

static u32 port_read(u16 port, unsigned int bytes)
{
	switch (bytes) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

static void port_write(u16 port, unsigned int bytes, u32 value)
{
	switch (bytes) {
	case 1:
		outb(value, port);
		break;
	case 2:
		outw(value, port);
		break;
	default:
		outl(value, port);
		break;
	}
}

u32 pci_port_read(u32 address, u16 port, unsigned int bytes)
{
	unsigned long flags = spin_lock_irqsave(&config_lock);
	u32 value;

	outl(address, PORT_ADDRESS);
	value = port_read(port, bytes);
	spin_unlock_irqrestore(&config_lock, flags);
	return value;
}

void pci_port_write(u32 address, u16 port, unsigned int bytes, u32 value)
{
	unsigned long flags = spin_lock_irqsave(&config_lock);

	outl(address, PORT_ADDRESS);
	port_write(port, bytes, value);
	spin_unlock_irqrestore(&config_lock, flags);
}

static u32 port_address(struct pci_sbdf dev, unsigned int reg)
{
	return ADDRESS_ENABLE | dev.bus << 16 | dev.devfn << 8 | (reg & 0xfc);
}

/* NULL: no window has it. */
static u8 *mmcfg_register(struct pci_sbdf dev, unsigned int reg)
{
	unsigned int i;

	for (i = 0; i < nr_windows; i++) {
		struct mmcfg *w = &windows[i];

		if (w->va && w->segment == dev.segment && dev.bus >= w->bus_start &&
		    dev.bus <= w->bus_end)
			return w->va + ((dev.bus - w->bus_start) << 20) + (dev.devfn << 12) + reg;
	}
	return NULL;
}

static bool by_ports(struct pci_sbdf dev, unsigned int reg)
{
	return !dev.segment && reg < 0x100;
}

u32 pci_config_read(struct pci_sbdf dev, unsigned int reg, unsigned int bytes)
{
	u8 *va;

	if (by_ports(dev, reg))
		return pci_port_read(port_address(dev, reg), PORT_DATA + (reg & 3), bytes);
	va = mmcfg_register(dev, reg);
	if (!va)
		return ~0u >> (32 - 8 * bytes);
	return bytes == 1 ? readb(va) : bytes == 2 ? readw(va) : readl(va);
}

void pci_config_write(struct pci_sbdf dev, unsigned int reg, unsigned int bytes, u32 value)
{
	u8 *va;

	if (by_ports(dev, reg)) {
		pci_port_write(port_address(dev, reg), PORT_DATA + (reg & 3), bytes, value);
		return;
	}
	va = mmcfg_register(dev, reg);
	if (!va)
		return;
	if (bytes == 1)
		writeb(value, va);
	else if (bytes == 2)
		writew(value, va);
	else
		writel(value, va);
}

bool pci_device_exists(struct pci_sbdf dev)
{
	u32 id = pci_config_read(dev, PCI_VENDOR_ID, 4);

	return id != ~0u && id != 0;
}

unsigned int pci_find_capability(struct pci_sbdf dev, u8 id)
{
	unsigned int pos, n;

	if (!(pci_config_read(dev, PCI_STATUS, 2) & PCI_STATUS_CAPS))
		return 0;
	pos = pci_config_read(dev, PCI_CAPABILITIES, 1) & 0xfc;
	for (n = 0; n < MAX_CAPS && pos >= 0x40; n++) {
		u32 cap = pci_config_read(dev, pos, 2);

		if ((cap & 0xff) == id)
			return pos;
		pos = (cap >> 8) & 0xfc;
	}
	return 0;
}

static struct mmcfg *find_window(u64 base, u16 segment, u8 bus_start, u8 bus_end)
{
	unsigned int i;

	for (i = 0; i < nr_windows; i++) {
		struct mmcfg *w = &windows[i];

		if (w->base == base && w->segment == segment && w->bus_start == bus_start &&
		    w->bus_end >= bus_end)
			return w;
	}
	return NULL;
}

/* dom0 confirms what ACPI's MCFG has; other windows are not believed. */
int pci_mmcfg_add(u64 base, u16 segment, u8 bus_start, u8 bus_end)
{
	struct mmcfg *w = find_window(base, segment, bus_start, bus_end);
	u8 *va;

	if (!w)
		return -EINVAL;
	if (w->va)
		return 0;
	va = ioremap(base + ((u64)bus_start << 20), (u64)(w->bus_end - bus_start + 1) << 20,
		     MAP_UC);
	if (!va)
		return -ENOMEM;
	if (cmpxchg(&w->va, NULL, va))
		iounmap(va);
	else
		pr_info("PCI: segment %u, buses %u to %u at %#llx\n", segment, bus_start,
			w->bus_end, base);
	return 0;
}

void __init pci_init(void)
{
	u32 i;

	for (i = 0; i < acpi_info.nr_mcfg && nr_windows < MAX_WINDOWS; i++) {
		const struct acpi_mcfg *m = &acpi_info.mcfg[i];

		windows[nr_windows++] = (struct mmcfg) {
			.base = m->base,
			.segment = m->segment,
			.bus_start = m->bus_start,
			.bus_end = m->bus_end,
		};
	}
}
