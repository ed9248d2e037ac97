/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frame numbers and addresses.
 *
 * Terms of the field: an mfn is a frame of the machine, a gfn a frame as the
 * domain addresses it (for a PV domain the two are the same number), a pfn a
 * frame of the domain's own contiguous numbering, which the hypervisor never
 * needs.  mfn_t and gfn_t are distinct to sparse; convert only through the
 * helpers here.
 */
#ifndef HYP_FRAME_H
#define HYP_FRAME_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	4096UL
#define PAGE_MASK	(~(PAGE_SIZE - 1))

/* A pointer into the memory of a guest: never dereferenced, only copied. */
#ifdef __CHECKER__
#define __guest		__attribute__((noderef, address_space(5)))
#else
#define __guest
#endif

typedef u64 paddr_t;			/* machine physical address, bytes */
typedef u64 __bitwise mfn_t;
typedef u64 __bitwise gfn_t;

#define INVALID_MFN	((__force mfn_t)~0ULL)
#define INVALID_GFN	((__force gfn_t)~0ULL)
#define INVALID_PADDR	(~0ULL)

static inline mfn_t to_mfn(u64 n)
{
	return (__force mfn_t)n;
}

static inline u64 mfn_x(mfn_t mfn)
{
	return (__force u64)mfn;
}

static inline gfn_t to_gfn(u64 n)
{
	return (__force gfn_t)n;
}

static inline u64 gfn_x(gfn_t gfn)
{
	return (__force u64)gfn;
}

static inline mfn_t mfn_add(mfn_t mfn, u64 n)
{
	return to_mfn(mfn_x(mfn) + n);
}

static inline gfn_t gfn_add(gfn_t gfn, u64 n)
{
	return to_gfn(gfn_x(gfn) + n);
}

static inline bool mfn_eq(mfn_t a, mfn_t b)
{
	return mfn_x(a) == mfn_x(b);
}

static inline bool gfn_eq(gfn_t a, gfn_t b)
{
	return gfn_x(a) == gfn_x(b);
}

static inline paddr_t mfn_to_paddr(mfn_t mfn)
{
	return mfn_x(mfn) << PAGE_SHIFT;
}

static inline mfn_t paddr_to_mfn(paddr_t pa)
{
	return to_mfn(pa >> PAGE_SHIFT);
}

/* Frames of 4 KiB that a length in bytes needs. */

/**
 * bytes_to_frames() - frames of 4 KiB that a length needs
 * @bytes: at most 2^64 - 4096
 *
 * Return: rounded up.
 */
static inline u64 bytes_to_frames(u64 bytes)
{
	return (bytes + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

#endif /* HYP_FRAME_H */
