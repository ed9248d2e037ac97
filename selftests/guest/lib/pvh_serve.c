// SPDX-License-Identifier: GPL-2.0-only
/* What the parent does for a case while it runs: see enum pvh_service. */
#include "pvh_child.h"

#include <xen/interface/domctl.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>

#include "child.h"
#include "guest.h"
#include "internal.h"

/* An NMI for each new number in word 0. */
static void serve_nmi(const struct pvh_child *c, u64 *state)
{
	struct xen_domctl op = { .u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_NMI };

	if (c->shared->word[0] == *state)
		return;
	*state = c->shared->word[0];
	if (domctl_call(XEN_DOMCTL_sendtrigger, c->domid, &op))
		say("# an NMI can't be sent");
}

/* Binds to the port in word 0, then an event for each new number in word 1. */
static void serve_evtchn(const struct pvh_child *c, u64 *state)
{
	static struct evtchn_send send;
	struct evtchn_bind_interdomain bind = {
		.remote_dom = c->domid, .remote_port = c->shared->word[0],
	};

	if (!bind.remote_port || c->shared->word[1] == *state)
		return;
	if (!*state) {
		if (hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_interdomain, &bind))
			say("# no port to the child");
		send.port = bind.local_port;
	}
	*state = c->shared->word[1];
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

/* Maps reference word 0 - 1, adds one to each word, and says so in word 1. */
static void serve_grant(const struct pvh_child *c, u64 *state)
{
	static u64 *page;
	struct gnttab_map_grant_ref map = {
		.flags = GNTMAP_host_map, .ref = c->shared->word[0] - 1, .dom = c->domid,
	};
	struct gnttab_unmap_grant_ref unmap = { };
	unsigned int i;
	u64 mfn;

	if (!c->shared->word[0])
		return;
	if (!page)
		page = alloc_page();
	mfn = virt_to_mfn(page);
	map_mfn(page, 0, 0);
	map.host_addr = (u64)page;
	hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_map_grant_ref, &map, 1);
	for (i = 0; map.status == GNTST_okay && i < PAGE_SIZE / sizeof(*page); i++)
		page[i]++;
	unmap.host_addr = (u64)page;
	unmap.handle = map.handle;
	if (map.status == GNTST_okay)
		hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_unmap_grant_ref, &unmap, 1);
	map_mfn(page, mfn, PTE_KERNEL);
	c->shared->word[0] = 0;
	c->shared->word[1] = 1000 + map.status;
}

void pvh_serve(const struct pvh_child *c, u32 service, u64 *state)
{
	switch (service) {
	case PVH_SERVE_NMI:
		serve_nmi(c, state);
		break;
	case PVH_SERVE_EVTCHN:
		serve_evtchn(c, state);
		break;
	case PVH_SERVE_GRANT:
		serve_grant(c, state);
		break;
	}
}
