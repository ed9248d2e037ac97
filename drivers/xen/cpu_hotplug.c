// SPDX-License-Identifier: GPL-2.0-only
/*
 * The toolstack adds and takes virtual CPUs: cpu/N/availability is "online" or "offline".
 */
#define pr_fmt(fmt) "xen:cpu_hotplug: " fmt

#include <linux/cpu.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/xen/hypervisor.h>

#include <xen/xen.h>
#include <xen/xenbus.h>

#define CPU_NODE_MAX 32

/* What the toolstack wants of a CPU; true when it says nothing of it. */
static bool is_wanted(unsigned int cpu)
{
	char node[CPU_NODE_MAX];
	char *value;
	bool wanted;

	snprintf(node, sizeof(node), "cpu/%u", cpu);
	value = xenbus_read(XBT_NIL, node, "availability", NULL);
	if (IS_ERR(value))
		return true;
	wanted = strcmp(value, "offline");
	if (wanted && strcmp(value, "online"))
		pr_warn("%s/availability is \"%s\", taken for online\n", node, value);
	kfree(value);
	return wanted;
}

static void add(unsigned int cpu)
{
	if (cpu_present(cpu))
		return;
	set_cpu_present(cpu, true);
	xen_arch_register_cpu(cpu);
}

static void take(unsigned int cpu)
{
	struct device *dev = get_cpu_device(cpu);

	if (!cpu_present(cpu) || !dev)
		return;
	lock_device_hotplug();
	if (cpu_online(cpu) && device_offline(dev)) {
		pr_warn("CPU %u does not go off line\n", cpu);
	} else {
		xen_arch_unregister_cpu(cpu);
		set_cpu_present(cpu, false);
	}
	unlock_device_hotplug();
}

static void cpu_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	unsigned int cpu;

	if (sscanf(path, "cpu/%u/", &cpu) != 1 || cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return;
	if (is_wanted(cpu))
		add(cpu);
	else
		take(cpu);
}

static struct xenbus_watch cpu_watch = {
	.node = "cpu",
	.callback = cpu_changed,
};

/* CPUs that are too many from the start go; those that come say so. */
static int store_is_ready(struct notifier_block *nb, unsigned long action, void *data)
{
	unsigned int cpu;

	register_xenbus_watch(&cpu_watch);
	for_each_possible_cpu(cpu) {
		if (!is_wanted(cpu))
			take(cpu);
	}
	return NOTIFY_DONE;
}

static struct notifier_block store_ready = { .notifier_call = store_is_ready };

static int __init cpu_hotplug_init(void)
{
	if (!xen_pv_domain() && !xen_pvh_domain())
		return -ENODEV;
	return register_xenstore_notifier(&store_ready);
}
late_initcall(cpu_hotplug_init);
