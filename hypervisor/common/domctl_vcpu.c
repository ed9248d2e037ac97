// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_domctl: vCPUs of a domain. */
#include <hyp/domctl.h>

#include <linux/err.h>
#include <hyp/bitmap_copy.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/sched.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <xen/interface/domctl.h>
#include <asm/xen/interface.h>

/* -EINVAL: never can be one of this number, -ESRCH: not made yet. */
static long find_vcpu(struct domain *d, u32 id, struct vcpu **v)
{
	*v = domain_vcpu(d, id);
	if (*v)
		return 0;
	return id < d->max_vcpus ? -ESRCH : -EINVAL;
}

/* A restart goes on with the first that is missing. */
static long make_vcpus(struct domain *d)
{
	unsigned int id;
	long rc = 0;

	for (id = 0; !rc && id < d->max_vcpus; id++) {
		if (d->vcpu[id])
			continue;
		rc = PTR_ERR_OR_ZERO(vcpu_create(d, id));
		if (!rc && id + 1 < d->max_vcpus && hypercall_preempt_check())
			rc = -ERESTART;
	}
	return rc;
}

/* Makes all vCPUs at once; their number was said when the domain was made. */
long domctl_max_vcpus(struct domain *d, struct xen_domctl *op, bool *out)
{
	long rc;

	if (d == current->domain || op->u.max_vcpus.max != d->max_vcpus)
		return -EINVAL;
	/* A resume would take away from each vCPU the pause that the shutdown gave. */
	if (READ_ONCE(d->shutting_down))
		return -EBUSY;
	domain_pause(d);
	rc = make_vcpus(d);
	domain_unpause(d);
	return rc;
}

static long set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	long rc;

	domain_pause(v->domain);
	rc = v->domain->ops->set_context(v, c);
	if (!rc) {
		v->initialised = true;
		if (c->flags & VGCF_online)
			clear_bit(VPF_DOWN, &v->pause_flags);
		else
			set_bit(VPF_DOWN, &v->pause_flags);
	}
	domain_unpause(v->domain);
	return rc;
}

long domctl_setvcpucontext(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_vcpucontext *x = &op->u.vcpucontext;
	struct vcpu_guest_context *c;
	struct vcpu *v;
	long rc = find_vcpu(d, x->vcpu, &v);

	if (rc)
		return rc;
	/* What a dying one took now it would keep, and so itself. */
	if (d == current->domain || READ_ONCE(d->state) >= DOM_DYING)
		return -EINVAL;
	if (handle_is_null(x->ctxt))
		return -EINVAL;
	c = heap_new(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	rc = guest_read(c, x->ctxt.ptr) ?: set_context(v, c);
	heap_free(c);
	return rc;
}

long domctl_getvcpucontext(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_vcpucontext *x = &op->u.vcpucontext;
	struct vcpu_guest_context *c;
	struct vcpu *v;
	long rc = find_vcpu(d, x->vcpu, &v);

	if (rc)
		return rc;
	if (v == current)
		return -EINVAL;
	if (!v->initialised)
		return -ENODATA;
	c = heap_new(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	vcpu_pause(v);
	d->ops->get_context(v, c);
	vcpu_unpause(v);
	rc = guest_write(x->ctxt.ptr, c);
	heap_free(c);
	return rc;
}

long domctl_getvcpuinfo(struct domain *d, struct xen_domctl *op, bool *out)
{
	struct xen_domctl_getvcpuinfo *x = &op->u.getvcpuinfo;
	struct vcpu_runstate_info state;
	struct vcpu *v;
	long rc = find_vcpu(d, x->vcpu, &v);

	if (rc)
		return rc;
	vcpu_runstate_get(v, &state);
	x->online = !test_bit(VPF_DOWN, &v->pause_flags);
	x->blocked = test_bit(VPF_BLOCKED, &v->pause_flags);
	x->running = READ_ONCE(v->running);
	x->cpu_time = state.time[RUNSTATE_running];
	x->cpu = READ_ONCE(v->cpu);
	*out = true;
	return 0;
}

static struct cpumask mask_and(const struct cpumask *a, const struct cpumask *b)
{
	struct cpumask m;
	unsigned int i;

	for (i = 0; i < BITS_TO_LONGS(NR_CPUS); i++)
		m.bits[i] = a->bits[i] & b->bits[i];
	return m;
}

/* The caller learns what is in force: inside the pool's CPUs. */
static long set_hard(struct vcpu *v, const struct xenctl_bitmap *map)
{
	struct cpumask mask, effective;
	long rc = cpumask_from_guest(&mask, map);

	if (!rc)
		rc = vcpu_set_hard_affinity(v, &mask);
	if (rc)
		return rc;
	effective = mask_and(&v->hard_affinity, &cpu_online);
	return cpumask_to_guest(map, &effective);
}

static long set_soft(struct vcpu *v, const struct xenctl_bitmap *map)
{
	struct cpumask mask, effective;
	long rc = cpumask_from_guest(&mask, map);

	if (!rc)
		rc = vcpu_set_soft_affinity(v, &mask);
	if (rc)
		return rc;
	effective = mask_and(&v->soft_affinity, &v->hard_affinity);
	effective = mask_and(&effective, &cpu_online);
	return cpumask_to_guest(map, &effective);
}

static long affinity_vcpu(struct domain *d, const struct xen_domctl_vcpuaffinity *x,
			  struct vcpu **v)
{
	if (!(x->flags & (XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT)))
		return -EINVAL;
	return find_vcpu(d, x->vcpu, v);
}

long domctl_setvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_vcpuaffinity *x = &op->u.vcpuaffinity;
	struct vcpu *v;
	long rc = affinity_vcpu(d, x, &v);

	/* A dom0 that drives its devices gets their interrupts where its vCPUs are. */
	if (!rc && d->direct_mapped && (x->flags & XEN_VCPUAFFINITY_HARD))
		rc = -EBUSY;
	if (!rc && (x->flags & XEN_VCPUAFFINITY_HARD))
		rc = set_hard(v, &x->cpumap_hard);
	if (!rc && (x->flags & XEN_VCPUAFFINITY_SOFT))
		rc = set_soft(v, &x->cpumap_soft);
	return rc;
}

long domctl_getvcpuaffinity(struct domain *d, struct xen_domctl *op, bool *out)
{
	const struct xen_domctl_vcpuaffinity *x = &op->u.vcpuaffinity;
	struct vcpu *v;
	long rc = affinity_vcpu(d, x, &v);

	if (!rc && (x->flags & XEN_VCPUAFFINITY_HARD))
		rc = cpumask_to_guest(&x->cpumap_hard, &v->hard_affinity);
	if (!rc && (x->flags & XEN_VCPUAFFINITY_SOFT))
		rc = cpumask_to_guest(&x->cpumap_soft, &v->soft_affinity);
	return rc;
}
