/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the physical map share. */
#ifndef MM_P2M_PRIV_H
#define MM_P2M_PRIV_H

#include <hyp/p2m.h>
#include <hyp/spinlock.h>
#include "p2m_tree.h"

struct p2m_dirty;
struct p2m_dma;

/**
 * struct p2m - of a domain
 * @lock: changes; look-ups are without
 * @cpu: what its vCPUs see
 * @dma: what its devices see, NULL: machine frames
 * @batch: changes whose flush is put off, nested
 * @demand_target: pages of the domain up to which it gets some on demand
 * @demand_entries: guest frames that wait for one
 * @max_gfn: the highest that ever had anything
 * @dirty: the log of written frames, NULL: off
 */
struct p2m {
	struct spinlock lock;
	struct p2m_tree cpu;
	struct p2m_dma *dma;
	unsigned int batch;
	u64 demand_target, demand_entries;
	u64 max_gfn;
	struct p2m_dirty *dirty;
};

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

/**
 * p2m_dma_set() - devices see what vCPUs are about to see
 * @p: map, locked; nothing is done for one without devices
 * @gfn: first
 * @mfn: first
 * @frames: how many
 * @type: what they become
 *
 * Return: 0; -ENOMEM: devices see none of the frames, or they see them as before.
 */
int p2m_dma_set(struct p2m *p, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type);

/**
 * p2m_dma_take_stale() - must the IOMMU forget translations?
 * @p: map, locked
 *
 * Return: true: then p2m_dma_flush() follows, without the lock.
 */
bool p2m_dma_take_stale(struct p2m *p);

/**
 * p2m_dma_flush() - the IOMMU forgets what it knew of a domain
 * @d: its map has a view for devices
 */
void p2m_dma_flush(struct domain *d);

/**
 * p2m_dma_free() - free the devices' view, if there is one
 * @p: map of which no device knows any more
 */
void p2m_dma_free(struct p2m *p);

#endif /* MM_P2M_PRIV_H */
