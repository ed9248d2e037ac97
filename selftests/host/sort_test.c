// SPDX-License-Identifier: GPL-2.0-only
/* Sorting: every length up to 64, in random, sorted, reverse and constant order. */
#include <linux/kernel.h>
#include <linux/sort.h>

#include "test.h"

struct odd {
	u8 key;
	u8 body[10];
};

static int compare(const void *a, const void *b)
{
	return ((const struct odd *)a)->key - ((const struct odd *)b)->key;
}

static unsigned int swaps;

static void swap_odd(void *a, void *b, int size)
{
	struct odd *x = a, *y = b;

	EXPECT_EQ(size, sizeof(struct odd));
	swap(*x, *y);
	swaps++;
}

static u8 make_key(unsigned int kind, unsigned int i)
{
	switch (kind) {
	case 0:
		return test_random();
	case 1:
		return i;
	case 2:
		return 200 - i;
	default:
		return 9;
	}
}

static void check(unsigned int kind, unsigned int n, void (*exchange)(void *, void *, int))
{
	struct odd list[64] = { 0 };
	unsigned int i, before[256] = { 0 };

	for (i = 0; i < n; i++) {
		list[i].key = make_key(kind, i);
		memset(list[i].body, list[i].key, sizeof(list[i].body));
		before[list[i].key]++;
	}
	sort(list, n, sizeof(list[0]), compare, exchange);
	for (i = 0; i < n; i++) {
		EXPECT(!i || list[i - 1].key <= list[i].key);
		EXPECT(!memchr_inv(list[i].body, list[i].key, sizeof(list[i].body)));
		before[list[i].key]--;
	}
	EXPECT(!memchr_inv(before, 0, sizeof(before)));
}

TEST(any_order)
{
	unsigned int kind, n;

	for (kind = 0; kind < 4; kind++) {
		for (n = 0; n <= 64; n++)
			check(kind, n, NULL);
	}
}

TEST(own_exchange)
{
	swaps = 0;
	check(0, 64, swap_odd);
	EXPECT(swaps > 0);
}
