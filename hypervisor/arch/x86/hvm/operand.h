/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the memory operand of an instruction is, for CPUs that don't tell; see operand.c. */
#ifndef HVM_OPERAND_H
#define HVM_OPERAND_H

#include <linux/types.h>

struct cpu_user_regs;

#define HVM_NO_REGISTER	0xff

/**
 * struct hvm_operand - as ModRM, SIB and prefixes say
 * @seg: enum hvm_segment_name
 * @base: number of a general register, or HVM_NO_REGISTER
 * @index: likewise
 * @scale: log2 of what @index is multiplied with
 * @addr_bits: the sum is cut to 16, 32 or 64 bits
 * @rip_relative: it counts from the next instruction
 * @disp: sign-extended
 * @insn_bytes: of the whole instruction, if no constant follows
 */
struct hvm_operand {
	u8 seg;
	u8 base, index, scale;
	u8 addr_bits;
	bool rip_relative;
	s32 disp;
	u8 insn_bytes;
};

/**
 * hvm_operand_decode() - take ModRM and what follows apart
 * @o: OUT
 * @code: bytes at CS:RIP
 * @n: how many there are
 * @bits: 16, 32 or 64
 * @opcode_bytes: of prefixes, REX and opcode; ModRM is next
 *
 * Return: 0, or -EINVAL: cut short, or a register.
 */
int hvm_operand_decode(struct hvm_operand *o, const u8 *code, unsigned int n, unsigned int bits,
		       unsigned int opcode_bytes);

/**
 * hvm_operand_offset() - the place in its segment
 * @o: decoded
 * @regs: at the instruction
 */
u64 hvm_operand_offset(const struct hvm_operand *o, const struct cpu_user_regs *regs);

#endif /* HVM_OPERAND_H */
