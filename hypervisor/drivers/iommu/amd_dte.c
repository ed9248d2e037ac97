// SPDX-License-Identifier: GPL-2.0-only
/* Device table entries. */
#include "amd.h"

#define DTE_VALID		BIT_ULL(0)
#define DTE_TRANSLATES		BIT_ULL(1)
#define DTE_LEVELS_SHIFT	9
#define DTE_READ		BIT_ULL(61)
#define DTE_WRITE		BIT_ULL(62)

/* Second word: which system management messages pass. */
#define DTE_SYSMGT_SHIFT	40

/*
 * Third word. Without DTE_INTERRUPT_MAP ordinary interrupts pass as they are; of the
 * others, those that firmware named.
 */
#define DTE_INIT_SHIFT		56	/* INIT, ExtInt, NMI */
#define DTE_LINT_SHIFT		62	/* LINT0, LINT1 */

/* The IVRS's byte. */
#define SETTING_INIT		GENMASK(2, 0)
#define SETTING_SYSMGT(s)	(((s) >> 4) & 3)
#define SETTING_LINT(s)		((s) >> 6)

struct amd_dte amd_dte_make(mfn_t root, unsigned int levels, u8 setting)
{
	return (struct amd_dte){ .q = {
		DTE_VALID | DTE_TRANSLATES | (u64)levels << DTE_LEVELS_SHIFT |
			mfn_to_paddr(root) | DTE_READ | DTE_WRITE,
		AMD_DOMAIN | (u64)SETTING_SYSMGT(setting) << DTE_SYSMGT_SHIFT,
		(u64)(setting & SETTING_INIT) << DTE_INIT_SHIFT |
			(u64)SETTING_LINT(setting) << DTE_LINT_SHIFT,
	} };
}
