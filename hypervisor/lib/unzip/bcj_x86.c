// SPDX-License-Identifier: GPL-2.0-only
/*
 * The x86 filter of xz. The encoder made the operands of CALL and JMP (0xe8, 0xe9)
 * absolute, so that calls of one function look alike; here they become relative again.
 *
 * It cannot know what is code. An operand counts when its top byte is 0x00 or 0xff, and
 * opcode bytes in front, that were left alone, can make a byte part of two operands;
 * both sides decide by the same rules:
 *  - two or more such bytes among the three before: leave alone;
 *  - one, at distance d: leave alone if the top byte of its operand is 0x00 or 0xff; and
 *    a conversion that would give it such a top byte is done again, with the lower bytes
 *    inverted, until it does not.
 */
#include "lzma2.h"

#include <linux/bitops.h>
#include <linux/unaligned.h>

#define EACH_BYTE(val)	((val) * 0x0101010101010101ULL)

static bool is_opcode(u8 byte)
{
	return (byte & 0xfe) == 0xe8;
}

static bool is_top(u8 byte)
{
	return byte == 0 || byte == 0xff;
}

/* The next opcode byte at or behind @i, or @end. Eight bytes a step over those without. */
static size_t next_opcode(const u8 *buf, size_t i, size_t end)
{
	/* Behind a converted operand @i may be beyond @end. */
	while (i < end && end - i >= 8) {
		u64 diff = (get_unaligned_le64(buf + i) & EACH_BYTE(0xfeULL)) ^ EACH_BYTE(0xe8ULL);
		/* The lowest byte of @diff that is zero has its top bit set here. */
		u64 zero = (diff - EACH_BYTE(1)) & ~diff & EACH_BYTE(0x80ULL);

		if (zero)
			return i + __ffs(zero) / 8;
		i += 8;
	}
	while (i < end && !is_opcode(buf[i]))
		i++;
	return i;
}

/* @next: position behind the instruction. @overlap: distance to an opcode before, or 0. */
static u32 make_relative(u32 operand, u32 next, unsigned int overlap)
{
	u32 res = operand - next;

	while (overlap && is_top(res >> (24 - overlap * 8)))
		res = (res ^ ((1ULL << (32 - overlap * 8)) - 1)) - next;
	/* 25 bits and their sign. */
	return (s32)(res << 7) >> 7;
}

/* @recent: bit k: an opcode byte that was left alone stands k + 1 bytes before. */
static bool convertible(const u8 *op, unsigned int recent)
{
	if (recent & (recent - 1))
		return false;
	if (recent && is_top(op[4 - fls(recent)]))
		return false;
	return is_top(op[4]);
}

void bcj_x86_decode(u8 *buf, size_t len, u32 start)
{
	size_t end = len < 5 ? 0 : len - 4;
	unsigned int recent = 0;	/* as seen from position @last */
	size_t i, last = 0;

	for (i = next_opcode(buf, 0, end); i < end; i = next_opcode(buf, i, end)) {
		u8 *op = buf + i;

		recent = i - last > 3 ? 0 : (recent << (i - last)) & 7;
		if (convertible(op, recent)) {
			put_unaligned_le32(make_relative(get_unaligned_le32(op + 1), start + i + 5,
							 fls(recent)), op + 1);
			recent = 0;
			i += 5;
		} else {
			recent = recent << 1 | 1;
			i++;
		}
		last = i;
	}
}
