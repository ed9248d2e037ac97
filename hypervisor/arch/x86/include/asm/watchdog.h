/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_WATCHDOG_H
#define ASM_WATCHDOG_H

/* The option watchdog: CPUs watch each other's timers. All CPUs are up, timers work. */
void watchdog_init(void);

#endif /* ASM_WATCHDOG_H */
