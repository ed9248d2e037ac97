// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hypervisor with shadow page tables wants to know of an HVM domain: that a set of page
 * tables is about to go. And what of the old kernel's memory is there for a crash kernel to read.
 */
#include <linux/crash_dump.h>
#include <linux/init.h>
#include <linux/mm_types.h>
#include <linux/printk.h>

#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/xen.h>

#include "xen.h"

static int tell_dying(phys_addr_t root)
{
	struct xen_hvm_pagetable_dying dying = { .domid = DOMID_SELF, .gpa = root };

	return HYPERVISOR_hvm_op(HVMOP_pagetable_dying, &dying);
}

static void mm_is_dying(struct mm_struct *mm)
{
	WARN_ON_ONCE(tell_dying(__pa(mm->pgd)) < 0);
}

#ifdef CONFIG_PROC_VMCORE
/* A page that was given back to the hypervisor has nothing behind it. */
static bool has_memory(struct vmcore_cb *unused, unsigned long pfn)
{
	struct xen_hvm_get_mem_type op = { .domid = DOMID_SELF, .pfn = pfn };

	if (HYPERVISOR_hvm_op(HVMOP_get_mem_type, &op)) {
		pr_warn_once("xen: the kind of pfn %#lx is not told\n", pfn);
		return true;
	}
	return op.mem_type != HVMMEM_mmio_dm;
}

static struct vmcore_cb vmcore_cb = { .pfn_is_ram = has_memory };

static void __init ask_for_vmcore(void)
{
	register_vmcore_cb(&vmcore_cb);
}
#else
static void __init ask_for_vmcore(void)
{
}
#endif

/**
 * xen_hvm_init_mmu_ops() - part of an HVM domain's start
 */
void __init xen_hvm_init_mmu_ops(void)
{
	/* A hypervisor that has no use for it says so. */
	if (!tell_dying(0))
		pv_ops.mmu.exit_mmap = mm_is_dying;
	ask_for_vmcore();
}
