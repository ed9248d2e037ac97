// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA of a PV domain that has devices.
 *
 * A device sees machine frames. A buffer of more than one page need not be contiguous there, and
 * may lie higher than the device reaches; then the data go through the bounce buffer, which is
 * contiguous and low in the machine. What is allocated for a device for long is made so itself.
 */
#define pr_fmt(fmt) "xen:swiotlb: " fmt

#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/scatterlist.h>

#include <xen/page.h>
#include <xen/swiotlb-xen.h>
#include <xen/xen-ops.h>

#define BUS_BITS_MOST	32	/* a device that reaches less than 4 GiB has to be content */

static dma_addr_t to_bus(phys_addr_t phys)
{
	return PFN_PHYS((dma_addr_t)pfn_to_bfn(PFN_DOWN(phys))) | offset_in_page(phys);
}

/* Of memory of ours; of another domain's there is no such number. */
static phys_addr_t from_bus(dma_addr_t bus)
{
	return PFN_PHYS((phys_addr_t)bfn_to_pfn(PFN_DOWN(bus))) | offset_in_page(bus);
}

/* The buffer's pages follow each other in the machine, too. */
static bool contiguous(phys_addr_t phys, size_t size)
{
	unsigned long pfn = PFN_DOWN(phys), n = PFN_UP(offset_in_page(phys) + size), i;
	unsigned long first = pfn_to_bfn(pfn);

	for (i = 1; i < n; i++) {
		if (pfn_to_bfn(pfn + i) != first + i)
			return false;
	}
	return true;
}

/* A page of another domain can have the number of one of ours there. */
static bool is_bounced(struct device *dev, dma_addr_t bus)
{
	unsigned long pfn = bfn_to_local_pfn(PFN_DOWN(bus));

	return pfn_valid(pfn) && is_swiotlb_buffer(dev, PFN_PHYS((phys_addr_t)pfn));
}

/* The bounce buffer */

/* As low as there is memory for, devices differ; @bits is what the piece before has needed. */
static int make_low(phys_addr_t phys, unsigned int order, unsigned int *bits)
{
	dma_addr_t bus;
	int ret;

	do {
		ret = xen_create_contiguous_region(phys, order, *bits, &bus);
	} while (ret && (*bits)++ < BUS_BITS_MOST);
	return ret;
}

/**
 * xen_swiotlb_fixup() - make the bounce buffer contiguous in the machine, piece by piece
 * @buf: the buffer
 * @nslabs: its length
 *
 * Return: 0 or a negative error; the caller tries with a smaller one then.
 */
int xen_swiotlb_fixup(void *buf, unsigned long nslabs)
{
	size_t piece = IO_TLB_SEGSIZE << IO_TLB_SHIFT, at;
	unsigned int order = get_order(piece), bits = order + PAGE_SHIFT;
	int ret = 0;

	for (at = 0; at < nslabs << IO_TLB_SHIFT && !ret; at += piece)
		ret = make_low(virt_to_phys(buf) + at, order, &bits);
	return ret;
}

/* Buffers of others */

static dma_addr_t bounce(struct device *dev, phys_addr_t phys, size_t size,
			 enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t slot = swiotlb_tbl_map_single(dev, phys, size, size, 0, dir, attrs);
	dma_addr_t bus;

	if (slot == (phys_addr_t)DMA_MAPPING_ERROR)
		return DMA_MAPPING_ERROR;
	bus = to_bus(slot);
	if (dma_capable(dev, bus, size, true))
		return bus;
	swiotlb_tbl_unmap_single(dev, slot, size, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
	return DMA_MAPPING_ERROR;
}

static dma_addr_t xen_map(struct device *dev, struct page *page, unsigned long offset,
			  size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t phys = page_to_phys(page) + offset;
	dma_addr_t bus = to_bus(phys);

	if (dma_capable(dev, bus, size, true) && contiguous(phys, size) &&
	    !is_swiotlb_force_bounce(dev))
		return bus;
	return bounce(dev, phys, size, dir, attrs);
}

static void xen_unmap(struct device *dev, dma_addr_t bus, size_t size,
		      enum dma_data_direction dir, unsigned long attrs)
{
	if (is_bounced(dev, bus))
		swiotlb_tbl_unmap_single(dev, from_bus(bus), size, dir, attrs);
}

static void xen_sync_for_cpu(struct device *dev, dma_addr_t bus, size_t size,
			     enum dma_data_direction dir)
{
	if (is_bounced(dev, bus))
		swiotlb_sync_single_for_cpu(dev, from_bus(bus), size, dir);
}

static void xen_sync_for_device(struct device *dev, dma_addr_t bus, size_t size,
				enum dma_data_direction dir)
{
	if (is_bounced(dev, bus))
		swiotlb_sync_single_for_device(dev, from_bus(bus), size, dir);
}

/* Lists of them */

static void xen_unmap_list(struct device *dev, struct scatterlist *list, int n,
			   enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_unmap(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
}

static int xen_map_list(struct device *dev, struct scatterlist *list, int n,
			enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i) {
		dma_addr_t bus = xen_map(dev, sg_page(sg), sg->offset, sg->length, dir, attrs);

		if (bus == DMA_MAPPING_ERROR)
			goto undo;
		sg_dma_address(sg) = bus;
		sg_dma_len(sg) = sg->length;
	}
	return n;

undo:
	xen_unmap_list(dev, list, i, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
	sg_dma_len(list) = 0;
	return -EIO;
}

static void xen_sync_list_for_cpu(struct device *dev, struct scatterlist *list, int n,
				  enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_sync_for_cpu(dev, sg_dma_address(sg), sg_dma_len(sg), dir);
}

static void xen_sync_list_for_device(struct device *dev, struct scatterlist *list, int n,
				     enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_sync_for_device(dev, sg_dma_address(sg), sg_dma_len(sg), dir);
}

/* Memory for a device */

static void *xen_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs)
{
	u64 mask = dev->coherent_dma_mask;
	unsigned int order = get_order(size);
	phys_addr_t phys;
	void *vaddr;

	/* Where it is in our numbers says nothing of where the device finds it. */
	gfp &= ~(__GFP_DMA | __GFP_HIGHMEM);
	vaddr = (void *)__get_free_pages(gfp | __GFP_ZERO, order);
	if (!vaddr)
		return NULL;
	size = PAGE_SIZE << order;
	phys = virt_to_phys(vaddr);
	*handle = to_bus(phys);
	if (*handle + size - 1 <= mask && contiguous(phys, size))
		return vaddr;
	if (xen_create_contiguous_region(phys, order, fls64(mask), handle)) {
		free_pages((unsigned long)vaddr, order);
		return NULL;
	}
	/* Other frames than before: they have somebody else's data. */
	memset(vaddr, 0, size);
	SetPageXenRemapped(virt_to_page(vaddr));
	return vaddr;
}

static void xen_free(struct device *dev, size_t size, void *vaddr, dma_addr_t handle,
		     unsigned long attrs)
{
	unsigned int order = get_order(size);

	/* Low frames are scarce. */
	if (TestClearPageXenRemapped(virt_to_page(vaddr)))
		xen_destroy_contiguous_region(virt_to_phys(vaddr), order);
	free_pages((unsigned long)vaddr, order);
}

/* A device must reach at least the bounce buffer. */
static int xen_supported(struct device *dev, u64 mask)
{
	return to_bus(io_tlb_default_mem.end - 1) <= mask;
}

const struct dma_map_ops xen_swiotlb_dma_ops = {
	.alloc = xen_alloc,
	.free = xen_free,
	.map_page = xen_map,
	.unmap_page = xen_unmap,
	.map_sg = xen_map_list,
	.unmap_sg = xen_unmap_list,
	.sync_single_for_cpu = xen_sync_for_cpu,
	.sync_single_for_device = xen_sync_for_device,
	.sync_sg_for_cpu = xen_sync_list_for_cpu,
	.sync_sg_for_device = xen_sync_list_for_device,
	.dma_supported = xen_supported,
	.mmap = dma_common_mmap,
	.get_sgtable = dma_common_get_sgtable,
	.alloc_pages = dma_common_alloc_pages,
	.free_pages = dma_common_free_pages,
	.max_mapping_size = swiotlb_max_mapping_size,
};
