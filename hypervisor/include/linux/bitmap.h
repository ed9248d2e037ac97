/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BITMAP_H
#define HYP_LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/types.h>

/*
 * Arrays of bits in words. All of them accept bits beyond @nbits in the last word and
 * neither look at them nor, in the functions that write, promise anything about them.
 */
bool bitmap_empty(const unsigned long *map, unsigned int nbits);
bool bitmap_full(const unsigned long *map, unsigned int nbits);
unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits);
bool bitmap_subset(const unsigned long *inner, const unsigned long *outer, unsigned int nbits);
bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);

/* A run of bits. */
void bitmap_set(unsigned long *map, unsigned int start, unsigned int len);
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len);
/* The whole map. */
void bitmap_copy(unsigned long *to, const unsigned long *from, unsigned int nbits);
void bitmap_zero(unsigned long *map, unsigned int nbits);
void bitmap_fill(unsigned long *map, unsigned int nbits);

/* These three tell whether the result has a bit set. */
bool bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits);
bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits);
bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits);

/*
 * First run of @count clear bits at or after @from whose index is a multiple of @align
 * (a power of two); @nbits when there is none.
 */
unsigned int bitmap_find_zero_area(const unsigned long *map, unsigned int nbits,
				   unsigned int from, unsigned int count, unsigned int align);

#endif
