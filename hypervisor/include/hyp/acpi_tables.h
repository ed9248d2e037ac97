/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layout of ACPI tables (ACPI specification 6.4, chapter 5), and the parsers.
 *
 * A parser gets a whole table: its length was checked against the header's and its
 * bytes add up to 0. What stands inside may still be anything.
 */
#ifndef HYP_ACPI_TABLES_H
#define HYP_ACPI_TABLES_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <hyp/acpi.h>

/**
 * struct acpi_header - what each table begins with (ACPI 6.4, 5.2.6)
 * @signature: four letters, not terminated
 * @length: of the whole table, header included, bytes
 * @revision: of the table's layout
 * @checksum: makes all bytes of the table add up to 0
 * @oem_id: vendor
 * @oem_table_id: the vendor's name for the table
 * @oem_revision: the vendor's own
 * @creator_id: of the tool that made it
 * @creator_revision: of that tool
 */
struct acpi_header {
	char signature[4];
	u32 length;
	u8 revision, checksum;
	char oem_id[6], oem_table_id[8];
	u32 oem_revision, creator_id, creator_revision;
} __packed;

/**
 * struct acpi_rsdp - root system description pointer (ACPI 6.4, 5.2.5.3)
 * @signature: "RSD PTR "
 * @checksum: of the first 20 bytes
 * @oem_id: vendor
 * @revision: 2: what follows @rsdt is there
 * @rsdt: address of the list with 32-bit addresses; 0: none
 * @length: of this, bytes
 * @xsdt: address of the list with 64-bit addresses; 0: none
 * @extended_checksum: of all of it
 * @reserved: 0
 */
struct acpi_rsdp {
	char signature[8];
	u8 checksum;
	char oem_id[6];
	u8 revision;
	u32 rsdt;
	u32 length;
	u64 xsdt;
	u8 extended_checksum, reserved[3];
} __packed;

#define ACPI_RSDP_V1_SIZE	20

/**
 * struct acpi_gas - generic address structure (ACPI 6.4, 5.2.3.2)
 * @space: ACPI_SPACE_MEMORY, ACPI_SPACE_IO, ...
 * @bits: width of the register
 * @offset: bit in which it begins
 * @access: size of an access
 * @address: in @space
 */
struct acpi_gas {
	u8 space, bits, offset, access;
	u64 address;
} __packed;

#define ACPI_SPACE_MEMORY	0
#define ACPI_SPACE_IO		1

#define ACPI_MAX_TABLE		0x100000	/* bytes; none of ours is larger */

/**
 * struct acpi_mapper - how a parser reaches physical memory; the host tests have their own
 * @map: a range of @bytes at @pa, for reading; NULL: can't
 * @unmap: what @map returned is not used any more
 */
struct acpi_mapper {
	const void *(*map)(paddr_t pa, u64 bytes);
	void (*unmap)(const void *va);
};

/**
 * acpi_checksum_ok() - do the bytes add up to 0?
 * @p: a table or a part of one
 * @bytes: how many
 *
 * Return: true if they do (modulo 256).
 */
bool acpi_checksum_ok(const void *p, u32 bytes);

/**
 * acpi_scan_rsdp() - look for the RSDP
 * @va: where @start is mapped
 * @start: physical address of the area, a multiple of 16
 * @end: behind the area
 *
 * Looks on each 16 bytes (ACPI 6.4, 5.2.5.1) for the signature with a right checksum.
 *
 * Return: its physical address, or 0.
 */
paddr_t acpi_scan_rsdp(const u8 *va, paddr_t start, paddr_t end);

/**
 * acpi_parse() - walk the tables and fill @info
 * @rsdp: where the search found it
 * @mapper: access to memory
 * @info: zeroed but for the defaults; each table adds what it has
 *
 * The XSDT is taken before the RSDT.  A table that is damaged is left out, with a warning.
 *
 * Return: 0, -ENODEV (that is no RSDP), -EINVAL (it leads to no valid table list).
 */
int acpi_parse(paddr_t rsdp, const struct acpi_mapper *mapper, struct acpi_info *info);

/**
 * acpi_parse_madt() - take CPUs, I/O APICs and overrides (ACPI 6.4, 5.2.12)
 * @table: at least 44 bytes
 * @info: OUT
 *
 * Entries that make no sense, and those beyond the size of @info's arrays, are left out.
 */
void acpi_parse_madt(const struct acpi_header *table, struct acpi_info *info);

/**
 * acpi_parse_fadt() - take ports and the reset register (ACPI 6.4, 5.2.9)
 * @table: at least 116 bytes; later fields are read as far as it is long enough
 * @info: OUT
 */
void acpi_parse_fadt(const struct acpi_header *table, struct acpi_info *info);

/**
 * acpi_parse_hpet() - take the place of the HPET (IA-PC HPET specification 1.0a, 3.2.4)
 * @table: at least 56 bytes
 * @info: OUT; the first one in memory counts
 */
void acpi_parse_hpet(const struct acpi_header *table, struct acpi_info *info);

/**
 * acpi_parse_mcfg() - take windows of PCI configuration space (PCI firmware 3.2, 4.1.2)
 * @table: at least 44 bytes
 * @info: OUT; windows that overlap an earlier one are left out
 */
void acpi_parse_mcfg(const struct acpi_header *table, struct acpi_info *info);

/**
 * acpi_parse_ivrs() - take IOMMUs and what they must let pass (AMD I/O Virtualization
 * Technology Specification 3.05, 5.2)
 * @table: at least 48 bytes
 * @info: OUT
 *
 * Ranges of memory that firmware wants to be mapped (IVMD) are not taken: the hardware
 * domain's devices see all memory that is not RAM where it is.
 */
void acpi_parse_ivrs(const struct acpi_header *table, struct acpi_info *info);

#endif /* HYP_ACPI_TABLES_H */
