// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map as firmware and loaders give it is unsorted and may overlap.
 *
 * Cleaning up: all borders, sorted, cut the address space into pieces; each
 * piece gets the most careful type of the ranges that cover it; neighbours of
 * one type become one range.
 */
#include "boot.h"

#include <linux/init.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/types.h>
#include <hyp/printk.h>

static u64 border[2 * BOOT_MAX_RANGES] __initdata;
static struct boot_range raw[BOOT_MAX_RANGES] __initdata;

static int __init compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Type values grow with the care they ask for; 0: nobody's. */
static u32 __init type_at(const struct boot_range *r, u32 n, u64 addr)
{
	u32 i, type = 0;

	for (i = 0; i < n; i++)
		if (addr >= r[i].start && addr - r[i].start < r[i].size && r[i].type > type)
			type = r[i].type;
	return type;
}

static void __init append(struct boot_info *bi, u64 start, u64 end, u32 type)
{
	struct boot_range *last = bi->nr_ranges ? &bi->range[bi->nr_ranges - 1] : NULL;

	if (last && last->type == type && last->start + last->size == start)
		last->size += end - start;
	else
		boot_add_range(bi, start, end - start, type);
}

void __init e820_clean_up(struct boot_info *bi)
{
	u32 i, n = bi->nr_ranges;

	memcpy(raw, bi->range, n * sizeof(raw[0]));
	for (i = 0; i < n; i++) {
		border[2 * i] = raw[i].start;
		border[2 * i + 1] = raw[i].start + raw[i].size;
	}
	sort(border, 2 * n, sizeof(border[0]), compare_u64, NULL);
	bi->nr_ranges = 0;
	for (i = 0; i + 1 < 2 * n; i++) {
		u32 type;

		if (border[i] == border[i + 1])
			continue;
		type = type_at(raw, n, border[i]);
		if (type)
			append(bi, border[i], border[i + 1], type);
	}
}

void __init e820_limit(struct boot_info *bi, u64 limit)
{
	u32 i, n = 0;

	for (i = 0; i < bi->nr_ranges; i++) {
		struct boot_range r = bi->range[i];

		if (r.type == RANGE_RAM && r.start + r.size > limit)
			r.size = r.start < limit ? limit - r.start : 0;
		if (r.size)
			bi->range[n++] = r;
	}
	bi->nr_ranges = n;
}

void __init e820_print(const struct boot_info *bi)
{
	static const char * const name[] = {
		[RANGE_RAM] = "usable",
		[RANGE_RESERVED] = "reserved",
		[RANGE_ACPI] = "ACPI data",
		[RANGE_NVS] = "ACPI NVS",
		[RANGE_UNUSABLE] = "unusable",
	};
	u32 i;

	pr_info("Memory map of the machine:\n");
	for (i = 0; i < bi->nr_ranges; i++) {
		const struct boot_range *r = &bi->range[i];

		pr_info(" %016llx - %016llx %s\n", r->start, r->start + r->size - 1,
			name[r->type]);
	}
}
