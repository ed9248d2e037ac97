// SPDX-License-Identifier: GPL-2.0-only
/*
 * All memory of a hypervisor comes from the kernel's allocator, in blocks of 4 MiB at most,
 * and is on one list, by which it is given back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "hoist.h"

static uint lose;
module_param(lose, uint, 0444);
MODULE_PARM_DESC(lose, "test: give back that many pages too few");

/* What the allocator gave and did not get back: counted where that happens, not from a list. */
static long pages_held;

struct page *hoist_block_alloc(struct hoist *h, unsigned int order)
{
	struct hoist_block *b = kmalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return NULL;
	b->page = alloc_pages(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_NORETRY, order);
	if (!b->page) {
		kfree(b);
		return NULL;
	}
	b->order = order;
	list_add(&b->list, &h->blocks);
	pages_held += 1L << order;
	h->memory += PAGE_SIZE << order;
	return b->page;
}

/* For the test of the test: a page that nobody knows of any more. */
static bool is_lost(const struct hoist_block *b)
{
	if (b->order || !lose)
		return false;
	lose--;
	return true;
}

void hoist_memory_free(struct hoist *h)
{
	struct hoist_block *b, *next;

	list_for_each_entry_safe(b, next, &h->blocks, list) {
		if (!is_lost(b)) {
			__free_pages(b->page, b->order);
			pages_held -= 1L << b->order;
		}
		list_del(&b->list);
		kfree(b);
	}
	h->memory = 0;
	if (pages_held)
		pr_err("%ld pages were not given back\n", pages_held);
}
