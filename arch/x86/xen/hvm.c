// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain with a processor and page tables of its own: HVM, and PVH, which has no device
 * model and has been here (pvh.c) before.
 *
 * shared_info takes the place of a page of the kernel's image, whose memory is lost.
 */
#define pr_fmt(fmt) "xen:hvm: " fmt

#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <asm/apic.h>
#include <asm/hardirq.h>
#include <asm/hypervisor.h>
#include <asm/idtentry.h>
#include <asm/irq_regs.h>
#include <asm/x86_init.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/events.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/events.h>
#include <xen/features.h>
#include <xen/interface/memory.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "xen.h"

static u8 shared_page[PAGE_SIZE] __page_aligned_data;

/**
 * xen_hvm_init_shared_info() - put shared_info where we look for it
 *
 * Called at the start and after a restore.
 */
void xen_hvm_init_shared_info(void)
{
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_shared_info,
		.gpfn = PFN_DOWN(__pa_symbol(shared_page)),
	};
	int ret = HYPERVISOR_memory_op(XENMEM_add_to_physmap, &op);

	if (ret)
		panic("xen:hvm: the hypervisor does not give shared_info (%d)", ret);
	HYPERVISOR_shared_info = (struct shared_info *)shared_page;
}

DEFINE_IDTENTRY_SYSVEC(sysvec_xen_hvm_callback)
{
	struct pt_regs *old_regs = set_irq_regs(regs);

	if (xen_percpu_upcall)
		ack_APIC_irq();
	inc_irq_stat(irq_hv_callback_count);
	xen_evtchn_do_upcall();
	set_irq_regs(old_regs);
}

static bool no_vector __initdata;

static int __init parse_no_vector(char *unused)
{
	no_vector = true;
	return 0;
}
early_param("xen_no_vector_callback", parse_no_vector);

static int __init parse_nopv(char *unused)
{
	pr_notice("xen_nopv is old, use nopv\n");
	nopv = true;
	return 0;
}
early_param("xen_nopv", parse_nopv);

static u32 __init detect(void)
{
	return xen_pv_domain() ? 0 : xen_cpuid_base();
}

static void __init set_up_events(void)
{
	xen_have_vector_callback = !no_vector && xen_feature(XENFEAT_hvm_callback_vector);
	if (xen_pvh_domain() && !xen_have_vector_callback)
		panic("xen:hvm: a PVH domain needs the hypervisor's vector callback");
	x86_init.irqs.intr_init = xen_init_IRQ;
}

/* Before it no hypercall has been made, unless this is PVH. */
static bool __init start_hvm(void)
{
	if (xen_domain())
		return true;
	xen_hypercall_init(NULL);
	if (xen_is_too_old()) {
		pr_err("the hypervisor is too old: the domain goes on as a machine without one\n");
		return false;
	}
	xen_domain_type = XEN_HVM_DOMAIN;
	xen_setup_features();
	xen_banner();
	return true;
}

static void __init init_platform(void)
{
	if (!start_hvm())
		return;
	xen_take_shutdown();
	xen_hvm_init_shared_info();
	xen_vcpu_info_init();
	set_up_events();
	xen_hvm_smp_init();
	xen_unplug();
	xen_hvm_take_time();
	xen_hvm_init_mmu_ops();
}

static bool __init x2apic_available(void)
{
	return boot_cpu_has(X86_FEATURE_X2APIC);
}

static bool __init has_long_msi_destinations(void)
{
	return cpuid_eax(xen_cpuid_base() + 4) & XEN_HVM_CPUID_EXT_DEST_ID;
}

struct hypervisor_x86 x86_hyper_xen_hvm __initdata = {
	.name = "Xen HVM",
	.detect = detect,
	.type = X86_HYPER_XEN_HVM,
	.init.init_platform = init_platform,
	.init.x2apic_available = x2apic_available,
	.init.msi_ext_dest_id = has_long_msi_destinations,
	.runtime.pin_vcpu = xen_pin_vcpu,
};
