// SPDX-License-Identifier: GPL-2.0-only
/* MADT: processors and interrupt controllers (ACPI 6.4, 5.2.12). */
#include <hyp/acpi_tables.h>

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

struct madt {
	struct acpi_header header;
	u32 lapic_address;
	u32 flags;
} __packed;

#define MADT_PCAT_COMPAT	BIT(0)

struct madt_entry {
	u8 type, length;
} __packed;

struct madt_lapic {
	struct madt_entry entry;
	u8 acpi_id, apic_id;
	u32 flags;
} __packed;

struct madt_ioapic {
	struct madt_entry entry;
	u8 id, reserved;
	u32 address, gsi_base;
} __packed;

struct madt_override {
	struct madt_entry entry;
	u8 bus, source;
	u32 gsi;
	u16 flags;
} __packed;

struct madt_lapic_address {
	struct madt_entry entry;
	u16 reserved;
	u64 address;
} __packed;

struct madt_x2apic {
	struct madt_entry entry;
	u16 reserved;
	u32 apic_id, flags, acpi_id;
} __packed;

#define LAPIC_ENABLED	BIT(0)

/* A processor may stand there twice, as local APIC and as x2APIC. */
static bool known_cpu(const struct acpi_info *info, u32 apic_id)
{
	u32 i;

	for (i = 0; i < info->nr_cpus; i++) {
		if (info->apic_id[i] == apic_id)
			return true;
	}
	return false;
}

static void add_cpu(struct acpi_info *info, u32 apic_id, u32 acpi_id, u32 flags)
{
	if (!(flags & LAPIC_ENABLED) || info->nr_cpus == ACPI_MAX_CPUS ||
	    known_cpu(info, apic_id))
		return;
	info->apic_id[info->nr_cpus] = apic_id;
	info->acpi_id[info->nr_cpus] = acpi_id;
	info->nr_cpus++;
}

static void take_lapic(const struct madt_entry *entry, struct acpi_info *info)
{
	const struct madt_lapic *e = (const void *)entry;

	if (e->apic_id != 0xff)		/* broadcast: stands in for an x2APIC entry */
		add_cpu(info, e->apic_id, e->acpi_id, e->flags);
}

static void take_x2apic(const struct madt_entry *entry, struct acpi_info *info)
{
	const struct madt_x2apic *e = (const void *)entry;

	if (e->apic_id != ~0u)
		add_cpu(info, e->apic_id, e->acpi_id, e->flags);
}

static void take_ioapic(const struct madt_entry *entry, struct acpi_info *info)
{
	const struct madt_ioapic *e = (const void *)entry;
	struct acpi_ioapic *io = &info->ioapic[info->nr_ioapics];

	if (info->nr_ioapics == ACPI_MAX_IOAPICS || !e->address)
		return;
	io->id = e->id;
	io->gsi_base = e->gsi_base;
	io->address = e->address;
	info->nr_ioapics++;
}

/* The first one for an ISA interrupt counts. */
static void take_override(const struct madt_entry *entry, struct acpi_info *info)
{
	const struct madt_override *e = (const void *)entry;
	struct acpi_override *o = &info->override[info->nr_overrides];
	u32 i;

	if (info->nr_overrides == ACPI_MAX_OVERRIDES || e->bus || e->source > 15)
		return;
	for (i = 0; i < info->nr_overrides; i++) {
		if (info->override[i].source == e->source)
			return;
	}
	o->source = e->source;
	o->gsi = e->gsi;
	o->flags = e->flags;
	info->nr_overrides++;
}

static void take_lapic_address(const struct madt_entry *entry, struct acpi_info *info)
{
	const struct madt_lapic_address *e = (const void *)entry;

	info->lapic_address = e->address;
}

static const struct {
	u8 type, min_length;
	void (*take)(const struct madt_entry *entry, struct acpi_info *info);
} kinds[] = {
	{ 0, sizeof(struct madt_lapic), take_lapic },
	{ 1, sizeof(struct madt_ioapic), take_ioapic },
	{ 2, sizeof(struct madt_override), take_override },
	{ 5, sizeof(struct madt_lapic_address), take_lapic_address },
	{ 9, sizeof(struct madt_x2apic), take_x2apic },
};

static void take_entry(const struct madt_entry *entry, struct acpi_info *info)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (kinds[i].type == entry->type && entry->length >= kinds[i].min_length)
			kinds[i].take(entry, info);
	}
}

void acpi_parse_madt(const struct acpi_header *table, struct acpi_info *info)
{
	const struct madt *madt = (const void *)table;
	const u8 *pos = (const u8 *)(madt + 1), *end = (const u8 *)table + table->length;

	info->lapic_address = madt->lapic_address;
	info->has_8259 = madt->flags & MADT_PCAT_COMPAT;
	while (end - pos >= (ptrdiff_t)sizeof(struct madt_entry)) {
		const struct madt_entry *entry = (const void *)pos;

		if (entry->length < sizeof(*entry) || entry->length > end - pos)
			return;
		take_entry(entry, info);
		pos += entry->length;
	}
}
