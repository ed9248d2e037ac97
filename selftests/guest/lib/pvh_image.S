/* SPDX-License-Identifier: GPL-2.0-only */
/* The PVH program that a test kernel carries; IMAGE is its file. */
	.section .rodata
	.balign	4096
	.globl	pvh_image_start, pvh_image_end
pvh_image_start:
	.incbin	IMAGE
	.balign	4096
pvh_image_end:
	.section .note.GNU-stack, "", @progbits
