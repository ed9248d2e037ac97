/* SPDX-License-Identifier: GPL-2.0-only */
/* The clocks of the machine that all CPUs share: slow to read, but they never drift apart. */
#ifndef HYP_PLATFORM_TIMER_H
#define HYP_PLATFORM_TIMER_H

#include <linux/types.h>

/**
 * struct platform_timer - a clock of the machine
 * @name: clocksource= option
 * @hz: set by init()
 * @mask: of the counter, all ones
 * @init: starts it, at start-up; 0 or -ENODEV
 * @read: counts up, wraps after @mask
 */
struct platform_timer {
	const char *name;
	u64 hz;
	u64 mask;
	int (*init)(struct platform_timer *pt);
	u64 (*read)(void);
};

extern struct platform_timer hpet_timer, pm_timer, pit_timer;

/**
 * pit_delay() - wait by the PIT's channel 2, which every PC has; for when the TSC's rate is unknown
 * @usec: us, at least
 */
void pit_delay(unsigned int usec);

#endif /* HYP_PLATFORM_TIMER_H */
