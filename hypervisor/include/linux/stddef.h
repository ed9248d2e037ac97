/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_STDDEF_H
#define HYP_LINUX_STDDEF_H

#ifndef NULL
#define NULL ((void *)0)
#endif

#ifndef offsetof
#define offsetof(type, member)	__builtin_offsetof(type, member)
#endif

#define sizeof_field(type, member)	(sizeof(((type *)0)->member))
#define offsetofend(type, member)	\
	(offsetof(type, member) + sizeof(((type *)0)->member))

#endif
