/* SPDX-License-Identifier: GPL-2.0-only */
/* Small jobs that run soon, once, on the CPU where they were scheduled, interrupts on. */
#ifndef HYP_TASKLET_H
#define HYP_TASKLET_H

#include <linux/types.h>

struct tasklet {
	void (*fn)(void *data);
	void *data;
	struct tasklet *next;
	unsigned long queued;		/* bit 0; clear again before @fn runs */
};

#define TASKLET_INIT(function, arg)	{ .fn = (function), .data = (arg) }

/* From any context. Does nothing when it is queued already. */
void tasklet_schedule(struct tasklet *t);
void tasklet_init(void);

#endif /* HYP_TASKLET_H */
