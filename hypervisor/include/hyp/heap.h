/* SPDX-License-Identifier: GPL-2.0-only */
/* Small objects of the hypervisor. */
#ifndef HYP_HEAP_H
#define HYP_HEAP_H

#include <linux/types.h>

/**
 * heap_alloc() - zeroed memory, 16-byte aligned (page aligned from 4 KiB on)
 * @bytes: at most 256 MiB
 *
 * Larger sizes than a page are contiguous in virtual space only.
 * May be called with interrupts on only.  Takes LOCK_HEAP_SMALL and what is behind it.
 *
 * Return: NULL if out of memory.
 */
void *heap_alloc(size_t bytes);

/**
 * heap_alloc_array() - the same for an array, overflow checked
 * @n: elements
 * @bytes: of each one
 *
 * Return: NULL if out of memory.
 */
void *heap_alloc_array(size_t n, size_t bytes);

/**
 * heap_free() - give memory of heap_alloc() back
 * @p: NULL is fine
 *
 * May be called with interrupts on only.  More than a page may wait for other CPUs' TLBs.
 */
void heap_free(void *p);

/**
 * heap_bytes_used() - how much is in use
 *
 * Return: bytes, with what sizes were rounded up by.
 */
u64 heap_bytes_used(void);

#define heap_new(type)		((type *)heap_alloc(sizeof(type)))
#define heap_new_array(type, n)	((type *)heap_alloc_array(n, sizeof(type)))

#endif /* HYP_HEAP_H */
