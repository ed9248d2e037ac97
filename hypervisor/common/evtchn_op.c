// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event channel hypercall: copy in, check who may, call, copy out.
 *
 * A result that can't be copied out is reported and the binding stays, as the
 * ABI has it: the port is the guest's to find and close.
 */
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/string.h>

#include "evtchn_priv.h"

union evtchn_arg {
	struct evtchn_alloc_unbound alloc_unbound;
	struct evtchn_bind_interdomain bind_interdomain;
	struct evtchn_bind_virq bind_virq;
	struct evtchn_bind_pirq bind_pirq;
	struct evtchn_bind_ipi bind_ipi;
	struct evtchn_close close;
	struct evtchn_status status;
	struct evtchn_bind_vcpu bind_vcpu;
	struct evtchn_unmask unmask;
	struct evtchn_reset reset;
	struct evtchn_init_control init_control;
	struct evtchn_expand_array expand_array;
	struct evtchn_set_priority set_priority;
};

static long op_alloc_unbound(struct domain *self, union evtchn_arg *arg)
{
	struct evtchn_alloc_unbound *a = &arg->alloc_unbound;
	domid_t remote = a->remote_dom == DOMID_SELF ? self->domid : a->remote_dom;
	struct domain *d = domain_get_any(a->dom);
	int rc;

	if (!d)
		return -ESRCH;
	rc = target_check(self, d, TARGET_DM);
	if (!rc)
		rc = d->evtchn ? evtchn_alloc_unbound(d, remote, &a->port) : -EINVAL;
	domain_put(d);

	return rc;
}

static long op_bind_interdomain(struct domain *self, union evtchn_arg *arg)
{
	struct evtchn_bind_interdomain *a = &arg->bind_interdomain;
	struct domain *remote = domain_get_any(a->remote_dom);
	int rc;

	if (!remote)
		return -ESRCH;
	/* Domains of the hypervisor's own have no ports. */
	rc = remote->evtchn ? evtchn_bind_interdomain(self, remote, a->remote_port, &a->local_port)
			    : -EINVAL;
	domain_put(remote);

	return rc;
}

static long op_bind_virq(struct domain *self, union evtchn_arg *arg)
{
	struct evtchn_bind_virq *a = &arg->bind_virq;

	return evtchn_bind_virq(self, a->virq, a->vcpu, &a->port);
}

static long op_bind_ipi(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_bind_ipi(self, arg->bind_ipi.vcpu, &arg->bind_ipi.port);
}

static long op_bind_pirq(struct domain *self, union evtchn_arg *arg)
{
	struct evtchn_bind_pirq *a = &arg->bind_pirq;

	return evtchn_bind_pirq(self, a->pirq, a->flags & BIND_PIRQ__WILL_SHARE, &a->port);
}

static long op_close(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_close(self, arg->close.port);
}

static long op_status(struct domain *self, union evtchn_arg *arg)
{
	struct domain *d = domain_get_any(arg->status.dom);
	int rc;

	if (!d)
		return -ESRCH;
	rc = target_check(self, d, TARGET_DM);
	if (!rc)
		rc = d->evtchn ? evtchn_status(d, &arg->status) : -EINVAL;
	domain_put(d);

	return rc;
}

static long op_bind_vcpu(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_bind_vcpu(self, arg->bind_vcpu.port, arg->bind_vcpu.vcpu);
}

static long op_unmask(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_unmask(self, arg->unmask.port);
}

static long op_reset(struct domain *self, union evtchn_arg *arg)
{
	struct domain *d = domain_get_any(arg->reset.dom);
	int rc;

	if (!d)
		return -ESRCH;
	rc = target_check(self, d, TARGET_DM);
	/* Another domain's ports are closed only while it can't bind new ones. */
	if (!rc && (!d->evtchn || (d != self && !d->controller_pause_count)))
		rc = -EINVAL;
	if (!rc)
		rc = evtchn_reset(d);
	domain_put(d);

	return rc;
}

static long op_init_control(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_fifo_init_control(self, &arg->init_control);
}

static long op_expand_array(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_fifo_expand_array(self, arg->expand_array.array_gfn);
}

static long op_set_priority(struct domain *self, union evtchn_arg *arg)
{
	return evtchn_set_priority(self, arg->set_priority.port, arg->set_priority.priority);
}

struct evtchn_op_entry {
	long (*fn)(struct domain *self, union evtchn_arg *arg);
	u8 size;
	bool out;		/* the argument goes back on success */
};

#define OP(name, struct_name, copy_out) \
	[EVTCHNOP_##name] = { op_##name, sizeof(struct struct_name), copy_out }

static const struct evtchn_op_entry op_table[] = {
	OP(bind_interdomain, evtchn_bind_interdomain, true),
	OP(bind_virq, evtchn_bind_virq, true),
	OP(bind_pirq, evtchn_bind_pirq, true),
	OP(close, evtchn_close, false),
	OP(status, evtchn_status, true),
	OP(alloc_unbound, evtchn_alloc_unbound, true),
	OP(bind_ipi, evtchn_bind_ipi, true),
	OP(bind_vcpu, evtchn_bind_vcpu, false),
	OP(unmask, evtchn_unmask, false),
	OP(reset, evtchn_reset, false),
	OP(init_control, evtchn_init_control, true),
	OP(expand_array, evtchn_expand_array, false),
	OP(set_priority, evtchn_set_priority, false),
};

/* By far the most frequent one: no need to go through the table for it. */
static long send_at(u64 gva)
{
	struct evtchn_send send;

	return guest_read(&send, gva) ?: evtchn_send(current->domain, send.port);
}

long do_event_channel_op(struct hypercall *call)
{
	u64 cmd = (u32)call->arg[0], gva = call->arg[1];
	const struct evtchn_op_entry *op;
	union evtchn_arg arg;
	long rc;

	if (cmd == EVTCHNOP_send)
		return send_at(gva);
	if (cmd >= ARRAY_SIZE(op_table))
		return -ENOSYS;
	op = &op_table[array_index_nospec(cmd, ARRAY_SIZE(op_table))];
	memset(&arg, 0, sizeof(arg));
	if (guest_copy_from(&arg, gva, op->size))
		return -EFAULT;

	rc = op->fn(current->domain, &arg);
	if (rc == -ERESTART)
		return hypercall_restart(call);
	if (!rc && op->out && guest_copy_to(gva, &arg, op->size))
		rc = -EFAULT;

	return rc;
}
