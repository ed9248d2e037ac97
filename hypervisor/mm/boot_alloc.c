// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory before the buddy allocator stands.
 *
 * A sorted array of free ranges.  Each allocation is cut off the top of the
 * highest range that fits below the limit: the early page tables reach 4 GiB,
 * and low memory is scarce because devices with narrow addresses need it.
 */
#include <hyp/page_alloc.h>

#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_alloc.h>
#include <hyp/bug.h>
#include <hyp/vmap.h>

struct range {
	paddr_t start, end;	/* bytes, page aligned, start < end */
};

static struct range ranges[BOOT_ALLOC_RANGES];
static unsigned int nr_ranges;
static paddr_t limit = INVALID_PADDR;

static void __init range_delete(unsigned int i)
{
	nr_ranges--;
	memmove(&ranges[i], &ranges[i + 1], (nr_ranges - i) * sizeof(ranges[0]));
}

/* A range that finds no room is lost memory, not an error. */
static void __init range_insert(unsigned int i, paddr_t start, paddr_t end)
{
	if (start >= end || nr_ranges == BOOT_ALLOC_RANGES)
		return;
	memmove(&ranges[i + 1], &ranges[i], (nr_ranges - i) * sizeof(ranges[0]));
	ranges[i] = (struct range){ start, end };
	nr_ranges++;
}

void __init boot_alloc_set_limit(paddr_t end)
{
	limit = end;
}

void __init boot_alloc_reserve(paddr_t start, paddr_t end)
{
	unsigned int i = 0;

	if (start >= end)
		return;
	start &= PAGE_MASK;
	end = (end + PAGE_SIZE - 1) & PAGE_MASK;
	while (i < nr_ranges) {
		struct range old = ranges[i];

		if (old.end <= start || old.start >= end) {
			i++;
			continue;
		}
		range_delete(i);
		if (old.end > end)
			range_insert(i, end, old.end);
		if (old.start < start)
			range_insert(i++, old.start, start);
		if (old.end > end)
			i++;
	}
}

void __init boot_alloc_add(paddr_t start, paddr_t end)
{
	unsigned int i;

	start = (start + PAGE_SIZE - 1) & PAGE_MASK;
	end &= PAGE_MASK;
	if (start >= end)
		return;
	/* What overlaps is counted once. */
	boot_alloc_reserve(start, end);
	for (i = 0; i < nr_ranges && ranges[i].start < start; i++)
		;
	if (i && ranges[i - 1].end == start)
		ranges[i - 1].end = end;
	else
		range_insert(i, start, end);
}

/* Highest start of @bytes in a range, or INVALID_PADDR. */
static paddr_t __init range_fit(const struct range *r, u64 bytes, u64 align)
{
	paddr_t end = r->end < limit ? r->end : limit;
	paddr_t start;

	if (end < r->start || end - r->start < bytes)
		return INVALID_PADDR;
	start = (end - bytes) & ~(align - 1);
	return start >= r->start ? start : INVALID_PADDR;
}

paddr_t __init boot_alloc(u64 bytes, u64 align)
{
	unsigned int i = nr_ranges;

	bytes = (bytes + PAGE_SIZE - 1) & PAGE_MASK;
	if (!bytes)
		return INVALID_PADDR;
	while (i--) {
		paddr_t pa = range_fit(&ranges[i], bytes, align);

		if (pa == INVALID_PADDR)
			continue;
		boot_alloc_reserve(pa, pa + bytes);
		memset(paddr_to_virt(pa), 0, bytes);
		return pa;
	}
	return INVALID_PADDR;
}

bool __init boot_alloc_take_lowest(u64 bytes, paddr_t *start, paddr_t *end)
{
	if (!nr_ranges || !bytes)
		return false;
	*start = ranges[0].start;
	*end = ranges[0].end - *start > bytes ? *start + bytes : ranges[0].end;
	boot_alloc_reserve(*start, *end);
	return true;
}

void __init boot_alloc_finish(void)
{
	unsigned int i;

	for (i = 0; i < nr_ranges; i++)
		page_alloc_add(paddr_to_mfn(ranges[i].start),
			       (ranges[i].end - ranges[i].start) >> PAGE_SHIFT);
	nr_ranges = 0;
}
