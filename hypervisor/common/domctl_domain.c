// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_domctl: a domain as a whole. */
#include <hyp/domctl.h>

#include <linux/err.h>
#include <linux/string.h>
#include <hyp/cpupool.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/p2m.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <xen/interface/domctl.h>

#define MAX_CONTROLLER_PAUSES	255

/* A number that is no number of a domain asks for a free one. */
long domctl_createdomain(struct domain *d, struct xen_domctl *op, bool *out)
{
	domid_t domid = op->domain;

	if (!domid || domid >= DOMID_FIRST_RESERVED)
		domid = DOMID_INVALID;
	d = domain_create(domid, &op->u.createdomain, false);
	if (IS_ERR(d))
		return PTR_ERR(d);
	op->domain = d->domid;
	*out = true;
	return 0;
}

long domctl_destroydomain(struct domain *d, struct xen_domctl *op, bool *out)
{
	return domain_kill(d);
}

long domctl_pausedomain(struct domain *d, struct xen_domctl *op, bool *out)
{
	long rc = 0;

	if (d == current->domain)
		return -EINVAL;
	spin_lock(&d->lock);
	if (d->controller_pause_count >= MAX_CONTROLLER_PAUSES)
		rc = -EOVERFLOW;
	else
		d->controller_pause_count++;
	spin_unlock(&d->lock);
	if (!rc)
		domain_pause(d);
	return rc;
}

long domctl_unpausedomain(struct domain *d, struct xen_domctl *op, bool *out)
{
	long rc = 0;

	spin_lock(&d->lock);
	if (d->controller_pause_count)
		d->controller_pause_count--;
	else
		rc = -EINVAL;
	spin_unlock(&d->lock);
	if (!rc)
		domain_unpause(d);
	return rc;
}

long domctl_resumedomain(struct domain *d, struct xen_domctl *op, bool *out)
{
	if (d == current->domain)
		return -EINVAL;
	domain_resume(d);
	return 0;
}

/* Blocked until a vCPU is found that is not; CPU time of all. */
static u32 vcpus_info(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	u32 flags = XEN_DOMINF_blocked;
	struct vcpu *v;

	info->max_vcpu_id = XEN_INVALID_MAX_VCPU_ID;
	for_each_vcpu(d, v) {
		struct vcpu_runstate_info state;

		vcpu_runstate_get(v, &state);
		info->cpu_time += state.time[RUNSTATE_running];
		info->max_vcpu_id = v->id;
		if (test_bit(VPF_DOWN, &v->pause_flags))
			continue;
		info->nr_online_vcpus++;
		if (!test_bit(VPF_BLOCKED, &v->pause_flags))
			flags &= ~XEN_DOMINF_blocked;
		if (READ_ONCE(v->running))
			flags |= XEN_DOMINF_running;
	}
	return info->nr_online_vcpus ? flags : 0;
}

static u32 life_flags(const struct domain *d)
{
	u32 flags = (u32)d->shutdown_code << XEN_DOMINF_shutdownshift;

	if (READ_ONCE(d->state) >= DOM_DYING)
		flags |= XEN_DOMINF_dying;
	if (READ_ONCE(d->shut_down))
		flags |= XEN_DOMINF_shutdown;
	if (READ_ONCE(d->controller_pause_count))
		flags |= XEN_DOMINF_paused;
	return flags;
}

static u32 kind_flags(const struct xen_domctl_createdomain *config)
{
	u32 flags = 0;

	if (config->flags & XEN_DOMCTL_CDF_hvm)
		flags |= XEN_DOMINF_hvm_guest;
	if (config->flags & XEN_DOMCTL_CDF_hap)
		flags |= XEN_DOMINF_hap;
	if (config->flags & XEN_DOMCTL_CDF_xs_domain)
		flags |= XEN_DOMINF_xs_domain;
	return flags;
}

void domain_getinfo(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = d->domid;
	info->flags = vcpus_info(d, info) | life_flags(d);
	/* What it was promised counts as its own: so tools know a domain's size. */
	info->tot_pages = READ_ONCE(d->tot_pages) + (d->p2m ? p2m_demand_promised(d) : 0);
	info->max_pages = READ_ONCE(d->max_pages);
	info->outstanding_pages = READ_ONCE(d->outstanding_pages);
	info->shared_info_frame = mfn_x(d->shared_info_mfn);
	info->ssidref = d->ssidref;
	memcpy(info->handle, d->handle, sizeof(info->handle));
	info->cpupool = cpupool_id_of(d);
	if (!d->config)
		return;
	info->flags |= kind_flags(d->config);
	info->arch_config = d->config->arch;
}

/* The domain with this number or, if there is none, the next one. */
long domctl_getdomaininfo(struct domain *d, struct xen_domctl *op, bool *out)
{
	if (op->domain >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	for_each_domain(d)
		if (d->domid >= op->domain)
			break;
	if (!d)
		return -ESRCH;
	domain_getinfo(d, &op->u.getdomaininfo);
	op->domain = d->domid;
	domain_put(d);
	*out = true;
	return 0;
}

long domctl_setdomainhandle(struct domain *d, struct xen_domctl *op, bool *out)
{
	memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
	return 0;
}

long domctl_settimeoffset(struct domain *d, struct xen_domctl *op, bool *out)
{
	d->time_offset = op->u.settimeoffset.time_offset_seconds;
	domain_wallclock_update(d);
	return 0;
}

/* @d becomes the device model of the target. */
long domctl_set_target(struct domain *d, struct xen_domctl *op, bool *out)
{
	struct domain *target = domain_get_by_id(op->u.set_target.target);
	long rc = 0;

	if (!target)
		return -ESRCH;
	spin_lock(&d->lock);
	if (d == target || d->target != DOMID_INVALID)
		rc = -EINVAL;
	else
		d->target = target->domid;
	spin_unlock(&d->lock);
	domain_put(target);
	return rc;
}

long domctl_set_virq_handler(struct domain *d, struct xen_domctl *op, bool *out)
{
	return virq_set_handler(d, op->u.set_virq_handler.virq);
}

/* @d's own port is raised when it suspends, in place of VIRQ_DOM_EXC. */
long domctl_subscribe(struct domain *d, struct xen_domctl *op, bool *out)
{
	WRITE_ONCE(d->suspend_port, op->u.subscribe.port);
	return 0;
}

long domctl_scheduler_op(struct domain *d, struct xen_domctl *op, bool *out)
{
	*out = true;
	return sched_adjust(d, &op->u.scheduler_op);
}
