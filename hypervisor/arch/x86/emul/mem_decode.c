// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoder of instructions that write to memory (SDM 2A chapter 2 and the
 * opcode map in 2D appendix A).
 */
#include <asm/mem_op.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include "decoder.h"

int decoder_byte(struct decoder *dec, u8 *b)
{
	if (dec->at >= dec->n)
		return -EINVAL;
	*b = dec->code[dec->at++];
	return 0;
}

int decoder_skip(struct decoder *dec, unsigned int bytes)
{
	if (bytes > dec->n - dec->at)
		return -EINVAL;
	dec->at += bytes;
	return 0;
}

/* A constant in the code; its upper bits are its sign. */
int decoder_immediate(struct decoder *dec, unsigned int bytes, u64 *imm)
{
	const u8 *p = dec->code + dec->at;
	unsigned int i;
	u64 val = 0;

	if (decoder_skip(dec, bytes))
		return -EINVAL;
	for (i = 0; i < bytes; i++)
		val |= (u64)p[i] << (8 * i);
	*imm = (u64)((s64)(val << (64 - 8 * bytes)) >> (64 - 8 * bytes));
	return 0;
}

/*
 * LOCK changes nothing, as each write is atomic; segment overrides are already
 * in the address.  REP has no meaning for what is decoded here.
 */
int decoder_prefixes(struct decoder *dec, u8 *opcode)
{
	u8 b;

	dec->rex = 0;
	dec->opsize16 = dec->bits == 16;
	dec->addr_bits = dec->bits;
	for (;;) {
		if (decoder_byte(dec, &b))
			return -EINVAL;
		switch (b) {
		case 0x66:
			dec->opsize16 = dec->bits != 16;
			break;
		case 0x67:
			dec->addr_bits = dec->bits == 32 ? 16 : 32;
			break;
		case 0xf0:
		case 0x26:
		case 0x2e:
		case 0x36:
		case 0x3e:
		case 0x64:
		case 0x65:
			break;
		default:
			if (dec->bits != 64 || (b & 0xf0) != 0x40) {
				*opcode = b;
				return 0;
			}
			/* Only directly in front of the opcode. */
			dec->rex = b;
			*opcode = 0;
			return decoder_byte(dec, opcode);
		}
	}
}

/* Behind ModRM with addresses of 16 bits (SDM 2A table 2-1). */
static int skip_address16(struct decoder *dec, u8 mod, u8 rm)
{
	if (mod == 0)
		return decoder_skip(dec, rm == 6 ? 2 : 0);
	return decoder_skip(dec, mod);
}

/* Goes over ModRM, SIB and displacement of a memory operand. */
int decoder_modrm(struct decoder *dec)
{
	static const u8 disp_bytes[] = { 0, 1, 4 };
	u8 mod, rm, sib = 0;

	if (decoder_byte(dec, &dec->modrm))
		return -EINVAL;
	mod = dec->modrm >> 6;
	rm = dec->modrm & 7;
	if (mod == 3)
		return -EINVAL;
	if (dec->addr_bits == 16)
		return skip_address16(dec, mod, rm);
	if (rm == 4 && decoder_byte(dec, &sib))
		return -EINVAL;
	if (mod == 0 && (rm == 5 || (rm == 4 && (sib & 7) == 5)))
		return decoder_skip(dec, 4);
	return decoder_skip(dec, disp_bytes[mod]);
}

unsigned int decoder_ext(const struct decoder *dec)
{
	return dec->modrm >> 3 & 7;
}

u8 decoder_bytes(const struct decoder *dec, bool byte)
{
	if (byte)
		return 1;
	if (dec->rex & REX_W)
		return 8;
	return dec->opsize16 ? 2 : 4;
}

u8 decoder_reg(const struct decoder *dec, bool byte, bool *high_byte)
{
	u8 reg = decoder_ext(dec) | (dec->rex & REX_R ? 8 : 0);

	*high_byte = byte && !dec->rex && reg >= 4;
	return *high_byte ? reg - 4 : reg;
}

static int operand_imm(struct decoder *dec, struct mem_op *op, unsigned int bytes)
{
	op->has_imm = true;
	return decoder_immediate(dec, min_t(unsigned int, bytes, 4), &op->imm);
}

/* Opcodes whose memory operand is written and whose other one is a register. */
static int reg_form(struct decoder *dec, struct mem_op *op, enum mem_op_kind kind, bool byte)
{
	op->kind = kind;
	op->bytes = decoder_bytes(dec, byte);
	if (decoder_modrm(dec))
		return -EINVAL;
	op->reg = decoder_reg(dec, op->bytes == 1, &op->high_byte);
	return 0;
}

/* 0x80, 0x81, 0x83 */
static int group1(struct decoder *dec, struct mem_op *op, u8 opcode)
{
	op->bytes = decoder_bytes(dec, opcode == 0x80);
	if (decoder_modrm(dec) || decoder_ext(dec) == MEM_CMP)
		return -EINVAL;
	op->kind = decoder_ext(dec);
	return operand_imm(dec, op, opcode == 0x83 ? 1 : op->bytes);
}

/* 0xc6, 0xc7 */
static int group11(struct decoder *dec, struct mem_op *op, u8 opcode)
{
	op->kind = MEM_MOV;
	op->bytes = decoder_bytes(dec, opcode == 0xc6);
	if (decoder_modrm(dec) || decoder_ext(dec))
		return -EINVAL;
	return operand_imm(dec, op, op->bytes);
}

/* 0xf6, 0xf7: NOT, NEG; 0xfe, 0xff: INC, DEC */
static int unary(struct decoder *dec, struct mem_op *op, u8 opcode)
{
	unsigned int ext;

	op->bytes = decoder_bytes(dec, !(opcode & 1));
	if (decoder_modrm(dec))
		return -EINVAL;
	ext = decoder_ext(dec);
	if (opcode < 0xf8)
		op->kind = ext == 2 ? MEM_NOT : MEM_NEG;
	else
		op->kind = ext == 0 ? MEM_INC : MEM_DEC;
	return opcode < 0xf8 ? (ext == 2 || ext == 3 ? 0 : -EINVAL) : (ext < 2 ? 0 : -EINVAL);
}

/* 0xa2, 0xa3: AL or RAX to an address in the code */
static int mov_moffs(struct decoder *dec, struct mem_op *op, u8 opcode)
{
	op->kind = MEM_MOV;
	op->bytes = decoder_bytes(dec, opcode == 0xa2);
	op->reg = 0;
	return decoder_skip(dec, dec->addr_bits / 8);
}

static int one_byte_opcode(struct decoder *dec, struct mem_op *op, u8 opcode)
{
	if (opcode < 0x40 && (opcode & 7) < 2 && opcode >> 3 != MEM_CMP)
		return reg_form(dec, op, opcode >> 3, !(opcode & 1));

	switch (opcode) {
	case 0x80:
	case 0x81:
	case 0x83:
		return group1(dec, op, opcode);
	case 0x86:
	case 0x87:
		return reg_form(dec, op, MEM_XCHG, opcode == 0x86);
	case 0x88:
	case 0x89:
		return reg_form(dec, op, MEM_MOV, opcode == 0x88);
	case 0xa2:
	case 0xa3:
		return mov_moffs(dec, op, opcode);
	case 0xc6:
	case 0xc7:
		return group11(dec, op, opcode);
	case 0xf6:
	case 0xf7:
	case 0xfe:
	case 0xff:
		return unary(dec, op, opcode);
	default:
		return -EINVAL;
	}
}

/* 0x0f 0xba: bit operations with a constant */
static int group8(struct decoder *dec, struct mem_op *op)
{
	op->bytes = decoder_bytes(dec, false);
	if (decoder_modrm(dec) || decoder_ext(dec) < 5)
		return -EINVAL;
	op->kind = MEM_BTS + decoder_ext(dec) - 5;
	return operand_imm(dec, op, 1);
}

static int two_byte_opcode(struct decoder *dec, struct mem_op *op)
{
	u8 opcode;

	if (decoder_byte(dec, &opcode))
		return -EINVAL;
	switch (opcode) {
	case 0xab:
		return reg_form(dec, op, MEM_BTS, false);
	case 0xb3:
		return reg_form(dec, op, MEM_BTR, false);
	case 0xbb:
		return reg_form(dec, op, MEM_BTC, false);
	case 0xba:
		return group8(dec, op);
	case 0xb0:
	case 0xb1:
		return reg_form(dec, op, MEM_CMPXCHG, opcode == 0xb0);
	case 0xc0:
	case 0xc1:
		return reg_form(dec, op, MEM_XADD, opcode == 0xc0);
	case 0xc3:				/* MOVNTI */
		return dec->opsize16 ? -EINVAL : reg_form(dec, op, MEM_MOV, false);
	default:
		return -EINVAL;
	}
}

int mem_op_decode(struct mem_op *op, const u8 *code, unsigned int n, unsigned int bits)
{
	struct decoder dec = {
		.code = code, .n = min_t(unsigned int, n, INSN_MAX_BYTES), .bits = bits,
	};
	u8 opcode;
	int rc;

	*op = (struct mem_op){ };
	rc = decoder_prefixes(&dec, &opcode);
	if (rc)
		return rc;
	rc = opcode == 0x0f ? two_byte_opcode(&dec, op) : one_byte_opcode(&dec, op, opcode);
	op->length = dec.at;
	return rc;
}
