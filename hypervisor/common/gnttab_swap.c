// SPDX-License-Identifier: GPL-2.0-only
/* Exchanging two entries of the caller's own table. */
#include <hyp/domain.h>
#include <hyp/vcpu.h>

#include "gnttab_priv.h"

static bool used(const struct gnttab_active *act)
{
	unsigned int i;

	for (i = 0; i < NR_PIN_KINDS; i++) {
		if (act->pins[i])
			return true;
	}

	return false;
}

static int swap_entries(struct gnttab *gt, u32 a, u32 b)
{
	const struct gnttab_active *act_a = gnttab_lookup(gt, &a), *act_b = gnttab_lookup(gt, &b);

	if (!act_a || !act_b)
		return GNTST_bad_gntref;
	if (a == b)
		return GNTST_okay;
	if (used(act_a) || used(act_b))
		return GNTST_eagain;
	gt->layout->swap(gt, a, b);

	return GNTST_okay;
}

static void swap_fn(void *arg, void *ctx)
{
	struct gnttab_swap_grant_ref *op = arg;
	struct gnttab *gt = ctx;

	/* As the writer: nobody pins an entry meanwhile. */
	write_lock(&gt->lock);
	op->status = swap_entries(gt, op->ref_a, op->ref_b);
	write_unlock(&gt->lock);
}

long gnttab_op_swap(struct gnttab_array *a)
{
	return gnttab_for_each(a, swap_fn, current->domain->gnttab);
}
