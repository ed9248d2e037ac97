// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the ACPI tables and gives each to its parser.
 *
 * Nothing is believed: a table is mapped by the length in its header only after that
 * was found plausible, and used only if its bytes add up to 0.
 */
#include <hyp/acpi_tables.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <hyp/printk.h>

#define MAX_TABLES	128	/* that a list of tables may name */

struct table_parser {
	char signature[4];
	u32 min_length;
	void (*parse)(const struct acpi_header *table, struct acpi_info *info);
};

static const struct table_parser parsers[] = {
	{ { 'A', 'P', 'I', 'C' }, sizeof(struct acpi_header) + 8, acpi_parse_madt },
	{ { 'F', 'A', 'C', 'P' }, 116, acpi_parse_fadt },
	{ { 'H', 'P', 'E', 'T' }, 56, acpi_parse_hpet },
	{ { 'I', 'V', 'R', 'S' }, sizeof(struct acpi_header) + 12, acpi_parse_ivrs },
	{ { 'M', 'C', 'F', 'G' }, sizeof(struct acpi_header) + 8, acpi_parse_mcfg },
};

bool acpi_checksum_ok(const void *p, u32 bytes)
{
	const u8 *byte = p;
	u8 sum = 0;

	while (bytes--)
		sum += *byte++;
	return sum == 0;
}

static bool rsdp_ok(const struct acpi_rsdp *rsdp)
{
	return !memcmp(rsdp->signature, "RSD PTR ", 8) &&
	       acpi_checksum_ok(rsdp, ACPI_RSDP_V1_SIZE);
}

paddr_t acpi_scan_rsdp(const u8 *va, paddr_t start, paddr_t end)
{
	paddr_t pa;

	for (pa = start; pa + ACPI_RSDP_V1_SIZE <= end; pa += 16) {
		if (rsdp_ok((const void *)(va + (pa - start))))
			return pa;
	}
	return 0;
}

/* A whole, checked table at @pa, mapped; NULL if there is none. */
static const struct acpi_header *map_table(paddr_t pa, const struct acpi_mapper *mapper)
{
	const struct acpi_header *table = mapper->map(pa, sizeof(*table));
	u32 length;

	if (!table)
		return NULL;
	length = table->length;
	mapper->unmap(table);
	if (length < sizeof(*table) || length > ACPI_MAX_TABLE)
		return NULL;

	table = mapper->map(pa, length);
	if (!table)
		return NULL;
	/* It may have changed since; and in the end it is what the parser reads. */
	if (table->length != length || !acpi_checksum_ok(table, length)) {
		mapper->unmap(table);
		return NULL;
	}
	return table;
}

static const struct table_parser *find_parser(const char *signature)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parsers); i++) {
		if (!memcmp(parsers[i].signature, signature, 4))
			return &parsers[i];
	}
	return NULL;
}

static void note_only(const char *signature, paddr_t pa, struct acpi_info *info)
{
	if (!memcmp(signature, "DMAR", 4))
		info->dmar = pa;
	else if (!memcmp(signature, "IVRS", 4))
		info->ivrs = pa;
}

static void parse_one(paddr_t pa, const struct acpi_mapper *mapper, struct acpi_info *info)
{
	const struct acpi_header *table = mapper->map(pa, sizeof(*table));
	const struct table_parser *parser;
	char signature[4];

	if (!table)
		return;
	memcpy(signature, table->signature, 4);
	mapper->unmap(table);
	note_only(signature, pa, info);
	parser = find_parser(signature);
	if (!parser)
		return;

	table = map_table(pa, mapper);
	if (!table || table->length < parser->min_length) {
		pr_warn("ACPI: table %.4s at %#llx is damaged, not used\n", signature, pa);
	} else {
		if (parser->parse == acpi_parse_madt)
			info->madt = pa;
		parser->parse(table, info);
	}
	if (table)
		mapper->unmap(table);
}

/* The list of tables: RSDT with 32-bit addresses, XSDT with 64-bit ones. */
static int parse_list(paddr_t pa, unsigned int width, const struct acpi_mapper *mapper,
		      struct acpi_info *info)
{
	const struct acpi_header *list = map_table(pa, mapper);
	const u8 *entry;
	u32 i, n;

	if (!list)
		return -EINVAL;
	if (memcmp(list->signature, width == 8 ? "XSDT" : "RSDT", 4)) {
		mapper->unmap(list);
		return -EINVAL;
	}
	entry = (const u8 *)(list + 1);
	n = min_t(u32, (list->length - sizeof(*list)) / width, MAX_TABLES);
	for (i = 0; i < n; i++, entry += width) {
		paddr_t table = width == 8 ? get_unaligned_le64(entry) : get_unaligned_le32(entry);

		if (table)
			parse_one(table, mapper, info);
	}
	mapper->unmap(list);
	return 0;
}

static bool read_rsdp(paddr_t pa, const struct acpi_mapper *mapper, struct acpi_rsdp *rsdp)
{
	const struct acpi_rsdp *from = mapper->map(pa, ACPI_RSDP_V1_SIZE);
	bool ok;

	if (!from)
		return false;
	memset(rsdp, 0, sizeof(*rsdp));
	memcpy(rsdp, from, ACPI_RSDP_V1_SIZE);
	mapper->unmap(from);
	ok = rsdp_ok(rsdp);
	if (!ok || rsdp->revision < 2)
		return ok;

	from = mapper->map(pa, sizeof(*rsdp));
	if (!from)
		return true;
	if (from->length >= sizeof(*rsdp) && acpi_checksum_ok(from, sizeof(*rsdp)))
		memcpy(rsdp, from, sizeof(*rsdp));
	mapper->unmap(from);
	return true;
}

int acpi_parse(paddr_t pa, const struct acpi_mapper *mapper, struct acpi_info *info)
{
	struct acpi_rsdp rsdp;

	if (!read_rsdp(pa, mapper, &rsdp))
		return -ENODEV;
	info->rsdp = pa;
	if (rsdp.xsdt && !parse_list(rsdp.xsdt, 8, mapper, info))
		return 0;
	if (rsdp.rsdt && !parse_list(rsdp.rsdt, 4, mapper, info))
		return 0;
	return -EINVAL;
}
