// SPDX-License-Identifier: GPL-2.0-only
/*
 * XEN_SYSCTL_getdomaininfolist.
 *
 * Tools take what one call returns for all that there is, so a list that is interrupted
 * has to go on by itself.  The ABI has no field for how far it is; the registers of
 * the arguments that the call does not have keep it, with a mark.  Whoever puts
 * something there of his own accord gets a list that begins elsewhere, nothing worse.
 */
#include <hyp/sysctl.h>

#include <hyp/domain.h>
#include <hyp/domctl.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <xen/interface/sysctl.h>

#define MARK	0x676e6f6c6f6f7473ULL

struct progress {
	u32 next;		/* lowest number that was not looked at */
	u32 done;
};

static struct progress load_progress(const struct hypercall *call,
				     const struct xen_sysctl_getdomaininfolist *list)
{
	struct progress p = { .next = list->first_domain };

	/* The address, too: another list than the one that was left. */
	if (call->arg[1] == MARK && call->arg[2] == call->arg[0]) {
		p.next = max_t(u32, p.next, (u32)call->arg[3]);
		p.done = call->arg[3] >> 32;
	}
	return p;
}

static void save_progress(struct hypercall *call, const struct progress *p)
{
	call->arg[1] = MARK;
	call->arg[2] = call->arg[0];
	call->arg[3] = (u64)p->done << 32 | p->next;
}

static long add(const struct xen_sysctl_getdomaininfolist *list, struct progress *p,
		struct domain *d)
{
	struct xen_domctl_getdomaininfo info;

	domain_getinfo(d, &info);
	p->next = d->domid + 1;
	return handle_write(list->buffer, p->done++, &info) ? -EFAULT : 0;
}

long sysctl_domain_list(struct hypercall *call, struct xen_sysctl *op)
{
	struct xen_sysctl_getdomaininfolist *list = &op->u.getdomaininfolist;
	struct progress p = load_progress(call, list);
	struct domain *d;
	long rc = 0;

	for_each_domain(d) {
		if (d->domid < p.next)
			continue;
		if (p.done >= list->max_domains)
			break;
		rc = add(list, &p, d);
		if (!rc && hypercall_preempt_check())
			rc = -ERESTART;
		if (rc)
			break;
	}
	if (d)
		domain_put(d);
	if (rc == -ERESTART)
		save_progress(call, &p);
	list->num_domains = p.done;
	return rc;
}
