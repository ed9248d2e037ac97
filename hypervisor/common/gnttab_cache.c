// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cache maintenance for DMA, which machines with coherent caches don't need.
 * So it is done for the caller's own pages, and a discarded line is not offered.
 */
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <linux/errno.h>
#include <asm/system.h>

#include "gnttab_priv.h"

#define LINE	64

static int check(const struct gnttab_cache_flush *op)
{
	/* By reference it was never there. */
	if (op->op & ~(GNTTAB_CACHE_CLEAN | GNTTAB_CACHE_INVAL))
		return -EINVAL;
	if (op->offset >= PAGE_SIZE || op->length > PAGE_SIZE - op->offset)
		return -EINVAL;

	return 0;
}

static int flush_own_page(struct domain *d, const struct gnttab_cache_flush *op)
{
	mfn_t mfn = paddr_to_mfn(op->a.dev_bus_addr);
	struct page_info *pg;
	u32 at;

	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = gfn_get_page(d, to_gfn(mfn_x(mfn)));
	if (!pg)
		return -EPERM;
	for (at = op->offset & ~(LINE - 1); at < op->offset + op->length; at += LINE)
		cpu_clflush(mfn_to_virt(mfn) + at);
	page_put(pg);

	return 0;
}

static int flush_one(struct domain *d, const struct gnttab_cache_flush *op)
{
	int rc = check(op);

	if (rc || !op->length || !op->op)
		return rc;
	if (d->auto_translated || op->op == GNTTAB_CACHE_INVAL)
		return -EOPNOTSUPP;

	return flush_own_page(d, op);
}

/* The first one that fails is the answer; there is no status to write. */
static void cache_fn(void *arg, void *ctx)
{
	long *rc = ctx;

	if (!*rc)
		*rc = flush_one(current->domain, arg);
}

long gnttab_op_cache_flush(struct gnttab_array *a)
{
	long rc = 0, done = gnttab_for_each(a, cache_fn, &rc);

	return rc ?: done;
}
