// SPDX-License-Identifier: GPL-2.0-only
/* XEN_SYSCTL_perfc_op: what has been counted, as `xenperf` shows it. */
#include <hyp/perfc.h>

#include <hyp/cpumask.h>
#include <hyp/guest_copy.h>
#include <hyp/smp.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <xen/interface/sysctl.h>

DEFINE_PER_CPU(struct perfc, perfc);

#define NR_VALUES	(sizeof(struct perfc) / sizeof(u32))

/* In the order of the struct. The tools know the first name, and then the numbers' names. */
static const struct xen_sysctl_perfc_desc counters[] = {
	{ "hypercalls", HYPERCALL_TABLE_SIZE },
	{ "calls_from_multicall", 1 },
};

static u32 sum(u32 n)
{
	u32 cpu, all = 0;

	for_each_online_cpu(cpu)
		all += ((const u32 *)per_cpu_ptr(perfc, cpu))[n];
	return all;
}

static void reset(void)
{
	u32 cpu;

	for_each_online_cpu(cpu)
		memset(per_cpu_ptr(perfc, cpu), 0, sizeof(struct perfc));
}

static long tell_names(const struct xen_sysctl_perfc_op *op)
{
	u32 n;

	for (n = 0; n < ARRAY_SIZE(counters); n++) {
		if (handle_write(op->desc, n, &counters[n]))
			return -EFAULT;
	}
	return 0;
}

static long tell_values(const struct xen_sysctl_perfc_op *op)
{
	u32 n, value;

	for (n = 0; n < NR_VALUES; n++) {
		value = sum(n);
		if (handle_write(op->val, n, &value))
			return -EFAULT;
	}
	return 0;
}

static long query(struct xen_sysctl_perfc_op *op)
{
	long rc = 0;

	op->nr_counters = ARRAY_SIZE(counters);
	op->nr_vals = NR_VALUES;
	if (!handle_is_null(op->desc))
		rc = tell_names(op);
	if (!rc && !handle_is_null(op->val))
		rc = tell_values(op);
	return rc;
}

long perfc_sysctl(struct xen_sysctl_perfc_op *op)
{
	switch (op->cmd) {
	case XEN_SYSCTL_PERFCOP_reset:
		reset();
		return query(op);
	case XEN_SYSCTL_PERFCOP_query:
		return query(op);
	default:
		return -EINVAL;
	}
}
