/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In and out through the gate of a running kernel; see include/xen/hoist.h.
 *
 *	RDI	this CPU's struct hoist_cpu_state, in the direct map
 *	RSI	HOIST_PREPARE, HOIST_MORE or HOIST_ENTER
 *	RDX	struct hoist_info, in the direct map
 *	CR3	the transition root: this image where it is linked, all RAM
 *
 * 64-bit mode, interrupts off; RSP, GDT, IDT and TR are not ours yet.
 */
#include <asm/desc.h>
#include <generated/asm-offsets.h>

#define HOIST_ENTER	1
#define HOIST_MORE	2
#define HOIST_AGAIN	1
#define CPU0_STACK_BYTES	(8 * 4096)

.equ HEADER_MAGIC, 0x314854495745484f
#define HEADER_VERSION		3

	/* struct hoist_header */
	.section .head, "ax", @progbits
	.balign 16
	.quad HEADER_MAGIC
	.long HEADER_VERSION
	.long HOIST_HEADER_BYTES
	.long HOIST_INFO_BYTES
	.long HOIST_CPU_STATE_BYTES
	.quad hyp_start
	.quad hyp_bss_start
	.quad hyp_end
	.quad hoist_entry
	.quad DIRECTMAP_START

	.section .text, "ax", @progbits
	.code64
	.globl hoist_entry
hoist_entry:
	cld
	mov %rdi, %rbx
	mov %rdx, %r12
	cmp $HOIST_ENTER, %esi
	je enter
	cmp $HOIST_MORE, %esi
	je more

	/* The stacks of CPU 0 are not mapped yet: the same pages, as part of the image. */
	lea cpu0_stack + CPU0_STACK_BYTES(%rip), %rsp
	mov %rdx, %rsi
	call hoist_map_stacks
	movabs $STACKS_START + STACK_SIZE - CPU_LOCAL_SIZE, %rsp
	lea hoist_prepare(%rip), %r13
	jmp to_c

enter:
	mov hoist_root(%rip), %rax
	mov %rax, %cr3
	mov HOIST_STATE_cpu(%rdi), %eax
	cmp hoist_nr_cpus(%rip), %eax
	jae bad_cpu
	inc %eax
	shl $12 + STACK_ORDER, %rax
	movabs $STACKS_START - CPU_LOCAL_SIZE, %rsp
	add %rax, %rsp
	lea hoist_enter(%rip), %r13
	jmp to_c

/* Where hoist_breathe_out() left. */
more:
	mov breathe_cr3(%rip), %rax
	mov %rax, %cr3
	mov breathe_rsp(%rip), %rsp
	lea breathe_in(%rip), %r13

/* RSP is this CPU's own; R13 where to go, RBX and R12 its arguments. */
to_c:
	push $2
	popf
	lgdt boot_gdt_ptr(%rip)
	mov $HYP_DS32, %eax
	mov %eax, %ss
	push $HYP_CS64
	lea 1f(%rip), %rax
	push %rax
	lretq
1:	mov %rbx, %rdi
	mov %r12, %rsi
	xor %ebp, %ebp
	sub $8, %rsp		/* RSP is 8 modulo 16 as after a call */
	jmp *%r13

/* RSP is 16-aligned: it was 8 modulo 16, and 8 were taken off. */
breathe_in:
	call hoist_reload
	add $8, %rsp
	pop %r15
	pop %r14
	pop %r13
	pop %r12
	pop %rbp
	pop %rbx
	ret
	int3

/*
 * void hoist_breathe_out(struct hoist_cpu_state *s)
 *
 * The kernel has the CPU until it comes with HOIST_MORE; then this returns. The stack
 * stays as it is: nobody else runs on it.
 */
	.globl hoist_breathe_out
hoist_breathe_out:
	push %rbx
	push %rbp
	push %r12
	push %r13
	push %r14
	push %r15
	mov %cr3, %rax
	mov %rax, breathe_cr3(%rip)
	mov %rsp, breathe_rsp(%rip)
	mov $HOIST_AGAIN, %esi
	jmp hoist_cpu_restore

	.section .bss, "aw", @nobits
	.balign 8
breathe_cr3:
	.skip 8
breathe_rsp:
	.skip 8
	.previous

/* Nothing was touched but CR3. */
bad_cpu:
	mov $-22, %rsi

/*
 * void __noreturn hoist_exit(struct hoist_cpu_state *s, long err)
 *
 * The CPU has the kernel's state again, but for what the gate itself puts back.
 */
	.globl hoist_exit
hoist_exit:
	mov HOIST_STATE_root(%rdi), %rcx
	mov %rsi, %rax
	mov %rcx, %cr3
	jmp *HOIST_STATE_gate_return(%rdi)
