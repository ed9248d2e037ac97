/* SPDX-License-Identifier: GPL-2.0-only */
/* TLB flushes. */
#ifndef HYP_TLB_H
#define HYP_TLB_H

#include <hyp/cpumask.h>

#define FLUSH_TLB		0x1	/* all but global entries */
#define FLUSH_GLOBAL		0x2	/* global ones too */
#define FLUSH_VA		0x4	/* one address */
#define FLUSH_CACHE		0x8	/* WBINVD */
#define FLUSH_ROOT_PGTBL	0x10	/* reload a changed L4 */

void tlb_flush_local(u32 flags, u64 va);
/* On each CPU of the set, waits; interrupts may be on or off (it polls). */
void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va);
void tlb_flush_interrupt(void);

/*
 * The flush clock: a frame whose type count became 0 at stamp S needs no flush
 * on a CPU that flushed after S.
 */
u32 tlb_clock(void);
bool tlb_flush_needed(unsigned int cpu, u32 stamp);
void tlb_filter_mask(struct cpumask *mask, u32 stamp);

#endif /* HYP_TLB_H */
