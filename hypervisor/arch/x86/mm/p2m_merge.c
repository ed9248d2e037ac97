// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large leaves again, of tables whose parts have become alike and in a row.
 *
 *	entry --> table 0 .. 511        entry = leaf of 2 MiB
 *	                                shelf of the entry's page[its index] --> table
 *
 * The table goes nowhere: look-ups without the lock may be in it, and a CPU may remember it, so
 * it must not become that of other frames. It waits on a shelf for the next split of the same
 * leaf, which so never fails for want of memory. Until then it says what it said last, which
 * is what a look-up that is late may find.
 *
 * A shelf is a page with an entry for each of a table's, made when the first one is needed. The
 * page_info of the table has its frame number (type_info, which pages of the hypervisor's do not
 * use; 0: none).
 */
#include "p2m_tree.h"

#include <linux/compiler.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>

static u64 *shelf_of(pte_t *table)
{
	u64 mfn = mfn_to_page(virt_to_mfn(table))->type_info;

	return mfn ? mfn_to_virt(to_mfn(mfn)) : NULL;
}

static pte_t *table_of(pte_t *entry)
{
	return (pte_t *)((unsigned long)entry & PAGE_MASK);
}

static u64 *make_shelf(struct p2m_tree *t, pte_t *table)
{
	u64 *shelf = p2m_new_table(t);

	if (shelf)
		mfn_to_page(virt_to_mfn(table))->type_info = mfn_x(virt_to_mfn(shelf));
	return shelf;
}

pte_t *p2m_shelf_take(pte_t *entry)
{
	u64 *shelf = shelf_of(table_of(entry)), mfn;
	unsigned int i = entry - table_of(entry);

	if (!shelf || !shelf[i])
		return NULL;
	mfn = shelf[i];
	shelf[i] = 0;
	return mfn_to_virt(to_mfn(mfn));
}

void p2m_shelf_free(pte_t *table, void (*free_one)(struct p2m_tree *t, pte_t *table,
						   unsigned int level),
		    struct p2m_tree *t, unsigned int level)
{
	u64 *shelf = shelf_of(table);
	unsigned int i;

	if (!shelf)
		return;
	for (i = 0; i < PT_ENTRIES; i++)
		if (shelf[i])
			free_one(t, mfn_to_virt(to_mfn(shelf[i])), level - 1);
	page_free_hyp(shelf, 0);
}

/* The leaf at @level that begins as the leaf @first of the next level below. */
static pte_t leaf_from(const struct p2m_format *f, pte_t first, unsigned int level)
{
	return p2m_leaf_flags(f, pte_mfn(first), pte_flags(first) & ~f->leaf_mask, level);
}

/* Most are told by one of the first looks: the first and the last entry are set first or last. */
static bool is_whole(const struct p2m_tree *t, const pte_t *table, pte_t leaf, unsigned int level)
{
	u64 step = p2m_level_frames(level - 1);
	unsigned int i;

	if (mfn_x(pte_mfn(leaf)) & (p2m_level_frames(level) - 1))
		return false;
	for (i = PT_ENTRIES; i-- > 0;)
		if (table[i] != p2m_part(t->format, leaf, i * step, level - 1))
			return false;
	return true;
}

/* True if the table that @entry at @level leads to has become a leaf. */
static bool merge_entry(struct p2m_tree *t, pte_t *entry, unsigned int level)
{
	pte_t *table = mfn_to_virt(pte_mfn(*entry)), leaf = leaf_from(t->format, table[0], level);
	u64 *shelf;

	/* A hole gains nothing, and a page that comes and goes there would split it each time. */
	if (!p2m_mapped(t->format, table[0]) || p2m_is_table(t->format, table[0], level - 1) ||
	    !is_whole(t, table, leaf, level))
		return false;
	shelf = shelf_of(table_of(entry)) ?: make_shelf(t, table_of(entry));
	if (!shelf)
		return false;
	shelf[entry - table_of(entry)] = mfn_x(virt_to_mfn(table));
	WRITE_ONCE(*entry, leaf);
	return true;
}

void p2m_merge(struct p2m_tree *t, u64 gfn, unsigned int level)
{
	while (++level <= t->leaf_level) {
		unsigned int l = level;
		pte_t *entry = p2m_walk(t, gfn, &l);

		if (l != level || !p2m_is_table(t->format, *entry, level) ||
		    !merge_entry(t, entry, level))
			return;
	}
}

static void merge_below(struct p2m_tree *t, pte_t *table, unsigned int level)
{
	unsigned int i;

	for (i = 0; i < PT_ENTRIES; i++) {
		if (!p2m_is_table(t->format, table[i], level))
			continue;
		merge_below(t, mfn_to_virt(pte_mfn(table[i])), level - 1);
		if (level <= t->leaf_level)
			merge_entry(t, &table[i], level);
	}
}

void p2m_merge_all(struct p2m_tree *t)
{
	merge_below(t, t->root, t->levels);
}
