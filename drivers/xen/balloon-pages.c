// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages without memory: a list, and drivers that want some to map foreign pages over.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/export.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>

#include <xen/balloon.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "ballooned.h"

static LIST_HEAD(ballooned);

/**
 * balloon_put() - a page has no memory (any more)
 * @page: nobody else's
 *
 * It is off line for those that walk over all pages.
 */
void balloon_put(struct page *page)
{
	lockdep_assert_held(&balloon_mutex);
	__SetPageOffline(page);
	list_add(&page->lru, &ballooned);
	balloon_stats.balloon_low++;
}

/**
 * balloon_take() - take a page off the list
 *
 * Return: the page, or %NULL when there is none.
 */
struct page *balloon_take(void)
{
	struct page *page = list_first_entry_or_null(&ballooned, struct page, lru);

	lockdep_assert_held(&balloon_mutex);
	if (!page)
		return NULL;
	list_del(&page->lru);
	__ClearPageOffline(page);
	balloon_stats.balloon_low--;
	return page;
}

/**
 * balloon_peek() - look through the list in the order of balloon_take()
 * @page: where to go on, or %NULL for the first
 *
 * Return: the page behind, or %NULL at the end.
 */
struct page *balloon_peek(struct page *page)
{
	struct list_head *next = page ? page->lru.next : ballooned.next;

	lockdep_assert_held(&balloon_mutex);
	return next == &ballooned ? NULL : list_entry(next, struct page, lru);
}

/**
 * balloon_nr() - length of the list
 *
 * Return: pages without memory that nobody uses.
 */
unsigned long balloon_nr(void)
{
	return balloon_stats.balloon_low + balloon_stats.balloon_high;
}

/* A page that is used for foreign memory needs a place in the p2m. */
static int make_usable(struct page *page)
{
#ifdef CONFIG_XEN_HAVE_PVMMU
	if (!xen_feature(XENFEAT_auto_translated_physmap))
		return xen_alloc_p2m_entry(page_to_pfn(page));
#endif
	return 0;
}

static int lengthen_list(void)
{
	if (balloon_hotplug_first() && balloon_hotplug(1) > 0)
		return 0;
	return balloon_give_memory(1);
}

static int take_one(struct page **page)
{
	int ret = balloon_nr() ? 0 : lengthen_list();

	if (ret)
		return ret;
	*page = balloon_take();
	ret = make_usable(*page);
	if (ret)
		balloon_put(*page);
	return ret;
}

/**
 * xen_alloc_ballooned_pages() - get pages without memory
 * @nr_pages: how many
 * @pages: receives them
 *
 * When the list is too short, memory is given back to the hypervisor. May sleep.
 *
 * Return: 0 or a negative error; then none is taken.
 */
int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int n = 0;
	int ret = 0;

	mutex_lock(&balloon_mutex);
	balloon_stats.target_unpopulated += nr_pages;
	while (n < nr_pages && !ret) {
		ret = take_one(&pages[n]);
		if (!ret)
			n++;
	}
	mutex_unlock(&balloon_mutex);
	if (!ret)
		return 0;
	xen_free_ballooned_pages(n, pages);
	mutex_lock(&balloon_mutex);
	balloon_stats.target_unpopulated -= nr_pages - n;
	mutex_unlock(&balloon_mutex);
	return ret;
}
EXPORT_SYMBOL(xen_alloc_ballooned_pages);

/**
 * xen_free_ballooned_pages() - undo xen_alloc_ballooned_pages()
 * @nr_pages: how many
 * @pages: without anything behind them
 */
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int n;

	mutex_lock(&balloon_mutex);
	for (n = 0; n < nr_pages; n++)
		balloon_put(pages[n]);
	balloon_stats.target_unpopulated -= nr_pages;
	mutex_unlock(&balloon_mutex);
	/* What was given back for them comes again. */
	balloon_wake();
}
EXPORT_SYMBOL(xen_free_ballooned_pages);
