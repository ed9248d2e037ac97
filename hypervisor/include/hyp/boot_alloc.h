/* SPDX-License-Identifier: GPL-2.0-only */
/* Early memory, the part that only memory start-up needs; see page_alloc.h. */
#ifndef HYP_BOOT_ALLOC_H
#define HYP_BOOT_ALLOC_H

#include <hyp/frame.h>

#define BOOT_ALLOC_RANGES	320

/**
 * boot_alloc_set_limit() - how far the page tables reach
 * @end: bytes; boot_alloc() answers below it only
 *
 * Start-up, single CPU.
 */
void boot_alloc_set_limit(paddr_t end);

/**
 * boot_alloc_take_lowest() - take from the bottom, where boot_alloc() takes from the top
 * @bytes: at most so many, page aligned
 * @start: OUT, physical address
 * @end: OUT, behind it
 *
 * Return: false: there is nothing any more.
 */
bool boot_alloc_take_lowest(u64 bytes, paddr_t *start, paddr_t *end);

#endif /* HYP_BOOT_ALLOC_H */
