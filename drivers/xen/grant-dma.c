// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages to map grants over that lie together for devices.
 *
 * The memory behind a DMA buffer goes back to the hypervisor; what others grant is mapped
 * there. When the buffer is freed the memory is asked for again.
 */
#define pr_fmt(fmt) "xen:grant_table: " fmt

#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/mm.h>

#include <xen/grant_table.h>
#include <xen/mem-reservation.h>
#include <xen/page.h>

static void *buffer_alloc(struct gnttab_dma_alloc_args *args, size_t size)
{
	if (args->coherent)
		return dma_alloc_coherent(args->dev, size, &args->dev_bus_addr,
					  GFP_KERNEL | __GFP_NOWARN);
	return dma_alloc_wc(args->dev, size, &args->dev_bus_addr, GFP_KERNEL | __GFP_NOWARN);
}

static void buffer_free(struct gnttab_dma_alloc_args *args, size_t size)
{
	if (args->coherent)
		dma_free_coherent(args->dev, size, args->vaddr, args->dev_bus_addr);
	else
		dma_free_wc(args->dev, size, args->vaddr, args->dev_bus_addr);
}

/* Give the frames behind the pages away. */
static int give_memory(struct gnttab_dma_alloc_args *args)
{
	const int nr = args->nr_pages;
	int i;

	/* What was in them is not for the next owner. */
	for (i = 0; i < nr; i++)
		xenmem_reservation_scrub_page(args->pages[i]);
	xenmem_reservation_va_mapping_reset(nr, args->pages);
	/* It may give away some only; those come back with the rest. */
	if (xenmem_reservation_decrease(nr, args->frames) < nr)
		return -EFAULT;
	return 0;
}

/* Have frames behind the pages again. */
static int get_memory(struct gnttab_dma_alloc_args *args)
{
	const unsigned long first = page_to_xen_pfn(args->pages[0]);
	const int nr = args->nr_pages;
	xen_pfn_t *frame;

	/* A buffer lies in one piece. */
	for (frame = args->frames; frame < args->frames + nr; frame++)
		*frame = first + (frame - args->frames);
	if (xenmem_reservation_increase(nr, args->frames) < nr)
		return -EFAULT;
	xenmem_reservation_va_mapping_update(nr, args->pages, args->frames);
	return 0;
}

/**
 * gnttab_dma_alloc_pages() - a DMA buffer to map grants over
 * @args: device, kind, number of pages, arrays for pages and frames; receives addresses
 *
 * Return: 0 or a negative error.
 */
int gnttab_dma_alloc_pages(struct gnttab_dma_alloc_args *args)
{
	size_t size = (size_t)args->nr_pages << PAGE_SHIFT;
	unsigned long pfn;
	int i, ret;

	args->vaddr = buffer_alloc(args, size);
	if (!args->vaddr)
		return -ENOMEM;
	pfn = virt_to_pfn(args->vaddr);
	for (i = 0; i < args->nr_pages; i++) {
		args->pages[i] = pfn_to_page(pfn + i);
		args->frames[i] = pfn_to_gfn(pfn + i);
	}
	ret = give_memory(args);
	if (!ret)
		ret = gnttab_pages_set_private(args->nr_pages, args->pages);
	if (ret)
		gnttab_dma_free_pages(args);
	return ret;
}
EXPORT_SYMBOL_GPL(gnttab_dma_alloc_pages);

/**
 * gnttab_dma_free_pages() - undo gnttab_dma_alloc_pages()
 * @args: as filled in then; nothing is mapped
 *
 * Return: 0, or -EFAULT when the hypervisor does not give the memory back: the buffer is
 * leaked, since it has nothing behind it.
 */
int gnttab_dma_free_pages(struct gnttab_dma_alloc_args *args)
{
	int ret;

	gnttab_pages_clear_private(args->nr_pages, args->pages);
	ret = get_memory(args);
	if (ret) {
		pr_err("leaking a DMA buffer of %d pages\n", args->nr_pages);
		return ret;
	}
	buffer_free(args, (size_t)args->nr_pages << PAGE_SHIFT);
	return 0;
}
EXPORT_SYMBOL_GPL(gnttab_dma_free_pages);
