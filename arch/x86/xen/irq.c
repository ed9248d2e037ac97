// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PV domain's interrupt flag, which is a byte of its vcpu_info: 1 masks the upcall.
 *
 * The three hot operations are assembly; what is here is seldom called.
 */
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/smp.h>

#include <asm/paravirt.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include <xen/xen-ops.h>

#include "pv_cpu.h"

/**
 * xen_force_evtchn_callback() - let a pending upcall come now
 *
 * On its way out of any hypercall the hypervisor looks: this is the cheapest one.
 */
noinstr void xen_force_evtchn_callback(void)
{
	(void)HYPERVISOR_xen_version(XENVER_version, NULL);
}

/* The hypervisor opens the mask itself, so that no event is between the look and the sleep. */
static noinstr void sleep_until_event(void)
{
	if (HYPERVISOR_sched_op(SCHEDOP_block, NULL))
		BUG();
}

/* A CPU that halts with the mask closed wants to be off. */
static void halt_now(void)
{
	if (irqs_disabled())
		HYPERVISOR_vcpu_op(VCPUOP_down, xen_vcpu_nr(smp_processor_id()), NULL);
	else
		sleep_until_event();
}

/**
 * xen_init_irq_ops() - take over from the processor's own flag
 *
 * Called by the first code of a PV domain, on its only CPU.
 */
void __init xen_init_irq_ops(void)
{
	pv_ops.irq.save_fl = __PV_IS_CALLEE_SAVE(xen_save_fl_early);
	pv_ops.irq.irq_disable = __PV_IS_CALLEE_SAVE(xen_irq_disable_early);
	pv_ops.irq.irq_enable = __PV_IS_CALLEE_SAVE(xen_irq_enable_early);
	pv_ops.irq.safe_halt = sleep_until_event;
	pv_ops.irq.halt = halt_now;
	x86_init.irqs.intr_init = xen_init_IRQ;
}

/**
 * xen_irq_ops_direct() - from now on each CPU's vcpu_info is among its own data
 *
 * Called before the calls of pv_ops are patched, and before there is a second CPU.
 */
void __init xen_irq_ops_direct(void)
{
	pv_ops.irq.save_fl = __PV_IS_CALLEE_SAVE(xen_save_fl_direct);
	pv_ops.irq.irq_disable = __PV_IS_CALLEE_SAVE(xen_irq_disable_direct);
	pv_ops.irq.irq_enable = __PV_IS_CALLEE_SAVE(xen_irq_enable_direct);
}
