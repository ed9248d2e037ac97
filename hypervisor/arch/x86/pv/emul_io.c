// SPDX-License-Identifier: GPL-2.0-only
/* IN, OUT, INS, OUTS, CLI, STI (SDM 2, each instruction's page). */
#include "emul.h"

#include <hyp/guest_copy.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_io.h>
#include <asm/pv_trap.h>
#include <asm/system.h>
#include <asm/traps.h>

/* Opcodes with bit 0 clear move a byte; 64-bit operands do not exist. */
static unsigned int io_bytes(const struct pv_insn *insn)
{
	if (!(insn->opcode & 1))
		return 1;
	return insn->op_bytes == 2 ? 2 : 4;
}

static enum pv_emul do_in(struct pv_insn *insn, u16 port)
{
	struct cpu_user_regs *regs = insn->regs;
	unsigned int bytes = io_bytes(insn);
	u32 val;

	if (!pv_io_permitted(insn->v, port, bytes))
		return EMUL_FAULT;
	val = pv_port_read(insn->v, port, bytes);
	if (bytes == 4)
		regs->rax = val;
	else
		regs->rax = (regs->rax & ~((1ULL << bytes * 8) - 1)) | val;
	return EMUL_DONE;
}

static enum pv_emul do_out(struct pv_insn *insn, u16 port)
{
	unsigned int bytes = io_bytes(insn);

	if (!pv_io_permitted(insn->v, port, bytes))
		return EMUL_FAULT;
	pv_port_write(insn->v, port, bytes, insn->regs->_eax);
	return EMUL_DONE;
}

enum pv_emul pv_emul_in_imm(struct pv_insn *insn)
{
	u8 port;

	return pv_insn_byte(insn, &port) ? do_in(insn, port) : EMUL_FAULT;
}

enum pv_emul pv_emul_out_imm(struct pv_insn *insn)
{
	u8 port;

	return pv_insn_byte(insn, &port) ? do_out(insn, port) : EMUL_FAULT;
}

enum pv_emul pv_emul_in_dx(struct pv_insn *insn)
{
	return do_in(insn, insn->regs->rdx);
}

enum pv_emul pv_emul_out_dx(struct pv_insn *insn)
{
	return do_out(insn, insn->regs->rdx);
}

/* A register as an address or a count, of the width that the prefixes say. */
static u64 get_width(u64 val, unsigned int bytes)
{
	return bytes == 8 ? val : val & ((1ULL << bytes * 8) - 1);
}

static void put_width(u64 *reg, u64 val, unsigned int bytes)
{
	if (bytes == 8)
		*reg = val;
	else if (bytes == 4)
		*reg = (u32)val;
	else
		*reg = (*reg & ~0xffffULL) | (u16)val;
}

/* Of the source of OUTS; 64-bit code has a base in FS and GS only. */
static u64 segment_base(const struct pv_insn *insn)
{
	if (!insn->long_mode)
		return 0;
	if (insn->segment == 0x64)
		return rdmsr(MSR_FS_BASE);
	return insn->segment == 0x65 ? rdmsr(MSR_GS_BASE) : 0;
}

static bool one_ins(struct pv_insn *insn, unsigned int bytes)
{
	u64 to = get_width(insn->regs->rdi, insn->addr_bytes);
	u32 val;

	/* An IN has effects: only when its result can be stored. */
	if (guest_copy_from(&val, to, bytes) || guest_copy_to(to, &val, bytes)) {
		pv_inject_page_fault(PF_WRITE, to);
		return false;
	}
	val = pv_port_read(insn->v, insn->regs->rdx, bytes);
	guest_copy_to(to, &val, bytes);
	return true;
}

static bool one_outs(struct pv_insn *insn, unsigned int bytes)
{
	u64 from = segment_base(insn) + get_width(insn->regs->rsi, insn->addr_bytes);
	u32 val = 0;

	if (guest_copy_from(&val, from, bytes)) {
		pv_inject_page_fault(0, from);
		return false;
	}
	pv_port_write(insn->v, insn->regs->rdx, bytes, val);
	return true;
}

/* Repeats stop when there is something else to do; the registers say how far it is. */
static enum pv_emul string_io(struct pv_insn *insn, u64 *pointer,
			      bool (*one)(struct pv_insn *insn, unsigned int bytes))
{
	struct cpu_user_regs *regs = insn->regs;
	unsigned int bytes = io_bytes(insn), width = insn->addr_bytes;
	u64 step = regs->rflags & RFLAGS_DF ? -(u64)bytes : bytes;

	if (!pv_io_permitted(insn->v, regs->rdx, bytes))
		return EMUL_FAULT;
	for (;;) {
		if (insn->repeated && !get_width(regs->rcx, width))
			return EMUL_DONE;
		if (!one(insn, bytes))
			return EMUL_RAISED;
		put_width(pointer, *pointer + step, width);
		if (!insn->repeated)
			return EMUL_DONE;
		put_width(&regs->rcx, regs->rcx - 1, width);
		if (hypercall_preempt_check())
			return EMUL_AGAIN;
	}
}

enum pv_emul pv_emul_ins(struct pv_insn *insn)
{
	return string_io(insn, &insn->regs->rdi, one_ins);
}

enum pv_emul pv_emul_outs(struct pv_insn *insn)
{
	return string_io(insn, &insn->regs->rsi, one_outs);
}

/*
 * CLI and STI do nothing, with an IOPL that permits them: events have their own
 * mask, and real interrupts are not the guest's.
 */
enum pv_emul pv_emul_interrupt_flag(struct pv_insn *insn)
{
	return pv_iopl_permits(insn->v) ? EMUL_DONE : EMUL_FAULT;
}
