// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena: pages that hold copies of packets to send and stay granted to the back-end.
 *
 * Pages are filled one after the other, so that small packets share one. A page is free
 * again when the last slot with bytes in it has its response. The back-end can read these
 * pages at any time: nothing but packets to it is ever written there, and they start as
 * zeroes.
 */
#include "netfront.h"

#define ARENA_ALIGN 16

void netfront_arena_init(struct netfront_arena *arena)
{
	unsigned int i;

	for (i = 0; i < NETFRONT_ARENA_PAGES; i++)
		arena->pages[i].next = i + 1 < NETFRONT_ARENA_PAGES ? i + 1 : NETFRONT_NONE;
	arena->unused = 0;
	arena->free = NETFRONT_NONE;
	arena->open = NETFRONT_NONE;
}

/* The page is freed once the back-end has let go of it. */
static void drop_page(struct netfront_arena_page *entry)
{
	gnttab_end_foreign_access(entry->gref, entry->page);
	entry->page = NULL;
}

void netfront_arena_exit(struct netfront_arena *arena)
{
	unsigned int i;

	for (i = 0; i < NETFRONT_ARENA_PAGES; i++)
		if (arena->pages[i].page)
			drop_page(&arena->pages[i]);
}

static u16 new_page(struct netfront_queue *q)
{
	struct netfront_arena *arena = &q->arena;
	u16 entry = arena->unused;
	struct netfront_arena_page *p;
	int ref;

	if (entry == NETFRONT_NONE)
		return NETFRONT_NONE;
	p = &arena->pages[entry];
	p->page = alloc_page(GFP_ATOMIC | __GFP_NOWARN | __GFP_ZERO);
	if (!p->page)
		return NETFRONT_NONE;
	ref = gnttab_grant_foreign_access(q->nf->xbdev->otherend_id, xen_page_to_gfn(p->page), 1);
	if (ref < 0) {
		__free_page(p->page);
		p->page = NULL;
		return NETFRONT_NONE;
	}
	p->gref = ref;
	p->users = 0;
	arena->unused = p->next;
	q->stats.grants++;
	return entry;
}

static void page_is_free(struct netfront_queue *q, u16 entry)
{
	struct netfront_arena *arena = &q->arena;
	struct netfront_arena_page *p = &arena->pages[entry];

	if (arena->nr_free >= NETFRONT_ARENA_KEEP) {
		drop_page(p);
		q->stats.revokes++;
		p->next = arena->unused;
		arena->unused = entry;
		return;
	}
	p->next = arena->free;
	arena->free = entry;
	arena->nr_free++;
}

static u16 next_page(struct netfront_queue *q)
{
	struct netfront_arena *arena = &q->arena;
	u16 entry = arena->free;

	if (entry == NETFRONT_NONE)
		return new_page(q);
	arena->free = arena->pages[entry].next;
	arena->nr_free--;
	return entry;
}

void *netfront_arena_get(struct netfront_queue *q, unsigned int len, u16 *entry, u16 *offset)
{
	struct netfront_arena *arena = &q->arena;

	if (arena->open != NETFRONT_NONE && arena->fill + len > XEN_PAGE_SIZE) {
		u16 full = arena->open;

		arena->open = NETFRONT_NONE;
		if (!arena->pages[full].users)
			page_is_free(q, full);
	}
	if (arena->open == NETFRONT_NONE) {
		arena->open = next_page(q);
		arena->fill = 0;
		if (arena->open == NETFRONT_NONE)
			return NULL;
	}
	*entry = arena->open;
	*offset = arena->fill;
	arena->fill = ALIGN(arena->fill + len, ARENA_ALIGN);
	arena->pages[*entry].users++;
	return page_address(arena->pages[*entry].page) + *offset;
}

void netfront_arena_put(struct netfront_queue *q, u16 entry)
{
	struct netfront_arena *arena = &q->arena;

	if (--arena->pages[entry].users)
		return;
	if (entry == arena->open)
		arena->fill = 0;
	else
		page_is_free(q, entry);
}
