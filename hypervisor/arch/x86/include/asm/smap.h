/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to user pages (all pages of a PV guest) while CR4.SMAP is on: allowed
 * between stac() and clac() only.  Entry code clears AC, and an exception puts
 * it back on return.  Nothing on CPUs without SMAP.
 */
#ifndef ASM_SMAP_H
#define ASM_SMAP_H

#include <asm/alternative.h>

/* As text, for use inside other asm statements. */
#define ASM_STAC	ALTERNATIVE(FEATURE_SMAP, NOP3, "0x0f, 0x01, 0xcb")
#define ASM_CLAC	ALTERNATIVE(FEATURE_SMAP, NOP3, "0x0f, 0x01, 0xca")

/**
 * stac() - allow access to user pages from here
 */
static inline void stac(void)
{
	__asm__ __volatile__(ASM_STAC : : : "memory", "cc");
}

/**
 * clac() - and no more from here
 */
static inline void clac(void)
{
	__asm__ __volatile__(ASM_CLAC : : : "memory", "cc");
}

#endif /* ASM_SMAP_H */
