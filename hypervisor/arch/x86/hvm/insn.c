// SPDX-License-Identifier: GPL-2.0-only
/*
 * The length of the few instructions that exit, and accesses to control registers,
 * for CPUs that tell neither the next RIP nor the operands (APM 2 15.7.1, 15.8).
 */
#include "insn.h"

#include <linux/errno.h>

#define OP_LMSW_SMSW	0x0f01
#define OP_CLTS		0x0f06
#define OP_MOV_FROM_CR	0x0f20
#define OP_MOV_TO_CR	0x0f22

#define MODRM_MOD(b)	((b) >> 6)
#define MODRM_REG(b)	(((b) >> 3) & 7)
#define MODRM_RM(b)	((b) & 7)
#define REX_B		0x1
#define REX_R		0x4

static bool is_prefix(u8 byte)
{
	switch (byte) {
	case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65:
	case 0x66: case 0x67: case 0xf0: case 0xf2: case 0xf3:
		return true;
	}
	return false;
}

int hvm_insn_scan(struct hvm_insn *insn, const u8 *code, unsigned int n, unsigned int bits)
{
	unsigned int at = 0;

	*insn = (struct hvm_insn){ 0 };
	while (at < n && is_prefix(code[at]))
		at++;
	/* Only the last one counts, and it stands right before the opcode. */
	if (at < n && bits == 64 && (code[at] & 0xf0) == 0x40)
		insn->rex = code[at++];
	if (at >= n)
		return -EINVAL;
	insn->opcode = code[at++];
	if (insn->opcode == 0x0f) {
		if (at >= n)
			return -EINVAL;
		insn->opcode = 0x0f00 | code[at++];
	}
	if (at < n)
		insn->modrm = code[at];
	insn->bytes = at;
	return 0;
}

static u8 rm_register(const struct hvm_insn *insn)
{
	return MODRM_RM(insn->modrm) | (insn->rex & REX_B ? 8 : 0);
}

int hvm_insn_cr(struct hvm_cr_access *a, const struct hvm_insn *insn)
{
	u8 reg = MODRM_REG(insn->modrm);

	*a = (struct hvm_cr_access){ .gpr = rm_register(insn), .bytes = insn->bytes + 1 };
	switch (insn->opcode) {
	case OP_MOV_FROM_CR:
	case OP_MOV_TO_CR:
		/* mod is ignored: the operand is a register always. */
		a->kind = insn->opcode == OP_MOV_TO_CR ? HVM_CR_WRITE : HVM_CR_READ;
		a->cr = reg | (insn->rex & REX_R ? 8 : 0);
		return 0;
	case OP_CLTS:
		a->kind = HVM_CR_CLTS;
		a->bytes = insn->bytes;
		return 0;
	case OP_LMSW_SMSW:
		if (MODRM_MOD(insn->modrm) != 3 || (reg != 4 && reg != 6))
			return -EINVAL;
		a->kind = reg == 6 ? HVM_CR_LMSW : HVM_CR_SMSW;
		return 0;
	}
	return -EINVAL;
}
