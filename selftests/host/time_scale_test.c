// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests turn TSC ticks into ns by (ticks << shift) * mul >> 32; so do we. Held here
 * against division in 128 bits (by parts), over frequencies from a 1 MHz emulator to
 * 16 GHz: never more than exact, and off by less than two in 2^31.
 */
#include <hyp/time_scale.h>

#include <linux/kernel.h>

#include "test.h"

static const u64 rates[] = {
	1000000, 1193182, 3579545, 24000000, 100000000, 999999999, 1000000000, 1000000001,
	1999999999, 2000000000, 2400000000, 3293808000, 4294967296, 8589934592, 16000000000,
};

#define NR_RATES	ARRAY_SIZE(rates)

/* ticks * num / den, exact, for results below 2^64. */
static u64 mul_div(u64 ticks, u64 num, u64 den)
{
	return ticks / den * num + ticks % den / 1000 * num / den * 1000 +
	       (ticks % den - ticks % den / 1000 * 1000) * num / den;
}

static void check(u64 got, u64 exact)
{
	/* The reference rounds down thrice. */
	EXPECT(got <= exact + 1002);
	EXPECT(exact - got + 1002 < 1004 + 1000 + (exact >> 29));
}

TEST(ticks_to_ns)
{
	unsigned int i, j;

	test_random_seed(1);
	for (i = 0; i < NR_RATES; i++) {
		struct time_scale s = time_scale_to_ns(rates[i]);

		EXPECT(s.mul & 0x80000000u);
		for (j = 0; j < 1000; j++) {
			u64 ticks = test_random() >> (16 + test_random_below(40));

			check(time_scale_apply(ticks, s), mul_div(ticks, 1000000000, rates[i]));
		}
	}
}

TEST(ns_to_ticks)
{
	unsigned int i, j;

	test_random_seed(2);
	for (i = 0; i < NR_RATES; i++) {
		struct time_scale s = time_scale_from_ns(rates[i]);

		for (j = 0; j < 1000; j++) {
			u64 ns = test_random() >> (20 + test_random_below(40));
			u64 exact = mul_div(ns, rates[i], 1000000000);
			u64 got = time_scale_apply(ns, s);

			/* One MHz has 20 bits of ratio left. */
			EXPECT(got <= exact + 1002 + rates[i] / 1000000);
			EXPECT(exact < got + 2004 + rates[i] / 1000000 + (exact >> 18));
		}
	}
}

TEST(known_values)
{
	struct time_scale s = time_scale_to_ns(1000000000);

	EXPECT_EQ(s.mul, 0x80000000u);
	EXPECT_EQ(s.shift, 1);
	EXPECT_EQ(time_scale_apply(123456789, s), 123456789);
	s = time_scale_to_ns(2000000000);
	EXPECT_EQ(s.mul, 0x80000000u);
	EXPECT_EQ(s.shift, 0);
	s = time_scale_to_ns(4000000000ULL);
	EXPECT_EQ(s.shift, -1);
	EXPECT_EQ(time_scale_apply(4000000000ULL * 86400, s), 86400ULL * 1000000000);
}

TEST(goes_on_for_years)
{
	struct time_scale s = time_scale_to_ns(3000000000ULL);
	u64 year = 3000000000ULL * 86400 * 365;

	/* 10 years of ticks have 60 bits; shift 0 or to the right loses none of them. */
	EXPECT(s.shift <= 0);
	EXPECT(time_scale_apply(10 * year, s) / 1000000000 <= 86400ULL * 3650);
	EXPECT(time_scale_apply(10 * year, s) / 1000000000 >= 86400ULL * 3650 - 2);
}
