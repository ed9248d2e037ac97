/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of an instruction, one after the other. What returns an int gives 0, or
 * -EINVAL: cut short.
 */
#ifndef EMUL_DECODER_H
#define EMUL_DECODER_H

#include <linux/types.h>

/**
 * struct decoder - an instruction on its way
 * @code: bytes at RIP
 * @n: how many there are
 * @bits: of the code, 16, 32 or 64
 * @at: how many were used
 * @opsize16: operands of 16 bits where others have 32
 * @addr_bits: of addresses, 16, 32 or 64
 * @rex: prefix, 0: none
 * @modrm: once decoder_modrm() was there
 */
struct decoder {
	const u8 *code;
	unsigned int n, bits, at;
	bool opsize16;
	u8 addr_bits;
	u8 rex;
	u8 modrm;
};

#define REX_W	0x8
#define REX_R	0x4

/**
 * decoder_byte() - take a byte
 * @dec: the instruction
 * @b: OUT
 *
 * Return: 0, or -EINVAL: cut short.
 */
int decoder_byte(struct decoder *dec, u8 *b);

/**
 * decoder_skip() - go over bytes
 * @dec: the instruction
 * @bytes: how many
 *
 * Return: 0, or -EINVAL: cut short.
 */
int decoder_skip(struct decoder *dec, unsigned int bytes);

/**
 * decoder_immediate() - take a constant
 * @dec: the instruction
 * @bytes: 1 to 8
 * @imm: OUT, sign-extended
 *
 * Return: 0, or -EINVAL: cut short.
 */
int decoder_immediate(struct decoder *dec, unsigned int bytes, u64 *imm);

/**
 * decoder_prefixes() - take the prefixes and the opcode
 * @dec: the instruction, at its begin
 * @opcode: OUT, 0x0f for one of two bytes
 *
 * Return: 0, or -EINVAL: cut short.
 */
int decoder_prefixes(struct decoder *dec, u8 *opcode);

/**
 * decoder_modrm() - go over ModRM, SIB and displacement of a memory operand
 * @dec: the instruction
 *
 * Return: 0, or -EINVAL: cut short, or a register.
 */
int decoder_modrm(struct decoder *dec);

/**
 * decoder_ext() - ModRM's middle field
 * @dec: the instruction
 */
unsigned int decoder_ext(const struct decoder *dec);

/**
 * decoder_bytes() - operand size, 1, 2, 4 or 8
 * @dec: the instruction
 * @byte: the opcode is of the form for bytes
 */
u8 decoder_bytes(const struct decoder *dec, bool byte);

/**
 * decoder_reg() - register operand, 0 to 15
 * @dec: the instruction
 * @byte: the opcode is of the form for bytes
 * @high_byte: OUT, AH, CH, DH or BH: the second byte of the register
 */
u8 decoder_reg(const struct decoder *dec, bool byte, bool *high_byte);

#endif /* EMUL_DECODER_H */
