// SPDX-License-Identifier: GPL-2.0-only
/*
 * multicall: a list of calls in one trap.
 *
 * Kernels batch page-table updates this way and tools send each memory_op
 * through it, so results must land in their entries, each entry must be judged
 * like a call of its own, and a long list must be finished although it is
 * interrupted on the way.
 */
#include "guest.h"

#include <xen/interface/version.h>

static struct multicall_entry list[1024];

static long run(unsigned int n)
{
	return hypercall(__HYPERVISOR_multicall, list, n);
}

static void clear(void)
{
	memset(list, 0x5a, sizeof(list));
}

static void nothing(void)
{
	EXPECT_EQ(run(0), 0);
}

static void results(void)
{
	struct xen_extraversion extra = {};

	clear();
	list[0] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version };
	list[1] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version,
		.args = { XENVER_extraversion, (u64)&extra } };
	list[2] = (struct multicall_entry){ .op = 11 };
	EXPECT_EQ(run(3), 0);
	EXPECT_EQ(list[0].result, 4 << 16 | 17);
	EXPECT_EQ(list[1].result, 0);
	EXPECT_EQ(extra.extraversion[0], '.');
	EXPECT_EQ(list[2].result, -ENOSYS);
	EXPECT_EQ(list[3].result, 0x5a5a5a5a5a5a5a5aL);
}

static void failing_entry(void)
{
	clear();
	list[0] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version,
		.args = { XENVER_extraversion, 0 } };
	list[1] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version };
	EXPECT_EQ(run(2), 0);
	EXPECT_EQ(list[0].result, -EFAULT);
	EXPECT_EQ(list[1].result, 4 << 16 | 17);
}

static void nested(void)
{
	clear();
	list[0] = (struct multicall_entry){ .op = __HYPERVISOR_multicall,
		.args = { (u64)&list[1], 1 } };
	EXPECT_EQ(run(1), 0);
	EXPECT_EQ(list[0].result, -EINVAL);
}

static void many(void)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version };
	EXPECT_EQ(run(ARRAY_SIZE(list)), 0);
	for (i = 0; i < ARRAY_SIZE(list); i++)
		wrong += list[i].result != (4 << 16 | 17);
	EXPECT_EQ(wrong, 0);
}

static void bad_list(void)
{
	EXPECT_EQ(hypercall(__HYPERVISOR_multicall, 0, 1), -EFAULT);
	EXPECT_EQ(hypercall(__HYPERVISOR_multicall, 0xffff810000000000UL, 1), -EFAULT);
}

GUEST_TEST({ "an empty list", nothing },
	   { "each result lands in its entry", results },
	   { "a failing entry does not stop the list", failing_entry },
	   { "a multicall in a multicall is refused", nested },
	   { "a long list is finished", many },
	   { "a list that can't be read", bad_list });
