// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 2-level ABI: a pending and a mask bit for each of 4096 ports in
 * shared_info, and for each vCPU a word that tells which words to look at.
 */
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <linux/bitops.h>
#include <linux/errno.h>

#include "evtchn_priv.h"

#define NR_PORTS_2L	(sizeof(xen_ulong_t) * sizeof(xen_ulong_t) * 64)

static unsigned long *pending_bits(const struct domain *d)
{
	return ((struct shared_info *)d->shared_info)->evtchn_pending;
}

static unsigned long *mask_bits(const struct domain *d)
{
	return ((struct shared_info *)d->shared_info)->evtchn_mask;
}

/* The port is pending and was masked or not pending before: select its word. */
static void notify(struct domain *d, struct evtchn *chn)
{
	struct vcpu *v = domain_vcpu(d, chn->vcpu);

	if (v && !test_and_set_bit(chn->port / BITS_PER_LONG, &v->vcpu_info->evtchn_pending_sel))
		evtchn_upcall(v);
}

static void set_pending_2l(struct domain *d, struct evtchn *chn)
{
	if (test_and_set_bit(chn->port, pending_bits(d)))
		return;
	if (!test_bit(chn->port, mask_bits(d)))
		notify(d, chn);
}

static void clear_pending_2l(struct domain *d, struct evtchn *chn)
{
	clear_bit(chn->port, pending_bits(d));
}

static void unmask_2l(struct domain *d, struct evtchn *chn)
{
	/* A full barrier: the guest's next event sees the mask gone, or we see the event. */
	if (test_and_clear_bit(chn->port, mask_bits(d)) && test_bit(chn->port, pending_bits(d)))
		notify(d, chn);
}

static bool is_pending_2l(const struct domain *d, u32 port)
{
	return port < NR_PORTS_2L && test_bit(port, pending_bits(d));
}

static bool is_masked_2l(const struct domain *d, u32 port)
{
	return port < NR_PORTS_2L && test_bit(port, mask_bits(d));
}

static bool is_busy_2l(const struct domain *d, u32 port)
{
	return false;
}

static void init_2l(struct domain *d, struct evtchn *chn)
{
}

static int set_priority_2l(struct domain *d, struct evtchn *chn, u32 priority)
{
	return -ENOSYS;
}

const struct evtchn_abi evtchn_abi_2l = {
	.name = "2-level",
	.nr_ports = NR_PORTS_2L,
	.init = init_2l,
	.set_pending = set_pending_2l,
	.clear_pending = clear_pending_2l,
	.unmask = unmask_2l,
	.is_pending = is_pending_2l,
	.is_masked = is_masked_2l,
	.is_busy = is_busy_2l,
	.set_priority = set_priority_2l,
};
