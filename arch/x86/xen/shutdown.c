// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of a domain: the hypervisor is told why, and its console when there is no other.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/console.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>

#include <asm/reboot.h>
#include <asm/xen/hypercall.h>

#include <xen/hvc-console.h>
#include <xen/interface/sched.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "xen.h"

/* Why emergency_restart() is called. */
static int emergency = SHUTDOWN_reboot;

/**
 * xen_reboot() - end this domain
 * @reason: SHUTDOWN_*
 */
void xen_reboot(int reason)
{
	struct sched_shutdown op = { .reason = reason };

	if (HYPERVISOR_sched_op(SCHEDOP_shutdown, &op))
		BUG();
}

/**
 * xen_refuse() - end a domain that cannot be started
 * @fmt: why
 *
 * Called before there is a console but the hypervisor's.
 */
void __init xen_refuse(const char *fmt, ...)
{
	struct va_format why = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	why.va = &args;
	xen_raw_printk("xen: cannot start: %pV\n", &why);
	va_end(args);
	xen_reboot(SHUTDOWN_crash);
}

static void restart(char *unused)
{
	xen_reboot(SHUTDOWN_reboot);
}

static void restart_at_once(void)
{
	xen_reboot(emergency);
}

static void stop(void)
{
	xen_reboot(SHUTDOWN_poweroff);
}

/* dom0 turns the machine off by ACPI; where there is no such way this one halts it. */
static void power_off(void)
{
	do_kernel_power_off();
	xen_reboot(SHUTDOWN_poweroff);
}

static void crash(struct pt_regs *unused)
{
	xen_reboot(SHUTDOWN_crash);
}

static int panicked(struct notifier_block *nb, unsigned long event, void *text)
{
	/* What is in the log nobody will ever see. */
	if (!console_drivers)
		xen_raw_printk("Kernel panic - not syncing: %s\n", (char *)text);
	/* The rest of the message is printed before the restart. */
	if (!kexec_crash_loaded())
		emergency = SHUTDOWN_crash;
	return NOTIFY_DONE;
}

static struct notifier_block panic_nb = {
	.notifier_call = panicked,
	.priority = INT_MIN,
};

/* A crashed domain that waits would tell nobody; the command line's panic= is stronger. */
#define AT_ONCE	(-1)

static void __init take_panics(void)
{
	set_arch_panic_timeout(AT_ONCE, CONFIG_PANIC_TIMEOUT);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_nb);
}

#ifdef CONFIG_KEXEC_CORE
/*
 * Pages and event channels that the hypervisor knows are this kernel's: the tools take them away
 * and let the domain go on, as the next kernel expects it.
 */
static void forget(void)
{
	if (!xen_initial_domain())
		xen_reboot(SHUTDOWN_soft_reset);
}

static void shut_down(void)
{
	native_machine_shutdown();
	if (kexec_in_progress)
		forget();
}

static void crash_and_forget(struct pt_regs *regs)
{
	native_machine_crash_shutdown(regs);
	forget();
}

static void __init take_kexec(void)
{
	machine_ops.shutdown = shut_down;
	machine_ops.crash_shutdown = crash_and_forget;
}
#else
static void __init take_kexec(void) { }
#endif

/**
 * xen_take_shutdown() - let the kernel's ways to end call the hypervisor
 */
void __init xen_take_shutdown(void)
{
	machine_ops.restart = restart;
	machine_ops.halt = stop;
	machine_ops.power_off = power_off;
	machine_ops.emergency_restart = restart_at_once;
	/* A crash kernel is started in HVM kinds only. */
	if (xen_pv_domain())
		machine_ops.crash_shutdown = crash;
	else
		take_kexec();
	take_panics();
}
