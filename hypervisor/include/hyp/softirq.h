/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work that waits until the CPU leaves for a guest or idles, so that it runs
 * with interrupts on and no lock held.
 */
#ifndef HYP_SOFTIRQ_H
#define HYP_SOFTIRQ_H

#include <linux/types.h>

enum softirq {
	SOFTIRQ_TIMER,
	SOFTIRQ_TASKLET,
	SOFTIRQ_RCU,		/* grace periods */
	SOFTIRQ_TIME_SYNC,
	SOFTIRQ_CONSOLE,
	SOFTIRQ_NMI,		/* what an NMI could not say itself */
	SOFTIRQ_SCHEDULE,	/* last: it does not come back */
	NR_SOFTIRQS,
};

void softirq_register(enum softirq nr, void (*fn)(void));
void softirq_raise(enum softirq nr);			/* this CPU */
void softirq_raise_on(unsigned int cpu, enum softirq nr);	/* sends an IPI if needed */
bool softirq_pending(void);
/* Called by entry code and idle with interrupts on; may not return (SCHEDULE). */
void softirq_run(void);
/* For long loops of boot: all but SCHEDULE. */
void softirq_run_safe(void);

/* True if a long hypercall should stop and continue later. */
bool hypercall_preempt_check(void);

#endif /* HYP_SOFTIRQ_H */
