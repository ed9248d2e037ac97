/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_ALIGN_H
#define HYP_LINUX_ALIGN_H

/* @a is a power of two; the result has the type of @x. */
#define ALIGN(x, a)		(-(-(x) & -(__typeof__(x))(a)))
#define ALIGN_DOWN(x, a)	((x) & -(__typeof__(x))(a))
#define PTR_ALIGN(p, a)		((__typeof__(p))ALIGN((unsigned long)(p), a))
#define PTR_ALIGN_DOWN(p, a)	((__typeof__(p))ALIGN_DOWN((unsigned long)(p), a))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)

#endif
