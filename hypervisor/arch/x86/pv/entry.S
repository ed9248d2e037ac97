/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways between PV guests and the hypervisor that only they have: SYSCALL and
 * SYSENTER, and the way out.  Exceptions and interrupts come in through
 * cpu/entry.S and leave here too.
 */
#include <asm/desc.h>
#include <asm/entry.inc>
#include <asm/extable.inc>
#include <asm/layout.h>

/* In cpu_user_regs.entry_vector, as <asm/pv_trap.h> says. */
#define EXIT_SYSRET	0x100

	.section .text.entry, "ax", @progbits

/*
 * The CPU's SYSCALL stub comes here: interrupts are off,
 *	RSP	&guest_regs.es, so that pushes fill the frame as an exception does
 *	RCX	guest RIP		R11	guest RFLAGS
 *	cpu_local.stub_rsp		guest RSP
 * and everything else is the guest's.
 */
.macro SYSCALL_FRAME cs
	pushq	$GUEST_SS
	pushq	CPU_LOCAL_stub_rsp - UREGS_ss(%rsp)
	pushq	%r11
	pushq	$\cs
	pushq	%rcx
	pushq	$0
	SAVE_REGS
	movl	$EXIT_SYSRET, UREGS_entry_vector(%rsp)
	ENTRY_FROM_GUEST
	movq	%rsp, %rdi
.endm

	.globl pv_syscall_entry
pv_syscall_entry:
	SYSCALL_FRAME GUEST_CS64
	call	pv_syscall
	jmp	pv_resume_guest

/* SYSCALL from 32-bit code of guest user (AMD only): as above. */
	.globl pv_syscall32_entry
pv_syscall32_entry:
	SYSCALL_FRAME GUEST_CS32
	call	pv_syscall32
	jmp	pv_resume_guest

/*
 * SYSENTER from guest user, mostly 32-bit: RSP is &guest_regs.es, interrupts are
 * off; RIP and RSP of the guest are lost, its ABI keeps them elsewhere.  NT and
 * TF are what the guest left.
 */
	.globl pv_sysenter_entry
pv_sysenter_entry:
	pushq	$GUEST_SS
	pushq	$0
	pushfq
	pushq	$GUEST_CS32
	pushq	$0
	pushq	$0
	SAVE_REGS
	ENTRY_FROM_GUEST
	/* Single steps and the guest's NT would follow us. */
	pushq	$2
	popfq
	movq	%rsp, %rdi
	call	pv_sysenter
	jmp	pv_resume_guest

/*
 * Leave for the current vCPU.  Jumped to from anywhere on the normal stack of a
 * CPU, whose contents are dropped; guest_regs holds the guest's registers.
 */
	.globl pv_resume_guest
pv_resume_guest:
	cli
	cld
	orq	$(STACK_SIZE - 1), %rsp
	subq	$(CPU_LOCAL_SIZE - 1), %rsp	/* &guest_regs, 8 mod 16 */
	subq	$8, %rsp
	call	pv_exit_work
	addq	$8, %rsp
	testl	$EXIT_SYSRET, UREGS_entry_vector(%rsp)
	jz	.Lslow
	/*
	 * SYSRET to a non-canonical address faults in ring 0 on Intel CPUs with
	 * the guest's RSP, so such addresses go by IRET.
	 */
	movq	UREGS_rip(%rsp), %rcx
	movq	%rcx, %rax
	shlq	$16, %rax
	sarq	$16, %rax
	cmpq	%rcx, %rax
	jne	.Lslow
	cmpw	$GUEST_SS, UREGS_ss(%rsp)
	jne	.Lslow
	EXIT_TO_GUEST
	RESTORE_REGS
	movq	8(%rsp), %rcx			/* behind the error code: RIP, CS, */
	cmpw	$GUEST_CS64, 16(%rsp)
	movq	24(%rsp), %r11			/* RFLAGS, RSP */
	movq	32(%rsp), %rsp
	jne	.Lcompat
	sysretq
.Lcompat:
	sysretl

.Lslow:
	EXIT_TO_GUEST
	RESTORE_REGS
	addq	$8, %rsp			/* error code and vector */
pv_iretq:
	iretq

	EXTABLE pv_iretq, .Liret_fault

/*
 * IRET refused the guest's frame.  The handler of the exception has put all
 * registers back, and the frame is as it was.
 */
.Liret_fault:
	pushq	$0
	SAVE_REGS
	ENTRY_FROM_GUEST
	sti
	movq	%rsp, %rdi
	call	pv_iret_fault
	jmp	pv_resume_guest
