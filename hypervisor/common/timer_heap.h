/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pairing heap of timers: a tree in which no timer expires before its parent.
 *
 * Two heaps are joined by hanging the later root under the earlier one. To take an entry
 * out, the heaps under it are joined in pairs from the first to the last, then all of them
 * from the last to the first, which keeps the tree shallow on average (Fredman, Sedgewick,
 * Sleator, Tarjan, "The pairing heap", 1986). No recursion, no memory.
 */
#ifndef HYP_COMMON_TIMER_HEAP_H
#define HYP_COMMON_TIMER_HEAP_H

#include <hyp/timer.h>

/**
 * timer_heap_join() - two heaps become one
 * @a: roots without siblings, or NULL
 * @b: likewise
 *
 * Return: the root.
 */
static inline struct timer *timer_heap_join(struct timer *a, struct timer *b)
{
	struct timer *first, *later;

	if (!a || !b)
		return a ? a : b;
	first = b->expires < a->expires ? b : a;
	later = first == a ? b : a;
	later->next = first->child;
	later->prev = first;
	if (first->child)
		first->child->prev = later;
	first->child = later;
	return first;
}

/**
 * timer_heap_insert() - a timer comes into a heap
 * @root: the heap, NULL: empty
 * @t: in no heap
 *
 * Return: the new root.
 */
static inline struct timer *timer_heap_insert(struct timer *root, struct timer *t)
{
	t->child = NULL;
	t->next = NULL;
	t->prev = NULL;
	return timer_heap_join(root, t);
}

/**
 * timer_heap_join_siblings() - a list of siblings becomes one heap
 * @first: the first of them, or NULL
 *
 * Return: the root.
 */
static inline struct timer *timer_heap_join_siblings(struct timer *first)
{
	struct timer *pairs = NULL, *all = NULL;

	while (first) {
		struct timer *a = first, *b = first->next, *pair;

		first = b ? b->next : NULL;
		a->next = NULL;
		if (b)
			b->next = NULL;
		pair = timer_heap_join(a, b);
		pair->next = pairs;
		pairs = pair;
	}
	while (pairs) {
		struct timer *pair = pairs;

		pairs = pair->next;
		pair->next = NULL;
		all = timer_heap_join(all, pair);
	}
	if (all)
		all->prev = NULL;
	return all;
}

/**
 * timer_heap_cut() - cut a timer, with all under it, out of its heap
 * @t: not the root
 */
static inline void timer_heap_cut(struct timer *t)
{
	if (t->prev->child == t)
		t->prev->child = t->next;
	else
		t->prev->next = t->next;
	if (t->next)
		t->next->prev = t->prev;
	t->next = NULL;
	t->prev = NULL;
}

/**
 * timer_heap_remove() - take a timer out of its heap
 * @root: the heap
 * @t: any of its timers
 *
 * Return: the new root.
 */
static inline struct timer *timer_heap_remove(struct timer *root, struct timer *t)
{
	struct timer *rest = timer_heap_join_siblings(t->child);

	t->child = NULL;
	if (t == root)
		return rest;
	timer_heap_cut(t);
	return timer_heap_join(root, rest);
}

#endif
