// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_hvm_op: parameters of a domain, and by which vector a vCPU is told of
 * events.
 */
#include "params.h"

#include <linux/errno.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/sched.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/vlapic.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/params.h>
#include <xen/interface/sched.h>

#define FIRST_UPCALL_VECTOR	0x10
#define CALLBACK_TYPE(val)	((val) >> 56)

int hvm_callback_vector(const struct vcpu *v)
{
	u64 callback = READ_ONCE(v->domain->arch->hvm->params[HVM_PARAM_CALLBACK_IRQ]);

	if (likely(!callback) || v->arch->hvm->upcall_vector ||
	    CALLBACK_TYPE(callback) != HVM_PARAM_CALLBACK_TYPE_VECTOR ||
	    !vcpu_event_pending(v))
		return -1;
	return (u8)callback;
}

void hvm_tell_upcall(struct vcpu *v)
{
	struct hvm_vcpu *hv = v->arch->hvm;

	if (likely(!READ_ONCE(hv->upcall_pending)))
		return;
	/* Cleared before the vector is raised: an event after that sets it again. */
	WRITE_ONCE(hv->upcall_pending, false);
	if (hv->upcall_vector && hv->vlapic)
		vlapic_request(v, hv->upcall_vector);
}

/*
 * What tools ask for and may set: either we act on it, or it is a note of theirs, or it
 * turns on something that there is not here, and then it must stay 0.
 */
enum param_kind {
	PARAM_UNKNOWN,
	PARAM_KEPT,
	PARAM_ZERO,
};

static const u8 param_kinds[HVM_NR_PARAMS] = {
	[HVM_PARAM_CALLBACK_IRQ] = PARAM_KEPT,
	[HVM_PARAM_STORE_PFN] = PARAM_KEPT,
	[HVM_PARAM_STORE_EVTCHN] = PARAM_KEPT,
	[HVM_PARAM_PAE_ENABLED] = PARAM_KEPT,
	[HVM_PARAM_IOREQ_PFN] = PARAM_KEPT,
	[HVM_PARAM_BUFIOREQ_PFN] = PARAM_KEPT,
	[HVM_PARAM_VIRIDIAN] = PARAM_ZERO,
	[HVM_PARAM_TIMER_MODE] = PARAM_KEPT,
	[HVM_PARAM_HPET_ENABLED] = PARAM_ZERO,
	[HVM_PARAM_IDENT_PT] = PARAM_KEPT,
	[HVM_PARAM_ACPI_S_STATE] = PARAM_ZERO,
	[HVM_PARAM_VM86_TSS] = PARAM_KEPT,
	[HVM_PARAM_VPT_ALIGN] = PARAM_KEPT,
	[HVM_PARAM_CONSOLE_PFN] = PARAM_KEPT,
	[HVM_PARAM_CONSOLE_EVTCHN] = PARAM_KEPT,
	[HVM_PARAM_ACPI_IOPORTS_LOCATION] = PARAM_KEPT,
	[HVM_PARAM_PAGING_RING_PFN] = PARAM_KEPT,
	[HVM_PARAM_MONITOR_RING_PFN] = PARAM_KEPT,
	[HVM_PARAM_SHARING_RING_PFN] = PARAM_KEPT,
	[HVM_PARAM_TRIPLE_FAULT_REASON] = PARAM_KEPT,
	[HVM_PARAM_IOREQ_SERVER_PFN] = PARAM_ZERO,
	[HVM_PARAM_NR_IOREQ_SERVER_PAGES] = PARAM_ZERO,
	[HVM_PARAM_VM_GENERATION_ID_ADDR] = PARAM_KEPT,
	[HVM_PARAM_ALTP2M] = PARAM_ZERO,
	[HVM_PARAM_X87_FIP_WIDTH] = PARAM_KEPT,
	[HVM_PARAM_VM86_TSS_SIZED] = PARAM_KEPT,
	[HVM_PARAM_MCA_CAP] = PARAM_ZERO,
};

static enum param_kind kind_of(u32 index)
{
	return param_kinds[array_index_nospec(index, HVM_NR_PARAMS)];
}

/* By the domain itself; its creator may set each of them. */
static bool self_may_set(u32 index)
{
	return index == HVM_PARAM_CALLBACK_IRQ || index == HVM_PARAM_TRIPLE_FAULT_REASON;
}

/*
 * Interrupt lines of a device model don't exist, but kernels that have given each
 * vCPU a vector name one all the same, for tools that look whether there is any.
 */
static bool callback_valid(u64 val)
{
	return CALLBACK_TYPE(val) != HVM_PARAM_CALLBACK_TYPE_VECTOR ||
	       (u8)val >= FIRST_UPCALL_VECTOR;
}

static bool value_valid(const struct xen_hvm_param *p)
{
	switch (p->index) {
	case HVM_PARAM_CALLBACK_IRQ:
		return callback_valid(p->value);
	case HVM_PARAM_TRIPLE_FAULT_REASON:
		return p->value <= SHUTDOWN_MAX;
	}
	return true;
}

/*
 * A kernel that is about to hear of events shows by its mode what it takes shared_info for, as
 * it does when it asks for the page of hypercalls.
 */
void hvm_latch_layout(struct vcpu *v)
{
	struct domain *d = v->domain;
	bool compat = hvm_ops->code_bits(v) != 64;

	if (READ_ONCE(d->compat) == compat)
		return;
	WRITE_ONCE(d->compat, compat);
	domain_wallclock_update(d);
}

static long set_param(struct domain *d, const struct xen_hvm_param *p)
{
	struct hvm_domain *hd = d->arch->hvm;

	if (d == current->domain && !d->privileged && !self_may_set(p->index))
		return -EPERM;
	if (p->value && kind_of(p->index) == PARAM_ZERO)
		return -EOPNOTSUPP;
	if (!value_valid(p))
		return -EINVAL;
	if (d == current->domain && p->index == HVM_PARAM_CALLBACK_IRQ)
		hvm_latch_layout(current);
	WRITE_ONCE(hd->params[array_index_nospec(p->index, HVM_NR_PARAMS)], p->value);
	return 0;
}

static long param_op(u64 arg, bool set)
{
	struct xen_hvm_param p;
	struct domain *d;
	long rc;

	if (guest_read(&p, arg))
		return -EFAULT;
	if (p.index >= HVM_NR_PARAMS)
		return -EINVAL;
	d = domain_get_any(p.domid);
	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc && !d->arch->hvm)
		rc = -EINVAL;
	if (!rc && kind_of(p.index) == PARAM_UNKNOWN)
		rc = -EINVAL;
	if (!rc && set)
		rc = set_param(d, &p);
	if (!rc && !set) {
		p.value = d->arch->hvm->params[array_index_nospec(p.index, HVM_NR_PARAMS)];
		rc = guest_write(arg, &p);
	}
	domain_put(d);
	return rc;
}

static long set_upcall_vector(u64 arg)
{
	struct xen_hvm_evtchn_upcall_vector u;
	struct vcpu *v;

	if (guest_read(&u, arg))
		return -EFAULT;
	if (!current->domain->arch->hvm)
		return -EINVAL;
	if (u.vector < FIRST_UPCALL_VECTOR)
		return -EINVAL;
	v = domain_vcpu(current->domain, u.vcpu);
	if (!v)
		return -ENOENT;
	v->arch->hvm->upcall_vector = u.vector;
	/* What was flagged before is told now. */
	if (vcpu_event_pending(v)) {
		WRITE_ONCE(v->arch->hvm->upcall_pending, true);
		vcpu_kick(v);
	}
	return 0;
}

static long get_time(u64 arg)
{
	struct xen_hvm_get_time t = { .now = system_time() };

	return guest_write(arg, &t);
}

static long flush_tlbs(u64 arg)
{
	struct domain *d = current->domain;

	if (arg || !d->arch->hvm)
		return -EINVAL;
	d->ops->flush_tlb(d);
	return 0;
}

long do_hvm_op(struct hypercall *call)
{
	u64 arg = call->arg[1];

	switch (call->arg[0]) {
	case HVMOP_set_param:
		return param_op(arg, true);
	case HVMOP_get_param:
		return param_op(arg, false);
	case HVMOP_set_evtchn_upcall_vector:
		return set_upcall_vector(arg);
	case HVMOP_get_time:
		return get_time(arg);
	case HVMOP_flush_tlbs:
		return flush_tlbs(arg);
	}
	return -ENOSYS;
}
