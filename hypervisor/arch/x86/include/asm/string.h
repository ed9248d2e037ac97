/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_ASM_STRING_H
#define HYP_ASM_STRING_H

#include <linux/types.h>

/**
 * asm_copy() - copy forward
 * @dst: must not lie inside [@src, @src + @len)
 * @src: any alignment
 * @len: bytes
 *
 * The string instructions move eight bytes a step at any alignment; microcode makes more
 * of it on real machines. The direction flag is clear (psABI 3.2.1).
 */
static inline void asm_copy(void *dst, const void *src, size_t len)
{
	size_t words = len / 8;

	__asm__ __volatile__("rep movsq\n\t"
			     "mov %3, %2\n\t"
			     "rep movsb"
			     : "+D"(dst), "+S"(src), "+c"(words)
			     : "r"(len % 8) : "memory");
}

/**
 * asm_fill() - set all bytes to the same value
 * @dst: any alignment
 * @byte: the value
 * @len: bytes
 */
static inline void asm_fill(void *dst, u8 byte, size_t len)
{
	size_t words = len / 8;

	__asm__ __volatile__("rep stosq\n\t"
			     "mov %2, %1\n\t"
			     "rep stosb"
			     : "+D"(dst), "+c"(words)
			     : "r"(len % 8), "a"(byte * 0x0101010101010101ULL) : "memory");
}

#endif
