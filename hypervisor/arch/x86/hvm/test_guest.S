/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the vCPUs of the test domain run: see test.c. 64-bit, interrupts off at first,
 *	RDI	its struct hvm_test_slot	RSI	hypercall page
 *	RSP	16 bytes below the slot's stack end
 * It makes rounds of everything that exits, and counts; every so often it sleeps until
 * its timer wakes it.
 */
#include "test.h"

#define NR_SET_TIMER_OP		15
#define NR_XEN_VERSION		17
#define NR_EVENT_CHANNEL_OP	32
#define NR_HVM_OP		34
#define EVTCHNOP_BIND_VIRQ	1
#define HVMOP_GET_TIME		10
#define HVMOP_SET_UPCALL_VECTOR	23
#define APIC			0xfee00000
#define APIC_EOI		0xb0
#define APIC_SPURIOUS		0xf0
#define MSR_HYPERCALL_PAGE	0x40000000
#define MSR_NOBODYS		0x4fffffff
#define SIGNATURE		0x566e6558	/* "XenV" */
#define ABI_VERSION		0x40011
#define SLEEP_NS		100000

/* RDX:RAX to R14. */
.macro READ_TSC
	rdtsc
	shl	$32, %rdx
	or	%rax, %rdx
	mov	%rdx, %r14
.endm

/* Keeps the smallest difference to R14 in \where of the slot. */
.macro KEEP_LEAST where
	mov	%rax, %r15
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	sub	%r14, %rax
	cmp	\where(%rbp), %rax
	jae	3f
	mov	%rax, \where(%rbp)
3:	mov	%r15, %rax
.endm

	.section .rodata
	.balign 16
	.globl hvm_test_code, hvm_test_code_end
hvm_test_code:
	mov	%rdi, %rbp
	mov	%rsi, %rbx
	/* The hypercall page. */
	mov	%esi, %eax
	xor	%edx, %edx
	mov	$MSR_HYPERCALL_PAGE, %ecx
	wrmsr
	/* Odd ones get events through their local APIC: on, and which vector. */
	testb	$1, TEST_VCPU(%rbp)
	jz	4f
	mov	$APIC, %eax
	movl	$0x1ff, APIC_SPURIOUS(%rax)
	mov	TEST_VCPU(%rbp), %eax
	mov	%eax, -16(%rsp)
	movl	$TEST_EVENT_VECTOR, -12(%rsp)
	mov	$HVMOP_SET_UPCALL_VECTOR, %edi
	lea	-16(%rsp), %rsi
	sub	$32, %rsp
	lea	NR_HVM_OP * 32(%rbx), %rax
	call	*%rax
	add	$32, %rsp
	test	%rax, %rax
	jnz	error
4:	/* VIRQ_TIMER: struct evtchn_bind_virq { virq, vcpu, port }. */
	movl	$0, -16(%rsp)
	mov	TEST_VCPU(%rbp), %eax
	mov	%eax, -12(%rsp)
	movl	$0, -8(%rsp)
	mov	$EVTCHNOP_BIND_VIRQ, %edi
	lea	-16(%rsp), %rsi
	sub	$32, %rsp
	lea	NR_EVENT_CHANNEL_OP * 32(%rbx), %rax
	call	*%rax
	add	$32, %rsp
	test	%rax, %rax
	jnz	error
round:
	incq	TEST_ROUNDS(%rbp)
	mov	%rbx, %r12
	READ_TSC
	mov	$0x40000000, %eax
	xor	%ecx, %ecx
	cpuid
	KEEP_LEAST TEST_CPUID_TSC
	cmp	$SIGNATURE, %ebx
	mov	%r12, %rbx
	mov	$1, %eax
	jne	error
	/* The same call in three ways: by the page, and by each vendor's instruction. */
	xor	%edi, %edi
	xor	%esi, %esi
	lea	NR_XEN_VERSION * 32(%rbx), %rax
	call	*%rax
	cmp	$ABI_VERSION, %eax
	mov	$2, %eax
	jne	error
	READ_TSC
	mov	$NR_XEN_VERSION, %eax
	vmmcall
	KEEP_LEAST TEST_CALL_TSC
	cmp	$ABI_VERSION, %eax
	mov	$3, %eax
	jne	error
	mov	$NR_XEN_VERSION, %eax
	vmcall
	cmp	$ABI_VERSION, %eax
	mov	$4, %eax
	jne	error
	/* #GP, which the handler counts, and #UD with a prefix. */
	mov	TEST_FAULTS(%rbp), %r12
	mov	$MSR_NOBODYS, %ecx
	rdmsr
	inc	%r12
	cmp	TEST_FAULTS(%rbp), %r12
	mov	$5, %eax
	jne	error
	mov	%cr8, %rax
	mov	%rax, %cr8
	mov	%cr4, %rax
	mov	%rax, %cr4
	mov	TEST_ROUNDS(%rbp), %rax
	test	$0xff, %eax
	jnz	round
	/* Sleep: struct xen_hvm_get_time { now }. */
	mov	$HVMOP_GET_TIME, %edi
	lea	-16(%rsp), %rsi
	sub	$32, %rsp
	lea	NR_HVM_OP * 32(%rbx), %rax
	call	*%rax
	add	$32, %rsp
	test	%rax, %rax
	mov	$6, %eax
	jnz	error
	mov	-16(%rsp), %rdi
	add	$SLEEP_NS, %rdi
	lea	NR_SET_TIMER_OP * 32(%rbx), %rax
	mov	TEST_TICKS(%rbp), %r12
	call	*%rax
1:	sti
	hlt
	cli
	cmp	%r12, TEST_TICKS(%rbp)
	je	1b
	jmp	round

error:	incq	TEST_ERRORS(%rbp)
	mov	%rax, TEST_WHAT(%rbp)
2:	cli
	hlt
	jmp	2b

/* #GP: of the two bytes of RDMSR. */
	.globl hvm_test_gp, hvm_test_event
hvm_test_gp:
	incq	TEST_FAULTS(%rbp)
	add	$8, %rsp
	addq	$2, (%rsp)
	iretq

/* The upcall: struct vcpu_info begins with the flag; all channels are the one. */
hvm_test_event:
	push	%rax
	incq	TEST_TICKS(%rbp)
	mov	TEST_INFO(%rbp), %rax
	movb	$0, (%rax)		/* evtchn_upcall_pending */
	movq	$0, 8(%rax)		/* evtchn_pending_sel */
	mov	TEST_PENDING(%rbp), %rax
	movq	$0, (%rax)		/* the bits of all ports */
	testb	$1, TEST_VCPU(%rbp)
	jz	5f
	mov	$APIC, %eax
	movl	$0, APIC_EOI(%rax)
5:	pop	%rax
	iretq
hvm_test_code_end:
