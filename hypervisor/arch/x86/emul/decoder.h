/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of an instruction of 64-bit code, one after the other. What returns an int
 * gives 0, or -EINVAL: cut short.
 */
#ifndef EMUL_DECODER_H
#define EMUL_DECODER_H

#include <linux/types.h>

struct decoder {
	const u8 *code;
	unsigned int n, at;
	bool opsize16, addr32;
	u8 rex;
	u8 modrm;
};

#define REX_W	0x8
#define REX_R	0x4

int decoder_byte(struct decoder *dec, u8 *b);
int decoder_skip(struct decoder *dec, unsigned int bytes);
/* A constant in the code; its upper bits are its sign. */
int decoder_immediate(struct decoder *dec, unsigned int bytes, u64 *imm);
int decoder_prefixes(struct decoder *dec, u8 *opcode);
/* Goes over ModRM, SIB and displacement of a memory operand; -EINVAL: a register. */
int decoder_modrm(struct decoder *dec);

unsigned int decoder_ext(const struct decoder *dec);	/* ModRM's middle field */
u8 decoder_bytes(const struct decoder *dec, bool byte);	/* operand size */
/* Register operand, 0 to 15; @byte: *@high_byte says AH, CH, DH or BH. */
u8 decoder_reg(const struct decoder *dec, bool byte, bool *high_byte);

#endif /* EMUL_DECODER_H */
