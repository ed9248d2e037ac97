// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_acquire_resource: a control domain maps what belongs to another
 * domain but is not its memory.  A PV caller is told frame numbers and maps
 * them as foreign frames of the domain; one in a container says where they go.
 */
#include <hyp/reservation.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/page.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <xen/interface/domctl.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>

struct resource {
	u32 (*size)(struct domain *d, u32 id);
	int (*frame)(struct domain *d, u32 id, u64 n, mfn_t *mfn);
};

/* A status frame holds a u16 for each of the entries (16 bytes) of 4 frames. */
#define STATUS_PER_FRAME	(PAGE_SIZE / sizeof(u16))
#define ENTRIES_PER_FRAME	(PAGE_SIZE / sizeof(union grant_entry_v2))

static u32 grant_size(struct domain *d, u32 id)
{
	u32 frames = d->config->max_grant_frames;

	switch (id) {
	case XENMEM_resource_grant_table_id_shared:
		return frames;
	case XENMEM_resource_grant_table_id_status:
		return (frames * ENTRIES_PER_FRAME + STATUS_PER_FRAME - 1) / STATUS_PER_FRAME;
	default:
		return 0;
	}
}

static int grant_frame(struct domain *d, u32 id, u64 n, mfn_t *mfn)
{
	return gnttab_get_frame(d, n, id == XENMEM_resource_grant_table_id_status, mfn);
}

static const struct resource resources[] = {
	[XENMEM_resource_grant_table] = { .size = grant_size, .frame = grant_frame },
};

static const struct resource *resource_of(const struct xen_mem_acquire_resource *res)
{
	if (res->type >= ARRAY_SIZE(resources) || !resources[res->type].size)
		return NULL;
	return &resources[array_index_nospec(res->type, ARRAY_SIZE(resources))];
}

u32 acquire_resource_size(struct domain *d, const struct xen_mem_acquire_resource *res)
{
	const struct resource *r = resource_of(res);

	return r ? r->size(d, res->id) : 0;
}

/* The list says at which guest frame the caller wants it. */
static int map_at(struct domain *d, mfn_t mfn, gfn_t gfn)
{
	struct domain *self = current->domain;
	struct page_info *pg = mfn_to_page(mfn);
	int err;

	if (!page_get(pg, d))
		return -EINVAL;
	err = self->ops->physmap_add_page(self, pg, gfn);
	if (err)
		page_put(pg);
	return err;
}

static int tell_frame(struct domain *d, const struct xen_mem_acquire_resource *res, u32 n,
		      mfn_t mfn)
{
	xen_pfn_t frame = mfn_x(mfn);

	if (!current->domain->auto_translated)
		return handle_write(res->frame_list, n, &frame) ? -EFAULT : 0;
	if (handle_read(&frame, res->frame_list, n))
		return -EFAULT;
	return map_at(d, mfn, to_gfn(frame));
}

int acquire_resource(struct domain *d, struct xen_mem_acquire_resource *res, u32 *done)
{
	const struct resource *r = resource_of(res);
	u32 size = acquire_resource_size(d, res), first = *done;

	if (!r)
		return -EOPNOTSUPP;
	if (!size || res->frame >= size || res->nr_frames > size - res->frame)
		return -EINVAL;
	for (; *done < res->nr_frames; ++*done) {
		mfn_t mfn;
		int err;

		if (*done != first && hypercall_preempt_check())
			return -ERESTART;
		err = r->frame(d, res->id, res->frame + *done, &mfn);
		if (err)
			return err;
		err = tell_frame(d, res, *done, mfn);
		if (err)
			return err;
	}
	return 0;
}
