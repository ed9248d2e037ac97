// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets of ranges beside a plain array of flags: after each of many random changes both
 * must agree on every number, and the ranges must be sorted and apart.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <hyp/rangeset.h>

#include "test.h"

#define NUMBERS	64

static bool model[NUMBERS];
static u64 behind;

static int check_range(u64 first, u64 last, void *ctx)
{
	unsigned int *total = ctx;

	EXPECT(first <= last);
	/* A hole of at least one number before it, or they would be one. */
	EXPECT(!*total || first > behind + 1);
	behind = last;
	*total += last - first + 1;
	return 0;
}

static void compare(struct rangeset *rs)
{
	unsigned int i, in = 0, total = 0;

	for (i = 0; i < NUMBERS; i++) {
		EXPECT_EQ(rangeset_contains(rs, i, i), model[i]);
		in += model[i];
	}
	behind = 0;
	EXPECT_EQ(rangeset_for_each(rs, check_range, &total), 0);
	EXPECT_EQ(total, in);
	EXPECT_EQ(rangeset_is_empty(rs), !in);
}

static void compare_pairs(struct rangeset *rs)
{
	unsigned int first, last, i;

	for (first = 0; first < NUMBERS; first += 5)
		for (last = first; last < NUMBERS; last += 3) {
			bool all = true, any = false;

			for (i = first; i <= last; i++) {
				all &= model[i];
				any |= model[i];
			}
			EXPECT_EQ(rangeset_contains(rs, first, last), all);
			EXPECT_EQ(rangeset_overlaps(rs, first, last), any);
		}
}

TEST(random_changes_beside_a_model)
{
	struct rangeset *rs = rangeset_new();
	unsigned int round, i;

	REQUIRE(rs);
	for (round = 0; round < 3000; round++) {
		unsigned int a = test_random() % NUMBERS, b = test_random() % NUMBERS;
		unsigned int first = min(a, b), last = max(a, b);
		bool add = test_random() & 1;

		if (add)
			EXPECT_EQ(rangeset_add(rs, first, last), 0);
		else
			EXPECT_EQ(rangeset_remove(rs, first, last), 0);
		for (i = first; i <= last; i++)
			model[i] = add;
		compare(rs);
		if (!(round % 64))
			compare_pairs(rs);
	}
	rangeset_free(rs);
}

TEST(the_ends_of_all_numbers)
{
	struct rangeset *rs = rangeset_new();

	REQUIRE(rs);
	EXPECT_EQ(rangeset_add(rs, 0, ~0ULL), 0);
	EXPECT(rangeset_contains(rs, 0, ~0ULL));
	EXPECT_EQ(rangeset_remove(rs, 0, 0), 0);
	EXPECT_EQ(rangeset_remove(rs, ~0ULL, ~0ULL), 0);
	EXPECT(!rangeset_contains(rs, 0, 1));
	EXPECT(rangeset_contains(rs, 1, ~0ULL - 1));
	EXPECT_EQ(rangeset_add(rs, 0, 0), 0);
	EXPECT_EQ(rangeset_add(rs, ~0ULL, ~0ULL), 0);
	EXPECT(rangeset_contains(rs, 0, ~0ULL));
	rangeset_free(rs);
}

TEST(a_range_backwards_is_refused)
{
	struct rangeset *rs = rangeset_new();

	REQUIRE(rs);
	EXPECT_EQ(rangeset_add(rs, 2, 1), -EINVAL);
	EXPECT_EQ(rangeset_remove(rs, 2, 1), -EINVAL);
	EXPECT(rangeset_is_empty(rs));
	rangeset_free(rs);
}

TEST(no_set_is_an_empty_set)
{
	EXPECT(!rangeset_contains(NULL, 0, 0));
	EXPECT(!rangeset_overlaps(NULL, 0, ~0ULL));
	EXPECT(rangeset_is_empty(NULL));
	rangeset_free(NULL);
}
