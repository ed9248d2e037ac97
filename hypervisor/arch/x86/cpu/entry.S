/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways in by the IDT, all with interrupts off.
 *
 * From ring 3 the CPU is on its normal stack at TSS.RSP0, so the frame is
 * cpu_local.guest_regs; the way out is pv_resume_guest, which looks for work
 * and may run another vCPU.  From ring 0 the frame lies on the stack that was in
 * use, and the way out is the one that came in.
 *
 * NMI, #MC, #DF and #DB have stacks of their own, because they can hit where
 * RSP or CR3 is still the guest's: the first instructions of a SYSCALL stub.
 */
#include <asm/entry.inc>
#include <asm/desc.h>
#include <asm/traps.h>

#define FIRST_INTERRUPT		0x20
#define ERROR_CODE_VECTORS	0x60227d00

	.section .text.entry, "ax", @progbits

/*
 * 256 stubs of 16 bytes: a frame with a vector above an error code, then the
 * common code of the vector's kind.
 */
	.balign 4096
	.globl idt_stubs
idt_stubs:
	.set vector, 0
	.rept 256
	.balign 16
	/* These have an error code: #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX. */
	.if vector >= FIRST_INTERRUPT
	push $0
	.elseif !(ERROR_CODE_VECTORS >> vector & 1)
	push $0
	.endif
	movl $vector, 4(%rsp)
	.if vector >= FIRST_INTERRUPT
	jmp enter_interrupt
	.elseif vector == TRAP_NMI || vector == TRAP_DF || vector == TRAP_MC
	jmp enter_ist
	.elseif vector == TRAP_DB
	jmp enter_debug
	.else
	jmp enter_exception
	.endif
	.set vector, vector + 1
	.endr

/* Calls \fn(frame) with an aligned stack; RBX is the frame. */
.macro CALL_WITH_FRAME fn:req
	mov %rsp, %rbx
	mov %rsp, %rdi
	and $-16, %rsp
	call \fn
	mov %rbx, %rsp
.endm

	.balign 64
enter_exception:
	SAVE_REGS
	testb $3, UREGS_cs(%rsp)
	jz exception_in_hypervisor
exception_in_guest:
	ENTRY_FROM_GUEST
	CALL_WITH_FRAME handle_guest_exception
	jmp pv_resume_guest

/* IRET to the guest may fault here with the guest's CR3 loaded already. */
exception_in_hypervisor:
	ASM_CLAC
	cld
	SKIP_UNLESS FEATURE_SWITCH_CR3, 1f
	mov %rsp, %rcx
	or $STACK_SIZE - 1, %rcx
	mov CPU_LOCAL_hyp_cr3 + 1 - CPU_LOCAL_SIZE(%rcx), %rcx
	test %rcx, %rcx
	jz 1f
	mov %rcx, %cr3
1:
	mov %rsp, %rbx
	mov %rsp, %rdi
	and $-16, %rsp
	call handle_exception
	mov %rbx, %rsp
	/* fall through */

/* RSP: frame of something in ring 0. */
return_to_hypervisor:
	RESTORE_REGS
	add $8, %rsp
	iretq

	.balign 64
enter_interrupt:
	SAVE_REGS
	testb $3, UREGS_cs(%rsp)
	jz 1f
	ENTRY_FROM_GUEST
	CALL_WITH_FRAME handle_interrupt
	jmp pv_resume_guest
1:	ASM_CLAC
	cld
	mov %rsp, %rbx
	mov %rsp, %rdi
	and $-16, %rsp
	call handle_interrupt
	mov %rbx, %rsp
	jmp return_to_hypervisor

/*
 * CR3 may be either one, also in ring 0 (see above), so it is kept and put
 * back as it was.
 */
	.balign 64
enter_ist:
	SAVE_REGS
	ASM_CLAC
	cld
	mov %rsp, %rbx
	and $-16, %rsp
	SKIP_UNLESS FEATURE_SWITCH_CR3, 1f
	mov %cr3, %r12
	lea -1(%rsp), %rcx
	or $STACK_SIZE - 1, %rcx
	mov CPU_LOCAL_hyp_cr3 + 1 - CPU_LOCAL_SIZE(%rcx), %rcx
	test %rcx, %rcx
	jz 1f
	mov %rcx, %cr3
1:	SKIP_UNLESS FEATURE_REFILL_RSB, 2f
	REFILL_RSB %ecx
2:	mov %rbx, %rdi
	call handle_ist_exception
	mov %rbx, %rsp
	testb $3, UREGS_cs(%rsp)
	jz 3f
	SKIP_UNLESS FEATURE_CLEAR_BUFFERS, 3f
	verw verw_selector(%rip)
3:	SKIP_UNLESS FEATURE_SWITCH_CR3, 4f
	mov %r12, %cr3
4:	jmp return_to_hypervisor

/*
 * #DB: one of ring 3 is an ordinary exception and moves over to the normal
 * stack; one of ring 0 is a data breakpoint of the guest that our own access
 * hit, or MOV SS before SYSCALL, and is handled here.
 */
	.balign 64
enter_debug:
	testb $3, UREGS_cs - UREGS_error_code(%rsp)
	jz enter_ist
	push %rax
	push %rcx
	mov %rsp, %rax
	or $STACK_SIZE - 1, %rax
	lea UREGS_es + 1 - CPU_LOCAL_SIZE(%rax), %rax	/* as TSS.RSP0 */
	mov 2 * 8 + 5 * 8(%rsp), %rcx
	mov %rcx, -8(%rax)		/* ss */
	mov 2 * 8 + 4 * 8(%rsp), %rcx
	mov %rcx, -16(%rax)		/* rsp */
	mov 2 * 8 + 3 * 8(%rsp), %rcx
	mov %rcx, -24(%rax)		/* rflags */
	mov 2 * 8 + 2 * 8(%rsp), %rcx
	mov %rcx, -32(%rax)		/* cs */
	mov 2 * 8 + 1 * 8(%rsp), %rcx
	mov %rcx, -40(%rax)		/* rip */
	mov 2 * 8 + 0 * 8(%rsp), %rcx
	mov %rcx, -48(%rax)		/* error code, vector */
	mov (%rsp), %rcx
	push 8(%rsp)			/* guest's rax */
	pop -56(%rax)
	lea -56(%rax), %rsp
	pop %rax
	jmp enter_exception

/* Here, because the guest's page tables may have nothing else of ours. */
	.globl verw_selector
	.balign 8
verw_selector:
	.short HYP_DS32
