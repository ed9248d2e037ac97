// SPDX-License-Identifier: GPL-2.0-only
/* Trees of tables: walks, splits, changes of ranges. */
#include "p2m_tree.h"

#include <linux/compiler.h>
#include <linux/errno.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include <asm/barrier.h>

static unsigned int gfn_index(u64 gfn, unsigned int level)
{
	return (gfn >> (9 * (level - 1))) & (PT_ENTRIES - 1);
}

int p2m_tree_init(struct p2m_tree *t, const struct p2m_format *format, unsigned int levels,
		  bool use_1g)
{
	*t = (struct p2m_tree){
		.format = format,
		.root = page_alloc_hyp(0),
		.levels = levels,
		.leaf_level = use_1g ? P2M_MAX_LEAF_LEVEL : P2M_MAX_LEAF_LEVEL - 1,
	};
	return t->root ? 0 : -ENOMEM;
}

static void free_table(struct p2m_tree *t, pte_t *table, unsigned int level)
{
	unsigned int i;

	for (i = 0; level > 1 && i < PT_ENTRIES; i++)
		if (p2m_is_table(t->format, table[i], level))
			free_table(t, mfn_to_virt(pte_mfn(table[i])), level - 1);
	p2m_shelf_free(table, free_table, t, level);
	page_free_hyp(table, 0);
}

void p2m_tree_free(struct p2m_tree *t)
{
	free_table(t, t->root, t->levels);
}

pte_t *p2m_walk(struct p2m_tree *t, u64 gfn, unsigned int *level)
{
	pte_t *table = t->root;
	unsigned int l = t->levels;

	for (;;) {
		pte_t *entry = &table[gfn_index(gfn, l)];
		pte_t e = READ_ONCE(*entry);

		if (l == *level || !p2m_is_table(t->format, e, l)) {
			*level = l;
			return entry;
		}
		table = mfn_to_virt(pte_mfn(e));
		l--;
	}
}

void *p2m_new_table(struct p2m_tree *t)
{
	void *table;

	if (t->max_tables && t->nr_tables >= t->max_tables)
		return NULL;
	table = page_alloc_hyp(0);
	t->nr_tables += !!table;
	return table;
}

/* In place of @entry at @level a table that says the same. */
static int split(struct p2m_tree *t, pte_t *entry, unsigned int level)
{
	pte_t *table = p2m_shelf_take(entry) ?: p2m_new_table(t);
	u64 step = p2m_level_frames(level - 1);
	unsigned int i;

	if (!table)
		return -ENOMEM;
	for (i = 0; i < PT_ENTRIES; i++)
		WRITE_ONCE(table[i], p2m_part(t->format, *entry, i * step, level - 1));
	/* Filled before it is reachable, for look-ups without the lock. */
	smp_wmb();
	WRITE_ONCE(*entry, p2m_table(t->format, virt_to_mfn(table), level - 1));
	return 0;
}

pte_t *p2m_walk_make(struct p2m_tree *t, u64 gfn, unsigned int level, int *err)
{
	for (;;) {
		unsigned int l = level;
		pte_t *entry = p2m_walk(t, gfn, &l);

		if (l == level)
			return entry;
		*err = split(t, entry, l);
		if (*err)
			return NULL;
	}
}

/* The largest leaf that fits; bits of holes don't count. */
static unsigned int fit_level(const struct p2m_tree *t, u64 bits, u64 frames)
{
	unsigned int level = t->leaf_level;

	while (level > 1 &&
	       ((bits & (p2m_level_frames(level) - 1)) || frames < p2m_level_frames(level)))
		level--;
	return level;
}

static int set_one(struct p2m_tree *t, u64 gfn, mfn_t mfn, enum p2m_type type,
		   unsigned int *level)
{
	pte_t *entry, new;
	int err = 0;

	for (;;) {
		entry = p2m_walk_make(t, gfn, *level, &err);
		if (!entry)
			return err;
		/* A table is there: pages of the next size go into it. */
		if (!p2m_is_table(t->format, *entry, *level))
			break;
		--*level;
	}
	new = p2m_leaf(t->format, mfn, type, *level);
	if (*entry == new)
		return 0;
	if (p2m_mapped(t->format, *entry))
		t->stale = true;
	WRITE_ONCE(*entry, new);
	p2m_merge(t, gfn, *level);
	return 0;
}

/* How many frames were set: fewer than asked for is for want of memory. */
static u64 set_many(struct p2m_tree *t, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	bool maps = !mfn_eq(mfn, INVALID_MFN);
	u64 done = 0;

	while (done < frames) {
		mfn_t now = maps ? mfn_add(mfn, done) : mfn;
		unsigned int level = fit_level(t, (gfn + done) | (maps ? mfn_x(now) : 0),
					       frames - done);

		if (set_one(t, gfn + done, now, type, &level))
			break;
		done += p2m_level_frames(level);
	}
	return done;
}

/*
 * Who is told that it failed gives the frames to somebody else. What was set goes, and that
 * needs no table: pages are not split for it.
 */
int p2m_tree_set(struct p2m_tree *t, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	u64 done = set_many(t, gfn, mfn, frames, type);

	if (done == frames)
		return 0;
	set_many(t, gfn, INVALID_MFN, done, P2M_NONE);
	return -ENOMEM;
}
