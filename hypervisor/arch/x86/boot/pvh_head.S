/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PVH (the ABI's arch-x86/hvm/start_info.h): 32-bit protected mode, flat
 * segments, no paging; EBX is the physical address of struct hvm_start_info.
 */
#include "boot.inc"

	.section .init.text, "ax", @progbits
	.code32
	.globl pvh_entry
pvh_entry:
	mov $PVH_BOOT_MAGIC, %edi
	mov %ebx, %esi
	jmp long_mode
