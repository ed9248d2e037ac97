/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Timers. Each CPU has a heap of them and runs what is due in SOFTIRQ_TIMER, interrupts
 * on and no lock held. Nothing is allocated: the links are in the timer.
 *
 * All functions may be called from any CPU and any context, timer_kill() apart, with locks
 * of a rank below LOCK_TIMER held.
 */
#ifndef HYP_TIMER_H
#define HYP_TIMER_H

#include <linux/types.h>

/**
 * struct timer - one timer; zeroed memory is a timer that cannot be set yet
 * @expires: system time, ns
 * @fn: runs on @cpu in SOFTIRQ_TIMER; may set the timer anew or free it
 * @data: for @fn
 * @child: first of those under it in the heap
 * @next: next one under the same parent
 * @prev: the one before under the same parent, or the parent of the first
 * @cpu: where it runs
 * @state: enum timer_state
 */
struct timer {
	u64 expires;
	void (*fn)(void *data);
	void *data;
	struct timer *child, *next, *prev;
	u16 cpu;
	u8 state;
};

/**
 * timer_softirq_init() - once, on the boot CPU, before the first timer is set
 */
void timer_softirq_init(void);

/**
 * timer_init_cpu() - before a CPU starts: timers may be put on it from then on
 * @cpu: has its percpu data
 */
void timer_init_cpu(unsigned int cpu);

/**
 * timer_init() - set up a timer, not set
 * @t: OUT; not one that is set
 * @fn: handler
 * @data: for @fn
 * @cpu: where it runs
 */
void timer_init(struct timer *t, void (*fn)(void *data), void *data, unsigned int cpu);

/**
 * timer_set() - when a timer fires, once
 * @t: set anew if it is set already; one that was killed stays dead
 * @expires: system time, ns; in the past: at once
 */
void timer_set(struct timer *t, u64 expires);

/**
 * timer_stop() - a timer does not fire, unless its handler is running already
 * @t: set or not
 */
void timer_stop(struct timer *t);

/**
 * timer_migrate() - a timer runs on another CPU from now on
 * @t: set or not
 * @cpu: number
 */
void timer_migrate(struct timer *t, unsigned int cpu);

/**
 * timer_kill() - stop a timer for ever and wait for a running handler
 * @t: fine on zeroed memory
 *
 * Not from the handler, and without a lock that the handler takes.
 */
void timer_kill(struct timer *t);

/**
 * timer_is_set() - will the timer fire?
 * @t: any
 *
 * Return: true if so, as of now; false while its handler runs.
 */
bool timer_is_set(const struct timer *t);

/**
 * timer_migrate_all() - move all timers of a CPU that goes away
 * @from: that CPU
 * @to: another one
 */
void timer_migrate_all(unsigned int from, unsigned int to);

/**
 * timer_dump() - print all timers, for a debug key
 */
void timer_dump(void);

#endif /* HYP_TIMER_H */
