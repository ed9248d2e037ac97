// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_domctl: how much memory, where, and which devices. */
#include <hyp/domctl.h>

#include <linux/errno.h>
#include <linux/limits.h>
#include <hyp/bitmap_copy.h>
#include <hyp/cpumask.h>
#include <hyp/domain.h>
#include <hyp/irq.h>
#include <hyp/rangeset.h>
#include <hyp/vcpu.h>
#include <xen/interface/domctl.h>

#define KB_PER_PAGE_SHIFT	(PAGE_SHIFT - 10)

/* A limit below what the domain has takes nothing away from it. */
long domctl_max_mem(struct domain *d, struct xen_domctl *op, bool *out)
{
	u64 pages = op->u.max_mem.max_memkb >> KB_PER_PAGE_SHIFT;

	spin_lock(&d->page_lock);
	d->max_pages = pages < U32_MAX ? pages : U32_MAX;
	spin_unlock(&d->page_lock);
	return 0;
}

/* The machine has one node, number 0, and everything is on it. */
long domctl_setnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out)
{
	struct cpumask nodes;

	if (cpumask_from_guest(&nodes, &op->u.nodeaffinity.nodemap))
		return -EFAULT;
	return cpumask_test(0, &nodes) ? 0 : -EINVAL;
}

long domctl_getnodeaffinity(struct domain *d, struct xen_domctl *op, bool *out)
{
	struct cpumask nodes = { };

	cpumask_set(0, &nodes);
	return cpumask_to_guest(&op->u.nodeaffinity.nodemap, &nodes);
}

/* Nobody gives what he has not. */
static long range_permit(struct rangeset *mine, struct rangeset *theirs, u64 first, u64 last,
			 bool allow)
{
	if (!rangeset_contains(mine, first, last))
		return -EPERM;
	return allow ? rangeset_add(theirs, first, last) :
		       rangeset_remove(theirs, first, last);
}

long domctl_irq_permission(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_irq_permission *x = &op->u.irq_permission;

	if (x->pirq >= NR_IRQS)
		return -EINVAL;
	return range_permit(current->domain->irq_caps, d->irq_caps, x->pirq, x->pirq,
			    x->allow_access);
}

long domctl_iomem_permission(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_iomem_permission *x = &op->u.iomem_permission;
	u64 last = x->first_mfn + x->nr_mfns - 1;

	if (last < x->first_mfn || last >> (52 - PAGE_SHIFT))
		return -EINVAL;
	return range_permit(current->domain->iomem_caps, d->iomem_caps, x->first_mfn, last,
			    x->allow_access);
}
