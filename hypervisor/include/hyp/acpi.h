/* SPDX-License-Identifier: GPL-2.0-only */
/* ACPI tables, checked before use (ACPI specification 6.4, chapter 5). */
#ifndef HYP_ACPI_H
#define HYP_ACPI_H

#include <linux/types.h>
#include <hyp/frame.h>

#define ACPI_MAX_CPUS		256
#define ACPI_MAX_IOAPICS	16
#define ACPI_MAX_OVERRIDES	32
#define ACPI_MAX_MCFG		16

struct acpi_ioapic {
	u32 id, gsi_base;
	paddr_t address;
};

struct acpi_override {		/* ISA IRQ -> GSI */
	u8 source;
	u8 pad;
	u16 flags;		/* MPS INTI flags */
	u32 gsi;
};

struct acpi_mcfg {
	paddr_t base;
	u16 segment;
	u8 bus_start, bus_end;
};

/* All that the hypervisor takes from the tables. */
struct acpi_info {
	paddr_t rsdp, madt;
	paddr_t lapic_address;
	u32 nr_cpus, nr_ioapics, nr_overrides, nr_mcfg;
	u32 apic_id[ACPI_MAX_CPUS];	/* enabled CPUs, boot order */
	u32 acpi_id[ACPI_MAX_CPUS];
	struct acpi_ioapic ioapic[ACPI_MAX_IOAPICS];
	struct acpi_override override[ACPI_MAX_OVERRIDES];
	struct acpi_mcfg mcfg[ACPI_MAX_MCFG];
	paddr_t hpet_address;		/* 0: none */
	u32 hpet_id;
	u16 pm_timer_port;		/* 0: none */
	bool pm_timer_32bit;
	u16 pm1a_control, pm1b_control, pm1a_event, pm1b_event, sci;
	u8 reset_space, reset_value;	/* FADT reset register; 0xff: none */
	paddr_t reset_address;
	u8 pm1_event_length;		/* bytes: status half, then enable half */
	paddr_t facs;
	paddr_t dmar, ivrs;		/* of an IOMMU; 0: none */
	bool has_8259;
};

extern struct acpi_info acpi_info;

/* Fills acpi_info; -ENODEV: no tables, -EINVAL: none usable. One line names a fault. */
int acpi_init(paddr_t rsdp);

#endif /* HYP_ACPI_H */
