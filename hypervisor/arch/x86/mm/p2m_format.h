/* SPDX-License-Identifier: GPL-2.0-only */
/* What nested page tables of SVM and EPT do differently: the bits of an entry. */
#ifndef MM_P2M_FORMAT_H
#define MM_P2M_FORMAT_H

#include <hyp/p2m.h>
#include <asm/pte.h>

/* As P2M_RAM, and read-only until the first write, which is noted; see p2m_dirty.c. */
#define P2M_LOGGED	(P2M_FOREIGN + 1)
#define P2M_NR_TYPES	(P2M_LOGGED + 1)

/* In bits that neither CPU looks at, whether the entry maps something or not. */
#define P2M_TYPE_SHIFT	52
#define P2M_TYPE_MASK	(0xfULL << P2M_TYPE_SHIFT)

/**
 * struct p2m_format - entries of one kind of nested page table
 * @present: one of these bits: the CPU follows the entry
 * @large: it is a leaf at level 2 or 3
 * @table: flags of an entry that leads to a table
 * @leaf: flags by type; those of P2M_NONE and P2M_HIDDEN have none of @present
 */
struct p2m_format {
	u64 present, large, table;
	u64 leaf[P2M_NR_TYPES];
};

extern const struct p2m_format p2m_npt;

/**
 * p2m_mapped() - does the CPU follow this entry?
 * @f: its format
 * @e: the entry
 */
static inline bool p2m_mapped(const struct p2m_format *f, pte_t e)
{
	return e & f->present;
}

/**
 * p2m_is_table() - does this entry lead to a table?
 * @f: its format
 * @e: the entry
 * @level: of the table that it is in
 */
static inline bool p2m_is_table(const struct p2m_format *f, pte_t e, unsigned int level)
{
	return level > 1 && (e & f->present) && !(e & f->large);
}

/**
 * p2m_stored_type() - what this leaf says that it is, P2M_LOGGED among that
 * @e: the entry
 */
static inline unsigned int p2m_stored_type(pte_t e)
{
	return (e & P2M_TYPE_MASK) >> P2M_TYPE_SHIFT;
}

/**
 * p2m_type() - what this leaf maps
 * @e: the entry
 */
static inline enum p2m_type p2m_type(pte_t e)
{
	unsigned int type = p2m_stored_type(e);

	return type == P2M_LOGGED ? P2M_RAM : type;
}

/**
 * p2m_leaf() - make a leaf
 * @f: its format
 * @mfn: frame; not used for types without one
 * @type: what it maps
 * @level: of the table that it goes in
 */
static inline pte_t p2m_leaf(const struct p2m_format *f, mfn_t mfn, unsigned int type,
			     unsigned int level)
{
	pte_t e = f->leaf[type] | (u64)type << P2M_TYPE_SHIFT;

	if (!(e & f->present))
		return e;
	return e | pte_make(mfn, level > 1 ? f->large : 0);
}

/**
 * p2m_table() - make an entry that leads to a table
 * @f: its format
 * @mfn: frame of the table
 */
static inline pte_t p2m_table(const struct p2m_format *f, mfn_t mfn)
{
	return pte_make(mfn, f->table);
}

#endif /* MM_P2M_FORMAT_H */
