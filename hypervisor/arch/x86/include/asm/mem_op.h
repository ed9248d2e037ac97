/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions of 64-bit code that write to memory, taken apart as far as a
 * page fault needs: the address is known from CR2, so operands in registers,
 * the operation and the length are enough.
 */
#ifndef ASM_MEM_OP_H
#define ASM_MEM_OP_H

#include <linux/types.h>

struct cpu_user_regs;

#define INSN_MAX_BYTES	15

enum mem_op_kind {
	MEM_ADD, MEM_OR, MEM_ADC, MEM_SBB, MEM_AND, MEM_SUB, MEM_XOR,
	MEM_CMP,		/* never decoded: keeps the order of the opcodes */
	MEM_MOV,
	MEM_XCHG,
	MEM_XADD,
	MEM_CMPXCHG,
	MEM_BTS, MEM_BTR, MEM_BTC,
	MEM_NOT, MEM_NEG, MEM_INC, MEM_DEC,
};

struct mem_op {
	u8 kind;		/* enum mem_op_kind */
	u8 bytes;		/* of the memory operand: 1, 2, 4, 8 */
	u8 length;		/* of the instruction */
	u8 reg;			/* register operand, 0 to 15 */
	bool high_byte;		/* AH, CH, DH, BH instead */
	bool has_imm;		/* the operand is @imm, not the register */
	u64 imm;		/* sign-extended */
};

/**
 * mem_op_decode() - what is written, and how
 * @code: bytes at RIP, @n of them
 *
 * Return: 0; -EINVAL: cut short, not one that writes to memory in one piece,
 * or one that is not known here.
 */
int mem_op_decode(struct mem_op *op, const u8 *code, unsigned int n);

/**
 * struct mem_op_result - effects, to be made visible when the write is done
 */
struct mem_op_result {
	u64 mem;		/* new contents */
	bool writes;		/* a compare that failed does not */
	bool writes_reg;
	u8 reg;			/* which gets @reg_val (RAX for cmpxchg) */
	u64 reg_val;
	u64 rflags;
};

/* Computes; changes nothing.  @old: contents of the memory operand. */
void mem_op_compute(const struct mem_op *op, const struct cpu_user_regs *regs, u64 old,
		    struct mem_op_result *res);
/* Register, flags, RIP. */
void mem_op_commit(const struct mem_op *op, const struct mem_op_result *res,
		   struct cpu_user_regs *regs);

/* Register @reg (0 to 15) from its lowest bit, or from bit 8; and as @bytes of it change. */
u64 mem_op_register(const struct cpu_user_regs *regs, unsigned int reg, bool high_byte);
void mem_op_set_register(struct cpu_user_regs *regs, unsigned int reg, bool high_byte,
			 unsigned int bytes, u64 val);

#endif /* ASM_MEM_OP_H */
