/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that depend on the CPU: a site holds NOPs (or other code) of the
 * same length, and alternatives_apply() overwrites it when the feature is there.
 */
#ifndef ASM_ALTERNATIVE_H
#define ASM_ALTERNATIVE_H

#include <linux/stringify.h>
#include <linux/types.h>
#include <asm/cpufeature.h>

#define ALT_MAX_BYTES	8

struct alt_site {
	s32 site;			/* distance from here to the code */
	u16 feature;
	u8 old_len, new_len;		/* equal */
	u8 insn[ALT_MAX_BYTES];
};

/* The same for an asm statement; the bytes are a string: "0x0f, 0x1f, 0x00". */
#define ALTERNATIVE(feature, old, new)				\
	"771:	.byte " old "\n"				\
	"772:	.pushsection .alt_sites, \"a\"\n"		\
	"	.balign 4\n"					\
	"	.long 771b - .\n"				\
	"	.short " __stringify(feature) "\n"		\
	"	.byte 772b - 771b, 774f - 773f\n"		\
	"773:	.byte " new "\n"				\
	"774:	.fill 8 - (774b - 773b), 1, 0xcc\n"		\
	"	.popsection\n"

#define NOP3	"0x0f, 0x1f, 0x00"

/* Once, on the boot CPU, after cpu_identify() and while .text is writable. */
void alternatives_apply(void);

#endif /* ASM_ALTERNATIVE_H */
