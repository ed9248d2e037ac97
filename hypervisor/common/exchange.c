// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_exchange: a PV guest swaps frames for others, mostly to get memory
 * that is contiguous or has few address bits, for DMA.
 *
 * Work goes in chunks of the larger of the two orders.  A chunk either happens
 * whole or not at all:
 *
 *   steal the old frames -> allocate the new -> give them to the domain
 *	-> free the old
 *
 * and up to the last step everything can be put back.  Frames on their way
 * stand on two lists of this function; nobody else can reach them.
 */
#include <hyp/reservation.h>

#include <linux/errno.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/pglist.h>
#include <hyp/softirq.h>
#include <xen/interface/memory.h>

struct chunk {
	struct domain *d;
	struct xen_memory_exchange *ex;
	u64 in_first, in_nr;		/* extents of the lists */
	u64 out_first, out_nr;
	u32 memflags;
	struct page_list old, new;	/* frames; first frames of out extents */
};

static int steal_frame(struct chunk *c, u64 mfn)
{
	struct page_info *pg = mfn_valid(to_mfn(mfn)) ? mfn_to_page(to_mfn(mfn)) : NULL;

	if (!pg || page_steal(c->d, pg))
		return -EINVAL;
	page_list_add_tail(pg, &c->old);
	return 0;
}

static int steal_old(struct chunk *c)
{
	u64 i, k;

	for (i = c->in_first; i < c->in_first + c->in_nr; i++) {
		xen_pfn_t mfn;

		if (handle_read(&mfn, c->ex->in.extent_start, i))
			return -EFAULT;
		for (k = 0; k < BIT_ULL(c->ex->in.extent_order); k++)
			if (steal_frame(c, mfn + k))
				return -EINVAL;
	}
	return 0;
}

static int allocate_new(struct chunk *c)
{
	u64 i;

	for (i = 0; i < c->out_nr; i++) {
		struct page_info *pg;

		pg = page_alloc_domheap(NULL, c->ex->out.extent_order, c->memflags);
		if (!pg)
			return -ENOMEM;
		page_list_add_tail(pg, &c->new);
	}
	return 0;
}

static void put_back(struct chunk *c)
{
	struct page_info *pg;

	while ((pg = page_list_pop(&c->new)))
		page_free_domheap(pg, c->ex->out.extent_order);
	while ((pg = page_list_pop(&c->old))) {
		if (page_assign(c->d, pg, 0)) {
			page_free_stolen(pg);
			domain_crash(c->d, "lost memory in an exchange");
		}
	}
}

/* One new extent: the guest said where it wants it and learns what it is. */
static int commit_extent(struct chunk *c, struct page_info *pg, u64 n)
{
	xen_pfn_t gpfn, mfn = mfn_x(page_to_mfn(pg));
	int err = 0;

	if (handle_read(&gpfn, c->ex->out.extent_start, n))
		err = -EFAULT;
	if (page_assign(c->d, pg, c->ex->out.extent_order)) {
		page_free_domheap(pg, c->ex->out.extent_order);
		return -EINVAL;
	}
	if (!err)
		p2m_add(c->d, to_gfn(gpfn), page_to_mfn(pg), c->ex->out.extent_order);
	if (!err && handle_write(c->ex->out.extent_start, n, &mfn))
		err = -EFAULT;
	return err;
}

/*
 * No way back from here: with a bad address the guest has the memory and
 * does not know its number.
 */
static int commit(struct chunk *c)
{
	struct page_info *pg;
	u64 n = c->out_first;
	int err = 0;

	while ((pg = page_list_pop(&c->old))) {
		m2p_set(page_to_mfn(pg), INVALID_M2P_ENTRY);
		page_free_stolen(pg);
	}
	while ((pg = page_list_pop(&c->new)))
		err = commit_extent(c, pg, n++) ?: err;
	return err;
}

static int exchange_chunk(struct chunk *c)
{
	int err;

	page_list_init(&c->old);
	page_list_init(&c->new);
	err = steal_old(c);
	if (!err)
		err = allocate_new(c);
	if (err) {
		put_back(c);
		return err;
	}
	return commit(c);
}

int memory_exchange(struct domain *d, struct xen_memory_exchange *ex)
{
	unsigned int order = max(ex->in.extent_order, ex->out.extent_order);
	u64 in_nr = BIT_ULL(order - ex->in.extent_order);
	u64 out_nr = BIT_ULL(order - ex->out.extent_order);
	u64 n = ex->nr_exchanged / in_nr, first = n, all = ex->in.nr_extents / in_nr;

	for (; n < all; n++) {
		struct chunk c = {
			.d = d, .ex = ex,
			.in_first = n * in_nr, .in_nr = in_nr,
			.out_first = n * out_nr, .out_nr = out_nr,
			.memflags = MEMF_BITS(XENMEMF_get_address_bits(ex->out.mem_flags)),
		};
		int err;

		if (n != first && hypercall_preempt_check())
			return -ERESTART;
		err = exchange_chunk(&c);
		if (err)
			return err;
		ex->nr_exchanged = (n + 1) * in_nr;
	}
	return 0;
}
