/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BITS_H
#define HYP_LINUX_BITS_H

#include <linux/const.h>

#define BIT(nr)		(_UL(1) << (nr))
#define BIT_ULL(nr)	(_ULL(1) << (nr))
#define BIT_MASK(nr)	(_UL(1) << ((nr) % 64))
#define BIT_WORD(nr)	((nr) / 64)

/* Bits @h down to @l, both included. */
#define GENMASK(h, l)		((~_UL(0) << (l)) & (~_UL(0) >> (63 - (h))))
#define GENMASK_ULL(h, l)	((~_ULL(0) << (l)) & (~_ULL(0) >> (63 - (h))))

#endif
