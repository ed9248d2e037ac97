// SPDX-License-Identifier: GPL-2.0-only
/* Loads: decoder (SDM 2D appendix A) and effects. */
#include <asm/mem_load.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/mem_op.h>
#include <asm/xen/interface.h>
#include "decoder.h"

/* A register and a memory operand of one size, or of @bytes in memory if not 0. */
static int reg_form(struct decoder *dec, struct mem_load *ld, bool byte, u8 bytes)
{
	ld->reg_bytes = decoder_bytes(dec, byte);
	ld->bytes = bytes ? bytes : ld->reg_bytes;
	if (decoder_modrm(dec))
		return -EINVAL;
	ld->reg = decoder_reg(dec, byte, &ld->high_byte);
	return 0;
}

static int move(struct decoder *dec, struct mem_load *ld, bool byte)
{
	ld->kind = LOAD_MOVE;
	return reg_form(dec, ld, byte, 0);
}

/* 0xa0, 0xa1: AL or RAX from an address in the code */
static int move_offset(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	ld->kind = LOAD_MOVE;
	ld->reg_bytes = decoder_bytes(dec, opcode == 0xa0);
	ld->bytes = ld->reg_bytes;
	return decoder_skip(dec, dec->addr_bits / 8);
}

/* MOVZX, MOVSX, MOVSXD: the register is never a byte. */
static int extend(struct decoder *dec, struct mem_load *ld, u8 bytes, bool sign)
{
	ld->kind = LOAD_MOVE;
	ld->sign_extend = sign;
	return reg_form(dec, ld, false, bytes);
}

/* The eight of arithmetic, in the direction register <- memory; compare both ways. */
static int arithmetic(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	bool to_reg = opcode & 2;

	ld->op = opcode >> 3;
	ld->kind = ld->op == MEM_CMP ? LOAD_COMPARE : LOAD_TO_REG;
	ld->reg_first = to_reg;
	if (!to_reg && ld->op != MEM_CMP)
		return -EINVAL;
	return reg_form(dec, ld, !(opcode & 1), 0);
}

static int with_imm(struct decoder *dec, struct mem_load *ld, bool byte, u8 imm_bytes, u8 op)
{
	ld->kind = LOAD_COMPARE;
	ld->op = op;
	ld->bytes = decoder_bytes(dec, byte);
	ld->reg_bytes = ld->bytes;
	ld->has_imm = true;
	if (decoder_modrm(dec))
		return -EINVAL;
	return decoder_immediate(dec, imm_bytes ? imm_bytes : min_t(u8, ld->bytes, 4), &ld->imm);
}

/* 0x80, 0x81, 0x83: compare with a constant is number seven of them */
static int compare_imm(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	int rc = with_imm(dec, ld, opcode == 0x80, opcode == 0x83 ? 1 : 0, MEM_CMP);

	return rc ? rc : decoder_ext(dec) == MEM_CMP ? 0 : -EINVAL;
}

/* 0xf6, 0xf7: numbers zero and one */
static int test_imm(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	int rc = with_imm(dec, ld, opcode == 0xf6, 0, MEM_AND);

	return rc ? rc : decoder_ext(dec) < 2 ? 0 : -EINVAL;
}

static int test_reg(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	ld->kind = LOAD_COMPARE;
	ld->op = MEM_AND;
	return reg_form(dec, ld, opcode == 0x84, 0);
}

static int one_byte_opcode(struct decoder *dec, struct mem_load *ld, u8 opcode)
{
	if (opcode < 0x40 && (opcode & 7) < 4)
		return arithmetic(dec, ld, opcode);

	switch (opcode) {
	case 0x63:
		return dec->bits != 64 ? -EINVAL : extend(dec, ld, 4, true);
	case 0x80:
	case 0x81:
	case 0x83:
		return compare_imm(dec, ld, opcode);
	case 0x84:
	case 0x85:
		return test_reg(dec, ld, opcode);
	case 0x8a:
	case 0x8b:
		return move(dec, ld, opcode == 0x8a);
	case 0xa0:
	case 0xa1:
		return move_offset(dec, ld, opcode);
	case 0xf6:
	case 0xf7:
		return test_imm(dec, ld, opcode);
	default:
		return -EINVAL;
	}
}

static int two_byte_opcode(struct decoder *dec, struct mem_load *ld)
{
	u8 opcode;

	if (decoder_byte(dec, &opcode))
		return -EINVAL;
	switch (opcode) {
	case 0xb6:
	case 0xb7:
		return extend(dec, ld, opcode - 0xb5, false);
	case 0xbe:
	case 0xbf:
		return extend(dec, ld, opcode - 0xbd, true);
	default:
		return -EINVAL;
	}
}

int mem_load_decode(struct mem_load *ld, const u8 *code, unsigned int n, unsigned int bits)
{
	struct decoder dec = {
		.code = code, .n = min_t(unsigned int, n, INSN_MAX_BYTES), .bits = bits,
	};
	u8 opcode;
	int rc;

	*ld = (struct mem_load){ };
	rc = decoder_prefixes(&dec, &opcode);
	if (rc)
		return rc;
	rc = opcode == 0x0f ? two_byte_opcode(&dec, ld) : one_byte_opcode(&dec, ld, opcode);
	ld->length = dec.at;
	return rc;
}

static u64 sign_extend(u64 val, unsigned int bytes)
{
	unsigned int shift = 64 - 8 * bytes;

	return (u64)((s64)(val << shift) >> shift);
}

/* As an instruction that writes "memory" which holds @old, by a constant. */
static void compute(const struct mem_load *ld, const struct cpu_user_regs *regs, u64 old,
		    u64 operand, struct mem_op_result *res)
{
	struct mem_op op = {
		.kind = ld->op == MEM_CMP ? MEM_SUB : ld->op,
		.bytes = ld->bytes,
		.has_imm = true,
		.imm = operand,
	};

	mem_op_compute(&op, regs, old, res);
}

static void compare(const struct mem_load *ld, u64 val, struct cpu_user_regs *regs)
{
	u64 other = ld->has_imm ? ld->imm : mem_op_register(regs, ld->reg, ld->high_byte);
	struct mem_op_result res;

	if (ld->reg_first)
		compute(ld, regs, other, val, &res);
	else
		compute(ld, regs, val, other, &res);
	regs->rflags = res.rflags;
}

void mem_load_commit(const struct mem_load *ld, u64 val, struct cpu_user_regs *regs)
{
	struct mem_op_result res;

	if (ld->kind == LOAD_COMPARE) {
		compare(ld, val, regs);
		return;
	}
	if (ld->kind == LOAD_TO_REG) {
		compute(ld, regs, mem_op_register(regs, ld->reg, ld->high_byte), val, &res);
		val = res.mem;
		regs->rflags = res.rflags;
	} else if (ld->sign_extend) {
		val = sign_extend(val, ld->bytes);
	} else if (ld->bytes < 8) {
		val &= (1ULL << (8 * ld->bytes)) - 1;
	}
	mem_op_set_register(regs, ld->reg, ld->high_byte, ld->reg_bytes, val);
}
