/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a guest <-> struct hypercall, whatever the guest's kind:
 *
 *	64 bits: RAX number and result; RDI RSI RDX R10 R8 R9 arguments
 *	32 bits: EAX number and result; EBX ECX EDX ESI EDI EBP arguments
 *
 * Source: the hypercall convention in xen/include/public/arch-x86/xen-x86_64.h and
 * xen-x86_32.h.
 */
#ifndef ASM_HYPERCALL_REGS_H
#define ASM_HYPERCALL_REGS_H

#include <hyp/hypercall.h>
#include <asm/xen/interface.h>

/**
 * hypercall_from_regs() - fill a struct hypercall from registers
 * @call: OUT
 * @nr: number, as the kind of guest reads RAX
 * @regs: of the caller
 */
static inline void hypercall_from_regs(struct hypercall *call, u32 nr,
				       const struct cpu_user_regs *regs)
{
	call->in_multicall = false;
	call->compat = false;
	call->from_user = false;
	call->nr = nr;
	call->arg[0] = regs->rdi;
	call->arg[1] = regs->rsi;
	call->arg[2] = regs->rdx;
	call->arg[3] = regs->r10;
	call->arg[4] = regs->r8;
	call->arg[5] = regs->r9;
}

/**
 * hypercall_to_regs() - arguments back into registers, for HYPERCALL_RESTART
 * @call: what is left to do
 * @regs: of the caller; RIP and RAX are not touched
 */
static inline void hypercall_to_regs(const struct hypercall *call, struct cpu_user_regs *regs)
{
	regs->rdi = call->arg[0];
	regs->rsi = call->arg[1];
	regs->rdx = call->arg[2];
	regs->r10 = call->arg[3];
	regs->r8 = call->arg[4];
	regs->r9 = call->arg[5];
}

/**
 * hypercall_from_regs32() - hypercall_from_regs() of a 32-bit kernel
 * @call: OUT
 * @regs: of the caller
 */
static inline void hypercall_from_regs32(struct hypercall *call, const struct cpu_user_regs *regs)
{
	*call = (struct hypercall){
		.nr = regs->_eax,
		.compat = true,
		.arg = { regs->_ebx, regs->_ecx, regs->_edx, regs->_esi, regs->_edi, regs->_ebp },
	};
}

/**
 * hypercall_to_regs32() - hypercall_to_regs() of a 32-bit kernel
 * @call: what is left to do
 * @regs: of the caller
 */
static inline void hypercall_to_regs32(const struct hypercall *call, struct cpu_user_regs *regs)
{
	regs->rbx = (u32)call->arg[0];
	regs->rcx = (u32)call->arg[1];
	regs->rdx = (u32)call->arg[2];
	regs->rsi = (u32)call->arg[3];
	regs->rdi = (u32)call->arg[4];
	regs->rbp = (u32)call->arg[5];
}

#endif /* ASM_HYPERCALL_REGS_H */
