// SPDX-License-Identifier: GPL-2.0-only
/* The hypercall of the kernel that hoisted us. */
#include <asm/hoist.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/page_alloc.h>
#include <hyp/vcpu.h>
#include <asm/dom0_irq.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/hvm_test.h>

static u32 count_domains(void)
{
	struct domain *d;
	u32 n = 0;

	for_each_domain(d)
		n += d != dom0;
	return n;
}

static long op_info(u64 gva)
{
	const struct hoist_op_info info = {
		.version = HOIST_VERSION_ABI,
		.nr_cpus = hoist_nr_cpus,
		.memory_free = page_alloc_free_frames() << PAGE_SHIFT,
		.domains = count_domains(),
	};

	return guest_write(gva, &info);
}

static u64 count_exits(void)
{
	struct vcpu *v;
	u64 sum = 0;

	for_each_vcpu(dom0, v)
		sum += READ_ONCE(v->arch->hvm->exits);
	return sum;
}

static long op_stats(u64 gva)
{
	const struct hoist_op_stats stats = {
		.exits = count_exits(),
		.interrupts = dom0_irq_count(),
	};

	return guest_write(gva, &stats);
}

static long op_test_read(u64 gva)
{
	struct hoist_op_test test = {};

	test.nr_cpus = hvm_test_read(test.count, HOIST_MAX_CPUS);
	return guest_write(gva, &test);
}

long do_hoist_op(struct hypercall *call)
{
	if (!hoist_info || current->domain != dom0)
		return -ENOSYS;
	switch (call->arg[0]) {
	case HOIST_OP_INFO:
		return op_info(call->arg[1]);
	case HOIST_OP_CHECK_LEAVE:
		return hoist_check_leave();
	case HOIST_OP_LEAVE:
		return hoist_leave(current);
	case HOIST_OP_STATS:
		return op_stats(call->arg[1]);
	case HOIST_OP_TEST_START:
		return hvm_test_start();
	case HOIST_OP_TEST_STOP:
		return hvm_test_stop();
	case HOIST_OP_TEST_READ:
		return op_test_read(call->arg[1]);
	}
	return -ENOSYS;
}
