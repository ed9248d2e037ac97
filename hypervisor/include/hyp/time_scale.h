/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiply instead of divide: ticks to nanoseconds and back, in the form that the
 * ABI's time pages have: ((ticks << shift) * mul) >> 32, a negative shift goes right.
 */
#ifndef HYP_TIME_SCALE_H
#define HYP_TIME_SCALE_H

#include <linux/bitops.h>
#include <linux/types.h>

/**
 * struct time_scale - a factor
 * @mul: top bit set, except for 0
 * @shift: to the left; negative: to the right
 */
struct time_scale {
	u32 mul;
	s8 shift;
};

/**
 * time_scale_make() - a factor from a fixed-point number
 * @ratio: not 0
 * @fraction: bits of @ratio behind the point
 *
 * Return: the factor, with 32 significant bits.
 */
static inline struct time_scale time_scale_make(u64 ratio, unsigned int fraction)
{
	int extra = fls64(ratio) - 32;

	return (struct time_scale) {
		.mul = extra > 0 ? ratio >> extra : ratio << -extra,
		.shift = extra + 32 - (int)fraction,
	};
}

/**
 * time_scale_to_ns() - ticks to ns
 * @hz: ticks a second, at least 1000 and below 2^34
 *
 * Return: the factor.
 */
static inline struct time_scale time_scale_to_ns(u64 hz)
{
	/* 10^9 needs 30 bits, so 34 are left for the fraction. */
	return time_scale_make((1000000000ULL << 34) / hz, 34);
}

/**
 * time_scale_from_ns() - ns to ticks
 * @hz: ticks a second, at most 2^34
 *
 * Return: the factor.
 */
static inline struct time_scale time_scale_from_ns(u64 hz)
{
	return time_scale_make((hz << 30) / 1000000000ULL, 30);
}

/**
 * time_scale_apply() - multiply
 * @delta: ticks or ns, so small that @scale's shift to the left loses nothing
 * @scale: the factor
 *
 * Return: the product; may be a little less than exact, never more.
 */
static inline u64 time_scale_apply(u64 delta, struct time_scale scale)
{
	if (scale.shift < 0)
		delta >>= -scale.shift;
	else
		delta <<= scale.shift;
	return (u64)(((u128)delta * scale.mul) >> 32);
}

#endif /* HYP_TIME_SCALE_H */
