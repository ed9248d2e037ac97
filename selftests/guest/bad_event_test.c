// SPDX-License-Identifier: GPL-2.0-only
/*
 * event_channel_op with wrong domains, ports, vCPUs, frames and pointers.
 *
 * Each operation is made with each kind of argument that it must refuse, by dom0 and by a
 * guest, with the errno that real Xen answers; a port that such a call took would be lost to
 * its domain.
 */
#include "guest.h"

#include <xen/interface/event_channel.h>

#include "refuse.h"

static const struct refusal domains[] = {
	EVTCHN("nobody", alloc_unbound, -ESRCH, -ESRCH, .dom = NOBODY),
	EVTCHN("DOMID_XEN", alloc_unbound, -ESRCH, -ESRCH, .dom = DOMID_XEN),
	EVTCHN("DOMID_IO", alloc_unbound, -ESRCH, -ESRCH, .dom = DOMID_IO),
	EVTCHN("DOMID_INVALID", alloc_unbound, -ESRCH, -ESRCH, .dom = DOMID_INVALID),
	EVTCHN("of another", alloc_unbound, NOT_MADE, -EPERM, .dom = PEER),
	EVTCHN("of dom0", alloc_unbound, NOT_MADE, -EPERM, .dom = 0),
	EVTCHN("nobody", bind_interdomain, -ESRCH, -ESRCH, .remote_dom = NOBODY),
	EVTCHN("DOMID_XEN", bind_interdomain, -ESRCH, -ESRCH, .remote_dom = DOMID_XEN,
	       .remote_port = 1),
	EVTCHN("DOMID_IO", bind_interdomain, -ESRCH, -ESRCH, .remote_dom = DOMID_IO,
	       .remote_port = 1),
	EVTCHN("DOMID_INVALID", bind_interdomain, -ESRCH, -ESRCH, .remote_dom = DOMID_INVALID),
	EVTCHN("nobody", status, -ESRCH, -ESRCH, .dom = NOBODY, .port = 1),
	EVTCHN("DOMID_XEN", status, -ESRCH, -ESRCH, .dom = DOMID_XEN, .port = 1),
	EVTCHN("DOMID_INVALID", status, -ESRCH, -ESRCH, .dom = DOMID_INVALID, .port = 1),
	EVTCHN("of another", status, NOT_MADE, -EPERM, .dom = PEER, .port = 1),
	EVTCHN("of dom0", status, NOT_MADE, -EPERM, .dom = 0, .port = 1),
	EVTCHN("nobody", reset, -ESRCH, -ESRCH, .dom = NOBODY),
	EVTCHN("DOMID_XEN", reset, -ESRCH, -ESRCH, .dom = DOMID_XEN),
	EVTCHN("DOMID_INVALID", reset, -ESRCH, -ESRCH, .dom = DOMID_INVALID),
	EVTCHN("of another", reset, NOT_MADE, -EPERM, .dom = PEER),
	EVTCHN("of dom0", reset, NOT_MADE, -EPERM, .dom = 0),
};

static const struct refusal ports[] = {
	EVTCHN("port 0", bind_interdomain, -EINVAL, -EINVAL, .remote_dom = PEER),
	EVTCHN("closed", bind_interdomain, -EINVAL, -EINVAL, .remote_dom = PEER,
	       .remote_port = 900),
	EVTCHN("beyond the limit", bind_interdomain, -EINVAL, -EINVAL, .remote_dom = PEER,
	       .remote_port = 5000),
	EVTCHN("the largest", bind_interdomain, -EINVAL, -EINVAL, .remote_dom = PEER,
	       .remote_port = ~0U),
	EVTCHN("port 0", close, -EINVAL, -EINVAL, .port = 0),
	EVTCHN("closed", close, -EINVAL, -EINVAL, .port = 900),
	EVTCHN("beyond the limit", close, -EINVAL, -EINVAL, .port = 5000000),
	EVTCHN("the largest", close, -EINVAL, -EINVAL, .port = ~0U),
	EVTCHN("port 0", send, -EINVAL, -EINVAL, .port = 0),
	EVTCHN("closed", send, -EINVAL, -EINVAL, .port = 900),
	EVTCHN("beyond the limit", send, -EINVAL, -EINVAL, .port = 5000000),
	EVTCHN("the largest", send, -EINVAL, -EINVAL, .port = ~0U),
	EVTCHN("beyond the limit", status, -EINVAL, -EINVAL, .dom = DOMID_SELF, .port = 5000000),
	EVTCHN("the largest", status, -EINVAL, -EINVAL, .dom = DOMID_SELF, .port = ~0U),
	EVTCHN("closed", unmask, -EINVAL, -EINVAL, .port = 900),
	EVTCHN("beyond the limit", unmask, -EINVAL, -EINVAL, .port = 5000000),
	EVTCHN("the largest", unmask, -EINVAL, -EINVAL, .port = ~0U),
	EVTCHN("closed", bind_vcpu, -EINVAL, -EINVAL, .port = 900),
	EVTCHN("the largest", bind_vcpu, -EINVAL, -EINVAL, .port = ~0U),
	EVTCHN("closed", set_priority, -EINVAL, -EINVAL, .port = 900),
	EVTCHN("the largest", set_priority, -EINVAL, -EINVAL, .port = ~0U),
	EVTCHN("no such priority", set_priority, -EINVAL, -EINVAL, .port = 900, .priority = 16),
};

static const struct refusal sources[] = {
	EVTCHN("24", bind_virq, -EINVAL, -EINVAL, .virq = NR_VIRQS),
	EVTCHN("the largest", bind_virq, -EINVAL, -EINVAL, .virq = ~0U),
	EVTCHN("no such vCPU", bind_virq, -ENOENT, -ENOENT, .virq = VIRQ_TIMER, .vcpu = 1),
	EVTCHN("the largest vCPU", bind_virq, -ENOENT, -ENOENT, .virq = VIRQ_TIMER, .vcpu = ~0U),
	EVTCHN("no such vCPU", bind_ipi, -ENOENT, -ENOENT, .vcpu = 1),
	EVTCHN("the largest vCPU", bind_ipi, -ENOENT, -ENOENT, .vcpu = ~0U),
	EVTCHN("no such vCPU", bind_vcpu, -ENOENT, -ENOENT, .vcpu = 1, .port = 900),
	EVTCHN("the largest vCPU", bind_vcpu, -ENOENT, -ENOENT, .vcpu = ~0U, .port = 900),
	EVTCHN("no such line", bind_pirq, -EINVAL, -EINVAL, .pirq = 100000),
	EVTCHN("the largest", bind_pirq, -EINVAL, -EINVAL, .pirq = ~0U),
	EVTCHN("a line of the machine's", bind_pirq, NOT_MADE, -EPERM, .pirq = 9),
};

static const struct refusal queues[] = {
	EVTCHN("no such vCPU", init_control, -ENOENT, -ENOENT, .vcpu = 1),
	EVTCHN("the largest vCPU", init_control, -ENOENT, -ENOENT, .vcpu = ~0U),
	EVTCHN("odd offset", init_control, -EINVAL, -EINVAL, .offset = 4),
	EVTCHN("over the end", init_control, -EINVAL, -EINVAL, .offset = 4088),
	EVTCHN("the largest offset", init_control, -EINVAL, -EINVAL, .offset = ~0U),
	EVTCHN("no such frame", init_control, -EINVAL, -EINVAL, .control_gfn = BAD_FRAME),
	EVTCHN("the largest frame", init_control, -EINVAL, -EINVAL, .control_gfn = ~0UL),
	EVTCHN("without a control block", expand_array, -EOPNOTSUPP, -EOPNOTSUPP,
	       .array_gfn = BAD_FRAME),
};

#define NULL_ARG(op)	\
	AT("null", __HYPERVISOR_event_channel_op, EVTCHNOP_##op, NULL, 0, -EFAULT, -EFAULT)
#define BAD_ARG(op)	\
	AT("bad pointer", __HYPERVISOR_event_channel_op, EVTCHNOP_##op, BAD_PTR, 0,	\
	   -EFAULT, -EFAULT)

static const struct refusal pointers[] = {
	NULL_ARG(bind_interdomain), NULL_ARG(bind_virq), NULL_ARG(bind_pirq), NULL_ARG(close),
	NULL_ARG(send), NULL_ARG(status), NULL_ARG(alloc_unbound), NULL_ARG(bind_ipi),
	NULL_ARG(bind_vcpu), NULL_ARG(unmask), NULL_ARG(reset), NULL_ARG(init_control),
	NULL_ARG(expand_array), NULL_ARG(set_priority),
	BAD_ARG(bind_interdomain), BAD_ARG(bind_virq), BAD_ARG(bind_pirq), BAD_ARG(close),
	BAD_ARG(send), BAD_ARG(status), BAD_ARG(alloc_unbound), BAD_ARG(bind_ipi),
	BAD_ARG(bind_vcpu), BAD_ARG(unmask), BAD_ARG(reset), BAD_ARG(init_control),
	BAD_ARG(expand_array), BAD_ARG(set_priority),
	AT("unknown", __HYPERVISOR_event_channel_op, 15, NO_PAGE, 0, -ENOSYS, -ENOSYS),
	AT("unknown", __HYPERVISOR_event_channel_op, 4711, NO_PAGE, 0, -ENOSYS, -ENOSYS),
	AT("unknown", __HYPERVISOR_event_channel_op, 0x7fffffff, NO_PAGE, 0, -ENOSYS, -ENOSYS),
};

static const struct refusal port_zero[] = {
	EVTCHN("port 0", unmask, -EINVAL, -EINVAL, .port = 0),
	EVTCHN("port 0", set_priority, -EINVAL, -EINVAL, .port = 0),
};

static void bad_port_zero(void)
{
	XEN_DIFFERS("port 0 can be unmasked and has a priority");
	refuse(port_zero, ARRAY_SIZE(port_zero));
}

#define CASE(name)	static void bad_##name(void) { refuse(name, ARRAY_SIZE(name)); }
CASE(domains)
CASE(ports)
CASE(sources)
CASE(queues)
CASE(pointers)

GUEST_TEST({ "wrong domains", bad_domains },
	   { "wrong ports", bad_ports },
	   { "port 0", bad_port_zero },
	   { "sources and vCPUs that are not there", bad_sources },
	   { "queues in places that can't be", bad_queues },
	   { "wrong pointers and operations", bad_pointers });
