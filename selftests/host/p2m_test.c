// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical map of a container in fake memory: whatever order of changes and sizes
 * of pages, each frame translates to what was set last (a flat model says what), the
 * tables have what the CPU expects, large pages are used where they fit, a change of
 * something mapped flushes and one of a hole does not, and without memory nothing
 * breaks. Then a guest's own tables: all paging modes, rights, accessed and dirty bits.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include <asm/guest_walk.h>
#include <asm/msr_index.h>
#include <asm/pte.h>
#include <asm/system.h>
#include <asm/traps.h>

#include "p2m_world.h"

#define NR_GFNS		(3 * 512 + 40)

static mfn_t lookup(u64 gfn, enum p2m_type *type, unsigned int *order)
{
	return p2m_lookup(&dom, to_gfn(gfn), type, order);
}

static void expect_at(u64 gfn, u64 mfn, enum p2m_type want, unsigned int want_order)
{
	enum p2m_type type;
	unsigned int order;

	EXPECT_EQ(mfn_x(lookup(gfn, &type, &order)), mfn);
	EXPECT_EQ(type, want);
	EXPECT_EQ(order, want_order);
}

#define NOTHING	(~0ULL)

TEST(an_empty_map_has_nothing)
{
	start_over(4, true);
	expect_at(0, NOTHING, P2M_NONE, 27);
	expect_at(~0ULL, NOTHING, P2M_NONE, 0);
	finish();
}

TEST(large_pages_where_they_fit)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 19, P2M_RAM), 0);
	expect_at(5, 5, P2M_RAM, 18);
	expect_at(0x7ffff, 0x7ffff, P2M_RAM, 18);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0x80001), to_mfn(0x80001), 0x400, P2M_MMIO), 0);
	expect_at(0x80001, 0x80001, P2M_MMIO, 0);
	expect_at(0x80200, 0x80200, P2M_MMIO, 9);
	expect_at(0x80400, 0x80400, P2M_MMIO, 0);
	expect_at(0x80401, NOTHING, P2M_NONE, 0);
	/* The frame is not aligned as the gfn is. */
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0x90000), to_mfn(1), 0x200, P2M_RAM), 0);
	expect_at(0x90005, 6, P2M_RAM, 0);
	EXPECT_EQ(flushes, 0);
	finish();
}

TEST(no_1g_page_where_the_cpu_has_none)
{
	start_over(4, false);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 18, P2M_RAM), 0);
	expect_at(0x12345, 0x12345, P2M_RAM, 9);
	finish();
}

TEST(a_change_splits_and_leaves_the_rest)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 18, P2M_RAM), 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x1234), INVALID_MFN, 0, P2M_HIDDEN), 0);
	EXPECT_EQ(flushes, 1);
	expect_at(0x1234, NOTHING, P2M_HIDDEN, 0);
	expect_at(0x1233, 0x1233, P2M_RAM, 0);
	expect_at(0x1235, 0x1235, P2M_RAM, 0);
	expect_at(0x1400, 0x1400, P2M_RAM, 9);
	/* A hole of 2 MiB, and something in it. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x2000), INVALID_MFN, 9, P2M_HIDDEN), 0);
	expect_at(0x2001, NOTHING, P2M_HIDDEN, 9);
	EXPECT_EQ(flushes, 2);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x2001), to_mfn(7), 0, P2M_RAM_RO), 0);
	EXPECT_EQ(flushes, 2);
	expect_at(0x2001, 7, P2M_RAM_RO, 0);
	expect_at(0x2002, NOTHING, P2M_HIDDEN, 0);
	/* The same again is no change. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x2001), to_mfn(7), 0, P2M_RAM_RO), 0);
	EXPECT_EQ(flushes, 2);
	finish();
}

static void set_small(u64 gfn, u64 mfn, enum p2m_type type)
{
	EXPECT_EQ(p2m_set(&dom, to_gfn(gfn), to_mfn(mfn), 0, type), 0);
}

TEST(parts_that_are_alike_become_one)
{
	unsigned int i, before;

	start_over(4, true);
	for (i = 0; i < 511; i++)
		set_small(0x400 + i, 0x800 + i, P2M_RAM);
	expect_at(0x400, 0x800, P2M_RAM, 0);
	set_small(0x5ff, 0x9ff, P2M_RAM);
	expect_at(0x4ff, 0x8ff, P2M_RAM, 9);
	EXPECT_EQ(flushes, 0);
	/* Downwards, and of another type. */
	for (i = 512; i--;)
		set_small(0x600 + i, 0xa00 + i, P2M_MMIO);
	expect_at(0x600, 0xa00, P2M_MMIO, 9);
	/* Not of frames that are not aligned, nor of two types. */
	for (i = 0; i < 512; i++)
		set_small(0x800 + i, 0x801 + i, P2M_RAM);
	expect_at(0x800, 0x801, P2M_RAM, 0);
	for (i = 0; i < 512; i++)
		set_small(0xa00 + i, 0xa00 + i, i == 100 ? P2M_RAM_RO : P2M_RAM);
	expect_at(0xa00, 0xa00, P2M_RAM, 0);
	set_small(0xa64, 0xa64, P2M_RAM);
	expect_at(0xa64, 0xa64, P2M_RAM, 9);
	/* A hole that had a page stays in parts: the next one is cheap. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(0xc00), INVALID_MFN, 0, P2M_NONE), 0);
	set_small(0xc00, 7, P2M_RAM);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0xc00), INVALID_MFN, 0, P2M_NONE), 0);
	expect_at(0xc00, NOTHING, P2M_NONE, 0);
	/* A page leaves and comes back, and the table is the same each time. */
	before = left;
	for (i = 0; i < 20; i++) {
		EXPECT_EQ(p2m_set(&dom, to_gfn(0x480 + i), INVALID_MFN, 0, P2M_NONE), 0);
		expect_at(0x400, 0x800, P2M_RAM, 0);
		expect_at(0x480 + i, NOTHING, P2M_NONE, 0);
		set_small(0x480 + i, 0x880 + i, P2M_RAM);
		expect_at(0x400, 0x800, P2M_RAM, 9);
	}
	EXPECT_EQ(left, before);
	EXPECT_EQ(flushes, 1 + 1 + 20);
	finish();
}

TEST(large_pages_become_a_larger_one)
{
	unsigned int i;

	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0x40000), 18, P2M_RAM), 0);
	/* One of each size leaves. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x1234), INVALID_MFN, 0, P2M_NONE), 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x2000), INVALID_MFN, 9, P2M_NONE), 0);
	expect_at(0x1235, 0x41235, P2M_RAM, 0);
	expect_at(0x3000, 0x43000, P2M_RAM, 9);
	set_small(0x1234, 0x41234, P2M_RAM);
	expect_at(0x1235, 0x41235, P2M_RAM, 9);
	for (i = 0; i < 512; i++)
		set_small(0x2000 + i, 0x42000 + i, P2M_RAM);
	expect_at(0x1234, 0x41234, P2M_RAM, 18);
	finish();
	/* Not where the CPU has none. */
	start_over(4, false);
	for (i = 0; i < 512; i++)
		EXPECT_EQ(p2m_set(&dom, to_gfn(i * 512), to_mfn(i * 512), 9, P2M_RAM), 0);
	expect_at(0, 0, P2M_RAM, 9);
	finish();
}

TEST(what_was_one_is_so_again_behind_the_log)
{
	unsigned int i;

	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 11, P2M_RAM), 0);
	EXPECT_EQ(p2m_dirty_start(&dom), 0);
	expect_at(5, 5, P2M_RAM, 9);
	for (i = 0; i < 1024; i += 7)
		EXPECT(p2m_write_fault(&dom, to_gfn(i)));
	expect_at(5, 5, P2M_RAM, 0);
	p2m_dirty_stop(&dom);
	expect_at(5, 5, P2M_RAM, 9);
	expect_at(600, 600, P2M_RAM, 9);
	finish();
}

/* What became one is split again without memory: who takes something away is never refused. */
TEST(a_split_of_what_was_parts_needs_no_memory)
{
	unsigned int i, all;

	start_over(4, true);
	for (i = 0; i < 512; i++)
		set_small(i, i, P2M_RAM);
	expect_at(0, 0, P2M_RAM, 9);
	all = left;
	left = 0;
	EXPECT_EQ(p2m_set(&dom, to_gfn(77), INVALID_MFN, 0, P2M_NONE), 0);
	expect_at(77, NOTHING, P2M_NONE, 0);
	expect_at(78, 78, P2M_RAM, 0);
	left = all;
	finish();
	/* And without memory for a shelf they stay parts. */
	start_over(4, true);
	set_small(0, 0, P2M_RAM);
	all = left;
	left = 0;
	for (i = 1; i < 512; i++)
		set_small(i, i, P2M_RAM);
	expect_at(5, 5, P2M_RAM, 0);
	left = all;
	set_small(5, 5, P2M_RAM_RO);
	set_small(5, 5, P2M_RAM);
	expect_at(5, 5, P2M_RAM, 9);
	finish();
}

TEST(a_batch_flushes_once)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 9, P2M_RAM), 0);
	p2m_batch_begin(&dom);
	p2m_batch_begin(&dom);
	EXPECT_EQ(p2m_set(&dom, to_gfn(1), INVALID_MFN, 0, P2M_NONE), 0);
	p2m_batch_end(&dom);
	EXPECT_EQ(p2m_set(&dom, to_gfn(2), INVALID_MFN, 0, P2M_NONE), 0);
	EXPECT_EQ(flushes, 0);
	p2m_batch_end(&dom);
	EXPECT_EQ(flushes, 1);
	finish();
}

TEST(bad_arguments)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), INVALID_MFN, 0, P2M_RAM), -EINVAL);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 0, P2M_HIDDEN), -EINVAL);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 64, P2M_RAM), -EINVAL);
	EXPECT_EQ(p2m_set(&dom, to_gfn(1ULL << 36), to_mfn(0), 0, P2M_RAM), -EINVAL);
	EXPECT_EQ(p2m_set(&dom, to_gfn((1ULL << 36) - 1), to_mfn(0), 1, P2M_RAM), -EINVAL);
	EXPECT_EQ(p2m_set(&dom, to_gfn(~0ULL), to_mfn(0), 1, P2M_RAM), -EINVAL);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0), to_mfn(0), 0, P2M_RAM), -EINVAL);
	finish();
	start_over(5, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(1ULL << 36), to_mfn(3), 0, P2M_RAM), 0);
	expect_at(1ULL << 36, 3, P2M_RAM, 0);
	finish();
}

static bool executable;

/* As the CPU walks it: bits of every entry on the way, and where it ends. */
static u64 cpu_walk(unsigned int levels, u64 gfn, bool *writable)
{
	u64 *table = mfn_to_virt(p2m_root(&dom));
	unsigned int level;

	*writable = true;
	executable = true;
	for (level = levels; ; level--) {
		u64 e = table[(gfn >> (9 * (level - 1))) & 511];
		u64 in_leaf = (1ULL << (9 * (level - 1))) - 1;

		if (!(e & PTE_PRESENT))
			return NOTHING;
		EXPECT(e & PTE_USER);
		executable &= !(e & PTE_NX);
		*writable &= !!(e & PTE_RW);
		if (level == 1 || (e & PTE_PSE)) {
			EXPECT(level <= 3);
			EXPECT_EQ(mfn_x(pte_mfn(e)) & in_leaf, 0);
			return mfn_x(pte_mfn(e)) + (gfn & in_leaf);
		}
		table = mfn_to_virt(pte_mfn(e));
	}
}

static bool is_mapped(enum p2m_type type)
{
	return type != P2M_NONE && type != P2M_HIDDEN;
}

/* The model: for each gfn what was set last. */
static struct { u64 mfn; enum p2m_type type; } model[NR_GFNS];

static void random_change(void)
{
	static const enum p2m_type types[] = {
		P2M_NONE, P2M_RAM, P2M_RAM, P2M_RAM_RO, P2M_MMIO, P2M_HIDDEN, P2M_GRANT_RW,
		P2M_GRANT_RO, P2M_FOREIGN,
	};
	u64 nr = test_random() % 3 ? 1 + test_random() % 20 : 512;
	u64 start = test_random() % NR_GFNS, i;
	enum p2m_type type = types[test_random() % ARRAY_SIZE(types)];
	u64 mfn = test_random() % 2 ? start : test_random() % 0x100000;

	if (test_random() % 4 == 0)
		start &= ~511ULL;
	if (test_random() % 4 == 0)
		mfn = start;
	if (nr > NR_GFNS - start)
		nr = NR_GFNS - start;
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(start), is_mapped(type) ? to_mfn(mfn) : INVALID_MFN,
				nr, type), 0);
	for (i = 0; i < nr; i++) {
		model[start + i].mfn = is_mapped(type) ? mfn + i : NOTHING;
		model[start + i].type = type;
	}
}

static void check_model(unsigned int levels)
{
	u64 gfn;

	for (gfn = 0; gfn < NR_GFNS; gfn++) {
		enum p2m_type type;
		bool writable;
		u64 mfn = mfn_x(lookup(gfn, &type, NULL));

		if (mfn != model[gfn].mfn || type != model[gfn].type) {
			EXPECT_EQ(mfn, model[gfn].mfn);
			EXPECT_EQ(type, model[gfn].type);
			return;
		}
		EXPECT_EQ(cpu_walk(levels, gfn, &writable), mfn);
		if (!is_mapped(type))
			continue;
		EXPECT_EQ(writable, type == P2M_RAM || type == P2M_MMIO ||
			  type == P2M_GRANT_RW || type == P2M_FOREIGN);
		/* What other domains can change is no code. */
		EXPECT_EQ(executable, type == P2M_RAM || type == P2M_RAM_RO || type == P2M_MMIO);
	}
}

TEST(random_changes_as_the_model_says)
{
	unsigned int i, seed;

	for (seed = 0; seed < 6; seed++) {
		test_random_seed(seed);
		start_over(4 + seed % 2, seed % 3);
		for (i = 0; i < NR_GFNS; i++) {
			model[i].mfn = NOTHING;
			model[i].type = P2M_NONE;
		}
		for (i = 0; i < 400; i++) {
			random_change();
			if (i % 40 == 39)
				check_model(4 + seed % 2);
		}
		finish();
	}
}

/* A guest writes: what the CPU does not let it goes to the log, and then it may. */
static void guest_writes(u64 gfn)
{
	bool writable;

	cpu_walk(4, gfn, &writable);
	if (writable)
		return;
	EXPECT(p2m_write_fault(&dom, to_gfn(gfn)));
	cpu_walk(4, gfn, &writable);
	EXPECT(writable);
}

static bool written[NR_GFNS];

static void expect_log(bool clean)
{
	u64 words[(NR_GFNS + 63) / 64];
	unsigned int gfn, count = 0;
	u32 got = p2m_dirty_take(&dom, 0, words, ARRAY_SIZE(words), clean);

	for (gfn = 0; gfn < NR_GFNS; gfn++) {
		EXPECT_EQ(!!(words[gfn / 64] & 1ULL << gfn % 64), written[gfn]);
		count += written[gfn];
	}
	EXPECT_EQ(got, count);
	if (clean) {
		p2m_dirty_flush(&dom);
		memset(written, 0, sizeof(written));
	}
}

TEST(the_log_knows_each_write)
{
	unsigned int i;

	start_over(4, true);
	test_random_seed(7);
	memset(written, 0, sizeof(written));
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0), to_mfn(0), NR_GFNS, P2M_RAM), 0);
	EXPECT_EQ(p2m_dirty_start(&dom), 0);
	EXPECT_EQ(flushes, 1);
	/* To all others it is RAM as before, in large pages too. */
	expect_at(5, 5, P2M_RAM, 9);
	for (i = 0; i < 3000; i++) {
		u64 gfn = test_random() % NR_GFNS;

		guest_writes(gfn);
		written[gfn] = true;
		if (i % 500 == 499)
			expect_log(i % 1000 == 999);
	}
	p2m_mark_dirty(&dom, to_gfn(3));
	p2m_mark_dirty(&dom, to_gfn(1ULL << 30));
	written[3] = true;
	expect_log(true);
	/* Nothing was written since: nothing is noted, and nobody may write unseen. */
	expect_log(true);
	flushes = 0;
	p2m_dirty_stop(&dom);
	EXPECT_EQ(flushes, 1);
	for (i = 0; i < NR_GFNS; i++) {
		bool writable;

		EXPECT_EQ(cpu_walk(4, i, &writable), i);
		EXPECT(writable);
	}
	finish();
}

TEST(the_log_and_changes_of_the_map)
{
	u64 words[1];

	start_over(4, true);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0), to_mfn(0), 8, P2M_RAM), 0);
	EXPECT_EQ(p2m_dirty_start(&dom), 0);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(1), INVALID_MFN, 1, P2M_NONE), 0);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(3), to_mfn(9), 2, P2M_RAM), 0);
	EXPECT_EQ(p2m_dirty_take(&dom, 0, words, 1, true), 3);
	EXPECT_EQ(words[0], 0x1aULL);
	expect_at(1, NOTHING, P2M_NONE, 0);
	/* Beyond what it was made for everything counts as written. */
	EXPECT_EQ(p2m_dirty_take(&dom, 1ULL << 20, words, 1, true), 0);
	EXPECT_EQ(words[0], ~0ULL);
	/* A domain that dies with its log on leaves nothing behind. */
	finish();
}

TEST(the_log_without_memory)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 9, P2M_RAM), 0);
	left = 0;
	EXPECT_EQ(p2m_dirty_start(&dom), -ENOMEM);
	left = 1;
	EXPECT_EQ(p2m_dirty_start(&dom), 0);
	/* A page of 2 MiB can't be split. */
	EXPECT(!p2m_write_fault(&dom, to_gfn(5)));
	left = FRAMES - GUEST_FRAMES - 4;
	EXPECT(p2m_write_fault(&dom, to_gfn(5)));
	finish();
}

TEST(no_more_tables_than_allowed)
{
	unsigned int i, failed = 0;

	start_over(4, false);
	p2m_limit_tables(&dom, 4);
	/* Each of these needs a table of its own, after the two above it. */
	for (i = 0; i < 3; i++)
		failed += p2m_set(&dom, to_gfn(i * 512 + 1), to_mfn(70), 0, P2M_RAM) == -ENOMEM;
	EXPECT_EQ(failed, 1);
	EXPECT(mfn_eq(p2m_lookup(&dom, to_gfn(513), NULL, NULL), to_mfn(70)));
	p2m_limit_tables(&dom, 5);
	EXPECT_EQ(p2m_set(&dom, to_gfn(1025), to_mfn(70), 0, P2M_RAM), 0);
	p2m_limit_tables(&dom, 1);
	EXPECT_EQ(p2m_set(&dom, to_gfn(1026), to_mfn(70), 0, P2M_RAM), 0);
	EXPECT_EQ(p2m_set(&dom, to_gfn(513), INVALID_MFN, 0, P2M_NONE), 0);
	finish();
}

TEST(without_memory_the_rest_stays)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 18, P2M_RAM), 0);
	left = 1;
	EXPECT_EQ(p2m_set(&dom, to_gfn(5), INVALID_MFN, 0, P2M_NONE), -ENOMEM);
	expect_at(5, 5, P2M_RAM, 9);
	left = 0;
	EXPECT_EQ(p2m_set(&dom, to_gfn(0x20000), INVALID_MFN, 9, P2M_NONE), 0);
	expect_at(0x20000, NOTHING, P2M_NONE, 9);
	left = FRAMES - GUEST_FRAMES - 3;
	finish();
}

/* Its caller gives the frames away again: none may stay in the map. */
TEST(without_memory_half_of_it_goes_again)
{
	u64 i;

	start_over(4, true);
	/* Across the end of a table; there is one more page for the next. */
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), INVALID_MFN, 0, P2M_HIDDEN), 0);
	left = 0;
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(100), to_mfn(1000), 512, P2M_RAM), -ENOMEM);
	for (i = 0; i < 1024; i++)
		EXPECT(mfn_eq(p2m_lookup(&dom, to_gfn(i), NULL, NULL), INVALID_MFN));
	left = FRAMES - GUEST_FRAMES - 4;
	finish();
}

TEST(a_frame_is_taken_once)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set(&dom, to_gfn(0), to_mfn(0), 9, P2M_RAM), 0);
	EXPECT_EQ(p2m_take(&dom, to_gfn(5), to_mfn(6)), -ENOENT);
	left = 0;
	EXPECT_EQ(p2m_take(&dom, to_gfn(5), to_mfn(5)), -ENOMEM);
	expect_at(5, 5, P2M_RAM, 9);
	left = FRAMES - GUEST_FRAMES - 3;
	flushes = 0;
	EXPECT_EQ(p2m_take(&dom, to_gfn(5), to_mfn(5)), 0);
	EXPECT_EQ(flushes, 1);
	expect_at(5, NOTHING, P2M_NONE, 0);
	EXPECT_EQ(p2m_take(&dom, to_gfn(5), to_mfn(5)), -ENOENT);
	EXPECT_EQ(p2m_set(&dom, to_gfn(5), to_mfn(7), 0, P2M_GRANT_RW), 0);
	EXPECT_EQ(p2m_take(&dom, to_gfn(5), to_mfn(7)), -ENOENT);
	expect_at(4, 4, P2M_RAM, 0);
	finish();
}

/* The guest's frames 1 to 5 are its tables, entry 0 of each leads on. */

static u64 *table64(unsigned int frame)
{
	return (u64 *)memory[frame];
}

static u32 *table32(unsigned int frame)
{
	return (u32 *)memory[frame];
}

static void start_guest(void)
{
	start_over(4, true);
	EXPECT_EQ(p2m_set_range(&dom, to_gfn(0), to_mfn(0), GUEST_FRAMES, P2M_RAM), 0);
}

static void end_guest(void)
{
	unsigned int i;

	for (i = 0; i < GUEST_FRAMES; i++)
		EXPECT_EQ(held[i], 0);
	finish();
}

static const struct guest_paging long_mode = {
	.cr0 = CR0_PE | CR0_PG | CR0_WP,
	.cr3 = 1 * PAGE_SIZE,
	.cr4 = CR4_PAE,
	.efer = EFER_LME | EFER_LMA | EFER_NX,
};

#define ALL	(PTE_PRESENT | PTE_RW | PTE_USER)

static void make_long(unsigned int levels)
{
	unsigned int i;

	for (i = 1; i < levels; i++)
		table64(i)[0] = (i + 1) * PAGE_SIZE | ALL;
	table64(levels)[3] = 9 * PAGE_SIZE | ALL;
}

static void expect_walk(const struct guest_paging *p, u64 gva, u32 access, u64 want)
{
	u64 gpa = 0;
	u32 error;

	EXPECT_EQ(guest_walk(&dom, p, gva, access, &gpa, &error), 0);
	EXPECT_EQ(gpa, want);
}

static void expect_fault(const struct guest_paging *p, u64 gva, u32 access, u32 want)
{
	u64 gpa;
	u32 error;

	EXPECT_EQ(guest_walk(&dom, p, gva, access, &gpa, &error), -EFAULT);
	EXPECT_EQ(error, want);
}

TEST(no_paging_no_translation)
{
	const struct guest_paging p = { .cr0 = CR0_PE };

	start_guest();
	expect_walk(&p, 0x12345, PF_WRITE, 0x12345);
	end_guest();
}

TEST(long_mode_4_and_5_levels)
{
	struct guest_paging p = long_mode;

	start_guest();
	make_long(4);
	expect_walk(&p, 0x3abc, 0, 9 * PAGE_SIZE + 0xabc);
	expect_fault(&p, 0x4abc, 0, 0);
	expect_fault(&p, 0x4abc, PF_WRITE | PF_USER, PF_WRITE | PF_USER);
	expect_fault(&p, 0x0000900000000000ULL, 0, 0);
	end_guest();

	start_guest();
	make_long(5);
	p.cr4 |= CR4_LA57;
	expect_walk(&p, 0x3abc, 0, 9 * PAGE_SIZE + 0xabc);
	expect_fault(&p, 0x0100000000003abcULL, 0, 0);
	end_guest();
}

TEST(large_pages_of_a_guest)
{
	start_guest();
	make_long(4);
	table64(2)[1] = (2ULL << 30) | ALL | PTE_PSE;
	table64(3)[1] = (7ULL << 21) | ALL | PTE_PSE | BIT_ULL(12);
	expect_walk(&long_mode, (1ULL << 30) + 0x1234567, 0, (2ULL << 30) + 0x1234567);
	expect_walk(&long_mode, (1ULL << 21) + 0x12345, 0, (7ULL << 21) + 0x12345);
	end_guest();
}

TEST(rights_add_up)
{
	struct guest_paging p = long_mode;

	start_guest();
	make_long(4);
	table64(2)[0] &= ~(u64)PTE_RW;
	expect_walk(&p, 0x3000, 0, 9 * PAGE_SIZE);
	expect_fault(&p, 0x3000, PF_WRITE, PF_WRITE | PF_PRESENT);
	p.cr0 &= ~(u64)CR0_WP;
	expect_walk(&p, 0x3000, PF_WRITE, 9 * PAGE_SIZE);
	expect_fault(&p, 0x3000, PF_WRITE | PF_USER, PF_WRITE | PF_USER | PF_PRESENT);
	table64(2)[0] |= PTE_RW;
	table64(3)[0] &= ~(u64)PTE_USER;
	expect_fault(&p, 0x3000, PF_USER, PF_USER | PF_PRESENT);
	table64(1)[0] |= PTE_NX;
	expect_fault(&p, 0x3000, PF_INSN, PF_INSN | PF_PRESENT);
	p.efer &= ~EFER_NX;
	expect_walk(&p, 0x3000, PF_INSN, 9 * PAGE_SIZE);
	end_guest();
}

TEST(accessed_and_dirty)
{
	start_guest();
	make_long(4);
	table64(2)[0] &= ~(u64)PTE_USER;
	/* One that faults marks nothing at the leaf. */
	expect_fault(&long_mode, 0x3000, PF_USER | PF_WRITE, PF_USER | PF_WRITE | PF_PRESENT);
	EXPECT(!(table64(4)[3] & (PTE_ACCESSED | PTE_DIRTY)));
	expect_walk(&long_mode, 0x3000, 0, 9 * PAGE_SIZE);
	EXPECT(table64(1)[0] & PTE_ACCESSED);
	EXPECT(table64(4)[3] & PTE_ACCESSED);
	EXPECT(!(table64(4)[3] & PTE_DIRTY));
	expect_walk(&long_mode, 0x3000, PF_WRITE, 9 * PAGE_SIZE);
	EXPECT(table64(4)[3] & PTE_DIRTY);
	EXPECT(!(table64(3)[0] & PTE_DIRTY));
	end_guest();
}

TEST(tables_in_no_memory_of_the_guest)
{
	struct guest_paging p = long_mode;

	start_guest();
	make_long(4);
	table64(3)[0] = 0x7fff000ULL | ALL;
	expect_fault(&p, 0x3000, 0, 0);
	p.cr3 = 0x123456789000ULL;
	expect_fault(&p, 0x3000, 0, 0);
	end_guest();
}

TEST(two_levels_of_4_byte_entries)
{
	struct guest_paging p = { .cr0 = CR0_PE | CR0_PG, .cr3 = PAGE_SIZE };

	start_guest();
	table32(1)[1] = 2 * PAGE_SIZE | ALL;
	table32(2)[3] = 9 * PAGE_SIZE | PTE_PRESENT;
	table32(1)[2] = 0x00c00000 | (1U << 13) | ALL | PTE_PSE;
	expect_walk(&p, 0x403abc, 0, 9 * PAGE_SIZE + 0xabc);
	EXPECT_EQ(table32(2)[3] & PTE_ACCESSED, PTE_ACCESSED);
	expect_fault(&p, 0x403abc, PF_USER, PF_USER | PF_PRESENT);
	/* Without PSE it is a table, with it 4 MiB above 4 GiB. */
	expect_fault(&p, 0x800000, 0, 0);
	p.cr4 = CR4_PSE;
	expect_walk(&p, 0x812345, 0, (1ULL << 32) + 0xc12345);
	end_guest();
}

TEST(pae_with_three_levels)
{
	struct guest_paging p = {
		.cr0 = CR0_PE | CR0_PG | CR0_WP, .cr3 = PAGE_SIZE + 0x20, .cr4 = CR4_PAE,
	};

	start_guest();
	/* Four entries without rights, 32-byte aligned. */
	table64(1)[4 + 3] = 2 * PAGE_SIZE | PTE_PRESENT;
	table64(2)[0] = 3 * PAGE_SIZE | ALL;
	table64(2)[1] = (5ULL << 21) | ALL | PTE_PSE;
	table64(3)[3] = 9 * PAGE_SIZE | ALL;
	expect_walk(&p, 0xc0003abc, PF_USER | PF_WRITE, 9 * PAGE_SIZE + 0xabc);
	expect_walk(&p, 0xc0200000, 0, 5ULL << 21);
	EXPECT_EQ(table64(1)[4 + 3], 2 * PAGE_SIZE | PTE_PRESENT);
	expect_fault(&p, 0x40003abc, 0, 0);
	end_guest();
}

TEST(random_tables_end_somewhere)
{
	unsigned int round, i;

	test_random_seed(7);
	for (round = 0; round < 200; round++) {
		struct guest_paging p = {
			.cr0 = CR0_PE | CR0_PG | (test_random() % 2 ? CR0_WP : 0),
			.cr3 = test_random() % (GUEST_FRAMES + 4) * PAGE_SIZE,
			.cr4 = test_random() & (CR4_PAE | CR4_LA57 | CR4_PSE),
			.efer = test_random() & (EFER_LMA | EFER_NX),
		};
		u64 gpa;
		u32 error;

		start_guest();
		for (i = 0; i < GUEST_FRAMES * 512; i++)
			((u64 *)memory)[i] = (test_random() % (GUEST_FRAMES + 2)) * PAGE_SIZE |
					     (test_random() & 0xfff);
		for (i = 0; i < 50; i++)
			guest_walk(&dom, &p, test_random() >> (test_random() % 64),
				   test_random() & (PF_WRITE | PF_USER | PF_INSN), &gpa, &error);
		end_guest();
	}
}
