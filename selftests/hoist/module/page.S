/* SPDX-License-Identifier: GPL-2.0-only */
	.text
	.balign 4096
	.globl hoist_test_page
hoist_test_page:
	.skip 4096, 0xcc
