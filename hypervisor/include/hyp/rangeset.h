/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of numbers kept as sorted, disjoint ranges: frames, ports or interrupts
 * that a domain may use.  Bounds are inclusive.  NULL is an empty set.
 */
#ifndef HYP_RANGESET_H
#define HYP_RANGESET_H

#include <linux/types.h>

struct rangeset;

/**
 * rangeset_new() - an empty set
 *
 * Its lock is a leaf.
 *
 * Return: NULL when out of memory.
 */
struct rangeset *rangeset_new(void);

/**
 * rangeset_free() - nobody uses the set any more
 * @rs: NULL is fine
 */
void rangeset_free(struct rangeset *rs);

/**
 * rangeset_add() - put a range in; what is in already is fine
 * @rs: not NULL
 * @first: first number
 * @last: last number
 *
 * Return: 0, -EINVAL (@last < @first), -ENOMEM (nothing changed).
 */
int rangeset_add(struct rangeset *rs, u64 first, u64 last);

/**
 * rangeset_remove() - take a range out; what is out already is fine
 * @rs: not NULL
 * @first: first number
 * @last: last number
 *
 * Return: 0, -EINVAL (@last < @first), -ENOMEM (nothing changed).
 */
int rangeset_remove(struct rangeset *rs, u64 first, u64 last);

/**
 * rangeset_contains() - is all of a range in the set?
 * @rs: NULL: no
 * @first: first number
 * @last: last number
 *
 * Return: true if so.
 */
bool rangeset_contains(struct rangeset *rs, u64 first, u64 last);

/**
 * rangeset_overlaps() - is any of a range in the set?
 * @rs: NULL: no
 * @first: first number
 * @last: last number
 *
 * Return: true if so.
 */
bool rangeset_overlaps(struct rangeset *rs, u64 first, u64 last);

/**
 * rangeset_is_empty() - is nothing in the set?
 * @rs: NULL: yes
 *
 * Return: true if so, as of now.
 */
bool rangeset_is_empty(struct rangeset *rs);

/**
 * rangeset_for_each() - walk through the ranges in ascending order
 * @rs: NULL: none
 * @fn: called under the set's lock; a result other than 0 ends the walk
 * @ctx: for @fn
 *
 * Return: the last result of @fn, or 0.
 */
int rangeset_for_each(struct rangeset *rs, int (*fn)(u64 first, u64 last, void *ctx),
		      void *ctx);

#endif /* HYP_RANGESET_H */
