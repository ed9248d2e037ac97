/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table entries (Intel SDM 3A 4.5, AMD APM 2 5.3). */
#ifndef ASM_PTE_H
#define ASM_PTE_H

#include <linux/bits.h>
#include <hyp/frame.h>

typedef u64 pte_t;		/* any level: 1 (4 KiB page) to 4 */

#define PTE_PRESENT	BIT_ULL(0)
#define PTE_RW		BIT_ULL(1)
#define PTE_USER	BIT_ULL(2)
#define PTE_PWT		BIT_ULL(3)
#define PTE_PCD		BIT_ULL(4)
#define PTE_ACCESSED	BIT_ULL(5)
#define PTE_DIRTY	BIT_ULL(6)
#define PTE_PAT		BIT_ULL(7)	/* level 1 */
#define PTE_PSE		BIT_ULL(7)	/* levels 2 and 3 */
#define PTE_GLOBAL	BIT_ULL(8)
#define PTE_AVAIL0	BIT_ULL(9)
#define PTE_AVAIL1	BIT_ULL(10)
#define PTE_AVAIL2	BIT_ULL(11)
#define PTE_NX		BIT_ULL(63)
#define PTE_ADDR_MASK	GENMASK_ULL(51, 12)

#define PT_ENTRIES	512
#define PT_LEVEL_SHIFT(level)	(PAGE_SHIFT + 9 * ((level) - 1))
#define PT_INDEX(va, level)	(((va) >> PT_LEVEL_SHIFT(level)) & (PT_ENTRIES - 1))

/**
 * pte_mfn() - frame of an entry
 * @pte: of any level
 */
static inline mfn_t pte_mfn(pte_t pte)
{
	return to_mfn((pte & PTE_ADDR_MASK) >> PAGE_SHIFT);
}

/**
 * pte_make() - an entry
 * @mfn: frame
 * @flags: PTE_*
 */
static inline pte_t pte_make(mfn_t mfn, u64 flags)
{
	return (mfn_x(mfn) << PAGE_SHIFT) | flags;
}

/**
 * pte_flags() - all bits of an entry but the frame
 * @pte: of any level
 */
static inline u64 pte_flags(pte_t pte)
{
	return pte & ~PTE_ADDR_MASK;
}

#endif /* ASM_PTE_H */
