// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cleaning up the memory map. Besides hand-made cases: random maps over a few
 * addresses, where each address must come out with the most careful type that
 * a range gave it, and the result must be sorted, apart and merged.
 */
#include "test.h"

#include <linux/string.h>
#include "../../hypervisor/arch/x86/boot/boot.h"

#define SPACE	64

static struct boot_info bi;

bool boot_add_range(struct boot_info *b, paddr_t start, u64 size, u32 type)
{
	if (b->nr_ranges == BOOT_MAX_RANGES || !size)
		return false;
	b->range[b->nr_ranges++] = (struct boot_range){ start, size, type };
	return true;
}

static void expect_range(u32 i, u64 start, u64 size, u32 type)
{
	EXPECT_EQ(bi.range[i].start, start);
	EXPECT_EQ(bi.range[i].size, size);
	EXPECT_EQ(bi.range[i].type, type);
}

TEST(unsorted_and_adjacent)
{
	memset(&bi, 0, sizeof(bi));
	boot_add_range(&bi, 0x2000, 0x1000, RANGE_RAM);
	boot_add_range(&bi, 0x0, 0x1000, RANGE_RAM);
	boot_add_range(&bi, 0x1000, 0x1000, RANGE_RAM);
	e820_clean_up(&bi);
	EXPECT_EQ(bi.nr_ranges, 1);
	expect_range(0, 0, 0x3000, RANGE_RAM);
}

TEST(reserved_inside_ram)
{
	memset(&bi, 0, sizeof(bi));
	boot_add_range(&bi, 0, 0x10000, RANGE_RAM);
	boot_add_range(&bi, 0x4000, 0x1000, RANGE_RESERVED);
	boot_add_range(&bi, 0xf000, 0x2000, RANGE_ACPI);
	e820_clean_up(&bi);
	EXPECT_EQ(bi.nr_ranges, 4);
	expect_range(0, 0, 0x4000, RANGE_RAM);
	expect_range(1, 0x4000, 0x1000, RANGE_RESERVED);
	expect_range(2, 0x5000, 0xa000, RANGE_RAM);
	expect_range(3, 0xf000, 0x2000, RANGE_ACPI);
}

TEST(limit)
{
	memset(&bi, 0, sizeof(bi));
	boot_add_range(&bi, 0, 0x1000, RANGE_RAM);
	boot_add_range(&bi, 0x1000, 0x1000, RANGE_RESERVED);
	boot_add_range(&bi, 0x2000, 0x4000, RANGE_RAM);
	boot_add_range(&bi, 0x8000, 0x4000, RANGE_RAM);
	e820_limit(&bi, 0x3000);
	EXPECT_EQ(bi.nr_ranges, 3);
	expect_range(2, 0x2000, 0x1000, RANGE_RAM);
}

TEST(empty_map)
{
	memset(&bi, 0, sizeof(bi));
	e820_clean_up(&bi);
	EXPECT_EQ(bi.nr_ranges, 0);
}

static u32 random32(void)
{
	static u64 state = 2463534242ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

static u32 type_of(u64 addr)
{
	u32 i, type = 0;

	for (i = 0; i < bi.nr_ranges; i++)
		if (addr >= bi.range[i].start && addr < bi.range[i].start + bi.range[i].size &&
		    bi.range[i].type > type)
			type = bi.range[i].type;
	return type;
}

TEST(random_maps)
{
	u32 round, i, want[SPACE];

	for (round = 0; round < 5000; round++) {
		memset(&bi, 0, sizeof(bi));
		for (i = random32() % 12; i; i--) {
			u64 start = random32() % SPACE;

			boot_add_range(&bi, start, 1 + random32() % (SPACE - start),
				       1 + random32() % 5);
		}
		for (i = 0; i < SPACE; i++)
			want[i] = type_of(i);
		e820_clean_up(&bi);
		for (i = 0; i < SPACE; i++)
			EXPECT_EQ(type_of(i), want[i]);
		for (i = 1; i < bi.nr_ranges; i++) {
			const struct boot_range *r = &bi.range[i - 1];

			EXPECT_EQ(r->start + r->size <= r[1].start, true);
			EXPECT_EQ(r->start + r->size == r[1].start && r->type == r[1].type, false);
		}
	}
}
