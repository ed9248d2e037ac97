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

/* Once, on the boot CPU, before the first timer is set. */
void timer_softirq_init(void);
/* Before a CPU starts: timers may be put on it from then on. */
void timer_init_cpu(unsigned int cpu);

void timer_init(struct timer *t, void (*fn)(void *data), void *data, unsigned int cpu);
/* Sets it anew if it is set already. In the past: at once. */
void timer_set(struct timer *t, u64 expires);
void timer_stop(struct timer *t);
void timer_migrate(struct timer *t, unsigned int cpu);
/*
 * Stops it for ever and waits for a running handler: not from the handler, and without a
 * lock that the handler takes. Fine on zeroed memory.
 */
void timer_kill(struct timer *t);
bool timer_is_set(const struct timer *t);
/* Moves all timers of a CPU that goes away. */
void timer_migrate_all(unsigned int from, unsigned int to);
void timer_dump(void);

#endif /* HYP_TIMER_H */
