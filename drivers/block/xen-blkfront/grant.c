// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bounce pool: pages granted once and used again for each request.
 *
 * Every request goes through these pages, whatever the back-end says about persistent
 * grants.  One that keeps grants mapped needs no hypercall for a request then; one that
 * does not can still only see pages of the pool.  A page is taken from the top of a stack,
 * so a lightly loaded disk uses the same few, which suits a back-end that forgets the
 * least recently used.
 */
#include <linux/bvec.h>
#include <linux/highmem.h>
#include <linux/slab.h>
#include <xen/grant_table.h>
#include <xen/page.h>

#include "blkfront.h"

static struct bounce *bounce_new(struct vdisk_queue *q, gfp_t gfp)
{
	struct bounce *b = kmalloc(sizeof(*b), gfp | __GFP_NOWARN);
	struct page *page;
	int ref;

	if (!b)
		return NULL;
	/* Zeroed: the back-end must not read what another user left there. */
	page = alloc_page(gfp | __GFP_ZERO | __GFP_NOWARN);
	if (!page)
		goto no_page;
	ref = gnttab_grant_foreign_access(q->vd->dev->otherend_id, xen_page_to_gfn(page), 0);
	if (ref < 0)
		goto no_ref;
	b->next = NULL;
	b->data = page_address(page);
	b->ref = ref;
	return b;

no_ref:
	__free_page(page);
no_page:
	kfree(b);
	return NULL;
}

/**
 * bounce_reserve - make sure that the largest request always finds its pages
 * @q: a queue that is not live yet
 * @count: pages of that request
 *
 * Memory may be short just because this disk must be written to.
 *
 * Return: 0 or -ENOMEM.
 */
int bounce_reserve(struct vdisk_queue *q, unsigned int count)
{
	while (q->pool_size < count) {
		struct bounce *b = bounce_new(q, GFP_NOIO);

		if (!b)
			return -ENOMEM;
		bounce_put(q, b);
	}
	return 0;
}

/**
 * bounce_get - take pages for a request
 * @q: the queue, locked
 * @count: how many, at least one
 *
 * Return: a chain of @count pages, or NULL when there are not enough just now.
 */
struct bounce *bounce_get(struct vdisk_queue *q, unsigned int count)
{
	struct bounce *chain, *last;

	while (q->pool_size < count) {
		struct bounce *b = bounce_new(q, GFP_ATOMIC);

		if (!b)
			return NULL;
		bounce_put(q, b);
	}
	q->pool_size -= count;
	chain = q->pool;
	last = chain;
	while (--count)
		last = last->next;
	q->pool = last->next;
	last->next = NULL;
	return chain;
}

/* Give a chain back; the queue is locked. */
void bounce_put(struct vdisk_queue *q, struct bounce *chain)
{
	struct bounce *last = chain;

	if (!chain)
		return;
	for (q->pool_size++; last->next; last = last->next)
		q->pool_size++;
	last->next = q->pool;
	q->pool = chain;
}

/*
 * End the pages of a chain.  One that the back-end still has mapped stays allocated until
 * it lets go: nobody else gets a page that it can write to.
 */
void bounce_drop(struct bounce *chain)
{
	while (chain) {
		struct bounce *b = chain;

		chain = b->next;
		gnttab_end_foreign_access(b->ref, virt_to_page(b->data));
		kfree(b);
	}
}

/* Copy between the pieces of @rq and its pages, which are packed without gaps. */
static void bounce_copy(struct bounce *chain, struct request *rq, bool out)
{
	struct req_iterator iter;
	unsigned int used = 0;
	struct bio_vec bv;

	rq_for_each_segment(bv, rq, iter) {
		unsigned int off = 0;

		while (off < bv.bv_len) {
			unsigned int n = min_t(unsigned int, bv.bv_len - off, XEN_PAGE_SIZE - used);

			void *at = chain->data + used;

			if (out)
				memcpy_from_page(at, bv.bv_page, bv.bv_offset + off, n);
			else
				memcpy_to_page(bv.bv_page, bv.bv_offset + off, at, n);
			off += n;
			used += n;
			if (used == XEN_PAGE_SIZE) {
				chain = chain->next;
				used = 0;
			}
		}
	}
}

/* Copy what @rq writes into its pages. */
void bounce_fill(struct bounce *chain, struct request *rq)
{
	bounce_copy(chain, rq, true);
}

/* Copy what was read out of its pages; the reader then owns a copy nobody else can change. */
void bounce_drain(struct bounce *chain, struct request *rq)
{
	bounce_copy(chain, rq, false);
}
