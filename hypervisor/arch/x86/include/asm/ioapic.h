/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O APICs (Intel 82093AA; ICH9 data sheet 13.5). */
#ifndef ASM_IOAPIC_H
#define ASM_IOAPIC_H

#include <linux/types.h>

/* Maps all, masks all their pins and the 8259s; the hypervisor owns them. */
void ioapic_init(void);

/**
 * ioapic_setup_gsi() - trigger and polarity as dom0 learnt them from ACPI
 *
 * Return: 0 (also when the interrupt is in use: it stays as it is), -EINVAL.
 */
int ioapic_setup_gsi(unsigned int gsi, bool level, bool active_low);

/* Register @reg of the I/O APIC at @pa, for dom0 to look at: 0, -EINVAL. */
int ioapic_guest_read(u64 pa, u32 reg, u32 *value);

/* True for a page that has an I/O APIC's registers: no guest may map it. */
bool ioapic_page(u64 mfn);

void ioapic_dump(void);

#endif /* ASM_IOAPIC_H */
