/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of pages, linked by frame number inside struct page_info. */
#ifndef HYP_PGLIST_H
#define HYP_PGLIST_H

#include <hyp/page.h>

#define PGLIST_END	0xffffffffU

/**
 * struct page_list - pages, linked by frame number; who has the list has a lock for it
 * @head: mfn, PGLIST_END if empty
 * @tail: mfn, PGLIST_END if empty
 * @count: pages
 */
struct page_list {
	u32 head, tail;
	u64 count;
};

/*
 * All below: the caller holds the list's lock, and a page is on one list at a time.
 * page_list_first(), page_list_next() and page_list_pop() answer NULL behind the end.
 */
static inline void page_list_init(struct page_list *l)
{
	l->head = PGLIST_END;
	l->tail = PGLIST_END;
	l->count = 0;
}

static inline bool page_list_empty(const struct page_list *l)
{
	return l->head == PGLIST_END;
}

static inline struct page_info *page_list_first(const struct page_list *l)
{
	return page_list_empty(l) ? NULL : frame_table + l->head;
}

static inline struct page_info *page_list_next(const struct page_info *pg)
{
	return pg->next == PGLIST_END ? NULL : frame_table + pg->next;
}

static inline void page_list_add_tail(struct page_info *pg, struct page_list *l)
{
	u32 n = (u32)(pg - frame_table);

	pg->next = PGLIST_END;
	pg->prev = l->tail;
	if (l->tail == PGLIST_END)
		l->head = n;
	else
		frame_table[l->tail].next = n;
	l->tail = n;
	l->count++;
}

static inline void page_list_add(struct page_info *pg, struct page_list *l)
{
	u32 n = (u32)(pg - frame_table);

	pg->prev = PGLIST_END;
	pg->next = l->head;
	if (l->head == PGLIST_END)
		l->tail = n;
	else
		frame_table[l->head].prev = n;
	l->head = n;
	l->count++;
}

static inline void page_list_del(struct page_info *pg, struct page_list *l)
{
	if (pg->prev == PGLIST_END)
		l->head = pg->next;
	else
		frame_table[pg->prev].next = pg->next;
	if (pg->next == PGLIST_END)
		l->tail = pg->prev;
	else
		frame_table[pg->next].prev = pg->prev;
	l->count--;
}

static inline struct page_info *page_list_pop(struct page_list *l)
{
	struct page_info *pg = page_list_first(l);

	if (pg)
		page_list_del(pg, l);
	return pg;
}

#define for_each_page(pg, l) \
	for ((pg) = page_list_first(l); (pg); (pg) = page_list_next(pg))

#endif /* HYP_PGLIST_H */
