/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From 32-bit protected mode without paging to C at the linked address.
 *
 * The tables built here serve boot only; mm_init() makes the final ones.
 * Processors that start later pass through them again (trampoline.S), so they
 * are not freed:
 *
 *	slot 0		physical 0 to 4 GiB, identity
 *	slot 262	the same, the direct map's beginning
 *	slot 261	the image (2 MiB pages), stacks of CPU 0
 */
#include "boot.inc"
#include <asm/desc.h>
#include <generated/asm-offsets.h>

#define PTE_TABLE	0x63		/* present, writable, accessed, dirty */
#define PTE_LARGE	0xe3
#define PTE_STACK	0x8000000000000163

#define CR0_VALUE	0x80050033	/* PG AM WP NE ET MP PE */
#define CR4_PAE_PGE	0xa0
#define EFER		0xc0000080
#define EFER_BITS	0x901		/* NX LME SCE */

#define COM1		0x3f8

	.section .init.text, "ax", @progbits
	.code32
	.globl long_mode
/* EDI magic, ESI address of the loader's information */
long_mode:
	cli
	cld
	mov $PA(cpu0_stack_end), %esp
	lgdt PA(boot_gdt_ptr32)
	ljmp $HYP_CS32 - GDT_RESERVED_START, $PA(1f)
1:	mov $HYP_DS32 - GDT_RESERVED_START, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs

	/* 64-bit mode and execute-disable are needed. */
	mov $0x80000000, %eax
	cpuid
	cmp $0x80000001, %eax
	jb no_long_mode
	mov $0x80000001, %eax
	cpuid
	and $(1 << 29 | 1 << 20), %edx
	cmp $(1 << 29 | 1 << 20), %edx
	jne no_long_mode

	/* Four L2 tables of 2 MiB pages: 4 GiB. */
	mov $PA(boot_l2_low), %ebx
	mov $PTE_LARGE, %eax
	mov $2048, %ecx
1:	mov %eax, (%ebx)
	add $0x200000, %eax
	add $8, %ebx
	loop 1b

	/* The image where it is linked, up to its end. */
	mov $PA(boot_l2_image), %ebx
	mov $PTE_LARGE, %eax
1:	mov %eax, (%ebx)
	add $8, %ebx
	add $0x200000, %eax
	cmp $PA(hyp_end), %eax
	jb 1b

	mov $CR4_PAE_PGE, %eax
	mov %eax, %cr4
	mov $PA(boot_l4), %eax
	mov %eax, %cr3
	mov $EFER, %ecx
	rdmsr
	or $EFER_BITS, %eax
	wrmsr
	mov $CR0_VALUE, %eax
	mov %eax, %cr0
	ljmp $HYP_CS64 - GDT_RESERVED_START, $PA(long_mode64)

	.code64
long_mode64:
	movabs $1f, %rax
	jmp *%rax
1:	lgdt boot_gdt_ptr(%rip)
	/* Selectors as in C's own GDT; 64-bit code needs SS only. */
	xor %eax, %eax
	mov %eax, %ds
	mov %eax, %es
	mov $HYP_DS32, %eax
	mov %eax, %ss
	movabs $STACKS_START + STACK_SIZE - CPU_LOCAL_SIZE, %rsp
	push $HYP_CS64
	lea 1f(%rip), %rax
	push %rax
	lretq
1:	xor %ebp, %ebp
	mov %edi, %edi
	mov %esi, %esi
	sub $8, %rsp		/* RSP is 8 modulo 16 as after a call */
	jmp start

	.code32
no_long_mode:
	mov $PA(no_long_mode_text), %esi
1:	mov $COM1 + 5, %edx
2:	in %dx, %al
	test $0x20, %al
	jz 2b
	lodsb
	test %al, %al
	jz 3f
	mov $COM1, %edx
	out %al, %dx
	jmp 1b
3:	hlt
	jmp 3b

	.section .init.rodata, "a", @progbits
no_long_mode_text:
	.asciz "Hoist: this CPU has no 64-bit mode or no execute-disable.\r\n"

	/* One table, found at 0xe000 (64-bit) and at 0 (32-bit). */
	.section .rodata, "a", @progbits
	.balign 8
	.globl boot_gdt, boot_gdt_end, boot_gdt_ptr
boot_gdt:
	.quad 0
	.quad 0x00af9b000000ffff	/* 08 64-bit code */
	.quad 0x00cf93000000ffff	/* 10 data */
	.quad 0x00cf9b000000ffff	/* 18 32-bit code */
boot_gdt_end:
boot_gdt_ptr32:
	.short boot_gdt_end - boot_gdt - 1
	.long PA(boot_gdt)
boot_gdt_ptr:
	.short GDT_RESERVED_START + boot_gdt_end - boot_gdt - 1
	.quad boot_gdt - GDT_RESERVED_START

	/* Tables whose contents are known now. */
	.section .data.page_aligned, "aw", @progbits
	.balign 4096
	.globl boot_l4
boot_l4:
	.quad PA(boot_l3_low) + PTE_TABLE
	.fill 260, 8, 0
	.quad PA(boot_l3_image) + PTE_TABLE	/* 261 */
	.quad PA(boot_l3_low) + PTE_TABLE	/* 262 */
	.fill 249, 8, 0
boot_l3_low:
	.quad PA(boot_l2_low) + PTE_TABLE
	.quad PA(boot_l2_low) + 0x1000 + PTE_TABLE
	.quad PA(boot_l2_low) + 0x2000 + PTE_TABLE
	.quad PA(boot_l2_low) + 0x3000 + PTE_TABLE
	.fill 508, 8, 0
boot_l3_image:
	.fill 321, 8, 0
	.quad PA(boot_l2_image) + PTE_TABLE	/* IMAGE_START */
	.fill 190, 8, 0
boot_l2_image:
	.fill (STACKS_START - IMAGE_START) >> 21, 8, 0
	.quad PA(boot_l1_stacks) + PTE_TABLE
	.balign 4096
	/* As <asm/layout.h> has it; pages in order of cpu0_stack. */
	.globl boot_l1_stacks
boot_l1_stacks:
	.quad 0
	.quad PA(cpu0_stack) + PTE_STACK		/* 1 #MC */
	.quad 0
	.quad PA(cpu0_stack) + 0x1000 + PTE_STACK	/* 3 NMI */
	.quad 0
	.quad PA(cpu0_stack) + 0x2000 + PTE_STACK	/* 5 #DF */
	.quad 0
	.quad PA(cpu0_stack) + 0x3000 + PTE_STACK	/* 7 #DB */
	.quad 0
	.quad PA(boot_tables) + PTE_STACK		/* 9 GDT, TSS */
	.quad 0, 0
	.quad PA(cpu0_stack) + 0x4000 + PTE_STACK	/* 12 to 15 */
	.quad PA(cpu0_stack) + 0x5000 + PTE_STACK
	.quad PA(cpu0_stack) + 0x6000 + PTE_STACK
	.quad PA(cpu0_stack) + 0x7000 + PTE_STACK
	.balign 4096

	.section .bss.page_aligned, "aw", @nobits
	.balign 4096
boot_l2_low:
	.skip 4 * 4096
	.globl cpu0_stack
cpu0_stack:
	.skip 8 * 4096
cpu0_stack_end:
