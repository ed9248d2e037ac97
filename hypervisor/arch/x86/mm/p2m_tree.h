/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree of tables that a CPU or an IOMMU walks.
 *
 * One leaf covers 4 KiB, 2 MiB or 1 GiB, also where nothing is mapped, so that a hole
 * has a type. A change of a part of a large leaf splits it: the new table says the
 * same before it is hung in; when all parts are alike again they become a leaf (p2m_merge.c).
 * Tables that exist stay as long as the tree, and for the same frames, therefore look-ups
 * take no lock.
 */
#ifndef MM_P2M_TREE_H
#define MM_P2M_TREE_H

#include <linux/bits.h>
#include "p2m_format.h"

#define P2M_MAX_LEAF_LEVEL	3

/**
 * struct p2m_tree - the tables; changes are under the lock of their owner
 * @format: of the entries
 * @root: top table
 * @levels: of tables
 * @leaf_level: highest that may have leaves
 * @nr_tables: besides @root; those on shelves, and shelves, are among them
 * @max_tables: no more than that; 0: as many as there is memory for
 * @stale: something that a TLB may hold was changed since the last flush
 */
struct p2m_tree {
	const struct p2m_format *format;
	pte_t *root;
	unsigned int levels, leaf_level;
	u64 nr_tables, max_tables;
	bool stale;
};

static inline u64 p2m_level_frames(unsigned int level)
{
	return BIT_ULL(9 * (level - 1));
}

/**
 * p2m_tree_init() - an empty tree
 * @t: OUT
 * @format: of its entries
 * @levels: of tables, 4 or 5
 * @use_1g: leaves of 1 GiB may be used
 *
 * Return: 0 or -ENOMEM.
 */
int p2m_tree_init(struct p2m_tree *t, const struct p2m_format *format, unsigned int levels,
		  bool use_1g);

/**
 * p2m_tree_free() - free the tables
 * @t: nobody walks it any more
 */
void p2m_tree_free(struct p2m_tree *t);

/**
 * p2m_tree_reaches() - can the tree map this frame?
 * @t: tree
 * @gfn: any
 */
static inline bool p2m_tree_reaches(const struct p2m_tree *t, u64 gfn)
{
	return !(gfn >> (9 * t->levels));
}

/**
 * p2m_walk() - the last entry on the way to a gfn
 * @t: tree; tables stay as long as it does, so no lock is needed
 * @gfn: within its reach
 * @level: IN where to stop at the latest, OUT where the way ends
 *
 * Return: the entry.
 */
pte_t *p2m_walk(struct p2m_tree *t, u64 gfn, unsigned int *level);

/**
 * p2m_walk_make() - the entry of a gfn at a level, larger leaves on the way split
 * @t: tree
 * @gfn: within its reach
 * @level: wanted
 * @err: OUT -ENOMEM
 *
 * Return: the entry, or NULL with *@err.
 */
pte_t *p2m_walk_make(struct p2m_tree *t, u64 gfn, unsigned int level, int *err);

/**
 * p2m_new_table() - a page, as far as the tree may have more
 * @t: tree
 *
 * Return: zeroed, or NULL.
 */
void *p2m_new_table(struct p2m_tree *t);

/**
 * p2m_shelf_take() - the table that a leaf was made of
 * @entry: the leaf
 *
 * Return: it, whatever it says, or NULL: it was never a table.
 */
pte_t *p2m_shelf_take(pte_t *entry);

/**
 * p2m_shelf_free() - free what waits for a table's entries
 * @table: the table
 * @free_one: called for each that waits
 * @t: tree
 * @level: of the table
 */
void p2m_shelf_free(pte_t *table, void (*free_one)(struct p2m_tree *t, pte_t *table,
						   unsigned int level),
		    struct p2m_tree *t, unsigned int level);

/**
 * p2m_merge() - tables on the way to a gfn become leaves if all their entries are alike
 * @t: tree
 * @gfn: within its reach
 * @level: of the entry that was changed
 */
void p2m_merge(struct p2m_tree *t, u64 gfn, unsigned int level);

/**
 * p2m_merge_all() - the same everywhere
 * @t: tree
 */
void p2m_merge_all(struct p2m_tree *t);

/**
 * p2m_tree_set() - map, remap or unmap frames in a row
 * @t: tree
 * @gfn: first, within its reach
 * @mfn: first; INVALID_MFN: the type has none
 * @frames: how many
 * @type: what they become
 *
 * Return: 0; -ENOMEM: a part at the start may be done.
 */
int p2m_tree_set(struct p2m_tree *t, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type);

#endif /* MM_P2M_TREE_H */
