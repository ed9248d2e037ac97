// SPDX-License-Identifier: GPL-2.0-only
/*
 * The architecture's part of a suspend: see drivers/xen/suspend.c for the order of the steps.
 */
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/tick.h>

#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/spec-ctrl.h>

#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "pv_cpu.h"
#include "xen.h"

/* The hypervisor keeps this MSR of a PV domain no longer than the domain lives. */
static DEFINE_PER_CPU(u64, spec_ctrl);

static bool keeps_spec_ctrl(void)
{
	return xen_pv_domain() && boot_cpu_has(X86_FEATURE_SPEC_CTRL);
}

/**
 * xen_arch_pre_suspend() - the domain is about to be saved
 *
 * Called on one CPU, with interrupts off, while the others are stopped.
 */
void xen_arch_pre_suspend(void)
{
	xen_clocks_stop();
	if (xen_pv_domain())
		xen_pv_pre_suspend();
}

/**
 * xen_arch_post_suspend() - it goes on
 * @suspend_cancelled: nonzero when nothing has happened
 */
void xen_arch_post_suspend(int suspend_cancelled)
{
	if (xen_pv_domain())
		xen_pv_post_suspend(suspend_cancelled);
	else if (IS_ENABLED(CONFIG_XEN_PVHVM))
		xen_hvm_go_on(suspend_cancelled);
	xen_clocks_go_on();
}

static void stop_cpu(void *unused)
{
	tick_suspend_local();
	if (!keeps_spec_ctrl())
		return;
	rdmsrl(MSR_IA32_SPEC_CTRL, *this_cpu_ptr(&spec_ctrl));
	wrmsrl(MSR_IA32_SPEC_CTRL, 0);
}

static void start_cpu(void *unused)
{
	if (keeps_spec_ctrl())
		wrmsrl(MSR_IA32_SPEC_CTRL, *this_cpu_ptr(&spec_ctrl));
	/* The boot's CPU comes back with the devices. */
	if (smp_processor_id())
		tick_resume_local();
}

/**
 * xen_arch_suspend() - stop ticks on each CPU
 */
void xen_arch_suspend(void)
{
	on_each_cpu(stop_cpu, NULL, 1);
}

/**
 * xen_arch_resume() - undo xen_arch_suspend()
 */
void xen_arch_resume(void)
{
	on_each_cpu(start_cpu, NULL, 1);
}
