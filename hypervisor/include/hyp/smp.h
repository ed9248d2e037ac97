/* SPDX-License-Identifier: GPL-2.0-only */
/* Other CPUs: function calls, wake-up and flush IPIs. */
#ifndef HYP_SMP_H
#define HYP_SMP_H

#include <hyp/cpumask.h>

/* Runs fn on each CPU of the set (this one included if in it), waits. */
void smp_call(const struct cpumask *mask, void (*fn)(void *arg), void *arg);
void smp_call_interrupt(void);		/* from the IPI's vector */

/* By the arch: IPIs without a message. */
void arch_send_event_check(unsigned int cpu);	/* look at softirqs, events */
void arch_send_call(const struct cpumask *mask);
int arch_cpu_up(unsigned int cpu);
void arch_stop_others(void);			/* panic, reboot */

#endif /* HYP_SMP_H */
