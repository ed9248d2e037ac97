// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical map of a translated domain: nested page tables that the CPU walks too.
 *
 * One leaf covers 4 KiB, 2 MiB or 1 GiB, also where nothing is mapped, so that a hole
 * has a type. A change of a part of a large leaf splits it: the new table says the
 * same before it is hung in. Tables that exist stay until the domain ends, therefore
 * look-ups take no lock.
 */
#include <hyp/p2m.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/page_alloc.h>
#include <hyp/spinlock.h>
#include <hyp/vmap.h>
#include "p2m_priv.h"

static unsigned int gfn_index(u64 gfn, unsigned int level)
{
	return (gfn >> (9 * (level - 1))) & (PT_ENTRIES - 1);
}

int p2m_create(struct domain *d, unsigned int levels, bool use_1g)
{
	struct p2m *p = heap_new(struct p2m);

	if (!p)
		return -ENOMEM;
	p->root = page_alloc_hyp(0);
	if (!p->root) {
		heap_free(p);
		return -ENOMEM;
	}
	spin_lock_init(&p->lock, LOCK_P2M);
	p->format = &p2m_npt;
	p->levels = levels;
	p->leaf_level = use_1g ? P2M_MAX_LEAF_LEVEL : P2M_MAX_LEAF_LEVEL - 1;
	d->p2m = p;
	return 0;
}

static void free_table(struct p2m *p, pte_t *table, unsigned int level)
{
	unsigned int i;

	for (i = 0; level > 1 && i < PT_ENTRIES; i++)
		if (p2m_is_table(p->format, table[i], level))
			free_table(p, mfn_to_virt(pte_mfn(table[i])), level - 1);
	page_free_hyp(table, 0);
}

void p2m_destroy(struct domain *d)
{
	struct p2m *p = d->p2m;

	if (!p)
		return;
	p2m_dirty_free(p);
	free_table(p, p->root, p->levels);
	heap_free(p);
	d->p2m = NULL;
}

mfn_t p2m_root(const struct domain *d)
{
	return virt_to_mfn(d->p2m->root);
}

u64 p2m_max_gfn(const struct domain *d)
{
	return READ_ONCE(d->p2m->max_gfn);
}

static bool in_reach(const struct p2m *p, u64 gfn)
{
	return !(gfn >> (9 * p->levels));
}

/* The last entry on the way to @gfn, at *level or above where the way ends. */
pte_t *p2m_walk(struct p2m *p, u64 gfn, unsigned int *level)
{
	pte_t *table = p->root;
	unsigned int l = p->levels;

	for (;;) {
		pte_t *entry = &table[gfn_index(gfn, l)];
		pte_t e = READ_ONCE(*entry);

		if (l == *level || !p2m_is_table(p->format, e, l)) {
			*level = l;
			return entry;
		}
		table = mfn_to_virt(pte_mfn(e));
		l--;
	}
}

mfn_t p2m_lookup(struct domain *d, gfn_t gfn, enum p2m_type *type, unsigned int *order)
{
	struct p2m *p = d->p2m;
	unsigned int level = 1;
	pte_t e = 0;

	if (likely(in_reach(p, gfn_x(gfn))))
		e = READ_ONCE(*p2m_walk(p, gfn_x(gfn), &level));
	if (type)
		*type = p2m_type(e);
	if (order)
		*order = 9 * (level - 1);
	if (!p2m_mapped(p->format, e))
		return INVALID_MFN;
	return mfn_add(pte_mfn(e), gfn_x(gfn) & (p2m_level_frames(level) - 1));
}

/* In place of @entry at @level a table that says the same. */
static int split(struct p2m *p, pte_t *entry, unsigned int level)
{
	enum p2m_type type = p2m_stored_type(*entry);
	bool mapped = p2m_mapped(p->format, *entry);
	mfn_t mfn = pte_mfn(*entry);
	pte_t *table = page_alloc_hyp(0);
	u64 step = p2m_level_frames(level - 1);
	unsigned int i;

	if (!table)
		return -ENOMEM;
	for (i = 0; i < PT_ENTRIES; i++)
		table[i] = p2m_leaf(p->format, mapped ? mfn_add(mfn, i * step) : INVALID_MFN,
				    type, level - 1);
	/* Filled before it is reachable, for look-ups without the lock. */
	smp_wmb();
	WRITE_ONCE(*entry, p2m_table(p->format, virt_to_mfn(table)));
	return 0;
}

pte_t *p2m_walk_make(struct p2m *p, u64 gfn, unsigned int level, int *err)
{
	for (;;) {
		unsigned int l = level;
		pte_t *entry = p2m_walk(p, gfn, &l);

		if (l == level)
			return entry;
		*err = split(p, entry, l);
		if (*err)
			return NULL;
	}
}

/* The largest leaf that fits; bits of holes don't count. */
static unsigned int fit_level(const struct p2m *p, u64 bits, u64 frames)
{
	unsigned int level = p->leaf_level;

	while (level > 1 &&
	       ((bits & (p2m_level_frames(level) - 1)) || frames < p2m_level_frames(level)))
		level--;
	return level;
}

static int set_one(struct p2m *p, u64 gfn, mfn_t mfn, enum p2m_type type, unsigned int *level)
{
	pte_t *entry, new;
	int err = 0;

	for (;;) {
		entry = p2m_walk_make(p, gfn, *level, &err);
		if (!entry)
			return err;
		/* A table is there: pages of the next size go into it. */
		if (!p2m_is_table(p->format, *entry, *level))
			break;
		--*level;
	}
	new = p2m_leaf(p->format, mfn, type, *level);
	if (*entry == new)
		return 0;
	if (p2m_mapped(p->format, *entry))
		p->stale = true;
	WRITE_ONCE(*entry, new);
	return 0;
}

static int set_range(struct p2m *p, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	bool maps = !mfn_eq(mfn, INVALID_MFN);
	int err = 0;

	while (frames && !err) {
		unsigned int level = fit_level(p, gfn | (maps ? mfn_x(mfn) : 0), frames);

		err = set_one(p, gfn, mfn, type, &level);
		if (maps)
			mfn = mfn_add(mfn, p2m_level_frames(level));
		gfn += p2m_level_frames(level);
		frames -= p2m_level_frames(level);
	}
	return err;
}

/* Called without the lock: it waits for CPUs, which may want it. */
void p2m_flush(struct domain *d)
{
	struct p2m *p = d->p2m;
	bool stale;

	spin_lock(&p->lock);
	stale = p->stale && !p->batch;
	if (stale)
		p->stale = false;
	spin_unlock(&p->lock);
	if (stale)
		d->ops->flush_tlb(d);
}

int p2m_set_range(struct domain *d, gfn_t gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	struct p2m *p = d->p2m;
	bool maps = type != P2M_NONE && type != P2M_HIDDEN;
	u64 last = gfn_x(gfn) + frames - 1;
	int err;

	if (!frames || last < gfn_x(gfn) || !in_reach(p, last) || mfn_eq(mfn, INVALID_MFN) == maps)
		return -EINVAL;
	spin_lock(&p->lock);
	err = set_range(p, gfn_x(gfn), mfn, frames, type);
	p2m_dirty_note(p, gfn_x(gfn), frames);
	if (maps && last > p->max_gfn)
		p->max_gfn = last;
	spin_unlock(&p->lock);
	p2m_flush(d);
	return err;
}

int p2m_set(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, enum p2m_type type)
{
	return order < 64 ? p2m_set_range(d, gfn, mfn, BIT_ULL(order), type) : -EINVAL;
}

void p2m_batch_begin(struct domain *d)
{
	spin_lock(&d->p2m->lock);
	d->p2m->batch++;
	spin_unlock(&d->p2m->lock);
}

void p2m_batch_end(struct domain *d)
{
	spin_lock(&d->p2m->lock);
	d->p2m->batch--;
	spin_unlock(&d->p2m->lock);
	p2m_flush(d);
}
