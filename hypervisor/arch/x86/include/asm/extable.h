/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that may fault. Each entry is two 32-bit distances, each
 * counted from its own address: the instruction, and where to go on instead.
 */
#ifndef ASM_EXTABLE_H
#define ASM_EXTABLE_H

#include <linux/types.h>

/**
 * struct ex_entry - one instruction that may fault
 * @insn: the instruction, as a distance from this member
 * @fixup: where to go on, as a distance from this member
 */
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

/**
 * extable_sort() - sort a table by address, so that it can be searched
 * @first: the table
 * @last: behind its end
 *
 * At boot, once, while it is writable.
 */
void extable_sort(struct ex_entry *first, struct ex_entry *last);

/**
 * extable_search() - where to go on after a fault
 * @first: the sorted table
 * @last: behind its end
 * @addr: of the instruction that faulted
 *
 * Any context; a read only.
 *
 * Return: the address, 0: it is not in the table.
 */
unsigned long extable_search(const struct ex_entry *first, const struct ex_entry *last,
			     unsigned long addr);

#endif /* ASM_EXTABLE_H */
