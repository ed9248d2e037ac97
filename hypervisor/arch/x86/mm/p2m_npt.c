// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of SVM's nested page tables: as those of 64-bit mode, and every access is
 * one of user mode (APM 2 15.25.5). The type is in bits that the CPU ignores.
 *
 * Accessed and dirty are set from the start, so that the CPU has nothing to write.
 */
#include "p2m_format.h"

#define NPT_TYPE_SHIFT	52
#define NPT_TYPE_MASK	(0x7ULL << NPT_TYPE_SHIFT)
#define NPT_LEAF	(PTE_PRESENT | PTE_USER | PTE_ACCESSED | PTE_DIRTY)
#define NPT_TABLE	(PTE_PRESENT | PTE_RW | PTE_USER | PTE_ACCESSED)

static bool is_writable(enum p2m_type type)
{
	return type == P2M_RAM || type == P2M_MMIO || type == P2M_GRANT_RW ||
	       type == P2M_FOREIGN;
}

static pte_t npt_leaf(mfn_t mfn, enum p2m_type type, unsigned int level)
{
	pte_t e = (u64)type << NPT_TYPE_SHIFT;

	if (type == P2M_NONE || type == P2M_HIDDEN)
		return e;
	e |= pte_make(mfn, NPT_LEAF);
	if (is_writable(type))
		e |= PTE_RW;
	if (level > 1)
		e |= PTE_PSE;
	return e;
}

static pte_t npt_table(mfn_t mfn)
{
	return pte_make(mfn, NPT_TABLE);
}

static enum p2m_type npt_type(pte_t e)
{
	return (e & NPT_TYPE_MASK) >> NPT_TYPE_SHIFT;
}

static bool npt_is_table(pte_t e, unsigned int level)
{
	return level > 1 && (e & (PTE_PRESENT | PTE_PSE)) == PTE_PRESENT;
}

static bool npt_mapped(pte_t e)
{
	return e & PTE_PRESENT;
}

const struct p2m_format p2m_npt = {
	.leaf = npt_leaf,
	.table = npt_table,
	.type = npt_type,
	.is_table = npt_is_table,
	.mapped = npt_mapped,
};
