// SPDX-License-Identifier: GPL-2.0-only
/*
 * String instructions on hidden frames, which copies and clears of whole pages are made
 * of. What is written there is dropped without a look at where it comes from; what is
 * read is ones, and goes to the guest's memory through its page tables. CMPS, SCAS, INS and
 * OUTS are not for such places.
 */
#include "mmio_priv.h"
#include "guest.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/vcpu.h>
#include <asm/hvm.h>
#include <asm/mem_op.h>
#include <asm/system.h>
#include <asm/traps.h>

#define PAGE_BYTES	4096u
#define BURST		64u	/* bytes written to the guest in one go */

enum string_kind {
	STRING_MOVS,
	STRING_STOS,
	STRING_LODS,
};

struct string_op {
	u8 kind;
	u8 bytes;
	u8 length;
	bool rep;
};

/* Prefixes in any order, REX last. Segments only matter to sources, whose base is not asked. */
static int prefixes(struct string_op *op, const u8 *insn, unsigned int n, bool *wide,
		    bool *narrow)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		u8 b = insn[i];

		if (b == 0xf2 || b == 0xf3)
			op->rep = true;
		else if (b == 0x66)
			*narrow = true;
		else if ((b & 0xf0) == 0x40)
			*wide = b & 8;
		else if (b != 0x26 && b != 0x2e && b != 0x36 && b != 0x3e && b != 0x64 && b != 0x65)
			return i;
	}
	return -EINVAL;
}

static int decode(struct string_op *op, const u8 *insn, unsigned int n)
{
	bool wide = false, narrow = false;
	int at = prefixes(op, insn, n, &wide, &narrow);
	u8 opcode;

	if (at < 0)
		return at;
	opcode = insn[at];
	op->length = at + 1;
	op->bytes = !(opcode & 1) ? 1 : wide ? 8 : narrow ? 2 : 4;
	switch (opcode & 0xfe) {
	case 0xa4:
		op->kind = STRING_MOVS;
		return 0;
	case 0xaa:
		op->kind = STRING_STOS;
		return 0;
	case 0xac:
		op->kind = STRING_LODS;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Going down, one round a time: rare, and then short. */
static u64 rounds(const struct string_op *op, const struct cpu_user_regs *regs, u64 gpa)
{
	u64 left = (PAGE_BYTES - (gpa & (PAGE_BYTES - 1))) / op->bytes;

	if (!op->rep || (regs->rflags & RFLAGS_DF) || !left)
		return 1;
	return min(left, regs->rcx);
}

static void step(u64 *reg, const struct string_op *op, const struct cpu_user_regs *regs, u64 n)
{
	u64 bytes = n * op->bytes;

	*reg += regs->rflags & RFLAGS_DF ? -bytes : bytes;
}

/*
 * Return: how many rounds were done; a page fault is on its way if that is not all. Where the
 * guest may write, but there is no memory, is another such place: nothing is written.
 */
static u64 copy_ones(struct vcpu *v, const struct string_op *op, u64 n)
{
	u64 at = hvm_regs(v)->rdi, done = 0;
	u8 ones[BURST];

	memset(ones, 0xff, sizeof(ones));
	while (done < n) {
		u64 now = min_t(u64, n - done, BURST / op->bytes);

		if (v->domain->ops->copy_to(at + done * op->bytes, ones, now * op->bytes)) {
			if (hvm_may_write(v, at + done * op->bytes)) {
				done++;
				continue;
			}
			hvm_inject_page_fault(v, PF_WRITE | (hvm_ops->cpl(v) == 3 ? PF_USER : 0),
					      at + done * op->bytes);
			break;
		}
		done += now;
	}
	return done;
}

static void finish(struct vcpu *v, const struct string_op *op, u64 n)
{
	struct cpu_user_regs *regs = hvm_regs(v);

	if (op->kind != STRING_LODS)
		step(&regs->rdi, op, regs, n);
	if (op->kind != STRING_STOS)
		step(&regs->rsi, op, regs, n);
	if (op->rep)
		regs->rcx -= n;
	if (op->rep ? !regs->rcx : n)
		hvm_ops->advance(v, op->length);
}

bool mmio_hidden_string(struct vcpu *v, const u8 *insn, unsigned int n, u64 gpa, bool write)
{
	struct cpu_user_regs *regs = hvm_regs(v);
	struct string_op op = {};
	u64 todo;

	if (decode(&op, insn, n))
		return false;
	if ((op.kind == STRING_STOS && !write) || (op.kind == STRING_LODS && write))
		return false;
	todo = rounds(&op, regs, gpa);
	if (op.kind == STRING_LODS)
		mem_op_set_register(regs, 0, false, op.bytes, ~0ULL);
	else if (!write)
		todo = copy_ones(v, &op, todo);
	finish(v, &op, todo);
	return true;
}
