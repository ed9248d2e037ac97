// SPDX-License-Identifier: GPL-2.0-only
/*
 * LMSW of memory (APM 3). It exits when it changes more than MP and TS, and the CPU tells
 * neither the word nor where it is.
 */
#include "intercept.h"

#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/hvm.h>
#include <asm/traps.h>
#include "control.h"
#include "guest.h"
#include "insn.h"
#include "linear.h"
#include "operand.h"

#define OP_GROUP7	0x0f01
#define EXT_LMSW	6

/* False: #GP, or #SS. */
static bool linear_address(struct vcpu *v, const struct hvm_operand *o, u64 *at)
{
	struct hvm_linear l;

	hvm_linear_get(v, o->seg, &l);
	return hvm_linear_at(&l, hvm_operand_offset(o, guest_regs()), sizeof(u16), false, at);
}

/* False: a page fault is on its way. Where no memory is, ones are read. */
static bool read_word(struct vcpu *v, u64 at, u16 *word)
{
	unsigned long left = hvm_copy_from(word, at, sizeof(*word));
	u64 fault = at + sizeof(*word) - left, gpa;
	u32 error;

	if (!left)
		return true;
	*word = 0xffff;
	if (!hvm_walk(v, fault, 0, &gpa, &error))
		return true;
	hvm_inject_page_fault(v, error, fault);
	return false;
}

void hvm_lmsw_memory(struct vcpu *v, const struct hvm_insn *insn, const u8 *code,
		     unsigned int n)
{
	struct hvm_operand o;
	u16 word;
	u64 at;

	if (insn->opcode != OP_GROUP7 || (insn->modrm >> 3 & 7) != EXT_LMSW ||
	    hvm_operand_decode(&o, code, n, hvm_ops->code_bits(v), insn->bytes))
		return;
	if (!linear_address(v, &o, &at))
		hvm_inject(v, o.seg == HVM_SS ? TRAP_SS : TRAP_GP, 0);
	else if (!read_word(v, at, &word))
		return;
	else if (hvm_load_msw(v, word))
		hvm_inject(v, TRAP_GP, 0);
	else
		hvm_ops->advance(v, o.insn_bytes);
}
