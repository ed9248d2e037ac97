/* SPDX-License-Identifier: GPL-2.0-only */
/* What nested page tables of SVM and EPT do differently: the bits of an entry. */
#ifndef MM_P2M_FORMAT_H
#define MM_P2M_FORMAT_H

#include <hyp/p2m.h>
#include <asm/pte.h>

/**
 * struct p2m_format - entries of one kind of nested page table
 * @leaf: at level 1 to 3; P2M_NONE and P2M_HIDDEN give one that maps nothing
 * @table: for a table of the next level
 * @type: of a leaf, or of an entry that maps nothing
 * @is_table: it leads to a table
 * @mapped: it is a leaf that the CPU follows
 */
struct p2m_format {
	pte_t (*leaf)(mfn_t mfn, enum p2m_type type, unsigned int level);
	pte_t (*table)(mfn_t mfn);
	enum p2m_type (*type)(pte_t e);
	bool (*is_table)(pte_t e, unsigned int level);
	bool (*mapped)(pte_t e);
};

extern const struct p2m_format p2m_npt;

#endif /* MM_P2M_FORMAT_H */
