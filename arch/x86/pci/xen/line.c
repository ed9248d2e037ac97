// SPDX-License-Identifier: GPL-2.0-only
/* A line of the I/O APIC becomes an interrupt, by a pirq. */
#define pr_fmt(fmt) "xen:pci: " fmt

#include <linux/printk.h>

#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/interface/physdev.h>

#include "pirqs.h"

/**
 * xen_bind_line() - the interrupt of a line
 * @gsi: the line
 * @pirq: number that it is to have, -1 for any
 * @level: triggered by its level, so that devices can share it
 *
 * Return: the interrupt, the one that it has if it has one, or a negative error.
 */
int xen_bind_line(u32 gsi, int pirq, bool level)
{
	struct physdev_map_pirq map = {
		.domid = DOMID_SELF,
		.type = MAP_PIRQ_TYPE_GSI,
		.index = gsi,
		.pirq = pirq,
	};
	int irq = xen_irq_from_gsi(gsi), ret;

	if (irq >= 0)
		return irq;
	ret = HYPERVISOR_physdev_op(PHYSDEVOP_map_pirq, &map);
	if (ret) {
		pr_warn("cannot map line %u (%d)\n", gsi, ret);
		return ret;
	}
	return xen_bind_pirq_gsi_to_irq(gsi, map.pirq, level,
					level ? "ioapic-level" : "ioapic-edge");
}
