// SPDX-License-Identifier: GPL-2.0-only
/* MCFG: PCI configuration space in memory (PCI firmware specification 3.2, 4.1.2). */
#include <hyp/acpi_tables.h>

#include <linux/kernel.h>
#include <linux/string.h>

struct mcfg_entry {
	u64 base;		/* of bus 0, even where bus_start is another */
	u16 segment;
	u8 bus_start, bus_end;
	u32 reserved;
} __packed;

static bool overlaps(const struct acpi_info *info, const struct mcfg_entry *e)
{
	u32 i;

	for (i = 0; i < info->nr_mcfg; i++) {
		const struct acpi_mcfg *m = &info->mcfg[i];

		if (m->segment == e->segment && m->bus_start <= e->bus_end &&
		    e->bus_start <= m->bus_end)
			return true;
	}
	return false;
}

/* 1 MiB of addresses for each bus. */
static bool plausible(const struct mcfg_entry *e)
{
	return e->base && !(e->base & 0xfffff) && e->base < (1ULL << 52) &&
	       e->bus_start <= e->bus_end;
}

void acpi_parse_mcfg(const struct acpi_header *table, struct acpi_info *info)
{
	const u8 *pos = (const u8 *)(table + 1) + 8, *end = (const u8 *)table + table->length;
	struct mcfg_entry e;

	for (; end - pos >= (ptrdiff_t)sizeof(e); pos += sizeof(e)) {
		memcpy(&e, pos, sizeof(e));
		if (info->nr_mcfg == ACPI_MAX_MCFG || !plausible(&e) || overlaps(info, &e))
			continue;
		info->mcfg[info->nr_mcfg++] = (struct acpi_mcfg) {
			.base = e.base,
			.segment = e.segment,
			.bus_start = e.bus_start,
			.bus_end = e.bus_end,
		};
	}
}
