// SPDX-License-Identifier: GPL-2.0-only
/* Debug keys: 'i' interrupts, 'z' I/O APICs and local APIC, 'M' messages of PCI devices. */
#include <hyp/irq.h>

#include <linux/init.h>
#include <hyp/domain.h>
#include <hyp/keyhandler.h>
#include <hyp/printk.h>
#include <asm/apic.h>
#include <asm/apic_regs.h>
#include <asm/ioapic.h>
#include <asm/irq_desc.h>
#include <asm/irq_guests.h>
#include <asm/msi.h>

static void dump_guests(const struct irq_guests *guests)
{
	u32 i;

	for (i = 0; guests && i < guests->n; i++) {
		const struct irq_guest *guest = &guests->guest[i];

		printk(" d%u pirq %u port %u%s", guest->d->domid, guest->pirq, guest->port,
		       guest->in_flight ? " in flight" : "");
	}
}

static void dump_one(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);

	if (desc->vector) {
		printk("  %4u: %-7s %s vector %02x CPU%u, %llu%s%s:", desc->irq, desc->chip->name,
		       desc->level ? "level" : "edge ", desc->vector, desc->cpu, desc->count,
		       desc->masked ? " masked" : "", desc->old_cpu < IRQ_NO_CPU ? " moving" : "");
		if (desc->fn)
			printk(" hypervisor (%s)", desc->name);
		dump_guests(desc->guests);
		printk("\n");
	}
	spin_unlock_irqrestore(&desc->lock, flags);
}

void irq_dump(void)
{
	unsigned int irq;

	printk("Interrupts in use:\n");
	for (irq = 0; irq < NR_IRQS; irq++) {
		struct irq_desc *desc = irq_desc(irq);

		if (desc)
			dump_one(desc);
	}
}

static void dump_apic(void)
{
	printk("Local APIC of CPU%u: id %u, version %#x, SVR %#x, LVT timer %#x LINT0 %#x LINT1 %#x\n",
	       smp_processor_id(), apic_read_id(), apic_read(APIC_VERSION), apic_read(APIC_SVR),
	       apic_read(APIC_LVT_TIMER), apic_read(APIC_LVT_LINT0), apic_read(APIC_LVT_LINT1));
	ioapic_dump();
}

void __init irq_dump_init(void)
{
	keyhandler_register('i', irq_dump, "dump interrupts");
	keyhandler_register('z', dump_apic, "dump I/O APICs and local APIC");
	keyhandler_register('M', msi_dump, "dump MSI state");
}
