// SPDX-License-Identifier: GPL-2.0-only
/* CPUID and MSR policy of a domain as the toolstack sees and changes it. */
#include "domctl.h"

#include <linux/errno.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/policy.h>
#include <xen/interface/domctl.h>

#define MAX_LEAVES	512
#define MAX_MSRS	64

struct policy_buffers {
	struct xen_cpuid_leaf *leaf;
	struct xen_msr_entry *msr;
};

static int buffers_alloc(struct policy_buffers *b, const struct xen_domctl_cpu_policy *p)
{
	if (p->nr_leaves > MAX_LEAVES || p->nr_msrs > MAX_MSRS)
		return -E2BIG;
	b->leaf = heap_new_array(struct xen_cpuid_leaf, p->nr_leaves + 1);
	b->msr = heap_new_array(struct xen_msr_entry, p->nr_msrs + 1);
	return b->leaf && b->msr ? 0 : -ENOMEM;
}

static void buffers_free(struct policy_buffers *b)
{
	heap_free(b->leaf);
	heap_free(b->msr);
}

static long read_policy(struct domain *d, struct xen_domctl_cpu_policy *p,
			struct policy_buffers *b)
{
	int err = cpu_policy_domain_get(d, b->leaf, &p->nr_leaves, b->msr, &p->nr_msrs);

	if (err)
		return err;
	if (guest_copy_to(p->leaves.ptr, b->leaf, p->nr_leaves * sizeof(*b->leaf)) ||
	    guest_copy_to(p->msrs.ptr, b->msr, p->nr_msrs * sizeof(*b->msr)))
		return -EFAULT;
	return 0;
}

static long write_policy(struct domain *d, struct xen_domctl_cpu_policy *p,
			 struct policy_buffers *b)
{
	u32 bad[2] = { ~0U, ~0U };
	int err;

	if (guest_copy_from(b->leaf, p->leaves.ptr, p->nr_leaves * sizeof(*b->leaf)))
		return -EFAULT;
	err = cpu_policy_domain_set(d, b->leaf, p->nr_leaves, bad);
	p->err_leaf = bad[0];
	p->err_subleaf = bad[1];
	p->err_msr = ~0U;
	return err;
}

long domctl_get_policy(struct domain *d, struct xen_domctl *op)
{
	struct policy_buffers b = { 0 };
	long ret;

	/* More room than there can be is fine. */
	op->u.cpu_policy.nr_leaves = min_t(u32, op->u.cpu_policy.nr_leaves, MAX_LEAVES);
	op->u.cpu_policy.nr_msrs = min_t(u32, op->u.cpu_policy.nr_msrs, MAX_MSRS);
	ret = buffers_alloc(&b, &op->u.cpu_policy);
	if (!ret)
		ret = read_policy(d, &op->u.cpu_policy, &b);
	buffers_free(&b);
	return ret;
}

long domctl_set_policy(struct domain *d, struct xen_domctl *op)
{
	struct policy_buffers b = { 0 };
	long ret;

	ret = buffers_alloc(&b, &op->u.cpu_policy);
	if (!ret)
		ret = write_policy(d, &op->u.cpu_policy, &b);
	if (!ret && d->arch->hvm)
		hvm_policy_changed(d);
	buffers_free(&b);
	return ret;
}
