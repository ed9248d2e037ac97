/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that must be refused, as a table: what is wrong, the call, and the answers that
 * dom0 and a plain guest get.
 *
 *	static const struct refusal calls[] = {
 *		EVTCHN("no such port", send, -EINVAL, -EINVAL, .port = 4711),
 *	};
 *	refuse(calls, ARRAY_SIZE(calls));
 *
 * Each call is made from dom0's place and by a child.  Beside them lives PEER, a domain that
 * was made and never ran.  The pages of all and the ports in use are counted before and
 * after: a call that is refused takes nothing.
 */
#ifndef GUEST_REFUSE_H
#define GUEST_REFUSE_H

#include <linux/types.h>
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

#define PEER		1		/* the first domain after dom0 */
#define NOBODY		4711		/* no domain has this number */
/* Addresses that no guest can pass: of the hypervisor, and of no page. */
#define BAD_PTR		((void *)0xffff830000001000UL)
#define NO_PAGE		((void *)0x1000UL)
#define BAD_FRAME	0xfffffffffUL	/* beyond all memory */
/* In place of an answer: this side does not make the call. */
#define NOT_MADE	1000
/* A guest may not: Hoist looks at nothing else; real Xen may find another fault before. */
#define DENIED		1001

struct refusal {
	const char *what;
	/* Hypercall; its first argument, unless that is the struct; NULL and size 0: as it is. */
	u32 nr;
	s32 cmd;
	const void *arg;
	u16 size;
	/* Where the struct has a 16-bit status, which is the answer if the call says 0; or -1. */
	s16 status;
	u32 count;
	long dom0, guest;
};

#define NO_CMD	(-1)

#define EVTCHN(text, op, dom0, guest, ...)						\
	{ #op ": " text, __HYPERVISOR_event_channel_op, EVTCHNOP_##op,			\
	  &(struct evtchn_##op){ __VA_ARGS__ }, sizeof(struct evtchn_##op), -1, 0, dom0, guest }

#define GNTTAB(text, op, dom0, guest, ...)						\
	{ #op ": " text, __HYPERVISOR_grant_table_op, GNTTABOP_##op,			\
	  &(struct gnttab_##op){ __VA_ARGS__ }, sizeof(struct gnttab_##op),		\
	  offsetof(struct gnttab_##op, status), 1, dom0, guest }

/* @type: the struct's name is not the operation's. */
#define MEMORY(text, op, type, dom0, guest, ...)					\
	{ #op ": " text, __HYPERVISOR_memory_op, XENMEM_##op,				\
	  &(struct xen_##type){ __VA_ARGS__ }, sizeof(struct xen_##type), -1, 0, dom0, guest }

#define DOMCTL(text, op, domid, dom0, guest, ...)					\
	{ #op ": " text, __HYPERVISOR_domctl, NO_CMD,					\
	  &(struct xen_domctl){ .cmd = XEN_DOMCTL_##op, .domain = domid,		\
		.interface_version = XEN_DOMCTL_INTERFACE_VERSION, __VA_ARGS__ },	\
	  sizeof(struct xen_domctl), -1, 0, dom0, guest }

#define SYSCTL(text, op, dom0, guest, ...)						\
	{ #op ": " text, __HYPERVISOR_sysctl, NO_CMD,					\
	  &(struct xen_sysctl){ .cmd = XEN_SYSCTL_##op,					\
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION, __VA_ARGS__ },	\
	  sizeof(struct xen_sysctl), -1, 0, dom0, guest }

/* The argument's address is wrong. */
#define AT(text, nr, cmd, pointer, n, dom0, guest)					\
	{ #cmd ": " text, nr, cmd, pointer, 0, -1, n, dom0, guest }

void refuse(const struct refusal *calls, unsigned int nr);

#endif /* GUEST_REFUSE_H */
