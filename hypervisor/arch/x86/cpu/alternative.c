// SPDX-License-Identifier: GPL-2.0-only
/* Writes the instructions that this CPU needs into their places. */
#include <asm/alternative.h>

#include <linux/init.h>
#include <linux/string.h>
#include <hyp/bug.h>

extern const struct alt_site __start_alt_sites[], __stop_alt_sites[];

static void __init apply(const struct alt_site *s)
{
	BUG_ON(s->old_len != s->new_len || s->new_len > ALT_MAX_BYTES);
	memcpy((char *)&s->site + s->site, s->insn, s->new_len);
}

void __init alternatives_apply(void)
{
	const struct alt_site *s;

	for (s = __start_alt_sites; s < __stop_alt_sites; s++)
		if (cpu_has(s->feature))
			apply(s);
	/* CPUID serialises: no old bytes are in the pipeline (SDM 3A 8.1.3). */
	cpuid(0, 0);
}
