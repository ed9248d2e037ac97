/* SPDX-License-Identifier: GPL-2.0-only */
/* Other CPUs: function calls, wake-up and flush IPIs. */
#ifndef HYP_SMP_H
#define HYP_SMP_H

#include <hyp/cpumask.h>

/**
 * smp_call() - run a function on CPUs, and wait until all have
 * @mask: set; this CPU's turn is here; CPUs that are not online are left out
 * @fn: interrupts are off
 * @arg: for @fn
 *
 * Takes LOCK_SMP_CALL.  Who waits for it serves the calls of others meanwhile, so interrupts may
 * be on or off; no lock that @fn or an interrupt handler of the others waits for is held.
 */
void smp_call(const struct cpumask *mask, void (*fn)(void *arg), void *arg);

/**
 * smp_call_interrupt() - from the IPI's vector, or polled: do what this CPU was asked for
 *
 * Interrupts are off.
 */
void smp_call_interrupt(void);

/**
 * arch_send_event_check() - IPI: look at softirqs and events
 * @cpu: nothing is done if it is not online
 *
 * Any context.
 */
void arch_send_event_check(unsigned int cpu);

/**
 * arch_send_call() - IPI: look for a function call
 * @mask: online CPUs
 */
void arch_send_call(const struct cpumask *mask);

/**
 * arch_cpu_up() - start a CPU and wait until it is online
 * @cpu: in cpu_possible
 *
 * From another CPU, one at a time.
 *
 * Return: 0, -ENOMEM, -EIO (it does not report), or an error of making its idle vCPU.
 */
int arch_cpu_up(unsigned int cpu);

/**
 * arch_stop_others() - stop all other CPUs for ever (panic, reboot)
 *
 * By NMI, so what they hold stays held.  Waits for about a tenth of a second at most.
 */
void arch_stop_others(void);

#endif /* HYP_SMP_H */
