/* SPDX-License-Identifier: GPL-2.0-only */
/* Selectors and places that assembly and C share. */
#ifndef PVH_LAYOUT_H
#define PVH_LAYOUT_H

#define SEL_CODE64	0x08
#define SEL_DATA	0x10
#define SEL_CODE32	0x18
#define SEL_CODE16	0x20
#define SEL_DATA16	0x28
#define SEL_USER32	0x33
#define SEL_USER_DATA	0x3b
#define SEL_USER64	0x43
#define SEL_TSS32	0x48
#define SEL_SPARE	0x50		/* two for the test */
#define SEL_TSS64	0x60		/* 16 bytes for each vCPU */
#define GDT_ENTRIES	28

#define STACK_SIZE	4096
#define NR_VCPUS	8

/* struct mode_state */
#define MS_RSP		32
#define MS_RIP		128
#define MS_RFLAGS	136
#define MS_CS		144
#define MS_SS		152

#define FLAG_REAL	1
#define FLAG_USER	2

#ifdef __ASSEMBLY__
/* Vectors with an error code; of the others a zero takes the place. */
#define ERROR_CODES	0x60227d00	/* 8, 10 to 14, 17, 21, 29, 30 */

	.macro	no_error_code nr
	.if	\nr >= 32 || !((ERROR_CODES >> (\nr & 31)) & 1)
	push	$0
	.endif
	.endm
#endif

#endif /* PVH_LAYOUT_H */
