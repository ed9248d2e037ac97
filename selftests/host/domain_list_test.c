// SPDX-License-Identifier: GPL-2.0-only
/*
 * XEN_SYSCTL_getdomaininfolist: one call tells of all domains that fit, however often it
 * is interrupted, each once and in order, and asks after each one whether it is wanted.
 */
#include <hyp/domctl.h>
#include <hyp/sysctl.h>
#include <xen/interface/sysctl.h>

#include "world.h"

struct domain *domain_next(struct domain *d)
{
	unsigned int next = d ? d->domid + 1 : 0;

	if (d)
		domain_put(d);
	return next < NR_DOMAINS ? domain_get_by_id(next) : NULL;
}

void domain_getinfo(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = d->domid;
}

static struct xen_domctl_getdomaininfo info[NR_DOMAINS];
static struct xen_sysctl op;

/* The call as the guest makes it; how often it was interrupted. */
static unsigned int list(struct hypercall *call, domid_t first, u32 max)
{
	unsigned int restarts = 0;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.getdomaininfolist.first_domain = first;
	op.u.getdomaininfolist.max_domains = max;
	set_xen_guest_handle(op.u.getdomaininfolist.buffer, info);
	memset(info, 0xff, sizeof(info));
	call->arg[0] = (u64)&op;
	for (;;) {
		struct xen_sysctl copy = op;

		rc = sysctl_domain_list(call, &copy);
		if (rc != -ERESTART) {
			EXPECT_EQ(rc, 0);
			op = copy;
			return restarts;
		}
		restarts++;
	}
}

TEST(all_in_one_go)
{
	struct hypercall call = { };

	world_start();
	EXPECT_EQ(list(&call, 0, NR_DOMAINS), 0);
	EXPECT_EQ(op.u.getdomaininfolist.num_domains, NR_DOMAINS);
	EXPECT_EQ(preempt_asked, NR_DOMAINS);
	EXPECT_EQ(list(&call, 1, 1), 0);
	EXPECT_EQ(op.u.getdomaininfolist.num_domains, 1);
	EXPECT_EQ(info[0].domain, 1);
	EXPECT_EQ(info[1].domain, 0xffff);
	EXPECT_EQ(list(&call, NR_DOMAINS, 5), 0);
	EXPECT_EQ(op.u.getdomaininfolist.num_domains, 0);
	world_end();
}

TEST(interrupted)
{
	struct hypercall call = { };
	unsigned int i;

	world_start();
	preempt = true;
	EXPECT_EQ(list(&call, 0, NR_DOMAINS), NR_DOMAINS);
	EXPECT_EQ(op.u.getdomaininfolist.num_domains, NR_DOMAINS);
	for (i = 0; i < NR_DOMAINS; i++)
		EXPECT_EQ(info[i].domain, i);
	/* What is left in the registers is not for another list. */
	call.arg[2]++;
	EXPECT_EQ(list(&call, 1, 1), 1);
	EXPECT_EQ(op.u.getdomaininfolist.num_domains, 1);
	EXPECT_EQ(info[0].domain, 1);
	world_end();
}

TEST(bad_buffer)
{
	struct hypercall call = { .arg = { (u64)&op } };
	struct xen_sysctl copy = { .u.getdomaininfolist.max_domains = 1 };

	world_start();
	EXPECT_EQ(sysctl_domain_list(&call, &copy), -EFAULT);
	world_end();
}
