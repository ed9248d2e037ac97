// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages to map grants over, caches of them, and walks over pages in grants' units.
 */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include <xen/balloon.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>

/* A page's private word takes the grant: xen_page_foreign(). */
static void mark_pages(struct page **pages, unsigned int nr, bool private)
{
	struct page **page;

	BUILD_BUG_ON(sizeof(struct xen_page_foreign) > sizeof((*pages)->private));
	for (page = pages; page < pages + nr; page++) {
		if (private)
			SetPagePrivate(*page);
		else
			ClearPagePrivate(*page);
	}
}

/**
 * gnttab_pages_set_private() - make pages ready to have grants mapped over them
 * @nr_pages: how many
 * @pages: without memory behind them
 *
 * Return: 0.
 */
int gnttab_pages_set_private(int nr_pages, struct page **pages)
{
	mark_pages(pages, nr_pages, true);
	return 0;
}
EXPORT_SYMBOL_GPL(gnttab_pages_set_private);

/**
 * gnttab_pages_clear_private() - undo gnttab_pages_set_private()
 * @nr_pages: how many
 * @pages: with nothing mapped
 */
void gnttab_pages_clear_private(int nr_pages, struct page **pages)
{
	mark_pages(pages, nr_pages, false);
}
EXPORT_SYMBOL_GPL(gnttab_pages_clear_private);

/**
 * gnttab_alloc_pages() - get pages to map grants over
 * @nr_pages: how many
 * @pages: receives them
 *
 * Return: 0 or a negative error.
 */
int gnttab_alloc_pages(int nr_pages, struct page **pages)
{
	int error = xen_alloc_unpopulated_pages(nr_pages, pages);

	if (!error)
		mark_pages(pages, nr_pages, true);
	return error;
}
EXPORT_SYMBOL_GPL(gnttab_alloc_pages);

/**
 * gnttab_free_pages() - undo gnttab_alloc_pages()
 * @nr_pages: how many
 * @pages: with nothing mapped
 */
void gnttab_free_pages(int nr_pages, struct page **pages)
{
	mark_pages(pages, nr_pages, false);
	xen_free_unpopulated_pages(nr_pages, pages);
}
EXPORT_SYMBOL_GPL(gnttab_free_pages);

/* The cache: a chain through a word of each page that nobody else uses meanwhile. */

#ifdef CONFIG_XEN_UNPOPULATED_ALLOC
static void chain_add(struct gnttab_page_cache *cache, struct page **page, unsigned int nr)
{
	struct page *next = cache->pages;

	while (nr--) {
		page[nr]->zone_device_data = next;
		next = page[nr];
	}
	cache->pages = next;
}

static void chain_take(struct gnttab_page_cache *cache, struct page **page, unsigned int nr)
{
	struct page *at = cache->pages;

	for (; nr; nr--, at = at->zone_device_data)
		*page++ = at;
	cache->pages = at;
}

static void chain_init(struct gnttab_page_cache *cache)
{
	cache->pages = NULL;
}
#else
static void chain_add(struct gnttab_page_cache *cache, struct page **page, unsigned int nr)
{
	while (nr--)
		list_add(&page[nr]->lru, &cache->pages);
}

static void chain_take(struct gnttab_page_cache *cache, struct page **page, unsigned int nr)
{
	for (; nr; nr--, page++) {
		*page = list_first_entry(&cache->pages, struct page, lru);
		list_del(&(*page)->lru);
	}
}

static void chain_init(struct gnttab_page_cache *cache)
{
	INIT_LIST_HEAD(&cache->pages);
}
#endif

/* Up to @room pages, as long as more than @keep are there. */
static unsigned int take_surplus(struct gnttab_page_cache *cache, unsigned int keep,
				 struct page **page, unsigned int room)
{
	unsigned long flags;
	unsigned int nr;

	spin_lock_irqsave(&cache->lock, flags);
	nr = cache->num_pages > keep ? min(cache->num_pages - keep, room) : 0;
	chain_take(cache, page, nr);
	cache->num_pages -= nr;
	spin_unlock_irqrestore(&cache->lock, flags);
	return nr;
}

/**
 * gnttab_page_cache_init() - an empty cache
 * @cache: the caller's
 */
void gnttab_page_cache_init(struct gnttab_page_cache *cache)
{
	cache->num_pages = 0;
	chain_init(cache);
	spin_lock_init(&cache->lock);
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_init);

/**
 * gnttab_page_cache_get() - a page from the cache, or a new one
 * @cache: the cache
 * @page: receives it
 *
 * May sleep.
 *
 * Return: 0 or a negative error.
 */
int gnttab_page_cache_get(struct gnttab_page_cache *cache, struct page **page)
{
	return take_surplus(cache, 0, page, 1) ? 0 : gnttab_alloc_pages(1, page);
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_get);

/**
 * gnttab_page_cache_put() - put pages into the cache
 * @cache: the cache
 * @page: pages with nothing mapped
 * @num: how many
 */
void gnttab_page_cache_put(struct gnttab_page_cache *cache, struct page **page, unsigned int num)
{
	unsigned long flags;

	spin_lock_irqsave(&cache->lock, flags);
	cache->num_pages += num;
	chain_add(cache, page, num);
	spin_unlock_irqrestore(&cache->lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_put);

/**
 * gnttab_page_cache_shrink() - give surplus pages back
 * @cache: the cache
 * @num: how many may stay
 *
 * May sleep.
 */
void gnttab_page_cache_shrink(struct gnttab_page_cache *cache, unsigned int num)
{
	struct page *surplus[16];
	unsigned int nr;

	for (;;) {
		nr = take_surplus(cache, num, surplus, ARRAY_SIZE(surplus));
		if (!nr)
			return;
		gnttab_free_pages(nr, surplus);
	}
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_shrink);

/* Walks: a page may be larger than what a grant is for. */

/**
 * gnttab_foreach_grant_in_range() - call a function for each granted unit of a range
 * @page: a page
 * @offset: where the range begins in it
 * @len: its length; it does not leave the page
 * @fn: called with frame, offset in it, length and @data
 * @data: for @fn
 */
void gnttab_foreach_grant_in_range(struct page *page, unsigned int offset, unsigned int len,
				   xen_grant_fn_t fn, void *data)
{
	unsigned long pfn = page_to_xen_pfn(page) + XEN_PFN_DOWN(offset);
	unsigned int in_frame = xen_offset_in_page(offset);

	while (len) {
		unsigned int part = min_t(unsigned int, len, XEN_PAGE_SIZE - in_frame);

		fn(pfn_to_gfn(pfn), in_frame, part, data);
		len -= part;
		in_frame = 0;
		pfn++;
	}
}
EXPORT_SYMBOL_GPL(gnttab_foreach_grant_in_range);

/**
 * gnttab_foreach_grant() - call a function for each granted unit of pages
 * @pages: the pages
 * @nr_grefs: how many units
 * @fn: called with frame, 0, the unit's size and @data
 * @data: for @fn
 */
void gnttab_foreach_grant(struct page **pages, unsigned int nr_grefs,
			  xen_grant_fn_t fn, void *data)
{
	unsigned int i;

	for (i = 0; i < nr_grefs; i++) {
		unsigned long pfn = page_to_xen_pfn(pages[i / XEN_PFN_PER_PAGE]);

		fn(pfn_to_gfn(pfn + i % XEN_PFN_PER_PAGE), 0, XEN_PAGE_SIZE, data);
	}
}
EXPORT_SYMBOL_GPL(gnttab_foreach_grant);
