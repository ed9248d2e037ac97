// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages without memory, to map foreign pages over: from ranges of addresses that nobody uses.
 *
 * A section of such addresses gets its struct pages by memremap_pages(), and stays. Where there
 * is no room, the balloon must give memory back.
 */
#define pr_fmt(fmt) "xen:unpopulated: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <xen/balloon.h>
#include <xen/page.h>
#include <xen/xen.h>

/**
 * struct section - a range of addresses that has got pages
 * @list:	all of them
 * @res:	the addresses
 * @pgmap:	the pages
 */
struct section {
	struct list_head list;
	struct resource res;
	struct dev_pagemap pgmap;
};

/* The chain of free pages, through zone_device_data; and all sections. */
static DEFINE_MUTEX(chain_mutex);
static struct page *chain;
static unsigned int chain_length, nr_all;
static LIST_HEAD(sections);

/* Where to look for addresses. */
static struct resource *room = &iomem_resource;

/**
 * arch_xen_unpopulated_init() - an architecture may know a better place
 * @res: receives it; the whole address space otherwise
 *
 * Return: 0 or a negative error; then the balloon gives all pages.
 */
int __weak __init arch_xen_unpopulated_init(struct resource **res)
{
	return 0;
}

static void chain_put(struct page *page)
{
	page->zone_device_data = chain;
	chain = page;
	chain_length++;
}

static struct page *chain_take(void)
{
	struct page *page = chain;

	chain = page->zone_device_data;
	page->zone_device_data = NULL;
	chain_length--;
	return page;
}

static int find_addresses(struct resource *res, unsigned long nr)
{
	int ret;

	res->name = "Xen scratch";
	res->flags = IORESOURCE_MEM | IORESOURCE_BUSY;
	ret = allocate_resource(room, res, nr * PAGE_SIZE, 0, -1, PAGES_PER_SECTION * PAGE_SIZE,
				NULL, NULL);
	if (ret)
		pr_err("no room for %lu pages (%d)\n", nr, ret);
	return ret;
}

/*
 * A page of a PV domain needs a place in the p2m, which says that it has no memory; without that
 * the addresses would be taken for those of the machine.
 */
static int make_places(const struct resource *res)
{
#ifdef CONFIG_XEN_HAVE_PVMMU
	unsigned long pfn, end = PFN_DOWN(res->start) + PFN_DOWN(resource_size(res));
	int ret;

	if (xen_feature(XENFEAT_auto_translated_physmap))
		return 0;
	for (pfn = PFN_DOWN(res->start); pfn < end; pfn++) {
		ret = xen_alloc_p2m_entry(pfn);
		if (ret)
			return ret;
	}
#endif
	return 0;
}

static int make_pages(struct section *section)
{
	struct dev_pagemap *pgmap = &section->pgmap;

	pgmap->type = MEMORY_DEVICE_GENERIC;
	pgmap->range = (struct range){ .start = section->res.start, .end = section->res.end };
	pgmap->nr_range = 1;
	pgmap->owner = section;
	return PTR_ERR_OR_ZERO(memremap_pages(pgmap, NUMA_NO_NODE));
}

static int make_section(struct section *section, unsigned long nr)
{
	struct resource *res = &section->res;
	int ret = find_addresses(res, nr);

	if (ret)
		return ret;
	ret = make_places(res);
	if (!ret)
		ret = make_pages(section);
	if (ret) {
		pr_err("cannot make pages at %pR (%d)\n", res, ret);
		release_resource(res);
	}
	return ret;
}

/* A whole number of sections. */
static int lengthen_chain(unsigned int nr)
{
	unsigned long count = round_up(nr, PAGES_PER_SECTION), i;
	struct section *section = kzalloc(sizeof(*section), GFP_KERNEL);
	int ret = section ? make_section(section, count) : -ENOMEM;

	if (ret) {
		kfree(section);
		return ret;
	}
	list_add(&section->list, &sections);
	nr_all += count;
	for (i = count; i--; )
		chain_put(pfn_to_page(PFN_DOWN(section->res.start) + i));
	return 0;
}

/**
 * xen_alloc_unpopulated_pages() - get pages without memory
 * @nr_pages: how many
 * @pages: receives them
 *
 * May sleep.
 *
 * Return: 0 or a negative error; then none is taken.
 */
int xen_alloc_unpopulated_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;
	int ret = 0;

	/* No addresses to be had: the balloon has pages with memory. */
	if (!room)
		return xen_alloc_ballooned_pages(nr_pages, pages);
	mutex_lock(&chain_mutex);
	if (chain_length < nr_pages)
		ret = lengthen_chain(nr_pages - chain_length);
	for (i = 0; !ret && i < nr_pages; i++)
		pages[i] = chain_take();
	mutex_unlock(&chain_mutex);
	return ret;
}
EXPORT_SYMBOL(xen_alloc_unpopulated_pages);

/**
 * xen_free_unpopulated_pages() - undo xen_alloc_unpopulated_pages()
 * @nr_pages: how many
 * @pages: with nothing behind them
 */
void xen_free_unpopulated_pages(unsigned int nr_pages, struct page **pages)
{
	if (!room) {
		xen_free_ballooned_pages(nr_pages, pages);
		return;
	}
	mutex_lock(&chain_mutex);
	while (nr_pages--)
		chain_put(pages[nr_pages]);
	mutex_unlock(&chain_mutex);
}
EXPORT_SYMBOL(xen_free_unpopulated_pages);

static int __init unpopulated_init(void)
{
	if (!xen_domain())
		return -ENODEV;
	if (arch_xen_unpopulated_init(&room)) {
		pr_info("no room for pages without memory: the balloon gives them\n");
		room = NULL;
	}
	return 0;
}
early_initcall(unpopulated_init);

/* A page that somebody has not given back keeps all of them. */
static void __exit unpopulated_exit(void)
{
	struct section *section, *next;

	if (chain_length != nr_all) {
		pr_err("%u of %u pages are missing\n", nr_all - chain_length, nr_all);
		return;
	}
	list_for_each_entry_safe(section, next, &sections, list) {
		memunmap_pages(&section->pgmap);
		release_resource(&section->res);
		kfree(section);
	}
}
module_exit(unpopulated_exit);
