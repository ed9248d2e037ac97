// SPDX-License-Identifier: GPL-2.0-only
/*
 * IVRS: AMD's IOMMUs (AMD I/O Virtualization Technology Specification 3.05, 5.2).
 *
 * A unit may be described by blocks of several types, of which the highest counts. A block
 * ends with a row of entries: devices that it serves, and a setting for each that says
 * which interrupts of the PC's old kind (NMI, INIT, ...) the unit lets pass.
 */
#include <hyp/acpi_tables.h>

#include <linux/kernel.h>

#define IVRS_RESERVED	8

struct ivrs_block {
	u8 type, flags;
	u16 length, devid;
} __packed;

struct ivhd {
	struct ivrs_block block;
	u16 capability;
	u64 address;
	u16 segment, info;
	u32 features;
} __packed;

#define IVHD_FIRST	0x10	/* types of blocks that describe a unit */
#define IVHD_EFR	0x11	/* 16 bytes longer */
#define IVHD_HID	0x40
#define IVHD_MORE	16

struct ivhd_entry {
	u8 type;
	u16 devid;
	u8 setting;
} __packed;

struct ivhd_special {
	struct ivhd_entry entry;
	u8 handle;
	u16 devid;
	u8 variety;
} __packed;

enum entry_type {
	ENTRY_ALL = 1,
	ENTRY_SELECT = 2,
	ENTRY_START = 3,
	ENTRY_END = 4,
	ENTRY_ALIAS = 0x42,
	ENTRY_ALIAS_START = 0x43,
	ENTRY_EXT_SELECT = 0x46,
	ENTRY_EXT_START = 0x47,
	ENTRY_SPECIAL = 0x48,
	ENTRY_HID = 0xf0,
};

#define HID_FIXED	22	/* bytes before its name, whose length is the last of these */

/* 0: not known, and what follows can't be found. */
static unsigned int entry_bytes(const struct ivhd_entry *e, ptrdiff_t left)
{
	const u8 *at = (const void *)e;

	if (e->type < 0x40)
		return 4;
	if (e->type < 0x80)
		return 8;
	if (e->type == ENTRY_HID && left >= HID_FIXED)
		return HID_FIXED + at[HID_FIXED - 1];
	return 0;
}

static void add_range(struct acpi_info *info, u16 first, u16 last, u8 setting)
{
	if (!setting || first > last || info->nr_dma_ranges == ACPI_MAX_DMA_RANGES)
		return;
	info->dma_range[info->nr_dma_ranges++] = (struct acpi_dma_range){
		.first = first,
		.last = last,
		.setting = setting,
	};
}

/* @start: the last entry that began a range. */
static void take_entry(const struct ivhd_entry *e, const struct ivhd_entry **start,
		       struct acpi_info *info)
{
	switch (e->type) {
	case ENTRY_ALL:
		add_range(info, 0, 0xffff, e->setting);
		break;
	case ENTRY_SELECT:
	case ENTRY_ALIAS:
	case ENTRY_EXT_SELECT:
		add_range(info, e->devid, e->devid, e->setting);
		break;
	case ENTRY_START:
	case ENTRY_ALIAS_START:
	case ENTRY_EXT_START:
		*start = e;
		break;
	case ENTRY_END:
		if (*start)
			add_range(info, (*start)->devid, e->devid, (*start)->setting);
		*start = NULL;
		break;
	case ENTRY_SPECIAL: {
		const struct ivhd_special *s = (const void *)e;

		add_range(info, s->devid, s->devid, e->setting);
		break;
	}
	}
}

static void take_entries(const u8 *pos, const u8 *end, struct acpi_info *info)
{
	const struct ivhd_entry *start = NULL;

	while (end - pos >= (ptrdiff_t)sizeof(struct ivhd_entry)) {
		const struct ivhd_entry *e = (const void *)pos;
		unsigned int bytes = entry_bytes(e, end - pos);

		if (!bytes || bytes > end - pos)
			return;
		take_entry(e, &start, info);
		pos += bytes;
	}
}

/* Where the unit stands in @info, or a new place; NULL: no room, or known better. */
static struct acpi_iommu *place_for(const struct ivhd *h, struct acpi_info *info)
{
	u32 i;

	for (i = 0; i < info->nr_iommus; i++) {
		struct acpi_iommu *u = &info->iommu[i];

		if (u->segment == h->segment && u->devid == h->block.devid)
			return u->block < h->block.type ? u : NULL;
	}
	return i < ACPI_MAX_IOMMUS ? &info->iommu[info->nr_iommus++] : NULL;
}

static void take_unit(const struct ivhd *h, struct acpi_info *info)
{
	unsigned int head = sizeof(*h) + (h->block.type == IVHD_FIRST ? 0 : IVHD_MORE);
	struct acpi_iommu *u;

	if (h->block.length < head || !h->address || h->address % 0x4000)
		return;
	u = place_for(h, info);
	if (!u)
		return;
	*u = (struct acpi_iommu){
		.address = h->address,
		.segment = h->segment,
		.devid = h->block.devid,
		.flags = h->block.flags,
		.block = h->block.type,
	};
	take_entries((const u8 *)h + head, (const u8 *)h + h->block.length, info);
}

void acpi_parse_ivrs(const struct acpi_header *table, struct acpi_info *info)
{
	const u8 *end = (const u8 *)table + table->length;
	/* A word about the machine, and what is reserved. */
	const u8 *pos = (const u8 *)(table + 1) + sizeof(u32) + IVRS_RESERVED;

	while (end - pos >= (ptrdiff_t)sizeof(struct ivrs_block)) {
		const struct ivrs_block *b = (const void *)pos;

		if (b->length < sizeof(*b) || b->length > end - pos)
			return;
		if ((b->type == IVHD_FIRST || b->type == IVHD_EFR || b->type == IVHD_HID) &&
		    b->length >= sizeof(struct ivhd))
			take_unit((const void *)b, info);
		pos += b->length;
	}
}
