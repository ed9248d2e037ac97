// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the platform dom0 may use: everything, but for what the hypervisor
 * drives itself.  RAM needs no list, its owners are known.  The HPET may be
 * mapped, but only read: AML looks at it (mmio_is_readonly()).
 */
#include <asm/dom0.h>

#include <linux/bits.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <hyp/acpi.h>
#include <hyp/domain.h>
#include <hyp/irq.h>
#include <hyp/panic.h>
#include <hyp/rangeset.h>
#include <hyp/uart.h>

#define LAST_PORT	0xffff
#define LAST_FRAME	(BIT_ULL(52 - PAGE_SHIFT) - 1)

/* Ports that stay ours, bounds included. */
static const struct {
	u16 first, last;
} own_ports[] = {
	{ 0x20, 0x21 },		/* interrupt controllers */
	{ 0xa0, 0xa1 },
	{ 0x4d0, 0x4d1 },	/* their edge or level control */
	{ 0x40, 0x43 },		/* timer */
	{ 0x61, 0x61 },		/* its gate and the NMI reasons */
	{ 0xcf8, 0xcf8 },	/* PCI configuration, which is emulated */
	{ 0xcfc, 0xcff },
};

static void deny(struct rangeset *rs, u64 first, u64 last)
{
	if (rangeset_remove(rs, first, last))
		boot_fail("dom0: out of memory");
}

static void deny_frame(struct domain *d, paddr_t pa)
{
	if (pa)
		deny(d->iomem_caps, pa >> PAGE_SHIFT, pa >> PAGE_SHIFT);
}

static void set_iomem(struct domain *d)
{
	unsigned int i;

	if (rangeset_add(d->iomem_caps, 0, LAST_FRAME))
		boot_fail("dom0: out of memory");
	deny_frame(d, acpi_info.lapic_address);
	for (i = 0; i < acpi_info.nr_ioapics; i++)
		deny_frame(d, acpi_info.ioapic[i].address);
	/* Writes there are interrupts. */
	deny(d->iomem_caps, 0xfee00, 0xfeeff);
}

static void set_ports(struct domain *d)
{
	u16 first, last;
	unsigned int i;

	if (rangeset_add(d->ioport_caps, 0, LAST_PORT))
		boot_fail("dom0: out of memory");
	for (i = 0; i < ARRAY_SIZE(own_ports); i++)
		deny(d->ioport_caps, own_ports[i].first, own_ports[i].last);
	for (i = 0; i < 2; i++)
		if (uart_port_range(i, &first, &last))
			deny(d->ioport_caps, first, last);
	if (acpi_info.pm_timer_port)
		deny(d->ioport_caps, acpi_info.pm_timer_port, acpi_info.pm_timer_port + 3);
}

void dom0_set_caps(struct domain *d)
{
	set_iomem(d);
	set_ports(d);
	if (rangeset_add(d->irq_caps, 0, NR_IRQS - 1))
		boot_fail("dom0: out of memory");
}
