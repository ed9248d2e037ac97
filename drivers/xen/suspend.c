// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domain is saved, and goes on: on this machine, on another one, or at once when that
 * was given up.
 *
 *	programs stop
 *	devices are suspended, first those that need interrupts, then without
 *	the store is let alone
 *	all CPUs but one stand still; that one:
 *		grant table, run states and the architecture's part are prepared
 *		the hypervisor is called, and returns on the new machine
 *		the same backwards, and event channels and timers anew
 *	the store, the console and the devices come back, and programs go on
 *
 * A step that fails leads back through all that have been done.
 */
#define pr_fmt(fmt) "xen:suspend: " fmt

#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/freezer.h>
#include <linux/irqflags.h>
#include <linux/notifier.h>
#include <linux/pm.h>
#include <linux/stop_machine.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/hvc-console.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include "manage.h"

/* Called after a restore, before the store and devices come back. */
static RAW_NOTIFIER_HEAD(resume_chain);

/**
 * xen_resume_notifier_register() - be told of a restore
 * @nb: called when event channels are new and the store does not answer yet
 */
void xen_resume_notifier_register(struct notifier_block *nb)
{
	raw_notifier_chain_register(&resume_chain, nb);
}
EXPORT_SYMBOL_GPL(xen_resume_notifier_register);

/**
 * xen_resume_notifier_unregister() - undo xen_resume_notifier_register()
 * @nb: the same
 */
void xen_resume_notifier_unregister(struct notifier_block *nb)
{
	raw_notifier_chain_unregister(&resume_chain, nb);
}
EXPORT_SYMBOL_GPL(xen_resume_notifier_unregister);

#ifdef CONFIG_HIBERNATE_CALLBACKS

/* What a step leaves for those behind it. */
struct leave {
	int err;
	bool elsewhere;		/* the domain has been restored; everything there is new */
};

/* The hypervisor answers 0 on the new machine, and 1 on the old one. */
static bool call_hypervisor(void)
{
	return !HYPERVISOR_suspend(xen_pv_domain() ? virt_to_gfn(xen_start_info) : 0);
}

/* On one CPU; the others stand still. */
static int step_alone(void *data)
{
	struct leave *leave = data;

	leave->err = syscore_suspend();
	if (leave->err) {
		pr_err("the core does not suspend (%d)\n", leave->err);
		return leave->err;
	}
	gnttab_suspend();
	xen_manage_runstate_time(-1);
	xen_arch_pre_suspend();
	leave->elsewhere = call_hypervisor();
	xen_arch_post_suspend(!leave->elsewhere);
	xen_manage_runstate_time(!leave->elsewhere);
	gnttab_resume();
	if (leave->elsewhere) {
		xen_irq_resume();
		xen_timer_resume();
	}
	syscore_resume();
	return 0;
}

static pm_message_t way_back(const struct leave *leave)
{
	return leave->elsewhere ? PMSG_RESTORE : PMSG_THAW;
}

static void step_quiet(struct leave *leave)
{
	int err;

	xen_arch_suspend();
	err = stop_machine(step_alone, leave, cpumask_of(0));
	if (err)
		leave->err = err;
	if (leave->elsewhere) {
		xen_console_resume();
		raw_notifier_call_chain(&resume_chain, 0, NULL);
	}
	xen_arch_resume();
}

static void store_comes_back(const struct leave *leave)
{
	if (leave->elsewhere)
		xs_resume();
	else
		xs_suspend_cancel();
}

/* Devices that need no interrupts for it, and what is inside of that. */
static void step_late_devices(struct leave *leave)
{
	/* Its answers come by an interrupt. */
	xs_suspend();
	leave->err = dpm_suspend_end(PMSG_FREEZE);
	if (leave->err) {
		pr_err("devices do not suspend, late (%d)\n", leave->err);
	} else {
		step_quiet(leave);
		dpm_resume_start(way_back(leave));
	}
	store_comes_back(leave);
}

static void step_devices(struct leave *leave)
{
	leave->err = dpm_suspend_start(PMSG_FREEZE);
	if (leave->err)
		pr_err("devices do not suspend (%d)\n", leave->err);
	else
		step_late_devices(leave);
	/* Also after an error: some of them may be suspended. */
	dpm_resume_end(way_back(leave));
}

/**
 * xen_suspend_domain() - be saved, and return when the domain goes on
 *
 * Called from a watch, so that no other request comes meanwhile.
 */
void xen_suspend_domain(void)
{
	struct leave leave = { };

	leave.err = freeze_processes();
	if (leave.err) {
		pr_err("programs do not stop (%d)\n", leave.err);
		return;
	}
	leave.err = freeze_kernel_threads();
	if (leave.err) {
		pr_err("threads do not stop (%d)\n", leave.err);
		thaw_processes();
		return;
	}
	step_devices(&leave);
	thaw_processes();
	if (!leave.err)
		pr_info("%s\n", leave.elsewhere ? "restored" : "goes on where it was");
}

#endif /* CONFIG_HIBERNATE_CALLBACKS */
