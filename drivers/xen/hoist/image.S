/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor, so that the module's signature covers it and versions can't differ. */
	.section .rodata, "a", @progbits
	.balign 4096
	.globl hoist_image_start, hoist_image_end
hoist_image_start:
	.incbin HOIST_IMAGE
hoist_image_end:
