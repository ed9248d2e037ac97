/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchdogs of a domain: SCHEDOP_watchdog. */
#ifndef HYP_WATCHDOG_H
#define HYP_WATCHDOG_H

#include <linux/types.h>

struct domain;

/**
 * watchdog_set() - start, restart or stop a watchdog
 * @id: 0: a new one, else its number
 * @timeout: s; 0: stop it
 *
 * Return: the number of a new one, 0, -EINVAL, -ENOSPC or -ENOMEM.
 */
int watchdog_set(struct domain *d, u32 id, u32 timeout);
void watchdog_destroy(struct domain *d);	/* nothing of @d runs any more */

#endif /* HYP_WATCHDOG_H */
