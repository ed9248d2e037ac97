/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_WATCHDOG_H
#define ASM_WATCHDOG_H

/**
 * watchdog_init() - the option watchdog: CPUs watch each other's timers
 *
 * At boot, once; all CPUs are up, timers work.
 */
void watchdog_init(void);

/**
 * watchdog_touch() - this CPU is busy with something that may last, and not stuck
 *
 * Any context.
 */
void watchdog_touch(void);

#endif /* ASM_WATCHDOG_H */
