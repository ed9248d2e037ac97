/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ASM_WATCHDOG_H
#define ASM_WATCHDOG_H

/* The option watchdog: CPUs watch each other's timers. All CPUs are up, timers work. */
void watchdog_init(void);
/* This CPU is busy with something that may last, and not stuck. */
void watchdog_touch(void);

#endif /* ASM_WATCHDOG_H */
