/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys: of the console and of XEN_SYSCTL_debug_keys. */
#ifndef HYP_KEYHANDLER_H
#define HYP_KEYHANDLER_H

#include <linux/types.h>

/**
 * keyhandler_init() - register the base's own keys: h, r and a; from sched_init()
 */
void keyhandler_init(void);

/**
 * keyhandler_register() - a debug key
 * @key: ASCII
 * @fn: runs in a tasklet, interrupts on
 * @what: for the list of the key h; stays
 */
void keyhandler_register(char key, void (*fn)(void), const char *what);

/**
 * keyhandler_run() - run the handler of a key, soon, with interrupts on
 * @key: as typed
 *
 * Any context.
 *
 * Return: false if there is none.
 */
bool keyhandler_run(char key);

#endif /* HYP_KEYHANDLER_H */
