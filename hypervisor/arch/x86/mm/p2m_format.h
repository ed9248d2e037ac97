/* SPDX-License-Identifier: GPL-2.0-only */
/* What the nested page tables of SVM, EPT and IOMMUs do differently: the bits of an entry. */
#ifndef MM_P2M_FORMAT_H
#define MM_P2M_FORMAT_H

#include <hyp/p2m.h>
#include <asm/pte.h>

/* As P2M_RAM, and read-only until the first write, which is noted; see p2m_dirty.c. */
#define P2M_LOGGED	(P2M_ON_DEMAND + 1)
#define P2M_NR_TYPES	(P2M_LOGGED + 1)

/* In bits that neither CPU looks at, whether the entry maps something or not. */
#define P2M_TYPE_SHIFT	52
#define P2M_TYPE_MASK	(0xfULL << P2M_TYPE_SHIFT)
#define P2M_STORED(type)	((u64)(type) << P2M_TYPE_SHIFT)

/**
 * struct p2m_format - entries of one kind of table
 * @present: one of these bits: the entry is followed
 * @leaf_mask: what tells leaves from tables at level 2 and above
 * @leaf_bits: what a leaf has there
 * @table: flags of an entry that leads to a table
 * @table_level: and this times the level of that table
 * @leaf: flags by type; those of P2M_NONE and P2M_HIDDEN have none of @present
 */
struct p2m_format {
	u64 present, leaf_mask, leaf_bits, table, table_level;
	u64 leaf[P2M_NR_TYPES];
};

extern const struct p2m_format p2m_npt;

/**
 * p2m_mapped() - is this entry followed?
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
	return level > 1 && (e & f->present) && (e & f->leaf_mask) != f->leaf_bits;
}

/**
 * p2m_stored_type() - what this leaf of a CPU's table says that it is, P2M_LOGGED among that
 * @e: the entry
 */
static inline unsigned int p2m_stored_type(pte_t e)
{
	return (e & P2M_TYPE_MASK) >> P2M_TYPE_SHIFT;
}

/**
 * p2m_type() - what this leaf of a CPU's table maps
 * @e: the entry
 */
static inline enum p2m_type p2m_type(pte_t e)
{
	unsigned int type = p2m_stored_type(e);

	return type == P2M_LOGGED ? P2M_RAM : type;
}

static inline pte_t p2m_leaf_flags(const struct p2m_format *f, mfn_t mfn, u64 flags,
				   unsigned int level)
{
	if (!(flags & f->present))
		return flags;
	return flags | pte_make(mfn, level > 1 ? f->leaf_bits : 0);
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
	return p2m_leaf_flags(f, mfn, f->leaf[type], level);
}

/**
 * p2m_part() - a leaf of the next level below that says what a part of a leaf says
 * @f: their format
 * @e: the larger one
 * @frames: from its beginning to the part's
 * @level: of the table that the part goes in
 */
static inline pte_t p2m_part(const struct p2m_format *f, pte_t e, u64 frames,
			     unsigned int level)
{
	return p2m_leaf_flags(f, mfn_add(pte_mfn(e), frames), pte_flags(e) & ~f->leaf_mask, level);
}

/**
 * p2m_table() - make an entry that leads to a table
 * @f: its format
 * @mfn: frame of the table
 * @level: of the table
 */
static inline pte_t p2m_table(const struct p2m_format *f, mfn_t mfn, unsigned int level)
{
	return pte_make(mfn, f->table + level * f->table_level);
}

#endif /* MM_P2M_FORMAT_H */
