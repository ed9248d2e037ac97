/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of numbers kept as sorted, disjoint ranges: frames, ports or interrupts
 * that a domain may use.  Bounds are inclusive.  NULL is an empty set.
 */
#ifndef HYP_RANGESET_H
#define HYP_RANGESET_H

#include <linux/types.h>

struct rangeset;

/* An empty set; NULL when out of memory.  Its lock is a leaf. */
struct rangeset *rangeset_new(void);
void rangeset_free(struct rangeset *rs);	/* NULL is fine */

/* 0, -EINVAL (last < first), -ENOMEM (nothing changed).  Already in or out is fine. */
int rangeset_add(struct rangeset *rs, u64 first, u64 last);
int rangeset_remove(struct rangeset *rs, u64 first, u64 last);

/* Whether all of the range is in the set. */
bool rangeset_contains(struct rangeset *rs, u64 first, u64 last);
/* Whether any of it is. */
bool rangeset_overlaps(struct rangeset *rs, u64 first, u64 last);
bool rangeset_is_empty(struct rangeset *rs);

/* In ascending order, under the lock; a result other than 0 stops it and is returned. */
int rangeset_for_each(struct rangeset *rs, int (*fn)(u64 first, u64 last, void *ctx),
		      void *ctx);

#endif /* HYP_RANGESET_H */
