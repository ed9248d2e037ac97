// SPDX-License-Identifier: GPL-2.0-only
/* State of a vCPU beyond struct vcpu_guest_context, for save and restore. */
#include "domctl.h"

#include <linux/errno.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/sched.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <xen/interface/domctl.h>

static struct vcpu *pv_vcpu(const struct domain *d, u32 id)
{
	struct vcpu *v = domain_vcpu(d, id);

	return v && v->arch->pv ? v : NULL;
}

static void put_entries(struct pv_vcpu *pv, const struct xen_domctl_ext_vcpucontext *e)
{
	pv->syscall32_callback = e->syscall32_callback_eip;
	pv->syscall32_cs = e->syscall32_callback_cs;
	pv->syscall32_masks_events = e->syscall32_disables_events;
	pv->sysenter_callback = e->sysenter_callback_eip;
	pv->sysenter_cs = e->sysenter_callback_cs;
	pv->sysenter_masks_events = e->sysenter_disables_events;
}

long domctl_set_ext_context(struct domain *d, struct xen_domctl *op)
{
	const struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct vcpu *v = pv_vcpu(d, e->vcpu);

	if (!v)
		return -ESRCH;
	if (d == current->domain || e->size < offsetof(struct xen_domctl_ext_vcpucontext, mcg_cap))
		return -EINVAL;
	if (!pv_canonical(e->syscall32_callback_eip) || !pv_canonical(e->sysenter_callback_eip))
		return -EINVAL;
	domain_pause(d);
	put_entries(v->arch->pv, e);
	domain_unpause(d);
	return 0;
}

long domctl_get_ext_context(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct vcpu *v = pv_vcpu(d, e->vcpu);
	const struct pv_vcpu *pv;
	u32 id = e->vcpu;

	if (!v)
		return -ESRCH;
	if (d == current->domain)
		return -EINVAL;
	pv = v->arch->pv;
	memset(e, 0, sizeof(*e));
	e->vcpu = id;
	e->size = sizeof(*e);
	e->syscall32_callback_eip = pv->syscall32_callback;
	e->syscall32_callback_cs = pv->syscall32_cs;
	e->syscall32_disables_events = pv->syscall32_masks_events;
	e->sysenter_callback_eip = pv->sysenter_callback;
	e->sysenter_callback_cs = pv->sysenter_cs;
	e->sysenter_disables_events = pv->sysenter_masks_events;
	return 0;
}

/* None of the MSRs that a PV guest may change has to go with it. */
long domctl_get_msrs(struct domain *d, struct xen_domctl *op)
{
	if (!pv_vcpu(d, op->u.vcpu_msrs.vcpu))
		return -ESRCH;
	op->u.vcpu_msrs.msr_count = 0;
	return 0;
}

long domctl_set_msrs(struct domain *d, struct xen_domctl *op)
{
	if (!pv_vcpu(d, op->u.vcpu_msrs.vcpu))
		return -ESRCH;
	if (!op->u.vcpu_msrs.msr_count)
		return 0;
	op->u.vcpu_msrs.msr_count = 0;
	return -EINVAL;
}

long domctl_send_trigger(struct domain *d, struct xen_domctl *op)
{
	struct vcpu *v = domain_vcpu(d, op->u.sendtrigger.vcpu);

	if (!v)
		return -ESRCH;
	if (op->u.sendtrigger.trigger != XEN_DOMCTL_SENDTRIGGER_NMI)
		return -ENOSYS;
	WRITE_ONCE(v->nmi_pending, true);
	vcpu_kick(v);
	return 0;
}
