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

struct acpi_header {
	char signature[4];
	u32 length;			/* bytes, header included */
	u8 revision, checksum;
	char oem_id[6], oem_table_id[8];
	u32 oem_revision, creator_id, creator_revision;
} __packed;

struct acpi_rsdp {
	char signature[8];		/* "RSD PTR " */
	u8 checksum;			/* of the first 20 bytes */
	char oem_id[6];
	u8 revision;			/* 2: what follows is there */
	u32 rsdt;
	u32 length;
	u64 xsdt;
	u8 extended_checksum, reserved[3];
} __packed;

#define ACPI_RSDP_V1_SIZE	20

/* Generic address structure. */
struct acpi_gas {
	u8 space, bits, offset, access;
	u64 address;
} __packed;

#define ACPI_SPACE_MEMORY	0
#define ACPI_SPACE_IO		1

#define ACPI_MAX_TABLE		0x100000	/* bytes; none of ours is larger */

/* How a parser reaches physical memory; the host tests have their own. */
struct acpi_mapper {
	const void *(*map)(paddr_t pa, u64 bytes);	/* NULL: can't */
	void (*unmap)(const void *va);
};

bool acpi_checksum_ok(const void *p, u32 bytes);

/* Looks in [@start, @end), mapped at @va, on each 16 bytes; its address or 0. */
paddr_t acpi_scan_rsdp(const u8 *va, paddr_t start, paddr_t end);

/**
 * acpi_parse() - walk the tables and fill @info
 * @rsdp: where the search found it
 *
 * Return: 0, -ENODEV (that is no RSDP), -EINVAL (it leads to no valid table list).
 */
int acpi_parse(paddr_t rsdp, const struct acpi_mapper *mapper, struct acpi_info *info);

/* One table each; what makes no sense in it is left out. */
void acpi_parse_madt(const struct acpi_header *table, struct acpi_info *info);
void acpi_parse_fadt(const struct acpi_header *table, struct acpi_info *info);
void acpi_parse_hpet(const struct acpi_header *table, struct acpi_info *info);
void acpi_parse_mcfg(const struct acpi_header *table, struct acpi_info *info);

#endif /* HYP_ACPI_TABLES_H */
