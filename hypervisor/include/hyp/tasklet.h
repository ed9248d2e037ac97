/* SPDX-License-Identifier: GPL-2.0-only */
/* Small jobs that run soon, once, on the CPU where they were scheduled, interrupts on. */
#ifndef HYP_TASKLET_H
#define HYP_TASKLET_H

#include <linux/types.h>

/**
 * struct tasklet - a job
 * @fn: runs with interrupts on and no lock held
 * @data: for @fn
 * @next: in the CPU's queue
 * @queued: bit 0; clear again before @fn runs
 */
struct tasklet {
	void (*fn)(void *data);
	void *data;
	struct tasklet *next;
	unsigned long queued;
};

#define TASKLET_INIT(function, arg)	{ .fn = (function), .data = (arg) }

/**
 * tasklet_schedule() - run a job soon, on this CPU
 * @t: nothing is done when it is queued already
 *
 * Any context.
 */
void tasklet_schedule(struct tasklet *t);

/**
 * tasklet_init() - start-up: from sched_init()
 */
void tasklet_init(void);

#endif /* HYP_TASKLET_H */
