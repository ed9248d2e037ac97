/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_MATH_H
#define HYP_LINUX_MATH_H

#include <linux/align.h>
#include <linux/types.h>

/* Not for file scope: each argument is evaluated once. */
#define DIV_ROUND_UP(n, d) ({		\
	__typeof__(d) __div_d = (d);	\
	((n) + __div_d - 1) / __div_d; })

#define DIV_ROUND_UP_ULL(n, d)	DIV_ROUND_UP((unsigned long long)(n), d)

#define DIV_ROUND_CLOSEST(n, d) ({	\
	__typeof__(d) __div_d = (d);	\
	((n) + __div_d / 2) / __div_d; })

/* roundup() and rounddown() take any multiple, round_up() and round_down() powers of two. */
#define roundup(x, multiple) ({			\
	__typeof__(multiple) __round_m = (multiple);	\
	(((x) + __round_m - 1) / __round_m) * __round_m; })

#define rounddown(x, multiple) ({		\
	__typeof__(x) __round_x = (x);		\
	__round_x - __round_x % (multiple); })

#define round_up(x, a)		ALIGN(x, a)
#define round_down(x, a)	ALIGN_DOWN(x, a)

#define abs(x) ({			\
	__typeof__(x) __abs_x = (x);	\
	__abs_x < 0 ? -__abs_x : __abs_x; })

/* (a * b) >> shift through 128 bits; the caller knows that the result fits. */
static inline u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)(((u128)a * b) >> shift);
}

#endif
