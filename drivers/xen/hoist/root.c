// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transition root: page tables in which the gate, the hypervisor's image and all RAM
 * are mapped, each where its side expects it. As many levels as the kernel itself uses.
 *
 *	gate page		the module's own address
 *	image			where it is linked, 4 KiB pages
 *	RAM and holes in it	header.directmap_start, 1 GiB or 2 MiB pages
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <asm/cpufeature.h>
#include <asm/pgtable_types.h>
#include <asm/special_insns.h>

#include "hoist.h"

#define TABLE_FLAGS	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define LEVEL_SHIFT(l)	(PAGE_SHIFT + 9 * ((l) - 1))

static u64 *table_alloc(struct hoist *h)
{
	struct page *page = hoist_block_alloc(h, 0);

	return page ? page_address(page) : NULL;
}

/* The entry of @level for @va, with tables made on the way; NULL: no memory. */
static u64 *entry_of(struct hoist *h, u64 va, unsigned int level)
{
	u64 *table = h->root;
	unsigned int l;

	for (l = h->levels; l > level; l--) {
		u64 *e = &table[va >> LEVEL_SHIFT(l) & (PTRS_PER_PTE - 1)];

		if (!*e) {
			u64 *next = table_alloc(h);

			if (!next)
				return NULL;
			*e = __pa(next) | TABLE_FLAGS;
		}
		table = __va(*e & PTE_PFN_MASK);
	}
	return &table[va >> LEVEL_SHIFT(level) & (PTRS_PER_PTE - 1)];
}

static int map(struct hoist *h, u64 va, phys_addr_t pa, u64 bytes, unsigned int level, u64 flags)
{
	u64 step = 1ULL << LEVEL_SHIFT(level), done;

	for (done = 0; done < bytes; done += step) {
		u64 *e = entry_of(h, va + done, level);

		if (!e)
			return -ENOMEM;
		*e = (pa + done) | flags;
	}
	return 0;
}

static int map_ram(struct hoist *h)
{
	const struct hoist_range *last = &h->info->range[h->info->nr_ranges - 1];
	unsigned int level = boot_cpu_has(X86_FEATURE_GBPAGES) ? 3 : 2;

	return map(h, h->header.directmap_start, 0, last->start + last->bytes, level,
		   TABLE_FLAGS | _PAGE_PSE | _PAGE_NX);
}

static int map_image(struct hoist *h)
{
	return map(h, h->header.link_start, h->info->image,
		   h->header.mem_end - h->header.link_start, 1, TABLE_FLAGS);
}

static int map_gate(struct hoist *h)
{
	phys_addr_t pa = page_to_phys(vmalloc_to_page(hoist_gate_page));

	return map(h, (u64)hoist_gate_page, pa, PAGE_SIZE, 1, TABLE_FLAGS);
}

int hoist_root_build(struct hoist *h)
{
	int err;

	h->levels = native_read_cr4() & X86_CR4_LA57 ? 5 : 4;
	h->root = table_alloc(h);
	if (!h->root)
		return -ENOMEM;
	err = map_ram(h);
	if (!err)
		err = map_image(h);
	if (!err)
		err = map_gate(h);
	h->info->root = __pa(h->root);
	h->info->levels = h->levels;
	return err;
}
