/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work that waits until the CPU leaves for a guest or idles, so that it runs
 * with interrupts on and no lock held.
 */
#ifndef HYP_SOFTIRQ_H
#define HYP_SOFTIRQ_H

#include <linux/types.h>
#include <hyp/percpu.h>

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

/* Pending work, a bit a kind. */
DECLARE_PER_CPU(unsigned long, softirq_mask);

/**
 * softirq_register() - what a kind of work is
 * @nr: kind
 * @fn: runs with interrupts on and no lock held
 *
 * Start-up.
 */
void softirq_register(enum softirq nr, void (*fn)(void));

/**
 * softirq_raise() - work for this CPU
 * @nr: kind; once raised, more raises change nothing until it runs
 *
 * Any context.
 */
void softirq_raise(enum softirq nr);

/**
 * softirq_raise_on() - work for any CPU; sends an IPI if needed
 * @cpu: number
 * @nr: kind
 *
 * Any context.
 */
void softirq_raise_on(unsigned int cpu, enum softirq nr);

/**
 * softirq_pending() - is there work for this CPU?
 *
 * Return: true if so.
 */
static inline bool softirq_pending(void)
{
	return READ_ONCE(this_cpu(softirq_mask));
}

/**
 * softirq_run() - do all work of this CPU
 *
 * From entry code and idle with interrupts on; may not return (SOFTIRQ_SCHEDULE).
 */
void softirq_run(void);

/**
 * softirq_run_safe() - the same but for SOFTIRQ_SCHEDULE, for long loops of boot
 */
void softirq_run_safe(void);

/**
 * hypercall_preempt_check() - should a long hypercall stop and continue later?
 *
 * Return: true if so: softirqs are pending.
 */
bool hypercall_preempt_check(void);

#endif /* HYP_SOFTIRQ_H */
