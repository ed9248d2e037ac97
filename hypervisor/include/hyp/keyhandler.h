/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys: of the console and of XEN_SYSCTL_debug_keys. */
#ifndef HYP_KEYHANDLER_H
#define HYP_KEYHANDLER_H

#include <linux/types.h>

void keyhandler_init(void);			/* the base's own keys; from sched_init() */
void keyhandler_register(char key, void (*fn)(void), const char *what);
/* Runs the handler of @key, soon, with interrupts on; false if there is none. */
bool keyhandler_run(char key);

#endif /* HYP_KEYHANDLER_H */
