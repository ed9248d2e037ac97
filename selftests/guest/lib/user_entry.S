/* SPDX-License-Identifier: GPL-2.0-only */
/* To user mode and back; see user.h. */
#include "user_way.h"

#define HYPERCALL_IRET	23
#define USER_SS		0xe02b
#define USER_CS		0xe033
#define FRAME_WORDS	7

	.text
/* RDI: where to, RSI: RFLAGS, RDX: RSP. Returns when user_back() is jumped to. */
	.globl	user_enter
user_enter:
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	push	%\reg
	.endr
	mov	%rsp, user_kernel_rsp(%rip)
	pushq	$USER_SS
	push	%rdx
	push	%rsi
	pushq	$USER_CS
	push	%rdi
	.rept	4			/* flags, RCX, R11, RAX */
	pushq	$0
	.endr
	mov	$HYPERCALL_IRET, %eax
	syscall
	ud2

	.globl	user_syscall_entry, user_sysenter_entry
user_syscall_entry:
	movq	$WAY_SYSCALL, user_way(%rip)
	jmp	keep_frame
user_sysenter_entry:
	movq	$WAY_SYSENTER, user_way(%rip)
keep_frame:
	mov	%rax, user_rax(%rip)
	mov	%rsp, %rsi
	lea	user_frame(%rip), %rdi
	mov	$FRAME_WORDS, %ecx
	cld
	rep movsq

	.globl	user_back
user_back:
	mov	user_kernel_rsp(%rip), %rsp
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	pop	%\reg
	.endr
	ret

	.globl	user_syscall, user_syscall_next, user_sysenter, user_hlt, user_int, user_nop
user_syscall:
	mov	$0x1234, %eax
	syscall
user_syscall_next:
	ud2
user_sysenter:
	sysenter
	ud2
user_hlt:
	hlt
user_int:
	int	$0x80
user_nop:
	nop
	nop
	ud2

	.section .note.GNU-stack, "", @progbits
