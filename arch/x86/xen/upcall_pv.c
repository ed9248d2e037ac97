// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of a PV domain: the hypervisor's upcall is its one interrupt.
 */
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include <asm/hardirq.h>
#include <asm/idtentry.h>
#include <asm/irq_regs.h>
#include <asm/irq_stack.h>

#include <xen/events.h>
#include <xen/xen-ops.h>

#include "pv_cpu.h"

#ifndef CONFIG_PREEMPTION
/*
 * A hypercall that a program has asked for (privcmd) can take seconds. The hypervisor lets
 * upcalls in; without preemption nothing would be scheduled on their way out, but here it
 * may be: the call holds no lock. What is scheduled next makes calls of its own, so the mark
 * is off meanwhile, and set again when this task is back, on whatever CPU.
 */
DEFINE_PER_CPU(bool, xen_in_preemptible_hcall);
EXPORT_PER_CPU_SYMBOL_GPL(xen_in_preemptible_hcall);

static noinstr bool long_call_ends(void)
{
	bool was = __this_cpu_read(xen_in_preemptible_hcall);

	__this_cpu_write(xen_in_preemptible_hcall, false);
	return was;
}

static noinstr void let_others_run(void)
{
	instrumentation_begin();
	if (need_resched()) {
		local_irq_enable();
		cond_resched();
		local_irq_disable();
	}
	instrumentation_end();
}

static noinstr void long_call_goes_on(bool was)
{
	if (!was)
		return;
	let_others_run();
	__this_cpu_write(xen_in_preemptible_hcall, true);
}
#else
static inline bool long_call_ends(void)
{
	return false;
}

static inline void long_call_goes_on(bool was)
{
}
#endif

static void handle_events(struct pt_regs *regs)
{
	struct pt_regs *old = set_irq_regs(regs);

	inc_irq_stat(irq_hv_callback_count);
	xen_evtchn_do_upcall();
	set_irq_regs(old);
}

/**
 * xen_pv_evtchn_do_upcall() - the hypervisor has set pending events
 * @regs: what it has interrupted
 *
 * Called by entry_64.S with events masked; irqentry_exit() may schedule before a return to
 * user space.
 */
__visible noinstr void xen_pv_evtchn_do_upcall(struct pt_regs *regs)
{
	irqentry_state_t state = irqentry_enter(regs);
	bool long_call = long_call_ends();

	instrumentation_begin();
	run_sysvec_on_irqstack_cond(handle_events, regs);
	instrumentation_end();

	irqentry_exit(regs, state);
	long_call_goes_on(long_call);
}
