// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_add_to_physmap and its relatives: what appears where in the physical
 * map of a translated domain.  A PV domain has no such map and is told so.
 */
#include <hyp/memory_op.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/reservation.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <xen/interface/memory.h>

/* The domain with a reference, when the caller may change its map and there is one. */
static struct domain *map_get(domid_t domid, long *rc)
{
	struct domain *d = domain_get_any(domid);

	if (!d) {
		*rc = -ESRCH;
		return NULL;
	}
	*rc = target_check(current->domain, d, TARGET_DM);
	if (!*rc && !d->ops->physmap_add)
		*rc = -EACCES;
	if (!*rc)
		return d;
	domain_put(d);
	return NULL;
}

/* What is done is cut off the front of the range, in the caller's own structure. */
static long add_range(struct domain *d, struct xen_add_to_physmap *x, u64 gva)
{
	long rc = 0;

	while (x->size && !rc) {
		rc = d->ops->physmap_add(d, x->space, x->idx, to_gfn(x->gpfn));
		if (rc)
			break;
		x->idx++;
		x->gpfn++;
		x->size--;
		if (x->size && hypercall_preempt_check())
			rc = -ERESTART;
	}
	return guest_write(gva, x) ? -EFAULT : rc;
}

long memory_op_add_to_physmap(struct hypercall *call)
{
	struct xen_add_to_physmap x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = map_get(x.domid, &rc);
	if (!d)
		return rc;
	if (x.space == XENMAPSPACE_gmfn_range)
		rc = add_range(d, &x, call->arg[1]);
	else
		rc = d->ops->physmap_add(d, x.space, x.idx, to_gfn(x.gpfn));
	domain_put(d);
	return rc == -ERESTART ? hypercall_restart(call) : rc;
}

static struct page_info *foreign_page(struct domain *fd, u64 gfn)
{
	mfn_t mfn = to_mfn(gfn);

	if (fd == dom_io)
		return NULL;
	if (fd != dom_xen)
		return gfn_get_page(fd, to_gfn(gfn));
	return mfn_valid(mfn) && page_get(mfn_to_page(mfn), fd) ? mfn_to_page(mfn) : NULL;
}

static int add_foreign(struct domain *d, domid_t domid, u64 idx, gfn_t gfn)
{
	struct domain *fd = domain_get_owner(domid);
	struct page_info *pg;
	int err;

	if (!fd)
		return -ESRCH;
	err = fd == d ? -EINVAL : target_check(current->domain, fd, TARGET_DM);
	if (!err) {
		pg = foreign_page(fd, idx);
		err = pg ? d->ops->physmap_add_page(d, pg, gfn) : -EINVAL;
		if (pg && err)
			page_put(pg);
	}
	domain_put(fd);
	return err;
}

static int add_nth(struct domain *d, const struct xen_add_to_physmap_batch *x, u32 n)
{
	xen_ulong_t idx;
	xen_pfn_t gpfn;
	int err;

	if (handle_read(&idx, x->idxs, n) || handle_read(&gpfn, x->gpfns, n))
		return -EFAULT;
	if (x->space == XENMAPSPACE_gmfn_range)
		return -EOPNOTSUPP;
	if (x->space == XENMAPSPACE_gmfn_foreign)
		err = add_foreign(d, x->u.foreign_domid, idx, to_gfn(gpfn));
	else
		err = d->ops->physmap_add(d, x->space, idx, to_gfn(gpfn));
	return handle_write(x->errs, n, &err) ? -EFAULT : 0;
}

/* What is done is cut off the front of the lists, in the caller's own structure. */
static long add_batch(struct domain *d, struct xen_add_to_physmap_batch *x, u64 gva)
{
	u32 n = 0;
	long rc = 0;

	while (n < x->size && !rc) {
		rc = add_nth(d, x, n++);
		if (!rc && n < x->size && hypercall_preempt_check())
			rc = -ERESTART;
	}
	if (rc != -ERESTART)
		return rc;
	x->idxs.ptr += n * sizeof(xen_ulong_t);
	x->gpfns.ptr += n * sizeof(xen_pfn_t);
	x->errs.ptr += n * sizeof(int);
	x->size -= n;
	return guest_write(gva, x) ? -EFAULT : -ERESTART;
}

long memory_op_add_to_physmap_batch(struct hypercall *call)
{
	struct xen_add_to_physmap_batch x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = map_get(x.domid, &rc);
	if (!d)
		return rc;
	rc = add_batch(d, &x, call->arg[1]);
	domain_put(d);
	return rc == -ERESTART ? hypercall_restart(call) : rc;
}

long memory_op_remove_from_physmap(struct hypercall *call)
{
	struct xen_remove_from_physmap x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = map_get(x.domid, &rc);
	if (!d)
		return rc;
	rc = d->ops->physmap_remove(d, to_gfn(x.gpfn));
	domain_put(d);
	return rc;
}

/* How many pages a domain whose memory comes on demand may have. */
long memory_op_pod_target(struct hypercall *call)
{
	bool set = (call->arg[0] & 0x3f) == XENMEM_set_pod_target;
	struct xen_pod_target x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = domain_get_any(x.domid);
	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc && !d->p2m)
		rc = -EINVAL;
	if (!rc) {
		/* Tools say this of each domain, their own too. */
		if (set && d != current->domain)
			p2m_demand_set_target(d, x.target_pages);
		x.pod_entries = p2m_demand_entries(d);
		x.pod_cache_pages = p2m_demand_promised(d);
		x.tot_pages = d->tot_pages + x.pod_cache_pages;
	}
	domain_put(d);
	return rc ?: guest_write(call->arg[1], &x);
}
