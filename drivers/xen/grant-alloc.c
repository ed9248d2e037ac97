// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which grant references are free.
 *
 * A set bit in a map is a free reference, so that a run of them is found as easily as one.
 * A driver can also take some for itself in advance: such a private list is linked through
 * an array with a word for each reference, and its head lies with the driver.
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include <xen/grant_table.h>

#include "grants.h"

#define LIST_END INVALID_GRANT_REF

/* Guards all that follows; taken with interrupts off, nothing is taken inside. */
static DEFINE_SPINLOCK(alloc_lock);

static unsigned long *free_map;
static grant_ref_t *next_of;		/* links of private lists; written by a list's owner */
static unsigned int nr_refs;		/* references that the table has room for now */
static unsigned int nr_free;
static unsigned int search_from;	/* no free reference lies below */
static struct gnttab_free_callback *waiting;

/**
 * grant_alloc_init() - get memory for the largest table there can be
 * @max_refs: references in it
 *
 * Return: 0 or -ENOMEM.
 */
int grant_alloc_init(unsigned int max_refs)
{
	free_map = kvcalloc(BITS_TO_LONGS(max_refs), sizeof(*free_map), GFP_KERNEL);
	next_of = kvcalloc(max_refs, sizeof(*next_of), GFP_KERNEL);
	if (free_map && next_of)
		return 0;
	grant_alloc_exit();
	return -ENOMEM;
}

/**
 * grant_alloc_exit() - undo grant_alloc_init(), when no reference is in use
 */
void grant_alloc_exit(void)
{
	kvfree(free_map);
	kvfree(next_of);
	free_map = NULL;
	next_of = NULL;
}

/**
 * grant_alloc_extend() - the table has become larger
 * @start: first new reference
 * @end: reference behind the last
 *
 * Called with @alloc_lock held, or before anybody allocates.
 */
void grant_alloc_extend(unsigned int start, unsigned int end)
{
	bitmap_set(free_map, start, end - start);
	nr_free += end - start;
	nr_refs = end;
	search_from = min(search_from, start);
}

static int want_free(unsigned int nr)
{
	return nr_free >= nr ? 0 : grant_table_grow(nr - nr_free);
}

/* There is a free one. */
static grant_ref_t take_one(void)
{
	grant_ref_t ref = find_next_bit(free_map, nr_refs, search_from);

	__clear_bit(ref, free_map);
	search_from = ref + 1;
	nr_free--;
	return ref;
}

static void put_run(grant_ref_t ref, unsigned int nr)
{
	bitmap_set(free_map, ref, nr);
	nr_free += nr;
	search_from = min(search_from, ref);
}

/* Those that wait are served in their order, as far as the references go. */
static void serve_waiting(void)
{
	struct gnttab_free_callback *cb;

	while (waiting && nr_free >= waiting->count) {
		cb = waiting;
		waiting = cb->next;
		cb->next = NULL;
		cb->fn(cb->arg);
	}
}

/**
 * gnttab_alloc_grant_references() - take references for a private list
 * @count: how many
 * @pprivate_head: receives the list
 *
 * Return: 0, or -ENOSPC when the table is full and cannot grow.
 */
int gnttab_alloc_grant_references(u16 count, grant_ref_t *pprivate_head)
{
	grant_ref_t ref, head = LIST_END;
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&alloc_lock, flags);
	ret = want_free(count);
	while (!ret && count--) {
		ref = take_one();
		next_of[ref] = head;
		head = ref;
	}
	spin_unlock_irqrestore(&alloc_lock, flags);
	if (!ret)
		*pprivate_head = head;
	return ret;
}
EXPORT_SYMBOL_GPL(gnttab_alloc_grant_references);

static bool find_run(unsigned int count, grant_ref_t *first)
{
	unsigned long at = search_from, end;

	for (;;) {
		at = find_next_bit(free_map, nr_refs, at);
		if (at >= nr_refs)
			return false;
		end = find_next_zero_bit(free_map, nr_refs, at);
		if (end - at >= count)
			break;
		at = end;
	}
	*first = at;
	return true;
}

/**
 * gnttab_alloc_grant_reference_seq() - take references with consecutive numbers
 * @count: how many
 * @first: receives the lowest
 *
 * Return: 0, or -ENOSPC when there is no such run and the table cannot grow.
 */
int gnttab_alloc_grant_reference_seq(unsigned int count, grant_ref_t *first)
{
	unsigned long flags;
	int ret = 0;

	if (!count)
		return -EINVAL;
	spin_lock_irqsave(&alloc_lock, flags);
	/* A run that reaches the end of the table needs fewer new ones; that is rare. */
	if (!find_run(count, first)) {
		ret = grant_table_grow(count);
		if (!ret && !find_run(count, first))
			ret = -ENOSPC;
	}
	if (!ret) {
		bitmap_clear(free_map, *first, count);
		nr_free -= count;
	}
	spin_unlock_irqrestore(&alloc_lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(gnttab_alloc_grant_reference_seq);

/**
 * gnttab_free_grant_reference_seq() - give references with consecutive numbers back
 * @head: the lowest
 * @count: how many
 */
void gnttab_free_grant_reference_seq(grant_ref_t head, unsigned int count)
{
	unsigned long flags;

	spin_lock_irqsave(&alloc_lock, flags);
	put_run(head, count);
	serve_waiting();
	spin_unlock_irqrestore(&alloc_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_reference_seq);

/**
 * gnttab_free_grant_reference() - give a reference back
 * @ref: access through it has ended
 */
void gnttab_free_grant_reference(grant_ref_t ref)
{
	gnttab_free_grant_reference_seq(ref, 1);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_reference);

/**
 * gnttab_free_grant_references() - give a private list back
 * @head: the list
 */
void gnttab_free_grant_references(grant_ref_t head)
{
	unsigned long flags;

	spin_lock_irqsave(&alloc_lock, flags);
	for (; head != LIST_END; head = next_of[head])
		put_run(head, 1);
	serve_waiting();
	spin_unlock_irqrestore(&alloc_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_references);

/**
 * gnttab_empty_grant_references() - is a private list used up?
 * @pprivate_head: the list
 *
 * Return: whether it has no reference.
 */
int gnttab_empty_grant_references(const grant_ref_t *pprivate_head)
{
	return *pprivate_head == LIST_END;
}
EXPORT_SYMBOL_GPL(gnttab_empty_grant_references);

/**
 * gnttab_claim_grant_reference() - take a reference from a private list
 * @pprivate_head: the list; its owner sees to it that nobody else uses it meanwhile
 *
 * Return: the reference, or -ENOSPC when the list is empty.
 */
int gnttab_claim_grant_reference(grant_ref_t *pprivate_head)
{
	grant_ref_t ref = *pprivate_head;

	if (ref == LIST_END)
		return -ENOSPC;
	*pprivate_head = next_of[ref];
	return ref;
}
EXPORT_SYMBOL_GPL(gnttab_claim_grant_reference);

/**
 * gnttab_release_grant_reference() - put a reference onto a private list
 * @private_head: the list
 * @release: access through it has ended
 */
void gnttab_release_grant_reference(grant_ref_t *private_head, grant_ref_t release)
{
	next_of[release] = *private_head;
	*private_head = release;
}
EXPORT_SYMBOL_GPL(gnttab_release_grant_reference);

static bool is_waiting(const struct gnttab_free_callback *callback)
{
	const struct gnttab_free_callback *cb;

	for (cb = waiting; cb; cb = cb->next) {
		if (cb == callback)
			return true;
	}
	return false;
}

/**
 * gnttab_request_free_callback() - wait for free references
 * @callback: the caller's, until @fn has been called
 * @fn: called once, possibly at once; with a lock held and interrupts off: it may not
 *	allocate or free references and had better queue some work
 * @arg: for @fn
 * @count: how many references to wait for
 *
 * A request that waits already is left as it is.
 */
void gnttab_request_free_callback(struct gnttab_free_callback *callback,
				  void (*fn)(void *), void *arg, u16 count)
{
	struct gnttab_free_callback **last;
	unsigned long flags;

	spin_lock_irqsave(&alloc_lock, flags);
	if (!is_waiting(callback)) {
		callback->fn = fn;
		callback->arg = arg;
		callback->count = count;
		callback->next = NULL;
		for (last = &waiting; *last; last = &(*last)->next)
			;
		*last = callback;
		want_free(count);
		serve_waiting();
	}
	spin_unlock_irqrestore(&alloc_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_request_free_callback);

/**
 * gnttab_cancel_free_callback() - wait no longer
 * @callback: as requested; its function is not called after the return
 */
void gnttab_cancel_free_callback(struct gnttab_free_callback *callback)
{
	struct gnttab_free_callback **at;
	unsigned long flags;

	spin_lock_irqsave(&alloc_lock, flags);
	for (at = &waiting; *at; at = &(*at)->next) {
		if (*at == callback) {
			*at = callback->next;
			break;
		}
	}
	spin_unlock_irqrestore(&alloc_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_cancel_free_callback);
