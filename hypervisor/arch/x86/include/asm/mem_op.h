/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that write to memory, taken apart as far as a
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

/**
 * struct mem_op - an instruction that writes to memory, decoded
 * @kind: enum mem_op_kind
 * @bytes: of the memory operand: 1, 2, 4, 8
 * @length: of the instruction
 * @reg: register operand, 0 to 15
 * @high_byte: AH, CH, DH, BH instead
 * @has_imm: the operand is @imm, not the register
 * @imm: sign-extended
 */
struct mem_op {
	u8 kind;
	u8 bytes;
	u8 length;
	u8 reg;
	bool high_byte;
	bool has_imm;
	u64 imm;
};

/**
 * mem_op_decode() - what is written, and how
 * @op: OUT
 * @code: bytes at RIP
 * @n: how many there are
 * @bits: of the code, 16, 32 or 64
 *
 * Return: 0; -EINVAL: cut short, not one that writes to memory in one piece, or one that
 * is not known here.
 */
int mem_op_decode(struct mem_op *op, const u8 *code, unsigned int n, unsigned int bits);

/**
 * struct mem_op_result - effects, to be made visible when the write is done
 * @mem: new contents
 * @writes: a compare that failed does not
 * @writes_reg: a register changes as well
 * @reg: which gets @reg_val (RAX for cmpxchg)
 * @reg_val: new value of @reg, @bytes of the operation
 * @rflags: all of RFLAGS
 */
struct mem_op_result {
	u64 mem;
	bool writes;
	bool writes_reg;
	u8 reg;
	u64 reg_val;
	u64 rflags;
};

/**
 * mem_op_compute() - work out the effects; changes nothing
 * @op: decoded
 * @regs: before
 * @old: contents of the memory operand
 * @res: OUT
 */
void mem_op_compute(const struct mem_op *op, const struct cpu_user_regs *regs, u64 old,
		    struct mem_op_result *res);

/**
 * mem_op_commit() - register, flags and RIP, once the memory is written
 * @op: decoded
 * @res: computed
 * @regs: changed
 */
void mem_op_commit(const struct mem_op *op, const struct mem_op_result *res,
		   struct cpu_user_regs *regs);

/**
 * mem_op_register() - a register operand, shifted to bit 0
 * @regs: the registers
 * @reg: 0 to 15 as instructions number them
 * @high_byte: from bit 8 (AH, CH, DH, BH; @reg is 0 to 3 then)
 *
 * Return: all bits from there up.
 */
u64 mem_op_register(const struct cpu_user_regs *regs, unsigned int reg, bool high_byte);

/**
 * mem_op_set_register() - write a register operand
 * @regs: changed
 * @reg: 0 to 15 as instructions number them
 * @high_byte: at bit 8
 * @bytes: 1, 2, 4 or 8; 4 clears the upper half
 * @val: new value
 */
void mem_op_set_register(struct cpu_user_regs *regs, unsigned int reg, bool high_byte,
			 unsigned int bytes, u64 val);

#endif /* ASM_MEM_OP_H */
