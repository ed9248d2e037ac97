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

/**
 * tlb_flush_local() - flush this CPU's TLB or caches
 * @flags: FLUSH_*
 * @va: address for FLUSH_VA; of no effect with a flush of more
 *
 * FLUSH_GLOBAL is what moves the flush clock.  Any context.
 */
void tlb_flush_local(u32 flags, u64 va);

/**
 * tlb_flush_mask() - the same on each CPU of a set, and wait until all have
 * @mask: CPUs that are not online are left out
 * @flags: FLUSH_*
 * @va: address for FLUSH_VA
 *
 * Takes LOCK_TLB.  Interrupts may be on or off (it polls); no lock that another CPU waits for with
 * interrupts off is held.
 */
void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va);

/**
 * tlb_flush_interrupt() - from the IPI's vector, or polled: flush what this CPU was asked to
 *
 * Interrupts are off.
 */
void tlb_flush_interrupt(void);

/**
 * tlb_clock() - the flush clock: ticks with each flush of everything
 *
 * A frame whose type count became 0 at stamp S needs no flush on a CPU that flushed after S.
 *
 * Return: stamp for now; 0 once it has run out.
 */
u32 tlb_clock(void);

/**
 * tlb_flush_needed() - may a CPU still have translations from before a stamp?
 * @cpu: number
 * @stamp: of tlb_clock(); 0: from always
 *
 * Return: true if so.
 */
bool tlb_flush_needed(unsigned int cpu, u32 stamp);

/**
 * tlb_filter_mask() - leave only CPUs that may have translations from before a stamp
 * @mask: IN and OUT
 * @stamp: of tlb_clock()
 */
void tlb_filter_mask(struct cpumask *mask, u32 stamp);

#endif /* HYP_TLB_H */
