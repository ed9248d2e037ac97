/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the compiler sends indirect branches and returns
 * (-mindirect-branch=thunk-extern, -mfunction-return=thunk-extern).
 *
 * Retpoline: the CALL gives the RET a predicted target of our choice, a loop
 * that does nothing, whatever the branch predictors were taught.
 */
	.section .text.entry, "ax", @progbits

.macro THUNK reg:req
	.globl __x86_indirect_thunk_\reg
	.balign 32
__x86_indirect_thunk_\reg:
	call 2f
1:	pause
	lfence
	jmp 1b
2:	mov %\reg, (%rsp)
	ret
.endm

	.irp reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	THUNK \reg
	.endr

	.globl __x86_return_thunk
	.balign 64
__x86_return_thunk:
	ret
	int3
