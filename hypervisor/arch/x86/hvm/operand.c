// SPDX-License-Identifier: GPL-2.0-only
/* Addresses in instructions: ModRM and SIB (APM 3 1.4, SDM 2A tables 2-1 to 2-3). */
#include "operand.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/hvm.h>
#include <asm/mem_op.h>

#define REX_X	0x2
#define REX_B	0x1

enum { AX, CX, DX, BX, SP, BP, SI, DI };

struct bytes {
	const u8 *code;
	unsigned int n, at;
};

/* Little-endian and signed. */
static int take(struct bytes *b, unsigned int bytes, s32 *val)
{
	u32 all = 0;
	unsigned int i;

	if (bytes > b->n - b->at)
		return -EINVAL;
	for (i = 0; i < bytes; i++)
		all |= (u32)b->code[b->at++] << (8 * i);
	switch (bytes) {
	case 1:
		*val = (s8)all;
		return 0;
	case 2:
		*val = (s16)all;
		return 0;
	default:
		*val = (s32)all;
		return 0;
	}
}

static void prefix(struct hvm_operand *o, u8 byte, unsigned int bits)
{
	static const struct { u8 byte, seg; } segments[] = {
		{ 0x26, HVM_ES }, { 0x2e, HVM_CS }, { 0x36, HVM_SS }, { 0x3e, HVM_DS },
		{ 0x64, HVM_FS }, { 0x65, HVM_GS },
	};
	unsigned int i;

	if (byte == 0x67)
		o->addr_bits = bits == 32 ? 16 : 32;
	for (i = 0; i < ARRAY_SIZE(segments); i++)
		if (segments[i].byte == byte && (bits != 64 || byte >= 0x64))
			o->seg = segments[i].seg;
}

/* What addresses by the stack is in its segment, unless a prefix says otherwise. */
static void default_segment(struct hvm_operand *o, u8 base)
{
	if (o->seg == HVM_NR_SEGMENTS)
		o->seg = base == BP || base == SP ? HVM_SS : HVM_DS;
}

static int modrm16(struct hvm_operand *o, struct bytes *b, u8 mod, u8 rm)
{
	static const struct { u8 base, index; } form[8] = {
		{ BX, SI }, { BX, DI }, { BP, SI }, { BP, DI },
		{ SI, HVM_NO_REGISTER }, { DI, HVM_NO_REGISTER }, { BP, HVM_NO_REGISTER },
		{ BX, HVM_NO_REGISTER },
	};

	if (mod == 0 && rm == 6)
		return take(b, 2, &o->disp);
	o->base = form[rm].base;
	o->index = form[rm].index;
	return mod ? take(b, mod, &o->disp) : 0;
}

/* No base: a displacement of four bytes follows. */
static int sib(struct hvm_operand *o, struct bytes *b, u8 mod, u8 rex)
{
	u8 byte, base, index;

	if (b->at >= b->n)
		return -EINVAL;
	byte = b->code[b->at++];
	base = byte & 7;
	index = (byte >> 3 & 7) | (rex & REX_X ? 8 : 0);
	o->scale = byte >> 6;
	if (index != SP)
		o->index = index;
	if (mod == 0 && base == BP)
		return take(b, 4, &o->disp);
	o->base = base | (rex & REX_B ? 8 : 0);
	return 0;
}

static int modrm(struct hvm_operand *o, struct bytes *b, u8 mod, u8 rm, u8 rex, unsigned int bits)
{
	int err = 0;

	if (mod == 0 && rm == BP) {
		o->rip_relative = bits == 64;
		return take(b, 4, &o->disp);
	}
	if (rm == SP)
		err = sib(o, b, mod, rex);
	else
		o->base = rm | (rex & REX_B ? 8 : 0);
	if (!err && mod)
		err = take(b, mod == 1 ? 1 : 4, &o->disp);
	return err;
}

int hvm_operand_decode(struct hvm_operand *o, const u8 *code, unsigned int n, unsigned int bits,
		       unsigned int opcode_bytes)
{
	struct bytes b = { .code = code, .n = n, .at = opcode_bytes };
	u8 rex = 0, mod, rm;
	unsigned int i;
	int err;

	*o = (struct hvm_operand){
		.seg = HVM_NR_SEGMENTS, .base = HVM_NO_REGISTER, .index = HVM_NO_REGISTER,
		.addr_bits = bits,
	};
	if (opcode_bytes >= n)
		return -EINVAL;
	for (i = 0; i < opcode_bytes; i++) {
		prefix(o, code[i], bits);
		if (code[i] == 0x0f)
			break;
	}
	/* The scan has let it pass only right before the opcode. */
	if (bits == 64 && i && (code[i - 1] & 0xf0) == 0x40)
		rex = code[i - 1];
	mod = code[b.at] >> 6;
	rm = code[b.at++] & 7;
	if (mod == 3)
		return -EINVAL;
	err = o->addr_bits == 16 ? modrm16(o, &b, mod, rm) : modrm(o, &b, mod, rm, rex, bits);
	default_segment(o, o->base);
	o->insn_bytes = b.at;
	return err;
}

u64 hvm_operand_offset(const struct hvm_operand *o, const struct cpu_user_regs *regs)
{
	u64 sum = (s64)o->disp;

	if (o->rip_relative)
		sum += regs->rip + o->insn_bytes;
	if (o->base != HVM_NO_REGISTER)
		sum += mem_op_register(regs, o->base, false);
	if (o->index != HVM_NO_REGISTER)
		sum += mem_op_register(regs, o->index, false) << o->scale;
	return o->addr_bits == 64 ? sum : sum & (BIT_ULL(o->addr_bits) - 1);
}
