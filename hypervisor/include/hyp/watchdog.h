/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchdogs of a domain: SCHEDOP_watchdog. */
#ifndef HYP_WATCHDOG_H
#define HYP_WATCHDOG_H

#include <linux/types.h>

struct domain;

/**
 * watchdog_set() - start, restart or stop a watchdog
 * @d: domain; it is shut down (SHUTDOWN_watchdog) when one runs out
 * @id: 0: a new one, else its number
 * @timeout: s; 0: stop it
 *
 * Takes domain->lock.
 *
 * Return: the number of a new one, 0, -EINVAL, -ENOSPC (two is all) or -ENOMEM.
 */
int watchdog_set(struct domain *d, u32 id, u32 timeout);

/**
 * watchdog_destroy() - free a domain's watchdogs
 * @d: nothing of it runs any more
 *
 * Waits for their handlers.
 */
void watchdog_destroy(struct domain *d);

#endif /* HYP_WATCHDOG_H */
