// SPDX-License-Identifier: GPL-2.0-only
/*
 * What devices of a translated domain see, where an IOMMU walks tables for them: the same
 * frames at the same places as its vCPUs, so that a driver may hand a device any page that
 * it has, granted and foreign ones as well.
 *
 * It changes together with the vCPUs' view, under the same lock. A frame that has left the
 * map is out of the IOMMU's reach when p2m_set_range() returns, or at the end of the batch.
 */
#include <hyp/p2m.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/vmap.h>
#include "p2m_priv.h"

/**
 * struct p2m_dma - the devices' view
 * @tree: tables for the IOMMU
 * @flush: the IOMMU forgets what it knew of the domain
 */
struct p2m_dma {
	struct p2m_tree tree;
	void (*flush)(struct domain *d);
};

/* Every IOMMU knows 4 levels, which is what a kernel's own tables reach, and pages of 1 GiB. */
#define DMA_LEVELS	4

int p2m_dma_create(struct domain *d, const struct p2m_format *format,
		   void (*flush)(struct domain *d))
{
	struct p2m_dma *dma = heap_new(struct p2m_dma);

	if (!dma)
		return -ENOMEM;
	if (p2m_tree_init(&dma->tree, format, DMA_LEVELS, true)) {
		heap_free(dma);
		return -ENOMEM;
	}
	dma->flush = flush;
	d->p2m->dma = dma;
	return 0;
}

void p2m_dma_free(struct p2m *p)
{
	if (!p->dma)
		return;
	p2m_tree_free(&p->dma->tree);
	heap_free(p->dma);
	p->dma = NULL;
}

mfn_t p2m_dma_root(const struct domain *d)
{
	return virt_to_mfn(d->p2m->dma->tree.root);
}

/* How many of the frames the tree reaches: a fifth level is for CPUs only. */
static u64 reached(const struct p2m_tree *t, u64 gfn, u64 frames)
{
	u64 end = BIT_ULL(9 * t->levels);

	if (gfn >= end)
		return 0;
	return gfn + frames > end ? end - gfn : frames;
}

int p2m_dma_set(struct p2m *p, u64 gfn, mfn_t mfn, u64 frames, enum p2m_type type)
{
	struct p2m_tree *t;
	int err;

	if (likely(!p->dma))
		return 0;
	t = &p->dma->tree;
	frames = reached(t, gfn, frames);
	err = p2m_tree_set(t, gfn, mfn, frames, type);
	/* What was done has its tables, and taking it away again needs no more of them. */
	if (err)
		p2m_tree_set(t, gfn, INVALID_MFN, frames, P2M_NONE);
	return err;
}

bool p2m_dma_take_stale(struct p2m *p)
{
	bool stale = p->dma && p->dma->tree.stale;

	if (stale)
		p->dma->tree.stale = false;
	return stale;
}

void p2m_dma_flush(struct domain *d)
{
	d->p2m->dma->flush(d);
}
