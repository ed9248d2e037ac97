/* SPDX-License-Identifier: GPL-2.0-only */
/* Small objects of the hypervisor. */
#ifndef HYP_HEAP_H
#define HYP_HEAP_H

#include <linux/types.h>

/**
 * heap_alloc() - zeroed memory, 16-byte aligned (page aligned from 4 KiB on)
 *
 * Larger sizes than a page are contiguous in virtual space only.
 * May be called with interrupts on only.  Return: NULL if out of memory.
 */
void *heap_alloc(size_t bytes);
void *heap_alloc_array(size_t n, size_t bytes);	/* overflow checked */
void heap_free(void *p);			/* NULL is fine */
u64 heap_bytes_used(void);

#define heap_new(type)		((type *)heap_alloc(sizeof(type)))
#define heap_new_array(type, n)	((type *)heap_alloc_array(n, sizeof(type)))

#endif /* HYP_HEAP_H */
