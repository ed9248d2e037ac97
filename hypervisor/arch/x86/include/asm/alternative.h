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

/**
 * struct alt_site - one place in the code that depends on a feature
 * @site: distance in bytes from this member to the code
 * @feature: FEATURE_* that the new bytes are for
 * @old_len: bytes at the site, up to ALT_MAX_BYTES
 * @new_len: bytes in @insn, equal
 * @insn: the new bytes, filled up with INT3
 *
 * Made by the ALTERNATIVE macros in section .alt_sites.
 */
struct alt_site {
	s32 site;
	u16 feature;
	u8 old_len, new_len;
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

/**
 * alternatives_apply() - overwrite the sites whose feature this CPU has
 *
 * Once, on the boot CPU alone, after cpu_identify() and spec_init() and while .text is
 * writable. Serialises with CPUID (SDM 3A 8.1.3).
 */
void alternatives_apply(void);

#endif /* ASM_ALTERNATIVE_H */
