/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_SORT_H
#define HYP_LINUX_SORT_H

#include <linux/types.h>

/**
 * sort() - heap sort in place: no stack, no worst case, not stable
 * @base: the elements
 * @num: how many
 * @size: bytes of one
 * @cmp: returns < 0, 0 or > 0
 * @swap: exchanges two elements of @size bytes, NULL: byte by byte
 */
void sort(void *base, size_t num, size_t size, int (*cmp)(const void *a, const void *b),
	  void (*swap)(void *a, void *b, int size));

#endif
