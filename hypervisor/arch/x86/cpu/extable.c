// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where to go on after an instruction that may fault.
 *
 * Entries hold distances from themselves, so that sorting has to move them.
 */
#include <asm/extable.h>

#include <linux/init.h>
#include <asm/cpu_local.h>
#include <asm/traps.h>

extern struct ex_entry __start___ex_table[], __stop___ex_table[];

static unsigned long entry_insn(const struct ex_entry *e)
{
	return (unsigned long)&e->insn + e->insn;
}

static unsigned long entry_fixup(const struct ex_entry *e)
{
	return (unsigned long)&e->fixup + e->fixup;
}

/* Exchanges two entries; a distance changes by as much as its place. */
static void entry_swap(struct ex_entry *a, struct ex_entry *b)
{
	struct ex_entry t = *a;
	s32 delta = (s32)((char *)b - (char *)a);

	a->insn = b->insn + delta;
	a->fixup = b->fixup + delta;
	b->insn = t.insn - delta;
	b->fixup = t.fixup - delta;
}

/* Insertion sort: a few hundred entries, mostly in order already. */
void __init extable_sort(struct ex_entry *first, struct ex_entry *last)
{
	struct ex_entry *e, *p;

	for (e = first; e < last; e++)
		for (p = e; p > first && entry_insn(p - 1) > entry_insn(p); p--)
			entry_swap(p - 1, p);
}

unsigned long extable_search(const struct ex_entry *first, const struct ex_entry *last,
			     unsigned long addr)
{
	while (first < last) {
		const struct ex_entry *mid = first + (last - first) / 2;

		if (entry_insn(mid) == addr)
			return entry_fixup(mid);
		if (entry_insn(mid) < addr)
			first = mid + 1;
		else
			last = mid;
	}
	return 0;
}

void __init extable_init(void)
{
	extable_sort(__start___ex_table, __stop___ex_table);
}

bool extable_fixup(struct cpu_user_regs *regs)
{
	unsigned long to = extable_search(__start___ex_table, __stop___ex_table, regs->rip);

	if (!to)
		return false;
	regs->rip = to;
	return true;
}
