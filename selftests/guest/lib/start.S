/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entry, traps, events and return of a 64-bit PV test kernel.
 *
 * At entry RSI holds struct start_info, events are masked, the hypervisor's
 * boot stack is in use (include/xen/interface/xen.h, "initial state").
 */
#include <xen/interface/elfnote.h>

#define STACK_BYTES	(8 * 4096)
#define HYPERCALL_IRET	23

	.macro	note type, kind:vararg
	.pushsection .note.Xen, "a", @note
	.balign	4
	.long	4, 2f - 1f, \type
	.asciz	"Xen"
1:	\kind
2:	.balign	4
	.popsection
	.endm

	note	XEN_ELFNOTE_GUEST_OS, .asciz "hoist-test"
	note	XEN_ELFNOTE_GUEST_VERSION, .asciz "1"
	note	XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	note	XEN_ELFNOTE_LOADER, .asciz "generic"
	note	XEN_ELFNOTE_VIRT_BASE, .quad 0xffffffff80000000
	note	XEN_ELFNOTE_PADDR_OFFSET, .quad 0
	note	XEN_ELFNOTE_ENTRY, .quad _start
	note	XEN_ELFNOTE_HV_START_LOW, .quad 0xffff800000000000
	note	XEN_ELFNOTE_PAE_MODE, .asciz "yes"
	note	XEN_ELFNOTE_L1_MFN_VALID, .quad 1, 1
	note	XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb"
	note	XEN_ELFNOTE_SUPPORTED_FEATURES, .long 1 << 0 | 1 << 11

	.text
	.globl	_start
_start:
	cld
	leaq	stack_top(%rip), %rsp
	xorl	%ebp, %ebp
	movq	%rsi, %rdi
	call	guest_main
	ud2

/*
 * Frame of a trap, growing down: SS, RSP, RFLAGS, CS, RIP, [error], R11, RCX.
 * The stubs bring it into the order of struct trap_regs.
 */
	.macro	stub vector, has_error
	.globl	trap_\vector
trap_\vector:
	popq	%rcx
	popq	%r11
	.if	!\has_error
	pushq	$0
	.endif
	pushq	$\vector
	jmp	trap_common
	.endm

	stub	0, 0
	stub	1, 0
	stub	3, 0
	stub	4, 0
	stub	5, 0
	stub	6, 0
	stub	7, 0
	stub	10, 1
	stub	11, 1
	stub	12, 1
	stub	13, 1
	stub	14, 1
	stub	16, 0
	stub	17, 1
	stub	18, 0
	stub	19, 0
	stub	32, 0
	stub	128, 0

	.macro	push_all
	.irp	reg, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\reg
	.endr
	.endm

	.macro	pop_all
	.irp	reg, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\reg
	.endr
	.endm

trap_common:
	push_all
	movq	%rsp, %rdi
	call	trap_handler
	pop_all
	addq	$16, %rsp
	jmp	return

/* An event: like a trap without error, with events masked. */
	.globl	event_callback
event_callback:
	popq	%rcx
	popq	%r11
	pushq	$0
	pushq	$0
	push_all
	movq	%rsp, %rdi
	call	event_handler
	pop_all
	addq	$16, %rsp

/*
 * HYPERVISOR_iret takes RAX, R11, RCX, flags, then the CPU's own frame.
 * Flags 0: not in a system call, so all registers are restored.  The saved
 * upcall mask is in the upper half of the CS slot; the ABI restores the mask
 * from RFLAGS.IF, so we put it there.
 */
return:
	subq	$32, %rsp
	movq	%rax, (%rsp)
	movq	%r11, 8(%rsp)
	movq	%rcx, 16(%rsp)
	movq	$0, 24(%rsp)
	cmpl	$0, 44(%rsp)
	je	1f
	andl	$~0x200, 48(%rsp)
	jmp	2f
1:	orl	$0x200, 48(%rsp)
2:	movl	$0, 44(%rsp)
	movl	$HYPERCALL_IRET, %eax
	syscall
	ud2

	.globl	failsafe_callback
failsafe_callback:
	leaq	failsafe_text(%rip), %rdi
	call	guest_panic

	.section .rodata
failsafe_text:
	.asciz	"failsafe callback"

	.bss
	.balign	4096
	.skip	STACK_BYTES
stack_top:

	.section .note.GNU-stack, "", @progbits
