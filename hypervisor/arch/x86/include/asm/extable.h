/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that may fault. Each entry is two 32-bit distances, each
 * counted from its own address: the instruction, and where to go on instead.
 */
#ifndef ASM_EXTABLE_H
#define ASM_EXTABLE_H

#include <linux/types.h>

struct ex_entry {
	s32 insn, fixup;
};

/* In the text of an asm statement: @from and @to are labels such as 1b and 2f. */
#define EX_TABLE(from, to)	EX_TABLE_TEXT(#from, #to)

/* The same with strings, for labels of asm goto: "%l[label]". */
#define EX_TABLE_TEXT(from, to)			\
	"\n.pushsection __ex_table, \"a\"\n"	\
	".balign 4\n"				\
	".long (" from ") - .\n"		\
	".long (" to ") - .\n"			\
	".popsection\n"

/* The table's own business: entries are sorted once, then searched; 0 is "none". */
void extable_sort(struct ex_entry *first, struct ex_entry *last);
unsigned long extable_search(const struct ex_entry *first, const struct ex_entry *last,
			     unsigned long addr);

#endif /* ASM_EXTABLE_H */
