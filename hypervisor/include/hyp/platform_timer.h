/* SPDX-License-Identifier: GPL-2.0-only */
/* The clocks of the machine that all CPUs share: slow to read, but they never drift apart. */
#ifndef HYP_PLATFORM_TIMER_H
#define HYP_PLATFORM_TIMER_H

#include <linux/types.h>

struct platform_timer {
	const char *name;	/* clocksource= option */
	u64 hz;			/* set by init() */
	u64 mask;		/* of the counter, all ones */
	int (*init)(struct platform_timer *pt);	/* 0, -ENODEV */
	u64 (*read)(void);			/* counts up, wraps after mask */
};

extern struct platform_timer hpet_timer, pm_timer, pit_timer;

/* With tsc_khz unknown: waits by the PIT's channel 2, which every PC has. */
void pit_delay(unsigned int usec);

#endif /* HYP_PLATFORM_TIMER_H */
