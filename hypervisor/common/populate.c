// SPDX-License-Identifier: GPL-2.0-only
/* Memory comes and goes: increase, decrease, populate. */
#include <hyp/reservation.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/page_alloc.h>
#include <hyp/softirq.h>
#include <xen/interface/memory.h>

static u64 frame_gva(const struct reservation *r, u64 n)
{
	return r->list + n * sizeof(xen_pfn_t);
}

static bool report_frame(const struct reservation *r, const struct page_info *pg)
{
	xen_pfn_t mfn = mfn_x(page_to_mfn(pg));

	return !guest_write(frame_gva(r, r->done), &mfn);
}

static bool increase_one(struct reservation *r)
{
	struct page_info *pg = page_alloc_domheap(r->d, r->order, r->memflags);

	if (!pg)
		return false;
	/* The guest learns of the frames here or has lost them. */
	return !r->list || report_frame(r, pg);
}

int guest_remove_page(struct domain *d, u64 gfn)
{
	struct page_info *pg;
	int err;

	if (d->p2m && p2m_demand_drop(d, to_gfn(gfn)))
		return 0;
	pg = gfn_get_page(d, to_gfn(gfn));
	if (!pg)
		return -EINVAL;
	err = p2m_remove(d, to_gfn(gfn), page_to_mfn(pg));
	/* References by mappings and grants keep the frame until they go. */
	if (!err)
		page_put_alloc_ref(pg);
	page_put(pg);
	return err ? -EINVAL : 0;
}

static bool decrease_one(struct reservation *r)
{
	xen_pfn_t gfn;
	u64 i;

	if (guest_read(&gfn, frame_gva(r, r->done)))
		return false;
	for (i = 0; i < BIT_ULL(r->order); i++)
		if (guest_remove_page(r->d, gfn + i))
			return false;
	return true;
}

static bool populate_one(struct reservation *r)
{
	struct page_info *pg;
	xen_pfn_t gfn;

	if (guest_read(&gfn, frame_gva(r, r->done)))
		return false;
	if (r->on_demand)
		return !p2m_demand_add(r->d, to_gfn(gfn), r->order);
	if (r->d->direct_mapped)
		pg = page_alloc_domheap_at(r->d, to_mfn(gfn), r->order, r->memflags);
	else
		pg = page_alloc_domheap(r->d, r->order, r->memflags);
	if (!pg)
		return false;
	if (p2m_add(r->d, to_gfn(gfn), page_to_mfn(pg), r->order)) {
		u64 i;

		for (i = 0; i < BIT_ULL(r->order); i++)
			page_put_alloc_ref(pg + i);
		return false;
	}
	return r->d->auto_translated || report_frame(r, pg);
}

static int run(struct reservation *r, bool (*one)(struct reservation *r))
{
	u64 first = r->done;

	while (r->done < r->nr) {
		if (r->done != first && hypercall_preempt_check())
			return -ERESTART;
		if (!one(r))
			break;
		r->done++;
	}
	return 0;
}

int reservation_increase(struct reservation *r)
{
	return run(r, increase_one);
}

int reservation_decrease(struct reservation *r)
{
	return run(r, decrease_one);
}

int reservation_populate(struct reservation *r)
{
	return run(r, populate_one);
}
