// SPDX-License-Identifier: GPL-2.0-only
/*
 * Early memory: what is reserved is never given out, allocations come from the
 * top below the limit, and nothing is given out twice.
 */
#include <hyp/boot_alloc.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>

#include "test.h"

#define PAGES	4096

static u8 *memory;
static u8 owner[PAGES];		/* 1: fed by finish, 2: allocated */
static u64 fed;

void *paddr_to_virt(paddr_t pa)
{
	return memory + pa;
}

void page_alloc_add(mfn_t start, u64 frames)
{
	u64 i;

	for (i = mfn_x(start); i < mfn_x(start) + frames; i++) {
		EXPECT_EQ(owner[i], 0);
		owner[i] = 1;
	}
	fed += frames;
}

static void start_over(void)
{
	boot_alloc_finish();
	if (!memory)
		memory = host_alloc_aligned(PAGES * PAGE_SIZE, PAGE_SIZE);
	memset(owner, 0, sizeof(owner));
	fed = 0;
	boot_alloc_set_limit(INVALID_PADDR);
}

TEST(rounds_inward_and_takes_the_top)
{
	start_over();
	boot_alloc_add(0x1001, 0x9fff);
	EXPECT_EQ(boot_alloc(1, 4096), 0x8000);
	EXPECT_EQ(boot_alloc(0x2000, 0x2000), 0x6000);
	EXPECT_EQ(boot_alloc(0x5000, 4096), INVALID_PADDR);
	EXPECT_EQ(boot_alloc(0x4000, 4096), 0x2000);
	EXPECT_EQ(boot_alloc(1, 4096), INVALID_PADDR);
	EXPECT_EQ(boot_alloc(0, 4096), INVALID_PADDR);
}

TEST(the_lowest_is_taken_in_pieces)
{
	paddr_t start, end;

	start_over();
	boot_alloc_add(0x1000, 0x3000);
	boot_alloc_add(0x8000, 0x10000);
	EXPECT(!boot_alloc_take_lowest(0, &start, &end));
	REQUIRE(boot_alloc_take_lowest(0x4000, &start, &end));
	EXPECT_EQ(start, 0x1000);
	EXPECT_EQ(end, 0x3000);
	REQUIRE(boot_alloc_take_lowest(0x2000, &start, &end));
	EXPECT_EQ(start, 0x8000);
	EXPECT_EQ(end, 0xa000);
	EXPECT_EQ(boot_alloc(0x6000, 4096), 0xa000);
	EXPECT(!boot_alloc_take_lowest(0x1000, &start, &end));
}

TEST(memory_is_cleared)
{
	paddr_t pa;

	start_over();
	memset(memory, 0x5a, PAGES * PAGE_SIZE);
	boot_alloc_add(0x1000, 0x10000);
	pa = boot_alloc(0x3000, 4096);
	REQUIRE(pa != INVALID_PADDR);
	EXPECT(!memchr_inv(memory + pa, 0, 0x3000));
	EXPECT_EQ(memory[pa - 1], 0x5a);
}

TEST(reserved_parts_stay_out)
{
	start_over();
	boot_alloc_add(0x1000, 0x20000);
	boot_alloc_reserve(0x1fff0, 0x30000);	/* cuts the end */
	boot_alloc_reserve(0x4010, 0x4020);	/* a hole of one page */
	boot_alloc_reserve(0, 0x1001);		/* cuts the start */
	boot_alloc_reserve(0x8000, 0x8000);	/* nothing */
	boot_alloc_finish();
	EXPECT_EQ(fed, 0x1f - 2 - 1);
	EXPECT_EQ(owner[1], 0);
	EXPECT_EQ(owner[2], 1);
	EXPECT_EQ(owner[4], 0);
	EXPECT_EQ(owner[5], 1);
	EXPECT_EQ(owner[0x1e], 1);
	EXPECT_EQ(owner[0x1f], 0);
}

TEST(overlap_counts_once)
{
	start_over();
	boot_alloc_add(0x4000, 0x8000);
	boot_alloc_add(0x6000, 0xa000);
	boot_alloc_add(0x1000, 0x20000);
	boot_alloc_finish();
	EXPECT_EQ(fed, 0x1f);
}

TEST(limit_and_alignment)
{
	start_over();
	boot_alloc_add(0x1000, 0x800000);
	boot_alloc_set_limit(0x500000);
	EXPECT_EQ(boot_alloc(0x200000, 0x200000), 0x200000);
	EXPECT_EQ(boot_alloc(4096, 4096), 0x4ff000);
	EXPECT_EQ(boot_alloc(0x200000, 0x200000), INVALID_PADDR);
	boot_alloc_set_limit(INVALID_PADDR);
	EXPECT_EQ(boot_alloc(0x200000, 0x200000), 0x600000);
}

TEST(random_use_never_overlaps)
{
	u64 taken = 0, total = 0;
	unsigned int i;

	start_over();
	for (i = 0; i < 40; i++) {
		u64 start = test_random_below(PAGES - 64) + 1;

		boot_alloc_add(start * PAGE_SIZE, (start + 60) * PAGE_SIZE);
	}
	for (i = 0; i < 200; i++) {
		u64 pages = 1 + test_random_below(8);
		paddr_t pa = boot_alloc(pages * PAGE_SIZE, PAGE_SIZE << test_random_below(4));
		u64 n;

		if (pa == INVALID_PADDR)
			continue;
		for (n = pa / PAGE_SIZE; n < pa / PAGE_SIZE + pages; n++) {
			EXPECT_EQ(owner[n], 0);
			owner[n] = 2;
		}
		taken += pages;
	}
	boot_alloc_finish();
	for (i = 0; i < PAGES; i++)
		total += owner[i] != 0;
	EXPECT_EQ(total, taken + fed);
	EXPECT(taken > 100);
}
