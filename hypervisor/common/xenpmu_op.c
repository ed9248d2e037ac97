// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_xenpmu_op: performance counters for guests.  They are not given
 * out, as on real Xen without its vpmu= option, and the answer is the same;
 * kernels then go on without a PMU.
 */
#include <hyp/hypercall.h>
#include <linux/errno.h>

long do_xenpmu_op(struct hypercall *call)
{
	return -EOPNOTSUPP;
}
