/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_NOSPEC_H
#define HYP_LINUX_NOSPEC_H

#include <asm/barrier.h>
#include <linux/types.h>

/*
 * @index after its bounds check: itself when below @size, else 0, by arithmetic that
 * the CPU cannot run ahead of (unlike the branch of the check).
 */
#define array_index_nospec(index, size) ({				\
	__typeof__(index) __nospec_i = (index);				\
	(__typeof__(index))(__nospec_i &				\
			    array_index_mask_nospec(__nospec_i, size)); })

#endif
