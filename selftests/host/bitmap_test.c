// SPDX-License-Identifier: GPL-2.0-only
/* Bitmaps against a plain array of bools, at sizes around the borders of words. */
#include <linux/bitmap.h>
#include <linux/kernel.h>

#include "test.h"

#define MAX	200

static const unsigned int sizes[] = { 1, 7, 63, 64, 65, 127, 128, 129, 200 };

static void random_map(unsigned long *map, bool *model, unsigned int density)
{
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(MAX); i++)
		map[i] = ~0UL;		/* what is beyond the size must not matter */
	for (i = 0; i < MAX; i++) {
		model[i] = test_random_below(100) < density;
		if (!model[i])
			__clear_bit(i, map);
	}
}

static unsigned int model_next(const bool *model, unsigned int n, unsigned int from, bool val)
{
	while (from < n && model[from] != val)
		from++;
	return min(from, n);
}

TEST(find_bits)
{
	DECLARE_BITMAP(map, MAX);
	bool model[MAX];
	unsigned int k, n, from, round;

	for (round = 0; round < 50; round++) {
		random_map(map, model, round * 2);
		for (k = 0; k < ARRAY_SIZE(sizes); k++) {
			n = sizes[k];
			for (from = 0; from <= n; from++) {
				REQUIRE(find_next_bit(map, n, from) ==
					model_next(model, n, from, true));
				REQUIRE(find_next_zero_bit(map, n, from) ==
					model_next(model, n, from, false));
			}
		}
	}
}

TEST(weight_and_last)
{
	DECLARE_BITMAP(map, MAX);
	bool model[MAX];
	unsigned int k, i, round;

	for (round = 0; round < 50; round++) {
		random_map(map, model, round * 2);
		for (k = 0; k < ARRAY_SIZE(sizes); k++) {
			unsigned int weight = 0, last = sizes[k];

			for (i = 0; i < sizes[k]; i++) {
				weight += model[i];
				last = model[i] ? i : last;
			}
			EXPECT_EQ(bitmap_weight(map, sizes[k]), weight);
			EXPECT_EQ(find_last_bit(map, sizes[k]), last);
			EXPECT_EQ(bitmap_empty(map, sizes[k]), weight == 0);
			EXPECT_EQ(bitmap_full(map, sizes[k]), weight == sizes[k]);
		}
	}
}

TEST(set_and_clear_ranges)
{
	unsigned int start, len, i;

	for (start = 0; start < 140; start++) {
		for (len = 0; len + start <= MAX; len += 3) {
			unsigned long a[BITS_TO_LONGS(MAX)] = { 0 };
			unsigned long b[BITS_TO_LONGS(MAX)];

			bitmap_fill(b, MAX);
			bitmap_set(a, start, len);
			bitmap_clear(b, start, len);
			for (i = 0; i < MAX; i++) {
				bool in = i >= start && i < start + len;

				REQUIRE(test_bit(i, a) == in && test_bit(i, b) == !in);
			}
		}
	}
}

TEST(set_operations)
{
	DECLARE_BITMAP(a, MAX);
	DECLARE_BITMAP(b, MAX);
	DECLARE_BITMAP(c, MAX);
	bool ma[MAX], mb[MAX];
	unsigned int k, i, round;

	for (round = 0; round < 100; round++) {
		random_map(a, ma, round);
		random_map(b, mb, round % 10 * 11);
		for (k = 0; k < ARRAY_SIZE(sizes); k++) {
			bool and = false, subset = true, equal = true;
			unsigned int n = sizes[k];

			for (i = 0; i < n; i++) {
				and |= ma[i] && mb[i];
				subset &= !ma[i] || mb[i];
				equal &= ma[i] == mb[i];
			}
			EXPECT_EQ(bitmap_and(c, a, b, n), and);
			EXPECT_EQ(bitmap_intersects(a, b, n), and);
			EXPECT_EQ(bitmap_subset(a, b, n), subset);
			EXPECT_EQ(bitmap_equal(a, b, n), equal);
			EXPECT_EQ(bitmap_andnot(c, a, b, n), !subset);
			bitmap_or(c, a, b, n);
			for (i = 0; i < n; i++)
				REQUIRE(test_bit(i, c) == (ma[i] || mb[i]));
		}
	}
}

TEST(zero_areas)
{
	DECLARE_BITMAP(map, MAX);
	bool model[MAX];
	unsigned int round, count, align;

	for (round = 0; round < 60; round++) {
		random_map(map, model, round);
		for (count = 1; count < 12; count++) {
			for (align = 1; align <= 8; align *= 2) {
				unsigned int at = 0;

				while (at + count <= MAX &&
				       model_next(model, at + count, at, true) != at + count)
					at += align;
				REQUIRE(bitmap_find_zero_area(map, MAX, 0, count, align) ==
					(at + count <= MAX ? at : MAX));
			}
		}
	}
}

TEST(atomic_bits_tell_the_old_value)
{
	unsigned long map[2] = { 0, 0 };

	EXPECT(!test_and_set_bit(65, map));
	EXPECT(test_and_set_bit(65, map));
	EXPECT_EQ(map[1], 2);
	EXPECT(test_and_clear_bit(65, map));
	EXPECT(!test_and_clear_bit(65, map));
	EXPECT(!test_and_change_bit(3, map));
	EXPECT_EQ(map[0], 8);
	EXPECT_EQ(hweight64(~0ULL), 64);
	EXPECT_EQ(hweight32(0x80000001), 2);
	EXPECT_EQ(fls(0), 0);
	EXPECT_EQ(fls64(1ULL << 63), 64);
	EXPECT_EQ((s64)sign_extend64(0x80, 7), -128);
	EXPECT_EQ(GENMASK(63, 0), ~0UL);
	EXPECT_EQ(GENMASK(5, 4), 0x30);
}

TEST(loop_over_set_bits)
{
	unsigned long map[2] = { BIT(0) | BIT(63), BIT(1) };
	unsigned int bit, seen = 0, sum = 0;

	for_each_set_bit(bit, map, 66) {
		seen++;
		sum += bit;
	}
	EXPECT_EQ(seen, 3);
	EXPECT_EQ(sum, 128);
}
