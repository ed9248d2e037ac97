/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_LOG2_H
#define HYP_LINUX_LOG2_H

#include <linux/types.h>

static inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

/* Position of the highest set bit; @n is not 0. Constant for a constant. */
#define ilog2(n)	(63 - __builtin_clzll(n))

static inline __attribute_const__ unsigned long roundup_pow_of_two(unsigned long n)
{
	return n <= 1 ? 1 : 1UL << (64 - __builtin_clzl(n - 1));
}

static inline __attribute_const__ unsigned long rounddown_pow_of_two(unsigned long n)
{
	return 1UL << (63 - __builtin_clzl(n));
}

static inline __attribute_const__ int order_base_2(unsigned long n)
{
	return n <= 1 ? 0 : 64 - __builtin_clzl(n - 1);
}

#endif
