// SPDX-License-Identifier: GPL-2.0-only
/* Grants in use of a domain on the console, for a debug key. */
#include <hyp/domain.h>
#include <hyp/gnttab.h>
#include <hyp/printk.h>

#include "gnttab_priv.h"

static void dump_entry(struct gnttab_active *act, u32 ref)
{
	const u32 *p = act->pins;

	if (!p[PIN_HOST_READ] && !p[PIN_HOST_WRITE] && !p[PIN_DEV_READ] && !p[PIN_DEV_WRITE])
		return;
	printk("  ref %5u to d%u: host %u r %u w, device %u r %u w", ref, act->domid,
	       p[PIN_HOST_READ], p[PIN_HOST_WRITE], p[PIN_DEV_READ], p[PIN_DEV_WRITE]);
	if (act->transitive)
		printk(", goes on to d%u ref %u\n", act->trans_domid, act->trans_ref);
	else
		printk(", gfn %#llx mfn %#llx, bytes %#x+%#x\n", gfn_x(act->gfn), mfn_x(act->mfn),
		       act->start, act->length);
}

void gnttab_dump(struct domain *d)
{
	struct gnttab *gt = d->gnttab;
	u32 ref, handle;

	if (!gt)
		return;
	read_lock(&gt->lock);
	printk("Grant table of d%u: version %u, %u of %u frames, %u handles\n", d->domid,
	       gt->layout->version, gt->nr_frames, gt->max_frames, gt->nr_handles);
	for (ref = 0; ref < gnttab_nr_entries(gt); ref++) {
		struct gnttab_active *act = gnttab_lookup(gt, &ref);

		spin_lock(&act->lock);
		dump_entry(act, ref);
		spin_unlock(&act->lock);
	}
	read_unlock(&gt->lock);
	for (handle = 0; handle < gt->nr_handles; handle++) {
		const struct maptrack *mt = maptrack_lookup(d, handle);

		if (mt->flags)
			printk("  handle %5u: ref %u, flags %#x\n", handle, mt->ref, mt->flags);
	}
}
