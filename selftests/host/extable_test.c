// SPDX-License-Identifier: GPL-2.0-only
/* The exception table: sorting entries that hold distances from themselves. */
#include "test.h"

#include <linux/string.h>
#include <asm/extable.h>
#include <asm/traps.h>
#include <asm/xen/interface.h>

#define ENTRIES	64

struct ex_entry __start___ex_table[1], __stop___ex_table[1];

static struct ex_entry table[ENTRIES];
static u8 text[0x1000];

static void put(u32 i, u32 insn, u32 fixup)
{
	table[i].insn = (s32)((char *)&text[insn] - (char *)&table[i].insn);
	table[i].fixup = (s32)((char *)&text[fixup] - (char *)&table[i].fixup);
}

TEST(sorted_and_found)
{
	u32 i;

	/* 37 and 64 have no common divisor: each place once, in disorder. */
	for (i = 0; i < ENTRIES; i++)
		put(i, (i * 37 % ENTRIES) * 8, 0x800 + (i * 37 % ENTRIES));
	extable_sort(table, table + ENTRIES);
	for (i = 0; i < ENTRIES; i++)
		EXPECT_EQ(extable_search(table, table + ENTRIES, (unsigned long)&text[i * 8]),
			  (unsigned long)&text[0x800 + i]);
}

TEST(not_found)
{
	u32 i;

	for (i = 0; i < ENTRIES; i++)
		put(i, i * 8, 0x800 + i);
	extable_sort(table, table + ENTRIES);
	EXPECT_EQ(extable_search(table, table + ENTRIES, (unsigned long)&text[4]), 0);
	EXPECT_EQ(extable_search(table, table + ENTRIES, 0), 0);
	EXPECT_EQ(extable_search(table, table + ENTRIES, ~0UL), 0);
	EXPECT_EQ(extable_search(table, table, (unsigned long)&text[0]), 0);
}
