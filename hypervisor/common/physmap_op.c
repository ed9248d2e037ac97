// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_add_to_physmap and its relatives: what appears where in the physical
 * map of a translated domain.  A PV domain has no such map and is told so.
 */
#include <hyp/memory_op.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/reservation.h>
#include <hyp/vcpu.h>
#include <xen/interface/memory.h>

/* 0 when the caller may change the map of @domid and there is one. */
static long map_check(domid_t domid)
{
	struct domain *d = domain_get_any(domid);
	long rc;

	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc)
		rc = d->auto_translated ? -EOPNOTSUPP : -EACCES;
	domain_put(d);
	return rc;
}

long memory_op_add_to_physmap(struct hypercall *call)
{
	struct xen_add_to_physmap x;

	return guest_read(&x, call->arg[1]) ? -EFAULT : map_check(x.domid);
}

long memory_op_add_to_physmap_batch(struct hypercall *call)
{
	struct xen_add_to_physmap_batch x;

	return guest_read(&x, call->arg[1]) ? -EFAULT : map_check(x.domid);
}

long memory_op_remove_from_physmap(struct hypercall *call)
{
	struct xen_remove_from_physmap x;

	return guest_read(&x, call->arg[1]) ? -EFAULT : map_check(x.domid);
}

/*
 * Populate-on-demand does not exist here: a translated domain has all its
 * pages from the start, and its target is what it has.
 */
long memory_op_pod_target(struct hypercall *call)
{
	struct xen_pod_target x;
	struct domain *d;
	long rc;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = domain_get_any(x.domid);
	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc && !d->auto_translated)
		rc = -EINVAL;
	x.tot_pages = d->tot_pages;
	x.pod_cache_pages = 0;
	x.pod_entries = 0;
	domain_put(d);
	return rc ?: guest_write(call->arg[1], &x);
}
