// SPDX-License-Identifier: GPL-2.0-only
/*
 * What firmware says of AMD's IOMMUs, and the device table entry that follows from it. The
 * table is given in a block of exactly its length, so that AddressSanitizer sees each
 * byte beyond. After tables that are right come all cuts of one, then random bytes.
 */
#include <hyp/acpi_tables.h>

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <drivers/iommu/amd.h>

#include "test.h"

#define HEAD	48

static u8 table[1024];
static u32 used;
static struct acpi_info info;

static void begin(void)
{
	memset(table, 0, sizeof(table));
	used = HEAD;
}

static void add(const u8 *bytes, u32 n)
{
	memcpy(table + used, bytes, n);
	used += n;
}

/* A block of a unit; returns where it begins. */
static u32 add_unit(u8 type, u8 flags, u16 devid, u64 address, u16 segment)
{
	u32 at = used;

	table[at] = type;
	table[at + 1] = flags;
	put_unaligned_le16(devid, table + at + 4);
	put_unaligned_le64(address, table + at + 8);
	put_unaligned_le16(segment, table + at + 16);
	used += type == 0x10 ? 24 : 40;
	return at;
}

static void end_unit(u32 at)
{
	put_unaligned_le16(used - at, table + at + 2);
}

static void parse(u32 length)
{
	u8 *copy = host_alloc(length);

	memcpy(copy, table, length);
	put_unaligned_le32(length, copy + 4);
	memset(&info, 0, sizeof(info));
	acpi_parse_ivrs((const void *)copy, &info);
	host_free(copy);
}

static void expect_range(unsigned int i, u16 first, u16 last, u8 setting)
{
	EXPECT_EQ(info.dma_range[i].first, first);
	EXPECT_EQ(info.dma_range[i].last, last);
	EXPECT_EQ(info.dma_range[i].setting, setting);
}

static void make_usual(void)
{
	static const u8 entries[] = {
		2, 0x08, 0x00, 0xd7,				/* select 0008 */
		3, 0x10, 0x00, 0x03, 4, 0xff, 0x00, 0,		/* 0010 to 00ff */
		2, 0x30, 0x00, 0,				/* nothing to let pass */
		0x48, 0, 0, 0xd7, 1, 0xa0, 0x00, 1,		/* I/O APIC is 00a0 */
		0x43, 0x00, 0x02, 1, 0, 0x10, 0, 0, 4, 0xff, 0x02, 0,
	};
	u32 at;

	begin();
	at = add_unit(0x10, 0x0d, 0x0002, 0xfed80000, 0);
	add(entries, sizeof(entries));
	end_unit(at);
}

TEST(a_unit_and_its_devices)
{
	make_usual();
	parse(used);
	EXPECT_EQ(info.nr_iommus, 1);
	EXPECT_EQ(info.iommu[0].address, 0xfed80000);
	EXPECT_EQ(info.iommu[0].devid, 2);
	EXPECT_EQ(info.iommu[0].flags, 0x0d);
	EXPECT_EQ(info.nr_dma_ranges, 4);
	expect_range(0, 0x0008, 0x0008, 0xd7);
	expect_range(1, 0x0010, 0x00ff, 0x03);
	expect_range(2, 0x00a0, 0x00a0, 0xd7);
	expect_range(3, 0x0200, 0x02ff, 1);
}

TEST(the_better_block_of_a_unit_counts)
{
	static const u8 all[] = { 1, 0, 0, 0x02 };
	u32 at;

	make_usual();
	at = add_unit(0x11, 0x01, 0x0002, 0xfed80000, 0);
	add(all, sizeof(all));
	end_unit(at);
	end_unit(add_unit(0x10, 0xff, 0x0002, 0xfed80000, 0));
	end_unit(add_unit(0x40, 0x00, 0x0002, 0xfee00000, 1));
	parse(used);
	EXPECT_EQ(info.nr_iommus, 2);
	EXPECT_EQ(info.iommu[0].block, 0x11);
	EXPECT_EQ(info.iommu[0].flags, 1);
	EXPECT_EQ(info.iommu[1].segment, 1);
	expect_range(4, 0, 0xffff, 2);
}

TEST(what_makes_no_sense_is_left_out)
{
	static const u8 unknown[] = { 0x90, 1, 2, 3, 2, 0x08, 0x00, 0xff };
	static const u8 backwards[] = { 3, 0x10, 0, 1, 4, 0x08, 0, 0, 4, 0xff, 0, 0 };
	u32 at, i;

	begin();
	end_unit(add_unit(0x10, 0, 2, 0, 0));
	end_unit(add_unit(0x10, 0, 2, 0xfed80001, 0));
	at = add_unit(0x10, 0, 2, 0xfed80000, 0);
	add(backwards, sizeof(backwards));
	add(unknown, sizeof(unknown));
	end_unit(at);
	parse(used);
	EXPECT_EQ(info.nr_iommus, 1);
	EXPECT_EQ(info.nr_dma_ranges, 0);

	begin();
	for (i = 0; i < ACPI_MAX_IOMMUS + 3; i++)
		end_unit(add_unit(0x10, 0, i, 0xfed80000, 0));
	parse(used);
	EXPECT_EQ(info.nr_iommus, ACPI_MAX_IOMMUS);
}

TEST(cut_off_anywhere)
{
	u32 length;

	make_usual();
	for (length = HEAD; length <= used; length++) {
		parse(length);
		EXPECT_EQ(info.nr_iommus, length == used);
	}
}

TEST(random_bytes)
{
	u32 round, i, units = 0;

	test_random_seed(48882);
	for (round = 0; round < 20000; round++) {
		make_usual();
		for (i = 1 + test_random() % 8; i; i--)
			table[HEAD + test_random() % (used - HEAD)] = test_random();
		parse(used);
		EXPECT(info.nr_iommus <= ACPI_MAX_IOMMUS);
		EXPECT(info.nr_dma_ranges <= ACPI_MAX_DMA_RANGES);
		units += info.nr_iommus;
	}
	EXPECT(units > 5000);
}

/* Bits counted as in the manual (2.2.2.1), from 0 to 255. */
static u64 bits(const struct amd_dte *e, unsigned int from, unsigned int to)
{
	return (e->q[from / 64] >> from % 64) & (~0ULL >> (63 - (to - from)));
}

TEST(the_entry_of_a_device)
{
	struct amd_dte e = amd_dte_make(to_mfn(0x123456), 4, 0xd7);

	EXPECT_EQ(bits(&e, 0, 1), 3);			/* V, TV */
	EXPECT_EQ(bits(&e, 2, 8), 0);
	EXPECT_EQ(bits(&e, 9, 11), 4);			/* Mode */
	EXPECT_EQ(bits(&e, 12, 51), 0x123456);
	EXPECT_EQ(bits(&e, 52, 60), 0);
	EXPECT_EQ(bits(&e, 61, 62), 3);			/* IR, IW */
	EXPECT_EQ(bits(&e, 64, 79), AMD_DOMAIN);
	EXPECT_EQ(bits(&e, 96, 96), 0);			/* I: no ATS */
	EXPECT_EQ(bits(&e, 104, 105), 1);		/* SysMgt */
	EXPECT_EQ(bits(&e, 128, 128), 0);		/* IV */
	EXPECT_EQ(bits(&e, 184, 186), 7);		/* INITPass, EIntPass, NMIPass */
	EXPECT_EQ(bits(&e, 190, 191), 3);		/* Lint0Pass, Lint1Pass */
	e = amd_dte_make(to_mfn(1), 4, 0);
	EXPECT_EQ(e.q[2], 0);
	EXPECT_EQ(e.q[3], 0);
}
