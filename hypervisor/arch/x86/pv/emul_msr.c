// SPDX-License-Identifier: GPL-2.0-only
/* RDMSR, WRMSR, RDTSC, CPUID of PV guests; the policy of most is elsewhere. */
#include "emul.h"

#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/system.h>
#include <asm/traps.h>

static void put_pair(struct cpu_user_regs *regs, u64 val)
{
	regs->rax = (u32)val;
	regs->rdx = val >> 32;
}

/* The bases are in the CPU; the guest's kernel runs, so nothing is swapped. */
static bool is_base(u32 msr)
{
	return msr == MSR_FS_BASE || msr == MSR_GS_BASE || msr == MSR_KERNEL_GS_BASE;
}

enum pv_emul pv_emul_rdmsr(struct pv_insn *insn)
{
	struct cpu_user_regs *regs = insn->regs;
	u64 val = 0;

	if (is_base(regs->_ecx)) {
		val = rdmsr(regs->_ecx);
	} else if (guest_rdmsr(insn->v, regs->_ecx, &val)) {
		/*
		 * A kernel that has no handler for #GP yet would die of a probe;
		 * the ABI lets such a read give 0.
		 */
		if (insn->v->arch->pv->trap[TRAP_GP].address)
			return EMUL_FAULT;
		val = 0;
	}
	put_pair(regs, val);
	return EMUL_DONE;
}

enum pv_emul pv_emul_wrmsr(struct pv_insn *insn)
{
	const struct cpu_user_regs *regs = insn->regs;
	u64 val = (u64)regs->_edx << 32 | regs->_eax;

	if (is_base(regs->_ecx)) {
		if (!pv_canonical(val))
			return EMUL_FAULT;
		wrmsr(regs->_ecx, val);
		return EMUL_DONE;
	}
	return guest_wrmsr(insn->v, regs->_ecx, val) ? EMUL_FAULT : EMUL_DONE;
}

/* RDTSC and RDTSCP trap when CR4.TSD is on, for the guest or for emulation. */
enum pv_emul pv_emul_rdtsc(struct pv_insn *insn)
{
	const struct pv_vcpu *pv = insn->v->arch->pv;

	if (!pv->kernel_mode && (pv->cr4 & CR4_TSD))
		return EMUL_FAULT;
	put_pair(insn->regs, rdtsc());
	if (insn->opcode == 0x01)
		insn->regs->rcx = (u32)insn->v->arch->tsc_aux;
	return EMUL_DONE;
}

/* Faults on CPUs with CPUID faulting, where user space sees the policy too. */
enum pv_emul pv_emul_cpuid(struct pv_insn *insn)
{
	struct cpu_user_regs *regs = insn->regs;
	u32 out[4];

	guest_cpuid(insn->v, regs->_eax, regs->_ecx, out);
	regs->rax = out[0];
	regs->rbx = out[1];
	regs->rcx = out[2];
	regs->rdx = out[3];
	return EMUL_DONE;
}
