// SPDX-License-Identifier: GPL-2.0-only
/*
 * LMSW of memory (APM 3). It exits when it changes more than MP and TS, and the CPU tells
 * neither the word nor where it is.
 */
#include "intercept.h"

#include <linux/limits.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/hvm.h>
#include <asm/system.h>
#include <asm/traps.h>
#include "control.h"
#include "guest.h"
#include "insn.h"
#include "operand.h"

#define OP_GROUP7	0x0f01
#define EXT_LMSW	6

#define TYPE_CODE	0x8
#define TYPE_DOWN	0x4	/* of data */
#define TYPE_READ	0x2	/* of code */

/* Two bytes in a segment whose limit counts, for which they may not be above or below it. */
static bool in_segment(const struct hvm_segment *s, u64 offset)
{
	u64 end = s->attr & HVM_SEG_DB ? U32_MAX : 0xffff;

	if (!(s->attr & HVM_SEG_P))
		return false;
	if (s->attr & TYPE_CODE)
		return (s->attr & TYPE_READ) && offset + 1 <= s->limit;
	if (s->attr & TYPE_DOWN)
		return offset > s->limit && offset + 1 <= end;
	return offset + 1 <= s->limit;
}

static bool is_canonical(const struct vcpu *v, u64 at)
{
	unsigned int above = hvm_ops->get_cr(v, 4) & CR4_LA57 ? 64 - 57 : 64 - 48;

	return (u64)((s64)(at << above) >> above) == at;
}

/* False: #GP, or #SS. */
static bool linear_address(struct vcpu *v, const struct hvm_operand *o, u64 *at)
{
	u64 offset = hvm_operand_offset(o, guest_regs());
	struct hvm_state s;

	if (hvm_ops->code_bits(v) == 64) {
		*at = offset;
		if (o->seg == HVM_FS || o->seg == HVM_GS)
			*at += hvm_ops->segment_base(v, o->seg);
		return is_canonical(v, *at) && is_canonical(v, *at + 1);
	}
	hvm_ops->get_state(v, &s);
	*at = (u32)(s.seg[o->seg].base + offset);
	return in_segment(&s.seg[o->seg], offset);
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
