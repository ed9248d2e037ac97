/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_CONTAINER_OF_H
#define HYP_LINUX_CONTAINER_OF_H

#include <linux/stddef.h>

/* From the address of a member to the struct around it; the types are checked. */
#define container_of(ptr, type, member) ({				\
	const __typeof__(((type *)0)->member) * __inner = (ptr);		\
	(type *)((unsigned long)__inner - offsetof(type, member)); })

#endif
