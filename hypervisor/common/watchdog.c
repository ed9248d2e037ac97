// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCHEDOP_watchdog: timers of a domain that shut it down unless it sets them anew in
 * time. Their memory goes with the domain.
 */
#include <hyp/watchdog.h>

#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/percpu.h>
#include <hyp/printk.h>
#include <hyp/time.h>
#include <hyp/timer.h>
#include <linux/errno.h>
#include <linux/nospec.h>
#include <xen/interface/sched.h>

#define NR_WATCHDOGS	2

struct watchdogs {
	struct timer timer[NR_WATCHDOGS];
	bool used[NR_WATCHDOGS];
};

static void bites(void *data)
{
	struct domain *d = data;

	guest_log(d, "its watchdog has not been reset in time");
	domain_shutdown(d, SHUTDOWN_watchdog);
}

static int make(struct domain *d)
{
	struct watchdogs *w = heap_new(struct watchdogs);
	unsigned int i;

	if (!w)
		return -ENOMEM;
	for (i = 0; i < NR_WATCHDOGS; i++)
		timer_init(&w->timer[i], bites, d, smp_processor_id());
	spin_lock(&d->lock);
	if (!d->watchdogs) {
		d->watchdogs = w;
		w = NULL;
	}
	spin_unlock(&d->lock);
	heap_free(w);
	return 0;
}

static void start(struct watchdogs *w, u32 i, u32 timeout)
{
	w->used[i] = true;
	timer_set(&w->timer[i], system_time() + timeout * NSEC_PER_SEC);
}

/* Id 0: a new one. Its number, from 1, is the answer. */
static int allocate(struct watchdogs *w, u32 timeout)
{
	u32 i;

	for (i = 0; i < NR_WATCHDOGS; i++) {
		if (!w->used[i]) {
			start(w, i, timeout);
			return i + 1;
		}
	}
	return -ENOSPC;
}

static int change(struct watchdogs *w, u32 i, u32 timeout)
{
	if (!w->used[i])
		return -EINVAL;
	if (timeout) {
		start(w, i, timeout);
	} else {
		w->used[i] = false;
		timer_stop(&w->timer[i]);
	}
	return 0;
}

int watchdog_set(struct domain *d, u32 id, u32 timeout)
{
	int rc;

	if (id > NR_WATCHDOGS || (!id && !timeout))
		return -EINVAL;
	if (!d->watchdogs) {
		rc = make(d);
		if (rc)
			return rc;
	}
	spin_lock(&d->lock);
	if (id)
		rc = change(d->watchdogs, array_index_nospec(id - 1, NR_WATCHDOGS), timeout);
	else
		rc = allocate(d->watchdogs, timeout);
	spin_unlock(&d->lock);
	return rc;
}

void watchdog_destroy(struct domain *d)
{
	unsigned int i;

	if (!d->watchdogs)
		return;
	for (i = 0; i < NR_WATCHDOGS; i++)
		timer_kill(&d->watchdogs->timer[i]);
	heap_free(d->watchdogs);
	d->watchdogs = NULL;
}
