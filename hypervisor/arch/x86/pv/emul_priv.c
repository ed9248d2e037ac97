// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that ring 3 can't execute and that a guest may expect to work:
 * a small decoder and a table; each handler does one instruction.
 *
 * Code of guest user is decoded too, for I/O ports and CPUID: 64-bit, or 32-bit
 * with a flat code segment.
 */
#include "emul.h"

#include <linux/kernel.h>
#include <hyp/guest_copy.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/extable.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/pv_trap.h>
#include <asm/system.h>

#define DR6_STEP	BIT(14)

/* Access rights of a code segment as LAR gives them (SDM 2A, LAR). */
#define LAR_L		BIT(21)
#define LAR_D		BIT(22)

struct emul_entry {
	enum pv_emul (*fn)(struct pv_insn *insn);
	bool kernel_only;
};

static const struct emul_entry one_byte[] = {
	[0x6c] = { pv_emul_ins },
	[0x6d] = { pv_emul_ins },
	[0x6e] = { pv_emul_outs },
	[0x6f] = { pv_emul_outs },
	[0xe4] = { pv_emul_in_imm },
	[0xe5] = { pv_emul_in_imm },
	[0xe6] = { pv_emul_out_imm },
	[0xe7] = { pv_emul_out_imm },
	[0xec] = { pv_emul_in_dx },
	[0xed] = { pv_emul_in_dx },
	[0xee] = { pv_emul_out_dx },
	[0xef] = { pv_emul_out_dx },
	[0xfa] = { pv_emul_interrupt_flag },
	[0xfb] = { pv_emul_interrupt_flag },
};

static const struct emul_entry two_byte[] = {
	[0x01] = { pv_emul_group7 },
	[0x06] = { pv_emul_clts, true },
	[0x08] = { pv_emul_wbinvd, true },
	[0x09] = { pv_emul_wbinvd, true },
	[0x20] = { pv_emul_read_cr, true },
	[0x21] = { pv_emul_read_dr, true },
	[0x22] = { pv_emul_write_cr, true },
	[0x23] = { pv_emul_write_dr, true },
	[0x30] = { pv_emul_wrmsr, true },
	[0x31] = { pv_emul_rdtsc },
	[0x32] = { pv_emul_rdmsr, true },
	[0xa2] = { pv_emul_cpuid },
};

u64 *pv_gpr(struct cpu_user_regs *regs, unsigned int nr)
{
	switch (nr & 15) {
	case 0:
		return &regs->rax;
	case 1:
		return &regs->rcx;
	case 2:
		return &regs->rdx;
	case 3:
		return &regs->rbx;
	case 4:
		return &regs->rsp;
	case 5:
		return &regs->rbp;
	case 6:
		return &regs->rsi;
	case 7:
		return &regs->rdi;
	default:
		/* r15 is the first member, r8 the tenth; bp and bx are in between. */
		return nr < 12 ? &regs->r8 - (nr - 8) : &regs->r12 - (nr - 12);
	}
}

bool pv_insn_byte(struct pv_insn *insn, u8 *byte)
{
	if (insn->pos >= insn->have)
		return false;
	*byte = insn->bytes[insn->pos++];
	return true;
}

/* Descriptor of a code segment in the guest's GDT, read as the CPU would. */
static bool read_descriptor(const struct vcpu *v, u16 sel, u64 *desc)
{
	const u64 *p = (const u64 *)(pv_gdt_window(v->id) + (sel & ~7U));
	bool ok = true;

	if (sel & 4 || (sel | 7) > PV_GDT_LIMIT)
		return false;
	__asm__ __volatile__("1: movq %[p], %[d]\n"
			     "   jmp 3f\n"
			     "2: movb $0, %[ok]\n"
			     "3:\n"
			     EX_TABLE(1b, 2b)
			     : [d] "=&r" (*desc), [ok] "+q" (ok) : [p] "m" (*p));
	return ok;
}

static bool code_is_64bit(u16 cs)
{
	u32 rights = 0;

	if (cs == FLAT_RING3_CS64)
		return true;
	/* Faults if the page of an LDT selector is not in the window any more. */
	__asm__ __volatile__("1: lar %1, %0\n"
			     "2:\n"
			     EX_TABLE(1b, 2b)
			     : "+r" (rights) : "r" ((u32)cs) : "cc");
	return rights & LAR_L;
}

/* 32-bit code whose base is 0, as each 32-bit process of a 64-bit kernel has it. */
static bool code_is_flat32(const struct vcpu *v, u16 cs)
{
	const u64 base = 0xff0000ffffff0000ULL, d_flag = BIT_ULL(54);
	u64 desc;

	return read_descriptor(v, cs, &desc) && !(desc & base) && (desc & d_flag);
}

static bool fetch(struct pv_insn *insn)
{
	u16 cs = insn->regs->cs;

	insn->long_mode = code_is_64bit(cs);
	if (!insn->long_mode && !code_is_flat32(insn->v, cs))
		return false;
	insn->have = INSN_MAX - guest_copy_from(insn->bytes, insn->regs->rip, INSN_MAX);
	return insn->have;
}

/* True while @byte is a prefix; REX counts only right before the opcode. */
static bool take_prefix(struct pv_insn *insn, u8 byte)
{
	switch (byte) {
	case 0x66:
		insn->op_bytes = 2;
		break;
	case 0x67:
		insn->addr_bytes = insn->long_mode ? 4 : 2;
		break;
	case 0xf2:
	case 0xf3:
		insn->repeated = true;
		break;
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64:
	case 0x65:
		insn->segment = byte;
		break;
	default:
		return false;
	}
	insn->rex = 0;
	return true;
}

static bool decode(struct pv_insn *insn, u8 *opcode)
{
	insn->op_bytes = 4;
	insn->addr_bytes = insn->long_mode ? 8 : 4;
	while (pv_insn_byte(insn, opcode)) {
		if (take_prefix(insn, *opcode))
			continue;
		if (!insn->long_mode || (*opcode & 0xf0) != 0x40) {
			if (insn->rex & REX_W)
				insn->op_bytes = 8;
			return true;
		}
		insn->rex = *opcode;
	}
	return false;
}

static const struct emul_entry *find_entry(struct pv_insn *insn)
{
	const struct emul_entry *table = one_byte;
	unsigned int entries = ARRAY_SIZE(one_byte);
	u8 opcode;

	if (!fetch(insn) || !decode(insn, &opcode))
		return NULL;
	if (opcode == 0x0f) {
		if (!pv_insn_byte(insn, &opcode))
			return NULL;
		table = two_byte;
		entries = ARRAY_SIZE(two_byte);
	}
	insn->opcode = opcode;
	if (opcode >= entries || !table[opcode].fn)
		return NULL;
	if (table[opcode].kernel_only && !insn->v->arch->pv->kernel_mode)
		return NULL;
	return table + opcode;
}

static void retire(struct pv_insn *insn)
{
	struct cpu_user_regs *regs = insn->regs;

	regs->rip += insn->pos;
	if (!insn->long_mode)
		regs->rip = (u32)regs->rip;
	regs->rflags &= ~RFLAGS_RF;
	if (regs->rflags & RFLAGS_TF)
		pv_inject_debug(DR6_STEP);
}

bool pv_emulate_privileged(struct cpu_user_regs *regs)
{
	struct pv_insn insn = { .v = current, .regs = regs };
	const struct emul_entry *entry = find_entry(&insn);

	if (!entry)
		return false;
	switch (entry->fn(&insn)) {
	case EMUL_FAULT:
		return false;
	case EMUL_DONE:
		retire(&insn);
		return true;
	default:
		return true;
	}
}
