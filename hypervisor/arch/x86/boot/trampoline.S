/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first instructions of a CPU other than the first (SDM 3A 9.4.4): 16-bit
 * real mode, CS is the page below 1 MiB to which smpboot.c copies what is
 * between trampoline_start and trampoline_end; IP is 0.
 *
 * Nothing in it depends on where it is; it goes on in the image, by the early
 * page tables, and ends in start_ap() on the CPU's own stack.
 */
#include "boot.inc"
#include <asm/desc.h>

#define CR0_PE		0x1
#define CR0_VALUE	0x80050033
#define CR4_PAE_PGE	0xa0
#define EFER		0xc0000080
#define EFER_BITS	0x901

	.section .rodata, "a", @progbits
	.code16
	.globl trampoline_start, trampoline_end
	.balign 16
trampoline_start:
	cli
	cld
	mov %cs, %ax
	mov %ax, %ds
	lgdtl gdt_ptr - trampoline_start
	mov %cr0, %eax
	or $CR0_PE, %eax
	mov %eax, %cr0
	ljmpl $HYP_CS32 - GDT_RESERVED_START, $PA(ap_start32)
	.balign 4
gdt_ptr:
	.short 4 * 8 - 1		/* its four entries */
	.long PA(boot_gdt)
trampoline_end:

	.section .text.entry, "ax", @progbits
	.code32
ap_start32:
	mov $HYP_DS32 - GDT_RESERVED_START, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
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
	ljmp $HYP_CS64 - GDT_RESERVED_START, $PA(ap_start64)

	.code64
ap_start64:
	movabs $1f, %rax
	jmp *%rax
1:	mov ap_root(%rip), %rax
	mov %rax, %cr3
	lgdt boot_gdt_ptr(%rip)
	xor %eax, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %fs
	mov %eax, %gs
	lldt %ax
	mov $HYP_DS32, %eax
	mov %eax, %ss
	mov ap_stack(%rip), %rsp
	push $HYP_CS64
	lea 1f(%rip), %rax
	push %rax
	lretq
1:	xor %ebp, %ebp
	sub $8, %rsp
	jmp start_ap
