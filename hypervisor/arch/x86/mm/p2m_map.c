// SPDX-License-Identifier: GPL-2.0-only
/*
 * The physical map of a translated domain: nested page tables that the CPU walks too, and
 * beside them those of an IOMMU, for a domain with devices that has one (p2m_dma.c).
 */
#include <hyp/p2m.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/heap.h>
#include <hyp/spinlock.h>
#include <hyp/vmap.h>
#include "p2m_priv.h"

int p2m_create(struct domain *d, unsigned int levels, bool use_1g)
{
	struct p2m *p = heap_new(struct p2m);

	if (!p)
		return -ENOMEM;
	if (p2m_tree_init(&p->cpu, &p2m_npt, levels, use_1g)) {
		heap_free(p);
		return -ENOMEM;
	}
	spin_lock_init(&p->lock, LOCK_P2M);
	d->p2m = p;
	return 0;
}

void p2m_destroy(struct domain *d)
{
	struct p2m *p = d->p2m;

	if (!p)
		return;
	p2m_dirty_free(p);
	p2m_dma_free(p);
	p2m_tree_free(&p->cpu);
	heap_free(p);
	d->p2m = NULL;
}

mfn_t p2m_root(const struct domain *d)
{
	return virt_to_mfn(d->p2m->cpu.root);
}

u64 p2m_max_gfn(const struct domain *d)
{
	return READ_ONCE(d->p2m->max_gfn);
}

mfn_t p2m_lookup(struct domain *d, gfn_t gfn, enum p2m_type *type, unsigned int *order)
{
	struct p2m_tree *t = &d->p2m->cpu;
	unsigned int level;
	pte_t e;

	/* Between the two looks a leaf may have become a table. */
	do {
		level = 1;
		e = likely(p2m_tree_reaches(t, gfn_x(gfn))) ?
		    READ_ONCE(*p2m_walk(t, gfn_x(gfn), &level)) : 0;
	} while (unlikely(p2m_is_table(t->format, e, level)));
	if (type)
		*type = p2m_type(e);
	if (order)
		*order = 9 * (level - 1);
	if (!p2m_mapped(t->format, e))
		return INVALID_MFN;
	return mfn_add(pte_mfn(e), gfn_x(gfn) & (p2m_level_frames(level) - 1));
}

void p2m_limit_tables(struct domain *d, u64 tables)
{
	spin_lock(&d->p2m->lock);
	d->p2m->cpu.max_tables = tables;
	spin_unlock(&d->p2m->lock);
}

/* Called without the lock: it waits for CPUs, which may want it. */
void p2m_flush(struct domain *d)
{
	struct p2m *p = d->p2m;
	bool stale = false, dma = false;

	spin_lock(&p->lock);
	if (!p->batch) {
		stale = p->cpu.stale;
		p->cpu.stale = false;
		dma = p2m_dma_take_stale(p);
	}
	spin_unlock(&p->lock);
	if (stale)
		d->ops->flush_tlb(d);
	if (dma)
		p2m_dma_flush(d);
}

/* Devices first: they never see more than the CPUs if memory runs out. */
static int set_range(struct p2m *p, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	int err = p2m_dma_set(p, gfn, mfn, frames, type);

	if (err)
		return err;
	err = p2m_tree_set(&p->cpu, gfn, mfn, frames, type);
	if (err)
		p2m_dma_set(p, gfn, INVALID_MFN, frames, P2M_NONE);
	return err;
}

static bool has_frame(enum p2m_type type)
{
	return type != P2M_NONE && type != P2M_HIDDEN && type != P2M_ON_DEMAND;
}

static bool args_ok(const struct p2m *p, gfn_t gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	u64 last = gfn_x(gfn) + frames - 1;

	return frames && last >= gfn_x(gfn) && p2m_tree_reaches(&p->cpu, last) &&
	       mfn_eq(mfn, INVALID_MFN) == !has_frame(type);
}

/* The caller has the lock. */
static int change(struct p2m *p, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	int err = set_range(p, gfn, mfn, frames, type);

	p2m_dirty_note(p, gfn, frames);
	if (type != P2M_NONE && type != P2M_HIDDEN && gfn + frames - 1 > p->max_gfn)
		p->max_gfn = gfn + frames - 1;
	return err;
}

int p2m_set_range(struct domain *d, gfn_t gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	struct p2m *p = d->p2m;
	int err;

	if (!args_ok(p, gfn, mfn, frames, type))
		return -EINVAL;
	spin_lock(&p->lock);
	err = change(p, gfn_x(gfn), mfn, frames, type);
	spin_unlock(&p->lock);
	p2m_flush(d);
	return err;
}

static bool all_are(struct domain *d, u64 gfn, u64 frames, enum p2m_type wanted)
{
	u64 end = gfn + frames;

	while (gfn < end) {
		enum p2m_type type;
		unsigned int order;

		p2m_lookup(d, to_gfn(gfn), &type, &order);
		if (type != wanted)
			return false;
		gfn = (gfn | (BIT_ULL(order) - 1)) + 1;
	}
	return true;
}

int p2m_replace(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, enum p2m_type from,
		enum p2m_type to)
{
	u64 n = gfn_x(gfn), frames = BIT_ULL(order);
	struct p2m *p = d->p2m;
	int err = -EEXIST;

	if (!args_ok(p, gfn, mfn, frames, to))
		return -EINVAL;
	spin_lock(&p->lock);
	if (all_are(d, n, frames, from))
		err = change(p, n, mfn, frames, to);
	if (!err && from == P2M_ON_DEMAND)
		p->demand_entries -= frames;
	if (!err && to == P2M_ON_DEMAND)
		p->demand_entries += frames;
	spin_unlock(&p->lock);
	p2m_flush(d);
	return err;
}

int p2m_take(struct domain *d, gfn_t gfn, mfn_t mfn)
{
	struct p2m *p = d->p2m;
	enum p2m_type type;
	int err = -ENOENT;

	spin_lock(&p->lock);
	if (mfn_eq(p2m_lookup(d, gfn, &type, NULL), mfn) &&
	    (type == P2M_RAM || type == P2M_RAM_RO))
		err = change(p, gfn_x(gfn), INVALID_MFN, 1, P2M_NONE);
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
