/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions of 64-bit code that read memory and write none, the counterpart of
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

struct mem_load {
	u8 kind;		/* enum mem_load_kind */
	u8 op;			/* enum mem_op_kind, of the latter two */
	u8 bytes;		/* of the memory operand: 1, 2, 4, 8 */
	u8 reg_bytes;		/* of the register operand */
	u8 length;		/* of the instruction */
	u8 reg;			/* register operand, 0 to 15 */
	bool high_byte;		/* AH, CH, DH, BH instead */
	bool sign_extend;
	bool reg_first;		/* LOAD_COMPARE: register op memory */
	bool has_imm;
	u64 imm;
};

/* 0; -EINVAL: cut short, or not one of these. */
int mem_load_decode(struct mem_load *ld, const u8 *code, unsigned int n);

/* Memory held @val: register and flags; RIP is the caller's. */
void mem_load_commit(const struct mem_load *ld, u64 val, struct cpu_user_regs *regs);

#endif /* ASM_MEM_LOAD_H */
