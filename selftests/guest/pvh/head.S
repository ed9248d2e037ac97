/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 32-bit entry of the PVH boot protocol (EBX: hvm_start_info, paging off, flat
 * segments), which other vCPUs join from their start-up page, and the way to long mode
 * with the first 4 GiB mapped one to one.
 */
#include "abi.h"
#include "layout.h"

#define CR0_PE		0x1
#define CR0_PG		0x80000000
#define CR4_PAE		0x20
#define CR4_SSE		0x600
#define MSR_EFER	0xc0000080
#define EFER_ON		0x901			/* SCE, LME, NXE */
#define PTE_RWU		0x7
#define PTE_LARGE	0x87

	.section .head, "awx"
	.code32
	.long	PVH_IMAGE_MAGIC, _start, image_end, pvh_shared, pvh_cases, pvh_nr_cases
	.globl	_start
_start:
	mov	%eax, entry_regs
	mov	%ecx, entry_regs + 4
	mov	%edx, entry_regs + 8
	mov	%ebx, entry_regs + 12
	mov	%ebp, entry_regs + 16
	mov	%esi, entry_regs + 20
	mov	%edi, entry_regs + 24
	mov	$stacks + STACK_SIZE, %esp
	pushf
	pop	entry_regs + 28
	mov	%cr0, %eax
	mov	%eax, entry_regs + 32
	mov	%cr4, %eax
	mov	%eax, entry_regs + 36
	mov	$MSR_EFER, %ecx
	rdmsr
	mov	%eax, entry_regs + 40

	/* Tables: the first 2 MiB in small pages, the rest in large ones. */
	movl	$pdpt + PTE_RWU, pml4
	mov	$pd + PTE_RWU, %eax
	mov	$pdpt, %edi
	mov	$4, %ecx
1:	mov	%eax, (%edi)
	add	$4096, %eax
	add	$8, %edi
	loop	1b
	mov	$PTE_LARGE, %eax
	mov	$pd, %edi
	mov	$2048, %ecx
1:	mov	%eax, (%edi)
	add	$0x200000, %eax
	add	$8, %edi
	loop	1b
	movl	$pt0 + PTE_RWU, pd
	mov	$PTE_RWU, %eax
	mov	$pt0, %edi
	mov	$512, %ecx
1:	mov	%eax, (%edi)
	add	$4096, %eax
	add	$8, %edi
	loop	1b
	lgdt	gdt_desc
	xor	%ebx, %ebx

/* EBX: number of the vCPU. */
to_long:
	mov	$CR4_PAE | CR4_SSE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	mov	$EFER_ON, %eax
	xor	%edx, %edx
	wrmsr
	mov	%cr0, %eax
	or	$CR0_PG | CR0_PE, %eax
	mov	%eax, %cr0
	ljmp	$SEL_CODE64, $1f
	.code64
1:	mov	$SEL_DATA, %eax
	mov	%eax, %ss
	mov	$SEL_USER_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	lea	1(%rbx), %eax
	shl	$12, %eax			/* STACK_SIZE */
	lea	stacks(%rax), %rsp
	xor	%ebp, %ebp
	mov	%ebx, %edi
	call	pvh_main
	ud2

	.globl	entry_regs
	.balign	8
entry_regs:
	.skip	64

	.globl	gdt, gdt_desc
	.balign	8
gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* SEL_CODE64 */
	.quad	0x00cf93000000ffff	/* SEL_DATA */
	.quad	0x00cf9b000000ffff	/* SEL_CODE32 */
	.quad	0x00009b000000ffff	/* SEL_CODE16 */
	.quad	0x000093000000ffff	/* SEL_DATA16 */
	.quad	0x00cffb000000ffff	/* SEL_USER32 */
	.quad	0x00cff3000000ffff	/* SEL_USER_DATA */
	.quad	0x00affb000000ffff	/* SEL_USER64 */
	.fill	GDT_ENTRIES - 9, 8, 0
gdt_desc:
	.word	GDT_ENTRIES * 8 - 1
	.quad	gdt

/* Where start-up IPIs point to: real mode, CS is this page. */
	.balign	4096
	.globl	ap_start
	.code16
ap_start:
	cli
	xor	%ax, %ax
	mov	%ax, %ds
	lgdtl	gdt_desc
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	ljmpl	$SEL_CODE32, $1f
	.code32
1:	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	$1, %ebx
	lock xadd %ebx, ap_next
	jmp	to_long

	.globl	ap_next
	.balign	4
ap_next:
	.long	1

	.bss
	.balign	4096
	.globl	pml4, pdpt, pd, pt0, stacks
pml4:	.skip	4096
pdpt:	.skip	4096
pd:	.skip	4 * 4096
pt0:	.skip	4096
stacks:	.skip	NR_VCPUS * STACK_SIZE

	.section .note.GNU-stack, "", @progbits
