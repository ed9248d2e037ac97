// SPDX-License-Identifier: GPL-2.0-only
/* I/O APICs: pins, their redirection entries, ISA interrupts, and the 8259s' end. */
#include <asm/ioapic.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/acpi.h>
#include <hyp/frame.h>
#include <hyp/irq.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <hyp/vmap.h>
#include <asm/apic.h>
#include <asm/io.h>
#include <asm/irq_desc.h>

#define IOAPIC_SIZE	0x1000
#define IOAPIC_SELECT	0x00
#define IOAPIC_WINDOW	0x10
#define REG_ID		0x00
#define REG_VERSION	0x01
#define REG_ENTRY(pin)	(0x10 + 2 * (pin))	/* low half; the high one follows */
#define MAX_PINS	240

#define RTE_MODE_MASK	GENMASK(10, 8)
#define RTE_MODE_SMI	BIT(9)
#define RTE_ACTIVE_LOW	BIT(13)
#define RTE_REMOTE_IRR	BIT(14)
#define RTE_LEVEL	BIT(15)
#define RTE_MASKED	BIT(16)
#define RTE_DEST_SHIFT	24			/* in the high half */

/* MPS INTI flags (ACPI 6.4, table 5.26). */
#define INTI_POLARITY	GENMASK(1, 0)
#define INTI_LOW	3
#define INTI_TRIGGER	GENMASK(3, 2)
#define INTI_LEVEL	(3 << 2)

struct ioapic {
	volatile u8 *regs;
	paddr_t pa;
	u32 gsi_base, nr_pins;
	struct spinlock lock;		/* select and window belong together */
};

static struct ioapic ioapics[ACPI_MAX_IOAPICS];
static unsigned int nr_ioapics;
unsigned int nr_gsis;

static u32 reg_read(struct ioapic *io, u32 reg)
{
	unsigned long flags = spin_lock_irqsave(&io->lock);
	u32 val;

	writel(reg, io->regs + IOAPIC_SELECT);
	val = readl(io->regs + IOAPIC_WINDOW);
	spin_unlock_irqrestore(&io->lock, flags);
	return val;
}

static void reg_write(struct ioapic *io, u32 reg, u32 val)
{
	unsigned long flags = spin_lock_irqsave(&io->lock);

	writel(reg, io->regs + IOAPIC_SELECT);
	writel(val, io->regs + IOAPIC_WINDOW);
	spin_unlock_irqrestore(&io->lock, flags);
}

static struct ioapic *find_gsi(unsigned int gsi, unsigned int *pin)
{
	unsigned int i;

	*pin = 0;
	for (i = 0; i < nr_ioapics; i++) {
		if (gsi < ioapics[i].gsi_base)
			continue;
		*pin = gsi - ioapics[i].gsi_base;
		if (*pin < ioapics[i].nr_pins)
			return &ioapics[i];
	}
	return NULL;
}

static u32 entry_low(const struct irq_desc *desc)
{
	return desc->vector | (desc->level ? RTE_LEVEL : 0) |
	       (desc->active_low ? RTE_ACTIVE_LOW : 0) | (desc->masked ? RTE_MASKED : 0);
}

static void pin_program_mask(struct irq_desc *desc)
{
	unsigned int pin;
	struct ioapic *io = find_gsi(desc->irq, &pin);

	reg_write(io, REG_ENTRY(pin), entry_low(desc));
}

/* The destination first: only it changes when a running interrupt moves. */
static void pin_program(struct irq_desc *desc)
{
	unsigned int pin;
	struct ioapic *io = find_gsi(desc->irq, &pin);

	reg_write(io, REG_ENTRY(pin) + 1, cpu_apic_id[desc->cpu] << RTE_DEST_SHIFT);
	reg_write(io, REG_ENTRY(pin), entry_low(desc));
}

static const struct irq_chip ioapic_chip = {
	.name = "IO-APIC",
	.mask = pin_program_mask,
	.unmask = pin_program_mask,
	.program = pin_program,
};

/*
 * A level interrupt that was sent and never acknowledged blocks its pin. Making the pin
 * an edge one for a moment forgets it (82093AA: remote IRR has no meaning for edges).
 */
static void __init quiet_pin(struct ioapic *io, unsigned int pin)
{
	u32 low = reg_read(io, REG_ENTRY(pin));

	if ((low & RTE_MODE_MASK) == RTE_MODE_SMI)
		return;
	reg_write(io, REG_ENTRY(pin), low | RTE_MASKED);
	if (low & RTE_REMOTE_IRR)
		reg_write(io, REG_ENTRY(pin), RTE_MASKED);
	reg_write(io, REG_ENTRY(pin), RTE_MASKED);
}

static bool __init overlaps(u32 base, u32 pins)
{
	unsigned int i;

	for (i = 0; i < nr_ioapics; i++) {
		if (base < ioapics[i].gsi_base + ioapics[i].nr_pins &&
		    ioapics[i].gsi_base < base + pins)
			return true;
	}
	return false;
}

static void __init add_ioapic(const struct acpi_ioapic *from)
{
	struct ioapic *io = &ioapics[nr_ioapics];
	u32 version;
	unsigned int pin;

	io->regs = ioremap(from->address, IOAPIC_SIZE, MAP_UC);
	if (!io->regs)
		return;
	spin_lock_init(&io->lock, LOCK_LEAF);
	version = reg_read(io, REG_VERSION);
	io->nr_pins = ((version >> 16) & 0xff) + 1;
	io->pa = from->address;
	io->gsi_base = from->gsi_base;
	if (version == ~0u || io->nr_pins > MAX_PINS || from->gsi_base > NR_IRQS / 2 ||
	    overlaps(io->gsi_base, io->nr_pins)) {
		pr_warn("I/O APIC at %#llx (version %#x, GSI %u): not usable\n", from->address,
			version, from->gsi_base);
		iounmap((const void *)io->regs);
		return;
	}
	for (pin = 0; pin < io->nr_pins; pin++)
		quiet_pin(io, pin);
	nr_ioapics++;
	nr_gsis = max(nr_gsis, io->gsi_base + io->nr_pins);
	pr_info("I/O APIC: id %u at %#llx, version %#x, GSIs %u to %u\n", from->id,
		from->address, version & 0xff, io->gsi_base, io->gsi_base + io->nr_pins - 1);
}

unsigned int isa_irq_to_gsi(u8 isa_irq)
{
	u32 i;

	for (i = 0; i < acpi_info.nr_overrides; i++) {
		if (acpi_info.override[i].source == isa_irq)
			return acpi_info.override[i].gsi;
	}
	return isa_irq;
}

/* ISA: rising edges; PCI: low levels; overrides say otherwise ("as the bus has it": ISA). */
static void __init default_trigger(struct irq_desc *desc)
{
	u32 i;

	desc->level = desc->irq >= 16;
	desc->active_low = desc->level;
	for (i = 0; i < acpi_info.nr_overrides; i++) {
		const struct acpi_override *o = &acpi_info.override[i];

		if (o->gsi != desc->irq)
			continue;
		desc->level = (o->flags & INTI_TRIGGER) == INTI_LEVEL;
		desc->active_low = (o->flags & INTI_POLARITY) == INTI_LOW;
	}
}

static void __init setup_descs(void)
{
	unsigned int gsi, pin;

	for (gsi = 0; gsi < nr_gsis; gsi++) {
		struct irq_desc *desc = irq_desc_any(gsi);

		if (!find_gsi(gsi, &pin))
			continue;
		desc->chip = &ioapic_chip;
		default_trigger(desc);
	}
}

void __init ioapic_init(void)
{
	u32 i;

	for (i = 0; i < acpi_info.nr_ioapics; i++)
		add_ioapic(&acpi_info.ioapic[i]);
	setup_descs();
	if (!nr_ioapics)
		pr_warn("I/O APIC: there is none, devices can't interrupt\n");
}

int ioapic_setup_gsi(unsigned int gsi, bool level, bool active_low)
{
	struct irq_desc *desc = gsi < nr_gsis ? irq_desc(gsi) : NULL;
	unsigned long flags;

	if (!desc)
		return -EINVAL;
	flags = spin_lock_irqsave(&desc->lock);
	if (!desc->vector) {
		desc->level = level;
		desc->active_low = active_low;
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}

int ioapic_guest_read(u64 pa, u32 reg, u32 *value)
{
	unsigned int i;

	for (i = 0; i < nr_ioapics; i++) {
		struct ioapic *io = &ioapics[i];

		if (io->pa != pa)
			continue;
		if (reg > 2 && (reg < REG_ENTRY(0) || reg >= REG_ENTRY(io->nr_pins)))
			return -EINVAL;
		*value = reg_read(io, reg);
		return 0;
	}
	return -EINVAL;
}

bool ioapic_page(u64 mfn)
{
	unsigned int i;

	for (i = 0; i < nr_ioapics; i++) {
		if (ioapics[i].pa >> PAGE_SHIFT == mfn)
			return true;
	}
	return false;
}

void ioapic_dump(void)
{
	unsigned int i, pin;

	for (i = 0; i < nr_ioapics; i++) {
		struct ioapic *io = &ioapics[i];

		printk("I/O APIC %u at %#llx:\n", i, io->pa);
		for (pin = 0; pin < io->nr_pins; pin++) {
			u32 low = reg_read(io, REG_ENTRY(pin));
			u32 high = reg_read(io, REG_ENTRY(pin) + 1);

			if (low == RTE_MASKED)
				continue;
			printk("  pin %2u: vector %02x to %02x, %s %s%s%s\n", pin, low & 0xff,
			       high >> RTE_DEST_SHIFT, low & RTE_LEVEL ? "level" : "edge",
			       low & RTE_ACTIVE_LOW ? "low" : "high",
			       low & RTE_MASKED ? ", masked" : "",
			       low & RTE_REMOTE_IRR ? ", not acknowledged" : "");
		}
	}
}
