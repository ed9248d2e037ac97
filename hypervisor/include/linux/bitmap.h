/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BITMAP_H
#define HYP_LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/types.h>

/*
 * Arrays of bits in words. All of them accept bits beyond @nbits in the last word and
 * neither look at them nor, in the functions that write, promise anything about them.
 */

/**
 * bitmap_empty() - is no bit set?
 * @map: the bits
 * @nbits: how many
 */
bool bitmap_empty(const unsigned long *map, unsigned int nbits);

/**
 * bitmap_full() - are all bits set?
 * @map: the bits
 * @nbits: how many
 */
bool bitmap_full(const unsigned long *map, unsigned int nbits);

/**
 * bitmap_weight() - how many bits are set
 * @map: the bits
 * @nbits: how many there are
 */
unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits);

/**
 * bitmap_subset() - has @outer all bits of @inner?
 * @inner: bits
 * @outer: bits
 * @nbits: how many
 */
bool bitmap_subset(const unsigned long *inner, const unsigned long *outer, unsigned int nbits);

/**
 * bitmap_intersects() - have the two a bit in common?
 * @a: bits
 * @b: bits
 * @nbits: how many
 */
bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);

/**
 * bitmap_equal() - are the two the same?
 * @a: bits
 * @b: bits
 * @nbits: how many
 */
bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);

/**
 * bitmap_set() - set a run of bits
 * @map: the bits
 * @start: the first
 * @len: how many
 */
void bitmap_set(unsigned long *map, unsigned int start, unsigned int len);

/**
 * bitmap_clear() - clear a run of bits
 * @map: the bits
 * @start: the first
 * @len: how many
 */
void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len);

/**
 * bitmap_copy() - copy all bits
 * @to: OUT
 * @from: bits
 * @nbits: how many
 */
void bitmap_copy(unsigned long *to, const unsigned long *from, unsigned int nbits);

/**
 * bitmap_zero() - clear all bits
 * @map: the bits
 * @nbits: how many
 */
void bitmap_zero(unsigned long *map, unsigned int nbits);

/**
 * bitmap_fill() - set all bits
 * @map: the bits
 * @nbits: how many
 */
void bitmap_fill(unsigned long *map, unsigned int nbits);

/**
 * bitmap_or() - bits of either
 * @dst: OUT, may be @a or @b
 * @a: bits
 * @b: bits
 * @nbits: how many
 *
 * Return: whether one is set in @dst, as for the next two.
 */
bool bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits);

/**
 * bitmap_and() - bits of both
 * @dst: OUT, may be @a or @b
 * @a: bits
 * @b: bits
 * @nbits: how many
 *
 * Return: as bitmap_or().
 */
bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits);

/**
 * bitmap_andnot() - bits of @a that @b has not
 * @dst: OUT, may be @a or @b
 * @a: bits
 * @b: bits
 * @nbits: how many
 *
 * Return: as bitmap_or().
 */
bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits);

/**
 * bitmap_find_zero_area() - the first run of clear bits
 * @map: the bits
 * @nbits: how many there are
 * @from: the first that is looked at
 * @count: length of the run
 * @align: its index is a multiple of this, a power of two
 *
 * Return: @nbits when there is none.
 */
unsigned int bitmap_find_zero_area(const unsigned long *map, unsigned int nbits,
				   unsigned int from, unsigned int count, unsigned int align);

#endif
