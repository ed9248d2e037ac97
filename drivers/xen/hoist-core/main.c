// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist-core: event channels, the grant table, pages without memory, for a kernel that has
 * got its hypervisor while it ran. The sources are those of drivers/xen; this file starts
 * them in the order in which a kernel does, and stops them in the other.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/features.h>
#include <xen/interface/vcpu.h>
#include <xen/xen-ops.h>

#include "../events/events.h"
#include "../hoist/use.h"
#include "../xenbus/xenbus.h"
#include "core.h"

bool hoist_hypercalls;

static int (*use)(const char *user);	/* of hoist.ko, which stays as long as we have it */

/* Both: the loader is there, and its hypervisor is under us. */
static int find_hypervisor(void)
{
	int err = -ENODEV;

	use = symbol_get(hoist_use);
	if (use)
		err = use(KBUILD_MODNAME);
	if (!err && xen_cpuid_base()) {
		hoist_hypercalls = true;
		xen_setup_features();
		return 0;
	}
	if (!err)
		use(NULL);
	if (use)
		symbol_put(hoist_use);
	pr_err("no hypervisor is under this kernel: load hoist first\n");
	return -ENODEV;
}

static void leave_hypervisor(void)
{
	hoist_hypercalls = false;
	use(NULL);
	symbol_put(hoist_use);
}

/* The hypervisor goes with the last notifier, without asking. */
static int on_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	WRITE_ONCE(hoist_hypercalls, false);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = { .notifier_call = on_reboot, .priority = INT_MIN + 1 };

static int watch_reboot(void)
{
	return register_reboot_notifier(&reboot_nb);
}

static void unwatch_reboot(void)
{
	unregister_reboot_notifier(&reboot_nb);
}

/*
 * A virtual CPU begins with a tick of 10 ms, which a kernel that boots on a hypervisor stops.
 * This one has booted without: whoever binds VIRQ_TIMER would get events that nobody asked for.
 */
static int stop_ticks(void)
{
	unsigned int cpu;
	int err = 0;

	for_each_online_cpu(cpu) {
		err = HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, xen_vcpu_nr(cpu), NULL);
		if (err)
			break;
	}
	return err;
}

/* They stay off: the kernel has its own. */
static void leave_ticks(void)
{
}

/* CPUs neither come nor go while hoisted. */
static int start_events(void)
{
	unsigned int cpu;
	int err = event_start();

	for_each_online_cpu(cpu) {
		if (!err && event_abi->cpu_up)
			err = event_abi->cpu_up(cpu);
	}
	if (!err)
		err = vector_start();
	if (err && !event_close_all())
		event_stop();
	return err;
}

static void stop_events(void)
{
	int err = event_close_all();

	/* An upcall that is on its way looks at what is freed then. */
	vector_stop();
	if (!err)
		event_stop();
}

static const struct part {
	const char *name;
	int (*start)(void);
	void (*stop)(void);
} parts[] = {
	{ "hypervisor", find_hypervisor, leave_hypervisor },
	{ "reboot", watch_reboot, unwatch_reboot },
	{ "pages without memory", part_unpopulated_init, part_unpopulated_exit },
	{ "shared_info", shared_start, shared_stop },
	{ "stop of the ticks", stop_ticks, leave_ticks },
	{ "event channels", start_events, stop_events },
	{ "place of the grant table", place_start, place_stop },
	{ "grant table", part_grant_table_init, part_grant_table_exit },
	{ "xenbus", part_xenbus_init, part_xenbus_exit },
	{ "bus of back-ends", part_backend_init, part_backend_exit },
	{ "bus of front-ends", part_frontend_init, part_frontend_exit },
	{ "/dev/xen/xenbus_backend", part_backend_dev_init, part_backend_dev_exit },
	{ "/dev/xen/xenbus", part_xenbus_dev_init, part_xenbus_dev_exit },
	{ "/sys/hypervisor", part_sys_hypervisor_init, part_sys_hypervisor_exit },
	/* The store has gone with whoever had its page mapped. */
	{ "store", part_xenbus_ready, xs_stop },
};

static void stop_parts(unsigned int nr)
{
	while (nr--)
		parts[nr].stop();
}

static int __init hoist_core_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].start();
		if (!err)
			continue;
		/* The first one has said why. */
		if (i)
			pr_err("%s can't start: error %d\n", parts[i].name, err);
		stop_parts(i);
		return err;
	}
	return 0;
}

static void __exit hoist_core_exit(void)
{
	stop_parts(ARRAY_SIZE(parts));
}

module_init(hoist_core_init);
module_exit(hoist_core_exit);
MODULE_DESCRIPTION("The Xen core of a hoisted kernel");
MODULE_LICENSE("GPL");
