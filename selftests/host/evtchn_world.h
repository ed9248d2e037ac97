/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The domains of world.h with event channels, and short names for what they do with them.
 * For one test file each.
 */
#ifndef SELFTESTS_EVTCHN_WORLD_H
#define SELFTESTS_EVTCHN_WORLD_H

#include "../../hypervisor/common/evtchn_fifo_priv.h"
#include "../../hypervisor/common/evtchn_priv.h"
#include "world.h"

static int pirq_result;
static u32 pirq_bound[NR_DOMAINS], pirq_moved_to;

int pirq_bind(struct vcpu *v, u32 pirq, u32 port, bool share)
{
	if (!pirq_result)
		pirq_bound[v->domain->domid] = port;
	return pirq_result;
}

void pirq_unbind(struct domain *d, u32 pirq)
{
	pirq_bound[d->domid] = 0;
}

void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v)
{
	pirq_moved_to = v->id;
}

static void start_limit(u32 max_port)
{
	unsigned int i, k;

	world_start();
	pirq_result = 0;
	for (i = 0; i < NR_DOMAINS; i++) {
		REQUIRE(!evtchn_domain_init(&dom[i], max_port));
		for (k = 0; k < NR_VCPUS; k++)
			REQUIRE(!evtchn_vcpu_init(&vcpus[i][k]));
	}
}

static void start(void)
{
	start_limit(~0u);
}

static void end(void)
{
	unsigned int i, k;

	preempt = false;
	for (i = 0; i < NR_DOMAINS; i++) {
		EXPECT_EQ(evtchn_domain_relinquish(&dom[i]), 0);
		EXPECT_EQ(dom[i].evtchn->nr_used, 0);
		EXPECT_EQ(dom[i].evtchn->nr_hyp, 0);
		for (k = 0; k < NR_VCPUS; k++)
			evtchn_vcpu_destroy(&vcpus[i][k]);
		evtchn_domain_destroy(&dom[i]);
	}
	world_end();
}

static struct shared_info *shared(unsigned int d)
{
	return dom[d].shared_info;
}

static __maybe_unused bool pending(unsigned int d, u32 port)
{
	return test_bit(port, shared(d)->evtchn_pending);
}

static __maybe_unused u32 unbound(unsigned int d, domid_t remote)
{
	u32 port = 0;

	EXPECT_EQ(evtchn_alloc_unbound(&dom[d], remote, &port), 0);
	return port;
}

static __maybe_unused u32 bind(unsigned int d, unsigned int remote, u32 remote_port)
{
	u32 port = 0;

	EXPECT_EQ(evtchn_bind_interdomain(&dom[d], &dom[remote], remote_port, &port), 0);
	return port;
}

static __maybe_unused u32 status(unsigned int d, u32 port, struct evtchn_status *out)
{
	struct evtchn_status s = { .port = port };

	EXPECT_EQ(evtchn_status(&dom[d], &s), 0);
	if (out)
		*out = s;
	return s.status;
}

static __maybe_unused void quiet(void)
{
	memset(infos, 0, sizeof(infos));
	memset(kicks, 0, sizeof(kicks));
	memset(unblocks, 0, sizeof(unblocks));
	memset(shared(0), 0, PAGE_SIZE);
	memset(shared(1), 0, PAGE_SIZE);
}

#endif /* SELFTESTS_EVTCHN_WORLD_H */
