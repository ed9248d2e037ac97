// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a PV domain does around a suspend, on its last running CPU.
 *
 * The tools save memory with the domain's own frame numbers, and registers and tables of the
 * CPUs that are up. What they cannot see is converted here: frames of the store's and the
 * console's rings, which they write new into start_info, and shared_info, which is another.
 */
#include <linux/bug.h>
#include <linux/irqflags.h>

#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "pv_mmu.h"
#include "xen.h"

/**
 * xen_pv_pre_suspend() - leave nothing of this machine in memory
 */
void xen_pv_pre_suspend(void)
{
	BUG_ON(!irqs_disabled());
	xen_mm_pin_all();
	xen_start_info->store_mfn = mfn_to_pfn(xen_start_info->store_mfn);
	xen_start_info->console.domU.mfn = mfn_to_pfn(xen_start_info->console.domU.mfn);

	/* Nobody reads it until it is mapped again: each CPU's vcpu_info is its own. */
	if (HYPERVISOR_update_va_mapping(fix_to_virt(FIX_PARAVIRT_BOOTMAP), __pte_ma(0),
					 UVMF_INVLPG))
		BUG();
}

/* Nothing has happened: the numbers are those of this machine again. */
static void take_back(void)
{
	xen_start_info->store_mfn = pfn_to_mfn(xen_start_info->store_mfn);
	xen_start_info->console.domU.mfn = pfn_to_mfn(xen_start_info->console.domU.mfn);
}

/**
 * xen_pv_post_suspend() - undo xen_pv_pre_suspend()
 * @suspend_cancelled: nonzero when this is still the same machine
 */
void xen_pv_post_suspend(int suspend_cancelled)
{
	xen_map_shared_info();
	if (suspend_cancelled)
		take_back();
	else
		xen_vcpu_restore();
	xen_mm_unpin_all();
}
