/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that read memory and write none, the counterpart of
 * mem_op.h: what MMIO is read with.
 */
#ifndef ASM_MEM_LOAD_H
#define ASM_MEM_LOAD_H

#include <linux/types.h>

struct cpu_user_regs;

enum mem_load_kind {
	LOAD_MOVE,		/* to a register, perhaps extended */
	LOAD_TO_REG,		/* register = register op memory */
	LOAD_COMPARE,		/* flags of memory op source, or the reverse */
};

/**
 * struct mem_load - an instruction that reads memory, decoded
 * @kind: enum mem_load_kind
 * @op: enum mem_op_kind, of the latter two
 * @bytes: of the memory operand: 1, 2, 4, 8
 * @reg_bytes: of the register operand
 * @length: of the instruction
 * @reg: register operand, 0 to 15
 * @high_byte: AH, CH, DH, BH instead
 * @sign_extend: not with zeroes
 * @reg_first: LOAD_COMPARE: register op memory
 * @has_imm: the source is @imm, not the register
 * @imm: sign-extended
 */
struct mem_load {
	u8 kind;
	u8 op;
	u8 bytes;
	u8 reg_bytes;
	u8 length;
	u8 reg;
	bool high_byte;
	bool sign_extend;
	bool reg_first;
	bool has_imm;
	u64 imm;
};

/**
 * mem_load_decode() - what is read, and what becomes of it
 * @ld: OUT
 * @code: bytes at RIP
 * @n: how many there are
 * @bits: of the code, 16, 32 or 64
 *
 * Return: 0; -EINVAL: cut short, or not one of these.
 */
int mem_load_decode(struct mem_load *ld, const u8 *code, unsigned int n, unsigned int bits);

/**
 * mem_load_commit() - the effects on register and flags
 * @ld: decoded
 * @val: what the memory operand held
 * @regs: changed; RIP is the caller's
 */
void mem_load_commit(const struct mem_load *ld, u64 val, struct cpu_user_regs *regs);

#endif /* ASM_MEM_LOAD_H */
