// SPDX-License-Identifier: GPL-2.0-only
/* Event channels of a domain on the console, for a debug key. */
#include <hyp/evtchn.h>

#include <hyp/domain.h>
#include <hyp/printk.h>

#include "evtchn_priv.h"

static void dump_port(struct domain *d, struct evtchn *chn)
{
	static const char *const kind[] = {
		"free", "unbound", "interdomain", "pirq", "virq", "ipi"
	};
	const struct evtchn_abi *abi = d->evtchn->abi;
	bool shared = !chn->hyp_fn;	/* has bits in the guest's memory */

	printk("  port %5u %c%c vcpu %u prio %u %s", chn->port,
	       shared && abi->is_pending(d, chn->port) ? 'p' : '-',
	       shared && abi->is_masked(d, chn->port) ? 'm' : '-',
	       chn->vcpu, chn->priority, kind[chn->kind]);
	if (chn->kind == EVTCHN_UNBOUND)
		printk(" for d%u", chn->remote_domid);
	else if (chn->kind == EVTCHN_INTERDOMAIN)
		printk(" d%u port %u", chn->remote.domain->domid, chn->remote.end->port);
	else if (chn->kind == EVTCHN_PIRQ)
		printk(" %u", chn->pirq);
	else if (chn->kind == EVTCHN_VIRQ)
		printk(" %u", chn->virq);
	printk("%s\n", chn->hyp_fn ? " (hypervisor)" : "");
}

void evtchn_dump(struct domain *d)
{
	struct evtchn_state *es = d->evtchn;
	unsigned long flags;
	u32 port;

	if (!es)
		return;
	printk("Event channels of d%u: %s, %u used of %u, pollers %#lx\n", d->domid, es->abi->name,
	       es->nr_used, es->nr_ports, es->pollers[0]);
	for (port = 1; port < es->nr_ports; port++) {
		struct evtchn *chn = evtchn_lookup(d, port);

		flags = spin_lock_irqsave(&chn->lock);
		if (chn->kind != EVTCHN_FREE)
			dump_port(d, chn);
		spin_unlock_irqrestore(&chn->lock, flags);
	}
}
