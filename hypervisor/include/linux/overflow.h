/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_OVERFLOW_H
#define HYP_LINUX_OVERFLOW_H

#include <linux/limits.h>
#include <linux/types.h>

/* True when the exact result does not fit in *@res (which then holds it cut off). */
#define check_add_overflow(a, b, res)	__builtin_add_overflow(a, b, res)
#define check_sub_overflow(a, b, res)	__builtin_sub_overflow(a, b, res)
#define check_mul_overflow(a, b, res)	__builtin_mul_overflow(a, b, res)

/* Sizes that stick at SIZE_MAX, which no allocator grants. */
static inline size_t size_add(size_t a, size_t b)
{
	size_t sum;

	return check_add_overflow(a, b, &sum) ? SIZE_MAX : sum;
}

static inline size_t size_mul(size_t a, size_t b)
{
	size_t product;

	return check_mul_overflow(a, b, &product) ? SIZE_MAX : product;
}

#define array_size(n, size)	size_mul(n, size)
/* Bytes of *@p and @n elements of its flexible array @member. */
#define struct_size(p, member, n)	\
	size_add(sizeof((p)[0]), size_mul(n, sizeof(*(p)->member)))

#endif
