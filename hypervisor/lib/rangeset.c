// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sorted list of disjoint ranges that do not touch: sets are small (tens of
 * ranges) and are looked up far more often than they change.
 */
#include <hyp/rangeset.h>

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <hyp/heap.h>
#include <hyp/spinlock.h>

struct range {
	struct list_head list;
	u64 first, last;
};

struct rangeset {
	struct spinlock lock;
	struct list_head ranges;
};

struct rangeset *rangeset_new(void)
{
	struct rangeset *rs = heap_new(struct rangeset);

	if (!rs)
		return NULL;
	spin_lock_init(&rs->lock, LOCK_LEAF);
	INIT_LIST_HEAD(&rs->ranges);
	return rs;
}

void rangeset_free(struct rangeset *rs)
{
	struct range *r, *next;

	if (!rs)
		return;
	list_for_each_entry_safe(r, next, &rs->ranges, list)
		heap_free(r);
	heap_free(rs);
}

/* Takes ranges that lie in [first, last], or touch it, out into @gone; grows @new. */
static void absorb(struct rangeset *rs, struct range *new, struct list_head *gone)
{
	struct range *r, *next;

	list_for_each_entry_safe(r, next, &rs->ranges, list) {
		bool before = r->last < new->first && new->first - r->last > 1;
		bool behind = r->first > new->last && r->first - new->last > 1;

		if (before || behind)
			continue;
		new->first = min(new->first, r->first);
		new->last = max(new->last, r->last);
		list_del(&r->list);
		list_add(&r->list, gone);
	}
}

static void insert_sorted(struct rangeset *rs, struct range *new)
{
	struct list_head *at = &rs->ranges;
	struct range *r;

	list_for_each_entry(r, &rs->ranges, list) {
		if (r->first > new->first)
			break;
		at = &r->list;
	}
	list_add(&new->list, at);
}

static void free_list(struct list_head *gone)
{
	struct range *r, *next;

	list_for_each_entry_safe(r, next, gone, list)
		heap_free(r);
}

int rangeset_add(struct rangeset *rs, u64 first, u64 last)
{
	struct range *new;
	LIST_HEAD(gone);

	if (last < first)
		return -EINVAL;
	new = heap_new(struct range);
	if (!new)
		return -ENOMEM;
	new->first = first;
	new->last = last;
	spin_lock(&rs->lock);
	absorb(rs, new, &gone);
	insert_sorted(rs, new);
	spin_unlock(&rs->lock);
	free_list(&gone);
	return 0;
}

/*
 * A range loses its middle, an end, or all.  At most one is cut in two, for which
 * @spare stands by; returns it if it was not needed.
 */
static struct range *cut(struct rangeset *rs, u64 first, u64 last, struct range *spare,
			 struct list_head *gone)
{
	struct range *r, *next;

	list_for_each_entry_safe(r, next, &rs->ranges, list) {
		if (r->last < first || r->first > last)
			continue;
		if (r->first >= first && r->last <= last) {
			list_del(&r->list);
			list_add(&r->list, gone);
		} else if (r->first < first && r->last > last) {
			spare->first = last + 1;
			spare->last = r->last;
			r->last = first - 1;
			list_add(&spare->list, &r->list);
			return NULL;
		} else if (r->first < first) {
			r->last = first - 1;
		} else {
			r->first = last + 1;
		}
	}
	return spare;
}

int rangeset_remove(struct rangeset *rs, u64 first, u64 last)
{
	struct range *spare;
	LIST_HEAD(gone);

	if (last < first)
		return -EINVAL;
	spare = heap_new(struct range);
	if (!spare)
		return -ENOMEM;
	spin_lock(&rs->lock);
	spare = cut(rs, first, last, spare, &gone);
	spin_unlock(&rs->lock);
	free_list(&gone);
	heap_free(spare);
	return 0;
}

bool rangeset_contains(struct rangeset *rs, u64 first, u64 last)
{
	bool found = false;
	struct range *r;

	if (!rs)
		return false;
	spin_lock(&rs->lock);
	list_for_each_entry(r, &rs->ranges, list)
		found |= r->first <= first && r->last >= last;
	spin_unlock(&rs->lock);
	return found;
}

bool rangeset_overlaps(struct rangeset *rs, u64 first, u64 last)
{
	bool found = false;
	struct range *r;

	if (!rs)
		return false;
	spin_lock(&rs->lock);
	list_for_each_entry(r, &rs->ranges, list)
		found |= r->first <= last && r->last >= first;
	spin_unlock(&rs->lock);
	return found;
}

bool rangeset_is_empty(struct rangeset *rs)
{
	return !rs || list_empty(&rs->ranges);
}

int rangeset_for_each(struct rangeset *rs, int (*fn)(u64 first, u64 last, void *ctx),
		      void *ctx)
{
	struct range *r;
	int ret = 0;

	if (!rs)
		return 0;
	spin_lock(&rs->lock);
	list_for_each_entry(r, &rs->ranges, list) {
		ret = fn(r->first, r->last, ctx);
		if (ret)
			break;
	}
	spin_unlock(&rs->lock);
	return ret;
}
