// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of the other domain.
 *
 * A request's pages are found mapped already (kept grants), mapped for its time, or, in
 * copy mode, never mapped: its data goes through pages of our own by GNTTABOP_copy.  Kept
 * grants are a cache with an upper limit: the least recently used one that no request
 * holds is given up for a new one, one that was not used for a while goes by itself, and
 * all of them go when memory is short here.
 *
 * Everything in this file runs in the thread of its ring, but for kept_grant.users, which
 * the end of a bio counts down.
 */
#include <linux/slab.h>
#include <xen/events.h>
#include <xen/page.h>

#include "blkback.h"

/* Pages that stand for pages of another domain while these are mapped. */

static int cache_get(struct vbd_ring *r, struct page **page)
{
	return gnttab_page_cache_get(&r->cache, page);
}

static void cache_put(struct vbd_ring *r, struct page **pages, unsigned int nr)
{
	gnttab_page_cache_put(&r->cache, pages, nr);
	gnttab_page_cache_shrink(&r->cache, vbd_max_pages);
}

/* Pages of our own for copy mode. */

static struct page *own_get(struct vbd_ring *r)
{
	struct page *page = list_first_entry_or_null(&r->own, struct page, lru);

	/* Zeroed: an answer may cover only a part of a page, and must not leak the rest. */
	if (!page)
		return alloc_page(GFP_NOIO | __GFP_ZERO);
	list_del(&page->lru);
	r->nr_own--;
	return page;
}

static void own_put(struct vbd_ring *r, struct page *page)
{
	if (r->nr_own >= vbd_max_pages) {
		__free_page(page);
		return;
	}
	list_add(&page->lru, &r->own);
	r->nr_own++;
}

static void own_shrink(struct vbd_ring *r)
{
	while (!list_empty(&r->own)) {
		struct page *page = list_first_entry(&r->own, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
	r->nr_own = 0;
}

/* Batches */

static void batch_unmap(struct vbd_ring *r)
{
	struct grant_batch *b = r->batch;
	struct gntab_unmap_queue_data work = {
		.unmap_ops = b->unmap,
		.pages = b->pages,
		.count = b->nr,
	};

	if (!b->nr)
		return;
	/* Waits until nobody down there holds a page any more. */
	if (gnttab_unmap_refs_sync(&work))
		pr_err_ratelimited("xen-blkback: unmapping failed\n");
	cache_put(r, b->pages, b->nr);
	r->figures.mapped += b->nr;
	b->nr = 0;
}

static void batch_add_unmap(struct vbd_ring *r, struct page *page, grant_handle_t handle)
{
	struct grant_batch *b = r->batch;

	gnttab_set_unmap_op(&b->unmap[b->nr], (unsigned long)page_address(page), GNTMAP_host_map,
			    handle);
	b->pages[b->nr++] = page;
	if (b->nr == VBD_BATCH)
		batch_unmap(r);
}

/* Kept grants */

static void kept_drop(struct vbd_ring *r, struct kept_grant *k)
{
	list_del(&k->lru);
	xa_erase(&r->kept, k->ref);
	r->figures.kept--;
	batch_add_unmap(r, k->page, k->handle);
	kfree(k);
}

/* Give up to @nr unused ones back, the longest unused first, that are older than @age. */
static void kept_shrink(struct vbd_ring *r, unsigned int nr, unsigned long age)
{
	struct kept_grant *k, *next;

	list_for_each_entry_safe(k, next, &r->lru, lru) {
		if (!nr || time_before(jiffies, k->used + age))
			break;
		if (atomic_read(&k->users))
			continue;
		kept_drop(r, k);
		nr--;
	}
	batch_unmap(r);
}

/* Room for @nr more, if there can be. */
static void kept_make_room(struct vbd_ring *r, unsigned int nr)
{
	if (r->figures.kept + nr <= vbd_max_kept)
		return;
	/* A few more than needed, since the next request will want the same. */
	kept_shrink(r, r->figures.kept + nr - vbd_max_kept + vbd_max_kept / 16, 0);
}

static struct kept_grant *kept_add(struct vbd_ring *r, grant_ref_t ref, struct page *page,
				   grant_handle_t handle)
{
	struct kept_grant *k;

	if (r->figures.kept >= vbd_max_kept)
		return NULL;
	k = kmalloc(sizeof(*k), GFP_NOIO);
	if (!k)
		return NULL;
	k->page = page;
	k->ref = ref;
	k->handle = handle;
	k->used = jiffies;
	atomic_set(&k->users, 1);
	if (xa_insert(&r->kept, ref, k, GFP_NOIO)) {
		kfree(k);
		return NULL;
	}
	list_add_tail(&k->lru, &r->lru);
	r->figures.kept++;
	return k;
}

static struct kept_grant *kept_find(struct vbd_ring *r, grant_ref_t ref)
{
	struct kept_grant *k = xa_load(&r->kept, ref);

	if (!k)
		return NULL;
	atomic_inc(&k->users);
	/* Not in order within one tick: sorting costs more than it would bring. */
	if (time_after(jiffies, k->used)) {
		k->used = jiffies;
		list_move_tail(&k->lru, &r->lru);
	}
	return k;
}

/* Map a page to be kept, or return NULL: then nothing is mapped. */
static struct kept_grant *kept_map(struct vbd_ring *r, grant_ref_t ref)
{
	struct gnttab_map_grant_ref op;
	struct kept_grant *k;
	struct page *page;

	kept_make_room(r, 1);
	if (cache_get(r, &page))
		return NULL;
	gnttab_set_map_op(&op, (unsigned long)page_address(page), GNTMAP_host_map, ref,
			  r->vbd->dev->otherend_id);
	r->figures.mapped++;
	if (gnttab_map_refs(&op, NULL, &page, 1) || op.status != GNTST_okay) {
		cache_put(r, &page, 1);
		return NULL;
	}
	k = kept_add(r, ref, page, op.handle);
	if (!k) {
		batch_add_unmap(r, page, op.handle);
		batch_unmap(r);
	}
	return k;
}

/* Getting the pages of a request */

static int map_done(struct vbd_ring *r, struct vbd_io *io, struct io_seg *s,
		    const struct gnttab_map_grant_ref *op)
{
	if (op->status != GNTST_okay) {
		cache_put(r, &s->page, 1);
		s->page = NULL;
		return -EFAULT;
	}
	s->handle = op->handle;
	s->kind = SEG_MAPPED;
	if (r->vbd->persistent)
		s->kept = kept_add(r, s->ref, s->page, s->handle);
	if (s->kept)
		s->kind = SEG_KEPT;
	else
		io->after = true;
	return 0;
}

static int batch_map(struct vbd_ring *r, struct vbd_io *io)
{
	struct grant_batch *b = r->batch;
	unsigned int i, nr = b->nr;
	int err;

	if (!nr)
		return 0;
	b->nr = 0;
	r->figures.mapped += nr;
	/* A failed operation is seen in its own status. */
	err = gnttab_map_refs(b->map, NULL, b->pages, nr);
	for (i = 0; i < nr; i++)
		err = map_done(r, io, b->segs[i], &b->map[i]) ?: err;
	return err;
}

static int seg_map(struct vbd_ring *r, struct vbd_io *io, struct io_seg *s)
{
	struct grant_batch *b = r->batch;
	/* A page that is kept will be read and written; the interface says that it may. */
	u32 flags = GNTMAP_host_map | (io->write && !r->vbd->persistent ? GNTMAP_readonly : 0);

	if (cache_get(r, &s->page))
		return -ENOMEM;
	gnttab_set_map_op(&b->map[b->nr], (unsigned long)page_address(s->page), flags, s->ref,
			  r->vbd->dev->otherend_id);
	b->pages[b->nr] = s->page;
	b->segs[b->nr++] = s;
	return b->nr == VBD_BATCH ? batch_map(r, io) : 0;
}

static void copy_op(struct vbd_ring *r, struct gnttab_copy *op, const struct io_seg *s, bool in)
{
	struct gnttab_copy_ptr theirs = {
		.u.ref = s->ref,
		.domid = r->vbd->dev->otherend_id,
		.offset = s->first << SECTOR_SHIFT,
	};
	struct gnttab_copy_ptr ours = {
		.u.gmfn = xen_page_to_gfn(s->page),
		.domid = DOMID_SELF,
		.offset = s->first << SECTOR_SHIFT,
	};

	op->source = in ? theirs : ours;
	op->dest = in ? ours : theirs;
	op->len = s->sectors << SECTOR_SHIFT;
	op->flags = in ? GNTCOPY_source_gref : GNTCOPY_dest_gref;
	op->status = GNTST_general_error;
}

static void batch_copy(struct vbd_ring *r)
{
	struct grant_batch *b = r->batch;
	unsigned int i;

	if (!b->nr)
		return;
	gnttab_batch_copy(b->copy, b->nr);
	for (i = 0; i < b->nr; i++)
		if (b->copy[i].status != GNTST_okay)
			b->ios[i]->status = BLKIF_RSP_ERROR;
	r->figures.copied += b->nr;
	b->nr = 0;
}

static void batch_add_copy(struct vbd_ring *r, struct vbd_io *io, struct io_seg *s, bool in)
{
	struct grant_batch *b = r->batch;

	copy_op(r, &b->copy[b->nr], s, in);
	b->ios[b->nr++] = io;
	if (b->nr == VBD_BATCH)
		batch_copy(r);
}

static int grants_get_own(struct vbd_ring *r, struct vbd_io *io)
{
	unsigned int i;

	io->after = true;
	for (i = 0; i < io->nr_segs; i++) {
		struct io_seg *s = &io->segs[i];

		s->page = own_get(r);
		if (!s->page)
			break;
		s->kind = SEG_OWN;
		if (io->write)
			batch_add_copy(r, io, s, true);
	}
	batch_copy(r);
	if (i < io->nr_segs)
		return -ENOMEM;
	return io->status ? -EFAULT : 0;
}

static int grants_get_mapped(struct vbd_ring *r, struct vbd_io *io)
{
	unsigned int i;
	int err = 0;

	if (r->vbd->persistent)
		kept_make_room(r, io->nr_segs);
	for (i = 0; !err && i < io->nr_segs; i++) {
		struct io_seg *s = &io->segs[i];

		s->kept = kept_find(r, s->ref);
		if (s->kept) {
			s->kind = SEG_KEPT;
			s->page = s->kept->page;
		} else {
			err = seg_map(r, io, s);
		}
	}
	return batch_map(r, io) ?: err;
}

/**
 * grants_get - get the pages of a request
 * @r: its ring
 * @io: ref, first and sectors of each segment are set, kind is SEG_NONE
 *
 * In copy mode the data of a write is in the pages afterwards. Pages that were got before
 * an error are given back by grants_put().
 *
 * Return: 0, -ENOMEM or -EFAULT (the other domain granted no such page).
 */
int grants_get(struct vbd_ring *r, struct vbd_io *io)
{
	return r->vbd->copy ? grants_get_own(r, io) : grants_get_mapped(r, io);
}

/* Giving them back */

static void seg_put(struct vbd_ring *r, struct io_seg *s)
{
	switch (s->kind) {
	case SEG_KEPT:
		atomic_dec(&s->kept->users);
		break;
	case SEG_MAPPED:
		batch_add_unmap(r, s->page, s->handle);
		break;
	case SEG_OWN:
		own_put(r, s->page);
		break;
	}
	s->kind = SEG_NONE;
}

static void copy_back(struct vbd_ring *r, struct llist_node *list)
{
	struct vbd_io *io;
	unsigned int i;

	llist_for_each_entry(io, list, done)
		for (i = 0; !io->write && !io->status && i < io->nr_segs; i++)
			if (io->segs[i].kind == SEG_OWN)
				batch_add_copy(r, io, &io->segs[i], false);
	batch_copy(r);
}

/**
 * grants_put - give back the pages of requests that the block device has done with
 * @r: their ring
 * @list: requests, chained by @done; what they read is copied to the other domain first
 */
void grants_put(struct vbd_ring *r, struct llist_node *list)
{
	struct vbd_io *io;
	unsigned int i;

	copy_back(r, list);
	llist_for_each_entry(io, list, done)
		for (i = 0; i < io->nr_segs; i++)
			seg_put(r, &io->segs[i]);
	batch_unmap(r);
}

/**
 * grants_read - copy the start of a page of the other domain to the scratch page
 * @r: the ring
 * @ref: the page
 * @len: bytes
 *
 * Return: 0 or -EFAULT.
 */
int grants_read(struct vbd_ring *r, grant_ref_t ref, unsigned int len)
{
	struct kept_grant *k = kept_find(r, ref);
	struct gnttab_copy op = {
		.source = { .u.ref = ref, .domid = r->vbd->dev->otherend_id },
		.dest = { .u.gmfn = xen_page_to_gfn(r->scratch), .domid = DOMID_SELF },
		.len = len,
		.flags = GNTCOPY_source_gref,
	};

	if (!k && r->vbd->persistent)
		k = kept_map(r, ref);
	if (k) {
		memcpy(page_address(r->scratch), page_address(k->page), len);
		barrier(); /* what is checked from now on is the copy */
		atomic_dec(&k->users);
		return 0;
	}
	gnttab_batch_copy(&op, 1);
	r->figures.copied++;
	return op.status == GNTST_okay ? 0 : -EFAULT;
}

/* Now and then: give back what was not used for a while, or all when memory is short. */
void grants_age(struct vbd_ring *r)
{
	WRITE_ONCE(r->age, false);
	if (READ_ONCE(r->squeeze)) {
		WRITE_ONCE(r->squeeze, false);
		kept_shrink(r, UINT_MAX, 0);
		gnttab_page_cache_shrink(&r->cache, 0);
		own_shrink(r);
		return;
	}
	if (vbd_kept_seconds)
		kept_shrink(r, UINT_MAX, vbd_kept_seconds * HZ);
}

int grants_init(struct vbd_ring *r)
{
	xa_init(&r->kept);
	INIT_LIST_HEAD(&r->lru);
	INIT_LIST_HEAD(&r->own);
	gnttab_page_cache_init(&r->cache);
	r->batch = kvzalloc(sizeof(*r->batch), GFP_KERNEL);
	r->scratch = alloc_page(GFP_KERNEL);
	return r->batch && r->scratch ? 0 : -ENOMEM;
}

/* The thread is gone, and so are all requests. */
void grants_exit(struct vbd_ring *r)
{
	if (r->batch) {
		kept_shrink(r, UINT_MAX, 0);
		gnttab_page_cache_shrink(&r->cache, 0);
		own_shrink(r);
	}
	kvfree(r->batch);
	if (r->scratch)
		__free_page(r->scratch);
}
