/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that a CPU without help leaves to us to recognise; see insn.c. */
#ifndef HVM_INSN_H
#define HVM_INSN_H

#include <linux/types.h>

/**
 * struct hvm_insn - an instruction: prefixes skipped, opcode and its operands
 * @opcode: one byte, or 0x0f00 and above: two
 * @modrm: the byte behind the opcode, 0 if the code ends
 * @rex: 0 if there is none
 * @bytes: prefixes, REX and opcode
 */
struct hvm_insn {
	u16 opcode;
	u8 modrm;
	u8 rex;
	u8 bytes;
};

/**
 * hvm_insn_scan() - find the opcode
 * @insn: OUT
 * @code: bytes at CS:RIP
 * @n: how many there are
 * @bits: 16, 32 or 64
 *
 * Return: 0, or -EINVAL: cut short.
 */
int hvm_insn_scan(struct hvm_insn *insn, const u8 *code, unsigned int n, unsigned int bits);

/* What is done to which control register. */
enum hvm_cr_kind {
	HVM_CR_READ,		/* MOV gpr, cr */
	HVM_CR_WRITE,		/* MOV cr, gpr */
	HVM_CR_LMSW,		/* of the register form: 16 bits of gpr to CR0 */
	HVM_CR_SMSW,		/* the other way round */
	HVM_CR_CLTS,
};

/**
 * struct hvm_cr_access - access to a control register
 * @kind: enum hvm_cr_kind
 * @cr: its number
 * @gpr: number of the general register
 * @bytes: of the instruction
 */
struct hvm_cr_access {
	u8 kind;
	u8 cr, gpr;
	u8 bytes;
};

/**
 * hvm_insn_cr() - take such an access apart
 * @a: OUT
 * @insn: scanned
 *
 * Return: 0, or -EINVAL: no such access, or one with a memory operand.
 */
int hvm_insn_cr(struct hvm_cr_access *a, const struct hvm_insn *insn);

#endif /* HVM_INSN_H */
