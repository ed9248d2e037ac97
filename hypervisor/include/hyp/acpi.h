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
#define ACPI_MAX_IOMMUS		16
#define ACPI_MAX_DMA_RANGES	64

/**
 * struct acpi_ioapic - an I/O APIC of the MADT
 * @id: its APIC id
 * @gsi_base: number of its first input among the global system interrupts
 * @address: of its registers
 */
struct acpi_ioapic {
	u32 id, gsi_base;
	paddr_t address;
};

/**
 * struct acpi_override - where an ISA interrupt comes in
 * @source: ISA IRQ, 0 to 15
 * @pad: unused
 * @flags: polarity and trigger (MPS INTI flags)
 * @gsi: global system interrupt
 */
struct acpi_override {
	u8 source;
	u8 pad;
	u16 flags;
	u32 gsi;
};

/**
 * struct acpi_mcfg - a window of PCI configuration space, 1 MiB for each bus
 * @base: address that bus 0 has or would have, even where @bus_start is another
 * @segment: PCI segment group
 * @bus_start: first bus in it
 * @bus_end: last bus in it
 */
struct acpi_mcfg {
	paddr_t base;
	u16 segment;
	u8 bus_start, bus_end;
};

/**
 * struct acpi_iommu - an AMD IOMMU of the IVRS
 * @address: of its registers
 * @segment: PCI segment group of itself and of its devices
 * @devid: its own PCI bus, device and function
 * @flags: what firmware wants in its control register (IVHD flags)
 * @block: type of the IVHD block that said so; a higher one says it better
 */
struct acpi_iommu {
	paddr_t address;
	u16 segment, devid;
	u8 flags, block;
};

/**
 * struct acpi_dma_range - devices for which an IOMMU has to let special interrupts pass
 * @first: PCI bus, device and function
 * @last: the same
 * @setting: DTE setting of the IVHD entry
 */
struct acpi_dma_range {
	u16 first, last;
	u8 setting;
};

/**
 * struct acpi_info - all that the hypervisor takes from the tables
 * @rsdp: address of the RSDP; 0: no tables
 * @madt: address of the MADT; 0: none
 * @lapic_address: of the local APICs' registers
 * @nr_cpus: used entries of @apic_id and @acpi_id
 * @nr_ioapics: used entries of @ioapic
 * @nr_overrides: used entries of @override
 * @nr_mcfg: used entries of @mcfg
 * @apic_id: of the enabled CPUs, in the order of the table
 * @acpi_id: the processor numbers of the same CPUs
 * @ioapic: I/O APICs
 * @override: at most one for each ISA IRQ
 * @mcfg: windows, which do not overlap
 * @hpet_address: of the HPET's registers; 0: none
 * @hpet_id: its event timer block id
 * @pm_timer_port: 0: none
 * @pm_timer_32bit: the timer has 32 bits, else 24
 * @pm1a_control: I/O port; 0: none, as for the next three
 * @pm1b_control: I/O port
 * @pm1a_event: I/O port
 * @pm1b_event: I/O port
 * @sci: ISA IRQ or GSI of the system control interrupt
 * @reset_space: address space of the FADT's reset register; 0xff: none
 * @reset_value: to be written there
 * @reset_address: port or address
 * @pm1_event_length: bytes of an event block: status half, then enable half
 * @facs: address; 0: none
 * @nr_iommus: used entries of @iommu
 * @nr_dma_ranges: used entries of @dma_range
 * @iommu: AMD IOMMUs
 * @dma_range: only those with a setting; later ones add to earlier ones
 * @dmar: address of the table of an Intel IOMMU; 0: none
 * @ivrs: address of the table of AMD IOMMUs; 0: none
 * @has_8259: the PC's two interrupt controllers are there
 */
struct acpi_info {
	paddr_t rsdp, madt;
	paddr_t lapic_address;
	u32 nr_cpus, nr_ioapics, nr_overrides, nr_mcfg;
	u32 apic_id[ACPI_MAX_CPUS];
	u32 acpi_id[ACPI_MAX_CPUS];
	struct acpi_ioapic ioapic[ACPI_MAX_IOAPICS];
	struct acpi_override override[ACPI_MAX_OVERRIDES];
	struct acpi_mcfg mcfg[ACPI_MAX_MCFG];
	paddr_t hpet_address;
	u32 hpet_id;
	u16 pm_timer_port;
	bool pm_timer_32bit;
	u16 pm1a_control, pm1b_control, pm1a_event, pm1b_event, sci;
	u8 reset_space, reset_value;
	paddr_t reset_address;
	u8 pm1_event_length;
	paddr_t facs;
	u32 nr_iommus, nr_dma_ranges;
	struct acpi_iommu iommu[ACPI_MAX_IOMMUS];
	struct acpi_dma_range dma_range[ACPI_MAX_DMA_RANGES];
	paddr_t dmar, ivrs;
	bool has_8259;
};

extern struct acpi_info acpi_info;

/**
 * acpi_init() - find the tables of this machine and fill acpi_info
 * @rsdp: as the loader said; 0: search the BIOS areas (ACPI 6.4, 5.2.5.1)
 *
 * At start-up, once ioremap() works.  Without tables, or with acpi=no, acpi_info describes a PC
 * from before there were any.  One line of the log says what was found.
 *
 * Return: 0; -ENODEV: no tables; -EINVAL: no list of tables is valid.
 */
int acpi_init(paddr_t rsdp);

#endif /* HYP_ACPI_H */
