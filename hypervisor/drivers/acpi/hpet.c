// SPDX-License-Identifier: GPL-2.0-only
/* HPET: where the timer is (IA-PC HPET specification 1.0a, 3.2.4). */
#include <hyp/acpi_tables.h>

struct hpet_table {
	struct acpi_header header;
	u32 id;
	struct acpi_gas base;
	u8 number;
	u16 min_tick;
	u8 protection;
} __packed;

void acpi_parse_hpet(const struct acpi_header *table, struct acpi_info *info)
{
	const struct hpet_table *hpet = (const void *)table;

	if (hpet->base.space != ACPI_SPACE_MEMORY || hpet->base.address % 8 || info->hpet_address)
		return;
	info->hpet_address = hpet->base.address;
	info->hpet_id = hpet->id;
}
