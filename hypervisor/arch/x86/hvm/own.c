// SPDX-License-Identifier: GPL-2.0-only
/* Frames of a dom0 whose devices know them by their numbers. */
#include "own.h"

#include <linux/bits.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <asm/cpufeature.h>

#define MAX_PHYS_BITS	44

void __init own_frame(struct domain *d, u64 n)
{
	struct page_info *pg = &frame_table[n];

	*pg = (struct page_info) {
		.count_info = PGC_ALLOCATED | 1,
		.type_info = PGT_NONE | PGT_VALIDATED,
		.owner = d->domid,
	};
	page_list_add_tail(pg, &d->page_list);
	d->tot_pages++;
}

u64 __init own_device_frames(void)
{
	return BIT_ULL(min_t(u32, boot_cpu.phys_bits, MAX_PHYS_BITS) - PAGE_SHIFT);
}
