/* SPDX-License-Identifier: GPL-2.0-only */
/* Timers: a heap per CPU; handlers run in SOFTIRQ_TIMER. */
#ifndef HYP_TIMER_H
#define HYP_TIMER_H

#include <linux/types.h>

struct timer {
	u64 expires;		/* system time, ns */
	void (*fn)(void *data);
	void *data;
	u32 heap_pos;		/* index in the CPU's heap, 0: not queued */
	u16 cpu;
	u8 state;
	u8 pad;
};

void timer_init(struct timer *t, void (*fn)(void *data), void *data, unsigned int cpu);
void timer_set(struct timer *t, u64 expires);
void timer_stop(struct timer *t);
void timer_migrate(struct timer *t, unsigned int cpu);
/* Stops it for ever and waits for a running handler (not from the handler). */
void timer_kill(struct timer *t);
void timer_softirq_init(void);	/* per CPU */
void timer_dump(void);

#endif /* HYP_TIMER_H */
