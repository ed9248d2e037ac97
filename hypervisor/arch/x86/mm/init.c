// SPDX-License-Identifier: GPL-2.0-only
/* Memory start-up: a table of contents. */
#include <hyp/mm_init.h>

#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_alloc.h>
#include <hyp/boot_info.h>
#include <hyp/image.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <hyp/param.h>
#include <hyp/printk.h>
#include <hyp/vmap.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/pgtable.h>

#define LOW_END			0x100000ULL
#define EARLY_MAPPED_END	0x100000000ULL	/* by the tables of early boot */

/* bootscrub=yes clears all free memory at boot; otherwise idle CPUs do. */
static bool opt_bootscrub;
PARAM_BOOL("bootscrub", opt_bootscrub);

/* What a running kernel gave: the early tables map all of it. */
static void __init collect_chunks(const struct boot_info *bi)
{
	unsigned int i;

	for (i = 0; i < bi->nr_chunks; i++)
		boot_alloc_add(bi->chunk[i].start, bi->chunk[i].start + bi->chunk[i].size);
}

static void __init collect_ram(const struct boot_info *bi)
{
	unsigned int i;

	for (i = 0; i < bi->nr_ranges; i++) {
		paddr_t start, end;

		if (boot_ram_range(bi, i, &start, &end))
			boot_alloc_add(start, end);
	}
	boot_alloc_reserve(0, LOW_END);
	boot_alloc_reserve(bi->image_start,
			   bi->image_start + (u64)(hyp_end - hyp_start));
	for (i = 0; i < bi->nr_modules; i++)
		boot_alloc_reserve(bi->module[i].start,
				   bi->module[i].start + bi->module[i].size);
	boot_alloc_set_limit(EARLY_MAPPED_END);
}

/* Loaders put modules low, where dom0's kernel may have to be. */
static void __init move_module(struct boot_module *m)
{
	u64 bytes = (m->size + PAGE_SIZE - 1) & PAGE_MASK;
	paddr_t to = boot_alloc(bytes, PAGE_SIZE);

	if (to == INVALID_PADDR)
		boot_fail("no memory to move a module of %llu bytes", m->size);
	memcpy(paddr_to_virt(to), paddr_to_virt(m->start), m->size);
	boot_alloc_add(m->start, m->start + bytes);
	m->start = to;
}

/* A dom0 whose devices see its memory as it does has its frames from the start. */
static void __init keep_for_dom0(struct boot_info *bi)
{
	u64 left = bi->dom0_bytes & PAGE_MASK;
	paddr_t start, end;
	unsigned int i;

	for (i = 0; i < bi->nr_modules; i++)
		move_module(&bi->module[i]);
	while (bi->nr_dom0 < BOOT_MAX_DOM0_RANGES &&
	       boot_alloc_take_lowest(left, &start, &end)) {
		bi->dom0[bi->nr_dom0++] = (struct boot_range){ start, end - start, RANGE_RAM };
		left -= end - start;
	}
}

static void *heap_table(void)
{
	return page_alloc_hyp(0);
}

void __init mm_init(struct boot_info *bi)
{
	if (bi->nr_chunks)
		collect_chunks(bi);
	else
		collect_ram(bi);
	if (bi->dom0_bytes)
		keep_for_dom0(bi);
	directmap_init(bi);
	frame_table_init(bi);
	m2p_init(bi);
	vmap_init();
	directmap_protect_image();
	pgtable_set_alloc(heap_table);
	boot_alloc_finish();
	pr_info("Memory: %llu MiB free, frames up to %#llx\n",
		page_alloc_free_frames() >> (20 - PAGE_SHIFT), mm_max_ram_frame());
}

void mm_free_boot_range(paddr_t start, paddr_t end)
{
	u64 first = bytes_to_frames(start), last = end >> PAGE_SHIFT;

	if (first < last)
		page_alloc_add(to_mfn(first), last - first);
}

void mm_init_late(void)
{
	paddr_t start = virt_to_paddr(hyp_init_start);
	u64 frames = (u64)(hyp_init_end - hyp_init_start) >> PAGE_SHIFT;

	hyp_unmap((unsigned long)hyp_init_start, frames);
	mm_free_boot_range(start, start + (frames << PAGE_SHIFT));
	while (opt_bootscrub && page_alloc_scrub_some())
		;
}
