// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel does meanwhile that concerns the hypervisor under it.
 *
 *	reboot, power-off, kexec -e	it is taken away first
 *	suspend, hibernation		refused when they begin; on the last CPU if they had
 *					begun before, and for a kexec that wants to come back
 *	a CPU comes or goes		refused
 *
 * A panic needs nothing: all that it prints with is still the kernel's, and a crash kernel
 * is started inside the container.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpuhotplug.h>
#include <linux/errno.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>

#include "hoist.h"

static struct hoist *watched;
static int cpu_comes, cpu_goes;		/* states of CPU hotplug; <= 0: not registered */

static int on_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	int err;

	if (!watched->entered)
		return NOTIFY_DONE;
	/* Nobody will ask for its figures any more. */
	hoist_op(HOIST_OP_TEST_STOP, NULL);
	err = hoist_leave(watched);
	if (err)
		pr_err("the hypervisor stays under a kernel that goes down: error %d\n", err);
	else
		pr_info("back on bare metal, the kernel goes down\n");
	return NOTIFY_DONE;
}

/* Last of all: drivers still talk to guests before. */
static struct notifier_block reboot_nb = { .notifier_call = on_reboot, .priority = INT_MIN };

static int on_pm(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action != PM_SUSPEND_PREPARE && action != PM_HIBERNATION_PREPARE)
		return NOTIFY_DONE;
	pr_err("refused: no suspend and no hibernation while hoisted\n");
	return notifier_from_errno(-EBUSY);
}

static struct notifier_block pm_nb = { .notifier_call = on_pm };

/* The last CPU, interrupts off: behind this the machine sleeps. */
static int on_syscore_suspend(void)
{
	if (!watched->entered)
		return 0;
	pr_err("refused: the machine can't sleep while hoisted\n");
	return -EBUSY;
}

static struct syscore_ops syscore = { .suspend = on_syscore_suspend };

static int refuse_cpu(unsigned int cpu)
{
	pr_err("refused: CPU %u stays as it is while hoisted\n", cpu);
	return -EBUSY;
}

int hoist_notify_start(struct hoist *h)
{
	watched = h;
	cpu_comes = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "xen/hoist:prepare",
					      refuse_cpu, NULL);
	if (cpu_comes < 0)
		return cpu_comes;
	cpu_goes = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "xen/hoist:online", NULL,
					     refuse_cpu);
	if (cpu_goes < 0) {
		cpuhp_remove_state_nocalls(cpu_comes);
		return cpu_goes;
	}
	register_syscore_ops(&syscore);
	register_pm_notifier(&pm_nb);
	register_reboot_notifier(&reboot_nb);
	return 0;
}

void hoist_notify_stop(void)
{
	unregister_reboot_notifier(&reboot_nb);
	unregister_pm_notifier(&pm_nb);
	unregister_syscore_ops(&syscore);
	cpuhp_remove_state_nocalls(cpu_goes);
	cpuhp_remove_state_nocalls(cpu_comes);
}
