/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_BITOPS_H
#define HYP_LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/types.h>

/*
 * Names and meaning as in Linux: without underscores atomic, and a full barrier
 * where a value is returned; with two of them for memory that the caller owns.
 */
static inline void set_bit(unsigned long nr, volatile unsigned long *map)
{
	__atomic_fetch_or(map + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit(unsigned long nr, volatile unsigned long *map)
{
	__atomic_fetch_and(map + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline void clear_bit_unlock(unsigned long nr, volatile unsigned long *map)
{
	__atomic_fetch_and(map + BIT_WORD(nr), ~BIT_MASK(nr), __ATOMIC_RELEASE);
}

static inline void change_bit(unsigned long nr, volatile unsigned long *map)
{
	__atomic_fetch_xor(map + BIT_WORD(nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static inline bool test_and_set_bit(unsigned long nr, volatile unsigned long *map)
{
	unsigned long mask = BIT_MASK(nr);

	return __atomic_fetch_or(map + BIT_WORD(nr), mask, __ATOMIC_SEQ_CST) & mask;
}

static inline bool test_and_clear_bit(unsigned long nr, volatile unsigned long *map)
{
	unsigned long mask = BIT_MASK(nr);

	return __atomic_fetch_and(map + BIT_WORD(nr), ~mask, __ATOMIC_SEQ_CST) & mask;
}

static inline bool test_and_change_bit(unsigned long nr, volatile unsigned long *map)
{
	unsigned long mask = BIT_MASK(nr);

	return __atomic_fetch_xor(map + BIT_WORD(nr), mask, __ATOMIC_SEQ_CST) & mask;
}

static inline bool test_bit(unsigned long nr, const volatile unsigned long *map)
{
	return (map[BIT_WORD(nr)] >> (nr % 64)) & 1;
}

static inline void __set_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static inline void __clear_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static inline void __change_bit(unsigned long nr, unsigned long *map)
{
	map[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static inline bool __test_and_set_bit(unsigned long nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	__set_bit(nr, map);
	return was;
}

static inline bool __test_and_clear_bit(unsigned long nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	__clear_bit(nr, map);
	return was;
}

/* Index of the lowest or highest set bit; @word is not 0. */
static inline __attribute_const__ unsigned int __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

static inline __attribute_const__ unsigned int __fls(unsigned long word)
{
	return 63 - __builtin_clzl(word);
}

static inline __attribute_const__ unsigned int ffz(unsigned long word)
{
	return __builtin_ctzl(~word);
}

/* The same counted from 1, and 0 for none. */
static inline __attribute_const__ int ffs(int word)
{
	return __builtin_ffs(word);
}

static inline __attribute_const__ int fls(unsigned int word)
{
	return word ? 32 - __builtin_clz(word) : 0;
}

static inline __attribute_const__ int fls64(u64 word)
{
	return word ? 64 - __builtin_clzll(word) : 0;
}

/*
 * The compiler calls a library function for popcount unless told that the CPU has the
 * instruction, so this adds up neighbours: pairs, nibbles, bytes, then all bytes at once.
 */
static inline __attribute_const__ unsigned int hweight64(u64 word)
{
	word -= (word >> 1) & 0x5555555555555555ULL;
	word = (word & 0x3333333333333333ULL) + ((word >> 2) & 0x3333333333333333ULL);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return (word * 0x0101010101010101ULL) >> 56;
}

static inline __attribute_const__ unsigned int hweight_long(unsigned long word)
{
	return hweight64(word);
}

static inline __attribute_const__ unsigned int hweight32(u32 word)
{
	return hweight64(word);
}

static inline __attribute_const__ unsigned int hweight8(u8 word)
{
	return hweight64(word);
}

static inline __attribute_const__ u64 rol64(u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> (-shift & 63));
}

static inline __attribute_const__ u32 rol32(u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> (-shift & 31));
}

static inline __attribute_const__ u32 ror32(u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << (-shift & 31));
}

/* Sign-extend from bit @index. */
static inline __attribute_const__ s64 sign_extend64(u64 value, int index)
{
	return (s64)(value << (63 - index)) >> (63 - index);
}

/**
 * find_next_bit() - the first set bit from an index on
 * @map: bits
 * @size: how many
 * @from: the index
 *
 * In lib/bitmap.c, as the next two.
 *
 * Return: @size when there is none.
 */
unsigned long find_next_bit(const unsigned long *map, unsigned long size, unsigned long from);

/**
 * find_next_zero_bit() - the first clear bit from an index on
 * @map: bits
 * @size: how many
 * @from: the index
 *
 * Return: @size when there is none.
 */
unsigned long find_next_zero_bit(const unsigned long *map, unsigned long size,
				 unsigned long from);

/**
 * find_last_bit() - the last set bit
 * @map: bits
 * @size: how many
 *
 * Return: @size when there is none.
 */
unsigned long find_last_bit(const unsigned long *map, unsigned long size);

static inline unsigned long find_first_bit(const unsigned long *map, unsigned long size)
{
	return find_next_bit(map, size, 0);
}

static inline unsigned long find_first_zero_bit(const unsigned long *map, unsigned long size)
{
	return find_next_zero_bit(map, size, 0);
}

#define for_each_set_bit(bit, map, size)					\
	for (unsigned long __fsb_from = 0, __fsb_size = (size);			\
	     ((bit) = __fsb_from = find_next_bit(map, __fsb_size, __fsb_from)), \
	     __fsb_from < __fsb_size; __fsb_from++)

#endif
