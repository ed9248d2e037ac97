// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator against a model that knows the owner of each frame:
 * no frame is given out twice, chunks are aligned, frames are zero (unless
 * that was not asked for), limits of width and claims hold, and when all is
 * free again it is in as few chunks as at the start.
 */
#include <linux/kernel.h>
#include <hyp/cpumask.h>
#include <hyp/page_alloc.h>
#include <hyp/page.h>
#include <hyp/tlb.h>
#include <hyp/vmap.h>

#include "test.h"

#define FRAMES		8192
#define FIRST		100		/* not aligned, on purpose */
#define LAST		8100

static struct page_info table[FRAMES];
struct page_info *const frame_table = table;
u64 max_mfn = FRAMES;
struct cpumask cpu_online = { .bits = { 3 } };

static u8 *memory;
static bool used[FRAMES];
static u32 clock_now = 20;
static u32 cpu_flushed_at[2];
static unsigned int flushes;

bool mfn_valid(mfn_t mfn)
{
	return mfn_x(mfn) < FRAMES;
}

void *mfn_to_virt(mfn_t mfn)
{
	return memory + mfn_x(mfn) * PAGE_SIZE;
}

void tlb_filter_mask(struct cpumask *mask, u32 stamp)
{
	unsigned int cpu;

	for (cpu = 0; cpu < 2; cpu++)
		if (cpu_flushed_at[cpu] > stamp)
			cpumask_clear(cpu, mask);
}

void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
	unsigned int cpu;

	for (cpu = 0; cpu < 2; cpu++)
		if (cpumask_test(cpu, mask))
			cpu_flushed_at[cpu] = ++clock_now;
	flushes++;
}

static void fill_once(void)
{
	u64 i;

	if (memory)
		return;
	memory = host_alloc_aligned(FRAMES * PAGE_SIZE, PAGE_SIZE);
	memset(memory, 0xaa, FRAMES * PAGE_SIZE);
	for (i = 0; i < FRAMES; i++)
		table[i].count_info = PGC_OFFLINE;
	page_alloc_add(to_mfn(FIRST), LAST - FIRST);
}

static void take(struct page_info *pg, unsigned int order, bool scrubbed)
{
	u64 n = mfn_x(page_to_mfn(pg)), i;

	EXPECT_EQ(n & (BIT(order) - 1), 0);
	for (i = n; i < n + BIT(order); i++) {
		EXPECT(i >= FIRST && i < LAST);
		EXPECT(!used[i]);
		used[i] = true;
		EXPECT_EQ(table[i].count_info, 0);
		EXPECT_EQ(table[i].owner, DOMID_INVALID);
		if (scrubbed)
			EXPECT(!memchr_inv(mfn_to_virt(to_mfn(i)), 0, PAGE_SIZE));
		memset(mfn_to_virt(to_mfn(i)), 0x77, PAGE_SIZE);
	}
}

static void give(struct page_info *pg, unsigned int order)
{
	u64 n = mfn_x(page_to_mfn(pg)), i;

	for (i = n; i < n + BIT(order); i++)
		used[i] = false;
	page_free_frames(pg, order, PGC_DIRTY);
}

/* Number of free chunks, and that each is whole. */
static unsigned int count_chunks(void)
{
	unsigned int chunks = 0;
	u64 i, free = 0;

	for (i = 0; i < FRAMES; i++) {
		u64 n;

		if (!(table[i].count_info & PGC_FREE))
			continue;
		chunks++;
		free += BIT(table[i].order);
		EXPECT_EQ(i & (BIT(table[i].order) - 1), 0);
		for (n = i + 1; n < i + BIT(table[i].order); n++)
			EXPECT(!(table[n].count_info & PGC_FREE));
		n = i ^ BIT(table[i].order);
		/* Two free halves of one chunk would be one chunk, but for zones. */
		if (n < FRAMES && (table[n].count_info & PGC_FREE) &&
		    table[n].order == table[i].order)
			EXPECT(fls64(n) != fls64(i) || table[i].order == PAGE_MAX_ORDER);
	}
	EXPECT_EQ(free, page_alloc_free_frames());
	return chunks;
}

TEST(all_fed_memory_is_free)
{
	fill_once();
	EXPECT_EQ(page_alloc_free_frames(), LAST - FIRST);
	EXPECT_EQ(page_alloc_total_frames(), LAST - FIRST);
}

struct block {
	struct page_info *pg;
	unsigned int order;
};

TEST(random_use_against_a_model)
{
	static struct block blocks[600];
	unsigned int before, i, done = 0;

	fill_once();
	before = count_chunks();
	for (i = 0; i < 20000; i++) {
		struct block *b = &blocks[test_random_below(ARRAY_SIZE(blocks))];
		u32 flags = test_random_below(4) ? 0 : MEMF_NO_SCRUB;

		if (b->pg) {
			give(b->pg, b->order);
			b->pg = NULL;
			continue;
		}
		b->order = test_random_below(test_random_below(8) ? 4 : 9);
		b->pg = page_alloc_frames(b->order, flags, 0);
		if (!b->pg)
			continue;
		take(b->pg, b->order, !flags);
		done++;
		if (!(i % 64))
			page_alloc_scrub_some();
		if (!(i % 1000))
			count_chunks();
	}
	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		if (blocks[i].pg)
			give(blocks[i].pg, blocks[i].order);
	EXPECT(done > 5000);
	EXPECT_EQ(count_chunks(), before);
	EXPECT_EQ(page_alloc_free_frames(), LAST - FIRST);
}

TEST(high_frames_first_and_width_limits)
{
	struct page_info *a, *b;

	fill_once();
	a = page_alloc_frames(0, 0, 0);
	EXPECT(mfn_x(page_to_mfn(a)) >= 4096);
	/* 2^20 bytes are 256 frames. */
	b = page_alloc_frames(0, MEMF_BITS(20), 0);
	REQUIRE(b);
	EXPECT(mfn_x(page_to_mfn(b)) < 256);
	page_free_frames(b, 0, PGC_DIRTY);
	page_free_frames(a, 0, PGC_DIRTY);
	EXPECT(!page_alloc_frames(8, MEMF_BITS(20), 0));
	EXPECT(!page_alloc_frames(0, MEMF_BITS(12), 0));
	EXPECT(!page_alloc_frames(PAGE_MAX_ORDER + 1, 0, 0));
	b = page_alloc_frames(0, MEMF_BELOW_4G, 0);
	REQUIRE(b);
	page_free_frames(b, 0, 0);
}

/* A dom0 whose devices know frames by number gets back the one that it gave, or none. */
TEST(the_frames_that_are_asked_for)
{
	static struct page_info *single[FRAMES];
	unsigned int before, i, got = 0;
	struct page_info *pg;

	fill_once();
	before = count_chunks();
	EXPECT(!page_alloc_frames_at(to_mfn(0), 0, 0, 0));
	EXPECT(!page_alloc_frames_at(to_mfn(LAST), 0, 0, 0));
	EXPECT(!page_alloc_frames_at(to_mfn(FRAMES + 5), 0, 0, 0));
	EXPECT(!page_alloc_frames_at(to_mfn(513), 9, 0, 0));
	for (i = 0; i < 3000; i++) {
		u64 n = test_random_below(FRAMES);

		pg = page_alloc_frames_at(to_mfn(n), 0, 0, 0);
		EXPECT_EQ(!pg, n < FIRST || n >= LAST || used[n]);
		if (!pg)
			continue;
		EXPECT_EQ(mfn_x(page_to_mfn(pg)), n);
		take(pg, 0, true);
		single[got++] = pg;
	}
	count_chunks();
	while (got--)
		give(single[got], 0);
	pg = page_alloc_frames_at(to_mfn(1024), 9, MEMF_NO_SCRUB, 0);
	REQUIRE(pg);
	EXPECT_EQ(mfn_x(page_to_mfn(pg)), 1024);
	take(pg, 9, false);
	EXPECT(!page_alloc_frames_at(to_mfn(1024 + 511), 0, 0, 0));
	EXPECT(!page_alloc_frames_at(to_mfn(1024), 10, 0, 0));
	give(pg, 9);
	EXPECT_EQ(count_chunks(), before);
}

TEST(claims_keep_frames)
{
	struct page_info *pg;
	u64 free;

	fill_once();
	free = page_alloc_free_frames();
	EXPECT(!page_alloc_claim_adjust(free + 1));
	EXPECT(page_alloc_claim_adjust(free - 1));
	pg = page_alloc_frames(0, 0, 0);
	REQUIRE(pg);
	EXPECT(!page_alloc_frames(0, 0, 0));
	page_free_frames(pg, 0, PGC_DIRTY);
	/* Whoever holds the claim gets them. */
	pg = page_alloc_frames(4, 0, 16);
	REQUIRE(pg);
	/* More is claimed now than is free: nothing is left for another claim. */
	EXPECT(!page_alloc_claim_adjust(1));
	page_free_frames(pg, 4, PGC_DIRTY);
	EXPECT(page_alloc_claim_adjust(-(s64)(free - 1)));
	EXPECT_EQ(page_alloc_outstanding_claims(), 0);
}

TEST(scrubbing_ends_with_clean_memory)
{
	unsigned int rounds = 0;
	u64 i;

	fill_once();
	while (page_alloc_scrub_some() && rounds < 10000)
		rounds++;
	EXPECT(rounds < 10000);
	EXPECT(!page_alloc_scrub_some());
	for (i = FIRST; i < LAST; i++) {
		EXPECT(!(table[i].count_info & PGC_DIRTY));
		EXPECT(!memchr_inv(mfn_to_virt(to_mfn(i)), 0, PAGE_SIZE));
	}
	EXPECT_EQ(page_alloc_free_frames(), LAST - FIRST);
	count_chunks();
}

TEST(stale_translations_go_before_reuse)
{
	struct page_info *pg;
	unsigned int i;

	fill_once();
	/* All of memory once, so that the frame below is certainly used again. */
	flushes = 0;
	cpu_flushed_at[0] = 10;
	cpu_flushed_at[1] = 3;
	pg = page_alloc_frames(0, 0, 0);
	REQUIRE(pg);
	pg->tlb_stamp = 7;
	page_free_frames(pg, 0, PGC_DIRTY | PGC_TLB_PENDING);
	for (i = 0; i < LAST - FIRST && !flushes; i++) {
		struct page_info *got = page_alloc_frames(0, 0, 0);

		if (!got)
			break;
		take(got, 0, true);
	}
	EXPECT_EQ(flushes, 1);
	/* CPU 0 had flushed after stamp 7 already. */
	EXPECT_EQ(cpu_flushed_at[0], 10);
	EXPECT(cpu_flushed_at[1] > 7);
	for (i = FIRST; i < LAST; i++)
		if (used[i])
			give(&table[i], 0);
	EXPECT_EQ(page_alloc_free_frames(), LAST - FIRST);
}
