/* SPDX-License-Identifier: GPL-2.0-only */
/* Traps and interrupts in long mode, all on stacks of the IST: struct trap_regs. */
#include "layout.h"

	.text
	.code64
	.globl	trap_stubs
	.balign	16
trap_stubs:
	.set	vector, 0
	.rept	256
	.balign	16
	no_error_code vector
	push	$vector
	jmp	trap_common
	.set	vector, vector + 1
	.endr

trap_common:
	.irp	reg, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	push	%\reg
	.endr
	cld
	mov	%rsp, %rdi
	call	trap_handler
	.irp	reg, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	pop	%\reg
	.endr
	add	$16, %rsp
	iretq

	.section .note.GNU-stack, "", @progbits
