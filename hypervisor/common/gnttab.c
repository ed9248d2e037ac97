// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables: their frames, and the life of a table.
 */
#include <hyp/gnttab.h>

#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <xen/interface/domctl.h>

#include "gnttab_priv.h"

u32 gnttab_nr_entries(const struct gnttab *gt)
{
	return gt->nr_frames * gt->layout->per_frame;
}

struct gnttab_active *gnttab_lookup(const struct gnttab *gt, u32 *ref)
{
	u32 limit = gnttab_nr_entries(gt);

	if (*ref >= limit)
		return NULL;
	*ref = array_index_nospec(*ref, limit);

	return gt->active[*ref / GRANTS_PER_FRAME_V1] + *ref % GRANTS_PER_FRAME_V1;
}

/* A zeroed page that the guest may map and write. */
static void *shared_page(struct domain *d)
{
	void *va = page_alloc_hyp(0);

	if (va)
		page_share(mfn_to_page(virt_to_mfn(va)), d, false);

	return va;
}

static struct gnttab_active *active_alloc(void)
{
	struct gnttab_active *active = heap_new_array(struct gnttab_active, GRANTS_PER_FRAME_V1);
	u32 i;

	for (i = 0; active && i < GRANTS_PER_FRAME_V1; i++)
		spin_lock_init(&active[i].lock, LOCK_GRANT_ENTRY);

	return active;
}

/*
 * Active entries are numbered as those of the table, whatever its version: a frame of
 * version 2 has fewer entries, so one array of active ones per frame is enough.
 */
static int add_frame(struct domain *d)
{
	struct gnttab *gt = d->gnttab;
	u32 n = gt->nr_frames;

	/* One that is left from an attempt that failed is used again. */
	if (!gt->active[n])
		gt->active[n] = active_alloc();
	if (!gt->active[n])
		return -ENOMEM;
	if (!gt->frame[n])
		gt->frame[n] = shared_page(d);
	if (!gt->frame[n])
		return -ENOMEM;
	gt->nr_frames = n + 1;

	return 0;
}

static u32 status_frames_for(u32 frames)
{
	return (frames * GRANTS_PER_FRAME_V2 + STATUS_PER_FRAME - 1) / STATUS_PER_FRAME;
}

int gnttab_add_status_frames(struct domain *d, u32 frames)
{
	struct gnttab *gt = d->gnttab;

	while (gt->nr_status_frames < status_frames_for(frames)) {
		u32 n = gt->nr_status_frames;

		gt->status[n] = shared_page(d);
		if (!gt->status[n])
			return -ENOMEM;
		gt->nr_status_frames = n + 1;
	}

	return 0;
}

int gnttab_grow(struct domain *d, u32 frames)
{
	struct gnttab *gt = d->gnttab;
	int rc = 0;

	if (frames > gt->max_frames)
		return -EINVAL;
	/* Sharing has ended, or will without a look at new frames, which would stay for ever. */
	if (frames > gt->nr_frames && READ_ONCE(d->state) >= DOM_DYING)
		return -EINVAL;
	if (gt->layout->version == 2)
		rc = gnttab_add_status_frames(d, frames);
	while (!rc && gt->nr_frames < frames)
		rc = add_frame(d);

	return rc;
}

static int get_shared_frame(struct domain *d, u32 idx, mfn_t *mfn)
{
	struct gnttab *gt = d->gnttab;
	int rc;

	if (idx >= gt->max_frames)
		return -EINVAL;
	idx = array_index_nospec(idx, gt->max_frames);
	rc = gnttab_grow(d, idx + 1);
	if (!rc)
		*mfn = virt_to_mfn(gt->frame[idx]);

	return rc;
}

static int get_status_frame(struct domain *d, u32 idx, mfn_t *mfn)
{
	struct gnttab *gt = d->gnttab;
	u32 limit = status_frames_for(gt->max_frames);
	int rc = 0;

	if (gt->layout->version != 2 || idx >= limit)
		return -EINVAL;
	idx = array_index_nospec(idx, limit);
	/* A frame of status words stands for several of the table. */
	if (idx >= gt->nr_status_frames)
		rc = gnttab_grow(d, min_t(u32, gt->max_frames, idx * STATUS_PER_FRAME /
					  GRANTS_PER_FRAME_V2 + 1));
	if (!rc)
		*mfn = virt_to_mfn(gt->status[idx]);

	return rc;
}

int gnttab_get_frame(struct domain *d, u32 idx, bool status, mfn_t *mfn)
{
	struct gnttab *gt = d->gnttab;
	int rc;

	if (!gt)
		return -EINVAL;
	write_lock(&gt->lock);
	rc = status ? get_status_frame(d, idx, mfn) : get_shared_frame(d, idx, mfn);
	write_unlock(&gt->lock);

	return rc;
}

int gnttab_preset(struct domain *d, u32 ref, u16 to, u64 gfn)
{
	struct gnttab *gt = d->gnttab;
	int rc;

	write_lock(&gt->lock);
	rc = gnttab_grow(d, ref / gt->layout->per_frame + 1);
	if (!rc)
		gt->layout->preset(gt, ref, to, to_gfn(gfn));
	write_unlock(&gt->lock);

	return rc;
}

static void free_tables(struct gnttab *gt)
{
	heap_free(gt->frame);
	heap_free(gt->active);
	heap_free(gt->status);
	heap_free(gt);
}

int gnttab_domain_init(struct domain *d, u32 max_frames, u32 max_maptrack_frames)
{
	u32 version = XEN_DOMCTL_GRANT_version(d->config->grant_opts);
	struct gnttab *gt = heap_new(struct gnttab);
	int rc;

	if (!gt)
		return -ENOMEM;
	rwlock_init(&gt->lock, LOCK_GNTTAB);
	gt->layout = &gnttab_layout_v1;
	gt->max_version = version ?: 2;
	gt->max_frames = max_frames;
	/* The limit is the toolstack's; even so an array of no sense is refused by the heap. */
	gt->frame = heap_new_array(void *, max_t(u32, max_frames, 1));
	gt->active = heap_new_array(struct gnttab_active *, max_t(u32, max_frames, 1));
	gt->status = heap_new_array(grant_status_t *, max_t(u32, status_frames_for(max_frames), 1));
	if (!gt->frame || !gt->active || !gt->status) {
		free_tables(gt);
		return -ENOMEM;
	}
	d->gnttab = gt;
	rc = maptrack_init(d, max_maptrack_frames);
	if (!rc && max_frames)
		rc = gnttab_grow(d, 1);
	/* What is there is taken down with the domain, whose pages some of it are. */

	return rc;
}

void gnttab_domain_destroy(struct domain *d)
{
	struct gnttab *gt = d->gnttab;
	u32 i;

	if (!gt)
		return;
	d->gnttab = NULL;
	for (i = 0; i < gt->max_frames; i++) {
		if (gt->frame[i])
			page_free_hyp(gt->frame[i], 0);
		heap_free(gt->active[i]);
	}
	for (i = 0; i < gt->nr_status_frames; i++)
		page_free_hyp(gt->status[i], 0);
	maptrack_destroy(gt);
	free_tables(gt);
}
