// SPDX-License-Identifier: GPL-2.0-only
/*
 * shared_info, and each CPU's place in it.
 *
 * It lies at an address where the machine has nothing, so that the kernel loses no page for it.
 * CPUs and virtual CPUs have the same numbers. Their places are those in shared_info,
 * of which there are 32: one that is registered would be the hypervisor's until the end.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "core.h"

struct shared_info *HYPERVISOR_shared_info;

DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);
EXPORT_PER_CPU_SYMBOL_GPL(xen_vcpu);

DEFINE_PER_CPU(u32, xen_vcpu_id);
EXPORT_PER_CPU_SYMBOL_GPL(xen_vcpu_id);

static struct page *page;

static int add(void)
{
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_shared_info,
		.gpfn = page_to_xen_pfn(page),
	};

	return HYPERVISOR_memory_op(XENMEM_add_to_physmap, &op);
}

static void take_places(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		per_cpu(xen_vcpu_id, cpu) = cpu;
		per_cpu(xen_vcpu, cpu) = &HYPERVISOR_shared_info->vcpu_info[cpu];
	}
}

int shared_start(void)
{
	int err;

	if (cpumask_last(cpu_online_mask) >= MAX_VIRT_CPUS) {
		pr_err("there are more than %u CPUs\n", MAX_VIRT_CPUS);
		return -E2BIG;
	}
	err = xen_alloc_unpopulated_pages(1, &page);
	if (err)
		return err;
	err = add();
	if (err) {
		pr_err("the hypervisor does not give shared_info (%d)\n", err);
		xen_free_unpopulated_pages(1, &page);
		return err;
	}
	HYPERVISOR_shared_info = page_address(page);
	take_places();
	return 0;
}

void shared_stop(void)
{
	struct xen_remove_from_physmap op = {
		.domid = DOMID_SELF,
		.gpfn = page_to_xen_pfn(page),
	};
	int err = HYPERVISOR_memory_op(XENMEM_remove_from_physmap, &op);

	if (err)
		pr_err("shared_info does not go (%d)\n", err);
	HYPERVISOR_shared_info = NULL;
	xen_free_unpopulated_pages(1, &page);
}
