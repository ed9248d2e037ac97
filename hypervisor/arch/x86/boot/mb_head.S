/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multiboot 1 and 2: the headers that loaders search the file for, and the
 * entry, which is the same (Multiboot 0.6.96 3.2; Multiboot2 2.0 3.3):
 *
 *	EAX magic, EBX physical address of the information
 *	32-bit protected mode, flat segments, no paging, interrupts off
 */
#include "boot.inc"

#define MB1_HEADER_MAGIC	0x1badb002
#define MB1_PAGE_ALIGN		0x1
#define MB1_MEMORY_INFO		0x2
#define MB1_FLAGS		(MB1_PAGE_ALIGN | MB1_MEMORY_INFO)

#define MB2_HEADER_MAGIC	0xe85250d6
#define MB2_TAG_REQUEST		1
#define MB2_TAG_ALIGN		6

	.section .head, "ax", @progbits
	.balign 8
	.long MB1_HEADER_MAGIC
	.long MB1_FLAGS
	.long -(MB1_HEADER_MAGIC + MB1_FLAGS)

	.balign 8
mb2_header:
	.long MB2_HEADER_MAGIC
	.long 0				/* i386 */
	.long mb2_header_end - mb2_header
	.long -(MB2_HEADER_MAGIC + (mb2_header_end - mb2_header))

	/* Needed: the memory map.  Welcome: both forms of the ACPI RSDP. */
	.balign 8
1:	.short MB2_TAG_REQUEST, 0
	.long 2f - 1b
	.long 6
2:
	.balign 8
1:	.short MB2_TAG_REQUEST, 1	/* optional */
	.long 2f - 1b
	.long 14, 15
2:
	.balign 8
	.short MB2_TAG_ALIGN, 0		/* modules on pages */
	.long 8

	.balign 8
	.short 0, 0			/* end */
	.long 8
mb2_header_end:

	.section .init.text, "ax", @progbits
	.code32
	.globl mb_entry
mb_entry:
	mov %eax, %edi
	mov %ebx, %esi
	jmp long_mode
