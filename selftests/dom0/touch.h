/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a byte may be read or written: the signal that the access raises is caught.
 * A program calls touch_init() first.
 */
#ifndef SELFTESTS_DOM0_TOUCH_H
#define SELFTESTS_DOM0_TOUCH_H

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>

static sigjmp_buf touch_back;

static void touch_fault(int number)
{
	siglongjmp(touch_back, number);
}

static inline void touch_init(void)
{
	struct sigaction action = { .sa_handler = touch_fault, .sa_flags = SA_NODEFER };

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

/* 0, or the signal that reading or writing a byte raises. */
static inline int touch(volatile char *p, bool write)
{
	int number = sigsetjmp(touch_back, 1);

	if (number)
		return number;
	if (write)
		*p = 1;
	else
		(void)*p;
	return 0;
}

#endif
