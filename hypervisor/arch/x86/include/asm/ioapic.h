/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O APICs (Intel 82093AA; ICH9 data sheet 13.5). */
#ifndef ASM_IOAPIC_H
#define ASM_IOAPIC_H

#include <linux/types.h>

/**
 * ioapic_init() - map all I/O APICs and mask all their pins
 *
 * Boot CPU, after the ACPI tables were read and before interrupts are used, where the
 * hypervisor owns them.
 */
void ioapic_init(void);

/**
 * ioapic_setup_gsi() - trigger and polarity as dom0 learnt them from ACPI
 * @gsi: below nr_gsis
 * @level: level triggered, not edge
 * @active_low: polarity
 *
 * Takes the interrupt's lock.
 *
 * Return: 0 (also when the interrupt is in use: it stays as it is), -EINVAL.
 */
int ioapic_setup_gsi(unsigned int gsi, bool level, bool active_low);

/**
 * ioapic_guest_read() - a register of an I/O APIC, for dom0 to look at
 * @pa: physical address of the I/O APIC
 * @reg: index: ID, version, arbitration or redirection table
 * @value: OUT
 *
 * Return: 0, -EINVAL: no such register.
 */
int ioapic_guest_read(u64 pa, u32 reg, u32 *value);

/**
 * ioapic_page() - has this page an I/O APIC's registers?
 * @mfn: any frame number
 *
 * No guest may map such a page.
 */
bool ioapic_page(u64 mfn);

/**
 * ioapic_dump() - print the pins that are or were in use
 */
void ioapic_dump(void);

#endif /* ASM_IOAPIC_H */
