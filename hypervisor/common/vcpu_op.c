// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_vcpu_op: what a guest does with its own vCPUs. */
#include <hyp/sched.h>

#include <hyp/arch.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/heap.h>
#include <hyp/hypercall.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

#define MIN_PERIOD	NSEC_PER_MSEC

/* True for one caller at a time, and for nobody when the vCPU has been set up. */
static bool begin_set_up(struct vcpu *v)
{
	bool ours;

	spin_lock(&v->domain->lock);
	ours = !v->initialised && !v->initialising;
	if (ours)
		v->initialising = true;
	spin_unlock(&v->domain->lock);
	return ours;
}

static void end_set_up(struct vcpu *v, bool done)
{
	spin_lock(&v->domain->lock);
	v->initialised = done;
	v->initialising = false;
	spin_unlock(&v->domain->lock);
}

/* Without a lock: page tables may have to be validated. */
static long set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	long rc;

	if (!begin_set_up(v))
		return -EEXIST;
	rc = v->domain->ops->set_context(v, c);
	end_set_up(v, !rc);
	return rc;
}

static long initialise_by_kind(struct vcpu *v, u64 arg)
{
	long rc;

	if (!begin_set_up(v))
		return -EEXIST;
	rc = v->domain->ops->initialise(v, arg);
	end_set_up(v, !rc);
	return rc;
}

static long op_initialise(struct vcpu *v, u64 arg)
{
	struct vcpu_guest_context *c;
	long rc = -EFAULT;

	if (v->domain->ops->initialise)
		return initialise_by_kind(v, arg);
	/* It has no flags of its own to mask events with. */
	if (v->id >= XEN_LEGACY_MAX_VCPUS && mfn_eq(v->vcpu_info_mfn, INVALID_MFN))
		return -EINVAL;
	c = heap_new(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	if (!guest_read(c, arg))
		rc = set_context(v, c);
	heap_free(c);
	return rc;
}

static long op_up(struct vcpu *v, u64 arg)
{
	if (!READ_ONCE(v->initialised))
		return -EINVAL;
	if (test_and_clear_bit(VPF_DOWN, &v->pause_flags))
		vcpu_wake(v);
	return 0;
}

/* The last one that is up ends the domain. */
static bool others_up(const struct vcpu *self)
{
	struct vcpu *v;

	for_each_vcpu(self->domain, v) {
		if (v != self && !test_bit(VPF_DOWN, &v->pause_flags))
			return true;
	}
	return false;
}

static long op_down(struct vcpu *v, u64 arg)
{
	if (!others_up(v)) {
		domain_shutdown(v->domain, SHUTDOWN_poweroff);
		return 0;
	}
	if (!test_and_set_bit(VPF_DOWN, &v->pause_flags))
		vcpu_sleep_nosync(v);
	return 0;
}

static long op_is_up(struct vcpu *v, u64 arg)
{
	return !test_bit(VPF_DOWN, &v->pause_flags);
}

static long op_get_runstate(struct vcpu *v, u64 arg)
{
	struct vcpu_runstate_info rs;

	/* A copy of all of v->runstate, which was cleared with the vCPU: padding, too. */
	vcpu_runstate_get(v, &rs);
	return guest_write(arg, &rs);
}

static long op_register_runstate(struct vcpu *v, u64 arg)
{
	struct vcpu_register_runstate_memory_area area;

	if (guest_read(&area, arg))
		return -EFAULT;
	v->runstate_gva = area.addr.p;
	v->runstate_compat = current->hypercall && current->hypercall->compat;
	/* What cannot be written, now or later, is left out. */
	if (v == current)
		runstate_area_update(v);
	return 0;
}

static long op_register_time(struct vcpu *v, u64 arg)
{
	struct vcpu_register_time_memory_area area;

	if (guest_read(&area, arg))
		return -EFAULT;
	v->time_gva = area.addr.p;
	vcpu_time_area_registered(v);
	return 0;
}

static long op_register_info(struct vcpu *v, u64 arg)
{
	struct vcpu_register_vcpu_info info;
	struct domain *d = v->domain;
	struct page_info *pg;
	long rc;

	if (guest_read(&info, arg))
		return -EFAULT;
	pg = gfn_get_page(d, to_gfn(info.mfn));
	if (!pg)
		return -EINVAL;
	spin_lock(&d->lock);
	rc = vcpu_info_register(v, page_to_mfn(pg), info.offset);
	spin_unlock(&d->lock);
	page_put(pg);
	if (!rc && v == current)
		vcpu_time_update(v);
	return rc;
}

static long op_set_periodic(struct vcpu *v, u64 arg)
{
	struct vcpu_set_periodic_timer set;

	if (guest_read(&set, arg))
		return -EFAULT;
	if (set.period_ns < MIN_PERIOD || (s64)set.period_ns < 0)
		return -EINVAL;
	vcpu_periodic_stop(v);
	v->periodic_last = system_time();
	v->periodic_period = set.period_ns;
	if (v == current)
		vcpu_periodic_start(v);
	return 0;
}

static long op_stop_periodic(struct vcpu *v, u64 arg)
{
	v->periodic_period = 0;
	vcpu_periodic_stop(v);
	return 0;
}

static long op_set_singleshot(struct vcpu *v, u64 arg)
{
	struct vcpu_set_singleshot_timer set;

	if (v != current)
		return -EINVAL;
	if (guest_read(&set, arg))
		return -EFAULT;
	/* VCPU_SSHOTTMR_future has no effect any more: a time in the past fires at once. */
	timer_migrate(&v->singleshot, v->cpu);
	timer_set(&v->singleshot, set.timeout_abs_ns);
	return 0;
}

static long op_stop_singleshot(struct vcpu *v, u64 arg)
{
	if (v != current)
		return -EINVAL;
	timer_stop(&v->singleshot);
	return 0;
}

static long op_send_nmi(struct vcpu *v, u64 arg)
{
	WRITE_ONCE(v->nmi_pending, true);
	vcpu_kick(v);
	return 0;
}

/* Only a vCPU of the hardware domain that stays on one CPU has an answer. */
static long op_get_physid(struct vcpu *v, u64 arg)
{
	struct vcpu_get_physid id = { 0 };
	unsigned int cpu = cpumask_first(&v->hard_affinity);

	if (!v->domain->hardware || cpumask_weight(&v->hard_affinity) != 1)
		return -EINVAL;
	id.phys_id = arch_cpu_physid(cpu);
	return guest_write(arg, &id);
}

static long (* const vcpu_ops[])(struct vcpu *v, u64 arg) = {
	[VCPUOP_initialise] = op_initialise,
	[VCPUOP_up] = op_up,
	[VCPUOP_down] = op_down,
	[VCPUOP_is_up] = op_is_up,
	[VCPUOP_get_runstate_info] = op_get_runstate,
	[VCPUOP_register_runstate_memory_area] = op_register_runstate,
	[VCPUOP_set_periodic_timer] = op_set_periodic,
	[VCPUOP_stop_periodic_timer] = op_stop_periodic,
	[VCPUOP_set_singleshot_timer] = op_set_singleshot,
	[VCPUOP_stop_singleshot_timer] = op_stop_singleshot,
	[VCPUOP_register_vcpu_info] = op_register_info,
	[VCPUOP_send_nmi] = op_send_nmi,
	[VCPUOP_get_physid] = op_get_physid,
	[VCPUOP_register_vcpu_time_memory_area] = op_register_time,
};

long do_vcpu_op(struct hypercall *call)
{
	u32 cmd = call->arg[0];
	struct vcpu *v = domain_vcpu(current->domain, call->arg[1]);
	long rc;

	if (!v)
		return -ENOENT;
	if (cmd >= ARRAY_SIZE(vcpu_ops))
		return -ENOSYS;
	rc = vcpu_ops[array_index_nospec(cmd, ARRAY_SIZE(vcpu_ops))](v, call->arg[2]);
	/* The page tables of a new vCPU were not looked through yet. */
	return rc == -ERESTART ? hypercall_restart(call) : rc;
}
