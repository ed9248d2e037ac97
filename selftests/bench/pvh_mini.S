/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pvh_mini - the smallest PVH guest: it has an entry, and sleeps there
 *
 * What making and ending a domain costs, and what memory it takes, without that of a kernel.
 */
#include <xen/elfnote.h>

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 4, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.long	_start

	.text
	.code32
	.globl	_start
_start:
	hlt
	jmp	_start
	.section .note.GNU-stack, "", @progbits
