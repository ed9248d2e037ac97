/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HYP_LINUX_UNALIGNED_H
#define HYP_LINUX_UNALIGNED_H

#include <linux/types.h>

/* Little-endian values at any address. */
static inline u16 get_unaligned_le16(const void *p)
{
	u16 val;

	__builtin_memcpy(&val, p, sizeof(val));
	return val;
}

static inline u32 get_unaligned_le32(const void *p)
{
	u32 val;

	__builtin_memcpy(&val, p, sizeof(val));
	return val;
}

static inline u64 get_unaligned_le64(const void *p)
{
	u64 val;

	__builtin_memcpy(&val, p, sizeof(val));
	return val;
}

static inline void put_unaligned_le16(u16 val, void *p)
{
	__builtin_memcpy(p, &val, sizeof(val));
}

static inline void put_unaligned_le32(u32 val, void *p)
{
	__builtin_memcpy(p, &val, sizeof(val));
}

static inline void put_unaligned_le64(u64 val, void *p)
{
	__builtin_memcpy(p, &val, sizeof(val));
}

#endif
