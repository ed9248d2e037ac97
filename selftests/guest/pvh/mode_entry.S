/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Into another mode of the CPU and back: see mode.h.
 *
 * From long mode the way goes through compatibility mode, where paging can be switched
 * off, to 32-bit code with the paging asked for, and from there to real mode. A trap of
 * any kind leads back; in legacy modes its frame is left in mode_frame.
 */
#include "layout.h"

#define CR0_PE		0x1
#define CR0_PG		0x80000000
#define CR4_PAE		0x20
#define CR4_SSE		0x600
#define MSR_EFER	0xc0000080
#define EFER_LME	0x100
#define EFER_ON		0x901
#define GPRS		8

	.text
	.code64
	.macro	push_callee
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	push	%\reg
	.endr
	.endm
	.macro	pop_callee
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	pop	%\reg
	.endr
	.endm

/* RDI: struct mode_state. Long and compatibility mode; the trap handler ends it. */
	.globl	mode_enter_long, mode_back_long
mode_enter_long:
	push_callee
	mov	%rsp, mode_rsp
	pushq	MS_SS(%rdi)
	pushq	MS_RSP(%rdi)
	pushq	MS_RFLAGS(%rdi)
	pushq	MS_CS(%rdi)
	pushq	MS_RIP(%rdi)
	mov	(%rdi), %rax
	mov	8(%rdi), %rcx
	mov	16(%rdi), %rdx
	mov	24(%rdi), %rbx
	mov	40(%rdi), %rbp
	mov	48(%rdi), %rsi
	mov	64(%rdi), %r8
	mov	72(%rdi), %r9
	mov	80(%rdi), %r10
	mov	88(%rdi), %r11
	mov	96(%rdi), %r12
	mov	104(%rdi), %r13
	mov	112(%rdi), %r14
	mov	120(%rdi), %r15
	mov	56(%rdi), %rdi
	iretq
mode_back_long:
	mov	$SEL_USER_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	mode_rsp, %rsp
	pop_callee
	ret

/* The state is in legacy_state, the paging in legacy_cr*. */
	.globl	mode_enter_legacy
mode_enter_legacy:
	push_callee
	mov	%rsp, mode_rsp
	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	pushq	$SEL_CODE32
	pushq	$legacy_on
	lretq
legacy_back:
	andb	$~2, gdt + SEL_TSS64 + 5
	mov	$SEL_TSS64, %eax
	ltr	%ax
	jmp	mode_back_long

	.section .head, "awx"
	.code32
legacy_on:
	mov	$SEL_DATA, %eax
	mov	%eax, %ss
	mov	$legacy_stack_top, %esp
	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$MSR_EFER, %ecx
	rdmsr
	and	$~EFER_LME, %eax
	wrmsr
	mov	legacy_cr4, %eax
	mov	%eax, %cr4
	mov	legacy_cr3, %eax
	mov	%eax, %cr3
	mov	legacy_cr0, %eax
	mov	%eax, %cr0
	jmp	1f
1:	andb	$~2, gdt + SEL_TSS32 + 5
	mov	$SEL_TSS32, %eax
	ltr	%ax
	testl	$FLAG_REAL, legacy_flags
	jnz	to_real
	lidt	legacy_idt_desc
	testl	$FLAG_USER, legacy_flags
	jz	1f
	pushl	legacy_state + MS_SS
	pushl	legacy_state + MS_RSP
	jmp	2f
1:	mov	legacy_state + MS_SS, %eax
	mov	%eax, %ss
	mov	legacy_state + MS_RSP, %esp
2:	pushl	legacy_state + MS_RFLAGS
	pushl	legacy_state + MS_CS
	pushl	legacy_state + MS_RIP
	mov	$SEL_USER_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	legacy_state, %eax
	mov	legacy_state + 8, %ecx
	mov	legacy_state + 16, %edx
	mov	legacy_state + 24, %ebx
	mov	legacy_state + 40, %ebp
	mov	legacy_state + 48, %esi
	mov	legacy_state + 56, %edi
	iret

to_real:
	lidt	real_idt_desc
	ljmp	$SEL_CODE16, $1f
	.code16
1:	mov	$SEL_DATA16, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	%ax, %fs
	mov	%ax, %gs
	mov	%cr0, %eax
	and	$~CR0_PE, %al
	mov	%eax, %cr0
	ljmp	$0, $1f
1:	xor	%ax, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	%ax, %fs
	mov	%ax, %gs
	mov	legacy_state + MS_RSP, %esp
	pushw	legacy_state + MS_RFLAGS
	pushw	legacy_state + MS_CS
	pushw	legacy_state + MS_RIP
	mov	legacy_state, %eax
	mov	legacy_state + 8, %ecx
	mov	legacy_state + 16, %edx
	mov	legacy_state + 24, %ebx
	mov	legacy_state + 40, %ebp
	mov	legacy_state + 48, %esi
	mov	legacy_state + 56, %edi
	iretw

/* Frame: 8 registers, vector, IP, CS, FLAGS. */
	.globl	real_stubs
	.balign	8
real_stubs:
	.set	vector, 0
	.rept	256
	.balign	8
	.byte	0x68
	.word	vector
	jmp	real_common
	.set	vector, vector + 1
	.endr
real_common:
	pushal
	xor	%ax, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ss, %ax
	mov	%ax, %ds
	cld
	mov	%sp, %si
	mov	$mode_frame, %di
	mov	$GPRS * 2 + 4, %cx
	rep movsw
	xor	%eax, %eax
	mov	%ax, %ds
	mov	%sp, %ax
	mov	%eax, mode_frame_sp
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	ljmpl	$SEL_CODE32, $legacy_off

	.code32
	.globl	legacy_stubs
	.balign	16
legacy_stubs:
	.set	vector, 0
	.rept	256
	.balign	16
	no_error_code vector
	push	$vector
	jmp	legacy_common
	.set	vector, vector + 1
	.endr
/* Frame: 8 registers, vector, error, EIP, CS, EFLAGS, and from ring 3 ESP, SS. */
legacy_common:
	pushal
	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	cld
	mov	%esp, %esi
	mov	%esp, mode_frame_sp
	mov	$mode_frame, %edi
	mov	$GPRS + 7, %ecx
	rep movsl
	mov	%cr2, %eax
	mov	%eax, mode_frame_cr2
legacy_off:
	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	$legacy_stack_top, %esp
	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$CR4_PAE | CR4_SSE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	mov	$EFER_ON, %eax
	xor	%edx, %edx
	wrmsr
	mov	$CR0_PG | CR0_PE | 0x10, %eax
	mov	%eax, %cr0
	lidt	idt_desc
	ljmp	$SEL_CODE64, $legacy_back

	.balign	8
	.globl	legacy_state, legacy_cr0, legacy_cr3, legacy_cr4, legacy_flags
	.globl	mode_frame, mode_frame_sp, mode_frame_cr2, legacy_stack_top, mode_rsp
	.globl	legacy_idt_desc, idt_desc, snippet_stack_top
legacy_state:	.skip	256
mode_frame:	.skip	64
mode_frame_sp:	.long	0
mode_frame_cr2:	.long	0
legacy_cr0:	.long	0
legacy_cr3:	.long	0
legacy_cr4:	.long	0
legacy_flags:	.long	0
	.balign	8
mode_rsp:	.quad	0
real_idt_desc:	.word	0x3ff
		.quad	0
legacy_idt_desc: .word	256 * 8 - 1
		.quad	legacy_idt
idt_desc:	.word	256 * 16 - 1
		.quad	idt
	.balign	16
	.skip	1024
legacy_stack_top:
	.skip	1024
snippet_stack_top:

/* Two pages for the code, the second one may be unmapped. */
	.balign	4096
	.globl	code_pages
code_pages:
	.skip	2 * 4096

	.section .note.GNU-stack, "", @progbits
