// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stacks: a block of 16 pages of address space a CPU, half of them mapped (see
 * <asm/layout.h>). Those of the boot CPU are in the image, mapped by
 * long_mode.S, and mm_init() takes the mapping over.
 */
#include <asm/desc.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/frame.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/vmap.h>
#include <asm/pgtable.h>

static const unsigned char mapped_page[] = {
	STACK_PAGE_MCE, STACK_PAGE_NMI, STACK_PAGE_DF, STACK_PAGE_DB,
	STACK_PAGE_MAIN, STACK_PAGE_MAIN + 1, STACK_PAGE_MAIN + 2, STACK_PAGE_MAIN + 3,
};

/* How many pages of each CPU are mapped: a failure may leave it half done. */
static unsigned char done[NR_CPUS] = { ARRAY_SIZE(mapped_page) };

static int map_stack_page(unsigned long va)
{
	void *page = page_alloc_hyp(0);

	if (!page)
		return -ENOMEM;
	if (hyp_map_small(va, virt_to_mfn(page), 1, PTE_HYP_RW)) {
		page_free_hyp(page, 0);
		return -ENOMEM;
	}
	return 0;
}

int stacks_alloc(unsigned int cpu)
{
	unsigned long base = STACKS_START + cpu * STACK_SIZE;

	for (; done[cpu] < ARRAY_SIZE(mapped_page); done[cpu]++)
		if (map_stack_page(base + mapped_page[done[cpu]] * PAGE_SIZE))
			return -ENOMEM;
	return 0;
}
