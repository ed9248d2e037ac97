/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the physical map share. */
#ifndef MM_P2M_PRIV_H
#define MM_P2M_PRIV_H

#include <linux/bits.h>
#include <hyp/p2m.h>
#include <hyp/spinlock.h>
#include <asm/pte.h>
#include "p2m_format.h"

#define P2M_MAX_LEAF_LEVEL	3

struct p2m_dirty;

/**
 * struct p2m - of a domain
 * @lock: changes; look-ups are without
 * @format: of the entries
 * @root: top table
 * @levels: of tables
 * @leaf_level: highest that may have leaves
 * @batch: changes whose flush is put off, nested
 * @stale: something that a TLB may hold was changed since the last flush
 * @max_gfn: the highest that ever had anything
 * @dirty: the log of written frames, NULL: off
 */
struct p2m {
	struct spinlock lock;
	const struct p2m_format *format;
	pte_t *root;
	unsigned int levels, leaf_level;
	unsigned int batch;
	bool stale;
	u64 max_gfn;
	struct p2m_dirty *dirty;
};

static inline u64 p2m_level_frames(unsigned int level)
{
	return BIT_ULL(9 * (level - 1));
}

/**
 * p2m_walk() - the last entry on the way to a gfn
 * @p: map; tables stay as long as it does, so no lock is needed
 * @gfn: within its reach
 * @level: IN where to stop at the latest, OUT where the way ends
 *
 * Return: the entry.
 */
pte_t *p2m_walk(struct p2m *p, u64 gfn, unsigned int *level);

/**
 * p2m_walk_make() - the entry of a gfn at a level, larger leaves on the way split
 * @p: map, locked
 * @gfn: within its reach
 * @level: wanted
 * @err: OUT -ENOMEM
 *
 * Return: the entry, or NULL with *@err.
 */
pte_t *p2m_walk_make(struct p2m *p, u64 gfn, unsigned int level, int *err);

/**
 * p2m_flush() - no CPU has an old translation any more, unless a batch is open
 * @d: domain whose map is not locked by the caller: it waits for CPUs, which may want it
 */
void p2m_flush(struct domain *d);

/**
 * p2m_dirty_note() - frames changed by other ways than a write
 * @p: map, locked
 * @gfn: first
 * @frames: how many
 */
void p2m_dirty_note(struct p2m *p, u64 gfn, u64 frames);

/**
 * p2m_dirty_free() - free the log, if there is one
 * @p: map
 */
void p2m_dirty_free(struct p2m *p);

#endif /* MM_P2M_PRIV_H */
