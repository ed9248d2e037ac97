// SPDX-License-Identifier: GPL-2.0-only
/* Bitmaps, a word at a time. */
#include <linux/bitmap.h>

#include <linux/kernel.h>
#include <linux/string.h>

/* The bits of word @i that count in a map of @nbits. */
static unsigned long word_mask(unsigned int i, unsigned int nbits)
{
	unsigned int left = nbits - i * BITS_PER_LONG;

	return left >= BITS_PER_LONG ? ~0UL : BIT(left) - 1;
}

static unsigned int words(unsigned int nbits)
{
	return BITS_TO_LONGS((unsigned long)nbits);
}

void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	memset(dst, 0, words(nbits) * sizeof(long));
}

void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < words(nbits); i++)
		dst[i] = word_mask(i, nbits);
}

void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	memcpy(dst, src, words(nbits) * sizeof(long));
}

/* The bits of word @i that lie in [start, start + len). */
static unsigned long range_mask(unsigned int i, unsigned int start, unsigned int len)
{
	unsigned long base = (unsigned long)i * BITS_PER_LONG;
	unsigned long first = max_t(unsigned long, start, base) - base;
	unsigned long end = min_t(unsigned long, (unsigned long)start + len,
				  base + BITS_PER_LONG) - base;

	return (~0UL >> (BITS_PER_LONG - end)) & (~0UL << first);
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int len)
{
	unsigned int i;

	for (i = BIT_WORD(start); len && i <= BIT_WORD(start + len - 1); i++)
		map[i] |= range_mask(i, start, len);
}

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int len)
{
	unsigned int i;

	for (i = BIT_WORD(start); len && i <= BIT_WORD(start + len - 1); i++)
		map[i] &= ~range_mask(i, start, len);
}

bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		dst[i] = a[i] & b[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any;
}

bool bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
	       unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		dst[i] = (a[i] | b[i]) & word_mask(i, nbits);
		any |= dst[i];
	}
	return any;
}

bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		   unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		dst[i] = a[i] & ~b[i] & word_mask(i, nbits);
		any |= dst[i];
	}
	return any;
}

bool bitmap_empty(const unsigned long *map, unsigned int nbits)
{
	return find_first_bit(map, nbits) == nbits;
}

bool bitmap_full(const unsigned long *map, unsigned int nbits)
{
	return find_first_zero_bit(map, nbits) == nbits;
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		if ((a[i] ^ b[i]) & word_mask(i, nbits))
			return false;
	}
	return true;
}

bool bitmap_subset(const unsigned long *inner, const unsigned long *outer, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		if (inner[i] & ~outer[i] & word_mask(i, nbits))
			return false;
	}
	return true;
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	for (i = 0; i < words(nbits); i++) {
		if (a[i] & b[i] & word_mask(i, nbits))
			return true;
	}
	return false;
}

unsigned int bitmap_weight(const unsigned long *map, unsigned int nbits)
{
	unsigned int i, weight = 0;

	for (i = 0; i < words(nbits); i++)
		weight += hweight_long(map[i] & word_mask(i, nbits));
	return weight;
}

/* @flip is all ones to look for a clear bit. */
static unsigned long find_next(const unsigned long *map, unsigned long size,
			       unsigned long from, unsigned long flip)
{
	unsigned long i, word;

	if (from >= size)
		return size;
	i = BIT_WORD(from);
	word = (map[i] ^ flip) & (~0UL << (from % BITS_PER_LONG));
	while (!word) {
		if (++i * BITS_PER_LONG >= size)
			return size;
		word = map[i] ^ flip;
	}
	return min_t(unsigned long, i * BITS_PER_LONG + __ffs(word), size);
}

unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long from)
{
	return find_next(map, size, from, 0);
}

unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size,
				 unsigned long from)
{
	return find_next(map, size, from, ~0UL);
}

unsigned long find_last_bit(const unsigned long *map, unsigned long size)
{
	unsigned long i = BITS_TO_LONGS(size);

	while (i--) {
		unsigned long word = map[i] & word_mask(i, size);

		if (word)
			return i * BITS_PER_LONG + __fls(word);
	}
	return size;
}

unsigned int bitmap_find_zero_area(const unsigned long *map, unsigned int nbits,
				   unsigned int from, unsigned int count, unsigned int align)
{
	unsigned long start = from, busy;

	for (;;) {
		start = ALIGN(find_next_zero_bit(map, nbits, start), align);
		if (start + count > nbits)
			return nbits;
		busy = find_next_bit(map, start + count, start);
		if (busy == start + count)
			return start;
		start = busy + 1;
	}
}
