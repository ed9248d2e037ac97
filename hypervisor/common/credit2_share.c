// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caps of the default scheduler: a domain spends from a budget that is filled up each
 * period, and with an empty one its vCPUs are parked.
 */
#include "sched_credit2.h"

#include <linux/atomic.h>
#include <linux/kernel.h>

#define CAP_PERIOD	(10 * NSEC_PER_MSEC)

static s64 full_budget(const struct share *share)
{
	return CAP_PERIOD * share->cap / 100;
}

void share_spend(struct share *share, u64 ns, u64 now)
{
	spin_lock(&share->lock);
	share->budget -= ns;
	share->spent = true;
	if (!share->refilling) {
		share->refilling = true;
		timer_set(&share->refill, now + CAP_PERIOD);
	}
	spin_unlock(&share->lock);
}

bool share_broke(const struct share *share)
{
	return share->cap && READ_ONCE(share->budget) <= 0;
}

/*
 * The mark is set before the look at the budget, and share_refill() looks at the marks after it
 * has filled the budget up: one of the two sees what the other did.
 */
bool share_park(struct entity *e)
{
	if (!share_broke(e->share))
		return false;
	WRITE_ONCE(e->parked, true);
	/* Pairs with the barrier in share_refill(). */
	smp_mb();
	if (!share_broke(e->share))
		WRITE_ONCE(e->parked, false);
	return e->parked;
}

/* Those that were parked may go on. The queue of each is locked by vcpu_wake(). */
void share_refill(void *data)
{
	struct share *share = data;
	unsigned long flags = spin_lock_irqsave(&share->lock);
	s64 full = full_budget(share);
	struct vcpu *v;

	share->budget = min(share->budget + full, full);
	share->refilling = share->spent || share->budget < full;
	share->spent = false;
	if (share->refilling)
		timer_set(&share->refill, share->refill.expires + CAP_PERIOD);
	spin_unlock_irqrestore(&share->lock, flags);
	/* Pairs with the barrier in share_park(). */
	smp_mb();
	for_each_vcpu(share->d, v) {
		if (v->sched_priv && READ_ONCE(entity_of(v)->parked)) {
			WRITE_ONCE(entity_of(v)->parked, false);
			vcpu_wake(v);
		}
	}
}

/* With the lock of @share. */
void share_set_cap(struct share *share, u16 cap)
{
	share->cap = cap;
	share->budget = full_budget(share);
}
