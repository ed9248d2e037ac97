// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maptrack: the handles of the grants that a domain has mapped.
 *
 * Handles are numbers in a table that grows by chunks up to a limit and never
 * shrinks, so a lookup needs no lock. Free ones are in one list for each vCPU, so
 * that vCPUs don't meet; a vCPU whose list is empty takes from the others before it
 * makes the table longer.
 *
 * Two vCPUs may unmap one handle at the same time. The first claims it, the
 * other waits until that one is through and finds what is left, mostly nothing. It waits
 * with no claim of its own, else two of them could wait for each other.
 */
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/nospec.h>

#include "gnttab_priv.h"

/* As many as an entry of 16 bytes would give for a frame, which is what limits are made for. */
#define HANDLES_PER_CHUNK	256

static u32 pop(struct gnttab *gt, struct maptrack_list *list)
{
	u32 handle;

	/* A glance without the lock: another look comes before giving up. */
	if (READ_ONCE(list->first) == MAPTRACK_NONE)
		return MAPTRACK_NONE;
	spin_lock(&list->lock);
	handle = list->first;
	if (handle != MAPTRACK_NONE)
		WRITE_ONCE(list->first, gt->maptrack[handle / HANDLES_PER_CHUNK]
						    [handle % HANDLES_PER_CHUNK].next);
	spin_unlock(&list->lock);

	return handle;
}

static void push_chain(struct maptrack_list *list, struct maptrack *last, u32 first)
{
	spin_lock(&list->lock);
	last->next = list->first;
	WRITE_ONCE(list->first, first);
	spin_unlock(&list->lock);
}

static u32 take_from_others(struct gnttab *gt)
{
	u32 i, handle = MAPTRACK_NONE;

	for (i = 0; i < gt->nr_lists && handle == MAPTRACK_NONE; i++)
		handle = pop(gt, &gt->list[i]);

	return handle;
}

/* One more chunk; its first handle is the caller's, the others go to its list. */
static u32 grow(struct gnttab *gt, u32 vcpu)
{
	u32 first = gt->nr_handles, i;
	struct maptrack *chunk;

	if (first / HANDLES_PER_CHUNK >= gt->max_chunks)
		return MAPTRACK_NONE;
	chunk = heap_new_array(struct maptrack, HANDLES_PER_CHUNK);
	if (!chunk)
		return MAPTRACK_NONE;
	for (i = 0; i < HANDLES_PER_CHUNK; i++)
		chunk[i].next = first + i + 1;
	gt->maptrack[first / HANDLES_PER_CHUNK] = chunk;
	/* The chunk is in place before a lookup finds its handles; pairs with the acquire there. */
	smp_store_release(&gt->nr_handles, first + HANDLES_PER_CHUNK);
	push_chain(&gt->list[vcpu], &chunk[HANDLES_PER_CHUNK - 1], first + 1);

	return first;
}

u32 maptrack_get(struct domain *d, u32 vcpu)
{
	struct gnttab *gt = d->gnttab;
	u32 handle = pop(gt, &gt->list[vcpu]);

	if (handle != MAPTRACK_NONE)
		return handle;
	spin_lock(&gt->maptrack_lock);
	handle = take_from_others(gt);
	if (handle == MAPTRACK_NONE)
		handle = grow(gt, vcpu);
	spin_unlock(&gt->maptrack_lock);

	return handle;
}

void maptrack_put(struct domain *d, u32 vcpu, u32 handle)
{
	struct gnttab *gt = d->gnttab;

	push_chain(&gt->list[vcpu], maptrack_lookup(d, handle), handle);
}

struct maptrack *maptrack_lookup(const struct domain *d, u32 handle)
{
	const struct gnttab *gt = d->gnttab;
	/* Before the chunk of the handle: pairs with grow(). */
	u32 limit = smp_load_acquire(&gt->nr_handles);

	if (handle >= limit)
		return NULL;
	handle = array_index_nospec(handle, limit);

	return gt->maptrack[handle / HANDLES_PER_CHUNK] + handle % HANDLES_PER_CHUNK;
}

enum claim maptrack_claim(struct maptrack *mt)
{
	if (cmpxchg(&mt->claimed, 0, 1))
		return CLAIM_BUSY;
	if (mt->flags)
		return CLAIM_OK;
	maptrack_unclaim(mt);

	return CLAIM_NOTHING;
}

void maptrack_unclaim(struct maptrack *mt)
{
	/* What was done under the claim is seen by who claims next. */
	smp_store_release(&mt->claimed, 0);
}

void maptrack_release(struct domain *d, u32 vcpu, u32 handle, struct maptrack *mt, u16 done)
{
	struct domain *granter = mt->domain;
	bool readonly = mt->flags & GNTMAP_readonly;

	done &= mt->flags;
	if (done & GNTMAP_host_map)
		gnttab_unpin(granter, mt->ref, readonly ? PIN_HOST_READ : PIN_HOST_WRITE);
	if (done & GNTMAP_device_map)
		gnttab_unpin(granter, mt->ref, readonly ? PIN_DEV_READ : PIN_DEV_WRITE);
	mt->flags &= ~done;
	if (mt->flags & (GNTMAP_host_map | GNTMAP_device_map)) {
		maptrack_unclaim(mt);
		return;
	}
	mt->flags = 0;
	mt->domain = NULL;
	maptrack_unclaim(mt);
	push_chain(&d->gnttab->list[vcpu], mt, handle);
	domain_put(granter);
}

int maptrack_init(struct domain *d, u32 max_frames)
{
	struct gnttab *gt = d->gnttab;
	u32 i;

	spin_lock_init(&gt->maptrack_lock, LOCK_MAPTRACK);
	/* Handles have 32 bits, and the last one is no handle. */
	gt->max_chunks = min_t(u32, max_frames, MAPTRACK_NONE / HANDLES_PER_CHUNK);
	gt->nr_lists = d->max_vcpus ?: 1;
	gt->maptrack = heap_new_array(struct maptrack *, max_t(u32, gt->max_chunks, 1));
	gt->list = heap_new_array(struct maptrack_list, gt->nr_lists);
	if (!gt->maptrack || !gt->list)
		return -ENOMEM;
	for (i = 0; i < gt->nr_lists; i++) {
		spin_lock_init(&gt->list[i].lock, LOCK_MAPTRACK_LIST);
		gt->list[i].first = MAPTRACK_NONE;
	}

	return 0;
}

void maptrack_destroy(struct gnttab *gt)
{
	u32 i;

	for (i = 0; gt->maptrack && i < gt->nr_handles / HANDLES_PER_CHUNK; i++)
		heap_free(gt->maptrack[i]);
	heap_free(gt->maptrack);
	heap_free(gt->list);
}
