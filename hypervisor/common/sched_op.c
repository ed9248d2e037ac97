// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_sched_op and HYPERVISOR_set_timer_op. */
#include <hyp/sched.h>

#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <hyp/time.h>
#include <hyp/vcpu.h>
#include <hyp/watchdog.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <xen/interface/sched.h>

#define MAX_POLL_PORTS	128
/* Beyond this a time is nonsense, from a guest that computed with a clock gone back. */
#define FAR_FUTURE	(50 * 24 * 3600 * NSEC_PER_SEC)

static long op_yield(u64 arg)
{
	vcpu_yield();
	return 0;
}

static long op_block(u64 arg)
{
	struct vcpu *v = current;

	WRITE_ONCE(v->vcpu_info->evtchn_upcall_mask, 0);
	vcpu_block();
	return 0;
}

static long op_shutdown(u64 arg)
{
	struct sched_shutdown s;

	if (guest_read(&s, arg))
		return -EFAULT;
	domain_shutdown(current->domain, s.reason);
	return 0;
}

/* What the tools may want to know of a shutdown that has been ordered already. */
static long op_shutdown_code(u64 arg)
{
	struct domain *d = current->domain;
	struct sched_shutdown s;
	long rc = -EINVAL;

	if (guest_read(&s, arg))
		return -EFAULT;
	spin_lock(&d->shutdown_lock);
	if (!d->shutting_down) {
		d->shutdown_code = s.reason;
		rc = 0;
	}
	spin_unlock(&d->shutdown_lock);
	return rc;
}

static long op_remote_shutdown(u64 arg)
{
	struct sched_remote_shutdown s;
	struct domain *d;
	long rc;

	if (guest_read(&s, arg))
		return -EFAULT;
	d = domain_get_by_id(s.domain_id);
	if (!d)
		return -ESRCH;
	rc = target_check(current->domain, d, TARGET_DM);
	if (!rc)
		domain_shutdown(d, s.reason);
	domain_put(d);
	return rc;
}

/* 1: one of the ports is pending; 0; or an error. */
static int any_port_ready(const struct sched_poll *poll)
{
	evtchn_port_t port;
	unsigned int i;
	int rc = 0;

	for (i = 0; i < poll->nr_ports && !rc; i++) {
		if (handle_read(&port, poll->ports, i))
			return -EFAULT;
		rc = evtchn_poll_ready(current->domain, port);
	}
	return rc;
}

static void stop_polling(struct vcpu *v)
{
	evtchn_poll_end(v);
	clear_bit(VPF_POLLING, &v->pause_flags);
	clear_bit(VPF_BLOCKED, &v->pause_flags);
}

/*
 * The marks first, then the look at the ports, as in vcpu_block(). The call is over for
 * the guest whatever wakes the vCPU: it looks at its ports itself.
 */
static long start_polling(struct vcpu *v, const struct sched_poll *poll, evtchn_port_t port)
{
	int rc;

	evtchn_poll_begin(v, port);
	set_bit(VPF_POLLING, &v->pause_flags);
	set_bit(VPF_BLOCKED, &v->pause_flags);
	/* Pairs with the barriers of those who send events. */
	smp_mb();
	rc = any_port_ready(poll);
	if (rc) {
		stop_polling(v);
		return min(rc, 0);
	}
	if (poll->timeout) {
		timer_migrate(&v->poll_timer, v->cpu);
		timer_set(&v->poll_timer, poll->timeout);
	}
	softirq_raise(SOFTIRQ_SCHEDULE);
	return 0;
}

static long op_poll(u64 arg)
{
	struct vcpu *v = current;
	struct sched_poll poll;
	evtchn_port_t port = 0;

	if (guest_read(&poll, arg))
		return -EFAULT;
	if (poll.nr_ports > MAX_POLL_PORTS)
		return -EINVAL;
	if (poll.nr_ports == 1 && handle_read(&port, poll.ports, 0))
		return -EFAULT;
	/* An earlier one may have ended without anybody telling its timer. */
	timer_stop(&v->poll_timer);
	return start_polling(v, &poll, port);
}

static long op_watchdog(u64 arg)
{
	struct sched_watchdog w;

	if (guest_read(&w, arg))
		return -EFAULT;
	return watchdog_set(current->domain, w.id, w.timeout);
}

static long op_pin_override(u64 arg)
{
	struct sched_pin_override pin;

	if (!current->domain->hardware)
		return -EPERM;
	if (guest_read(&pin, arg))
		return -EFAULT;
	/* Its vCPUs are where its devices' interrupts are. */
	if (current->domain->direct_mapped)
		return pin.pcpu < 0 || (u32)pin.pcpu == current->id ? 0 : -EBUSY;
	return vcpu_pin_override(current, pin.pcpu);
}

static long (* const sched_ops[])(u64 arg) = {
	[SCHEDOP_yield] = op_yield,
	[SCHEDOP_block] = op_block,
	[SCHEDOP_shutdown] = op_shutdown,
	[SCHEDOP_poll] = op_poll,
	[SCHEDOP_remote_shutdown] = op_remote_shutdown,
	[SCHEDOP_shutdown_code] = op_shutdown_code,
	[SCHEDOP_watchdog] = op_watchdog,
	[SCHEDOP_pin_override] = op_pin_override,
};

long do_sched_op(struct hypercall *call)
{
	u32 cmd = call->arg[0];

	if (cmd >= ARRAY_SIZE(sched_ops))
		return -ENOSYS;
	return sched_ops[array_index_nospec(cmd, ARRAY_SIZE(sched_ops))](call->arg[1]);
}

long do_set_timer_op(struct hypercall *call)
{
	struct vcpu *v = current;
	u64 timeout = call->arg[0];

	if (!timeout) {
		timer_stop(&v->singleshot);
		return 0;
	}
	if ((s64)(timeout - system_time()) > (s64)FAR_FUTURE || (s64)timeout < 0)
		timeout = system_time() + 100 * NSEC_PER_MSEC;
	timer_migrate(&v->singleshot, v->cpu);
	timer_set(&v->singleshot, timeout);
	return 0;
}
