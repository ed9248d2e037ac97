// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kinds of domain, as the processor's code tells hypervisors apart.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/printk.h>

#include <asm/hypervisor.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/sched.h>
#include <xen/xen.h>

#include "xen.h"

/**
 * xen_pin_vcpu() - let this virtual CPU run on one processor only
 * @cpu: the machine's processor, negative to undo it
 *
 * For firmware that answers on one processor only.
 */
void xen_pin_vcpu(int cpu)
{
	struct sched_pin_override pin = { .pcpu = cpu };
	static bool refused;
	int ret;

	if (refused)
		return;
	ret = HYPERVISOR_sched_op(SCHEDOP_pin_override, &pin);
	if (!ret)
		return;
	/* The hypervisor keeps a pin that cannot be undone. */
	refused = true;
	pr_warn("CPU cannot be %s (%d)\n", cpu < 0 ? "unpinned" : "pinned", ret);
}

#ifdef CONFIG_XEN_PV
static u32 __init detect_pv(void)
{
	return xen_pv_domain() ? xen_cpuid_base() : 0;
}

const __initconst struct hypervisor_x86 x86_hyper_xen_pv = {
	.name = "Xen PV",
	.detect = detect_pv,
	.type = X86_HYPER_XEN_PV,
	.runtime.pin_vcpu = xen_pin_vcpu,
	.ignore_nopv = true,
};
#endif
