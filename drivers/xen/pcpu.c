// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's CPUs, in dom0: /sys/devices/system/xen_cpu/xen_cpuN/online.
 *
 * The list follows what the hypervisor says; its event comes when something has changed.
 */
#define pr_fmt(fmt) "xen:cpu: " fmt

#include <linux/capability.h>
#include <linux/cpu.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/acpi.h>
#include <xen/events.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

/**
 * struct pcpu - a CPU of the machine
 * @dev:	its number is the hypervisor's
 * @list:	all of them; under pcpus_mutex
 * @flags:	XEN_PCPU_FLAGS_*, as last seen
 * @acpi_id:	the firmware's number of it
 */
struct pcpu {
	struct device dev;
	struct list_head list;
	u32 flags;
	u32 acpi_id;
};

static DEFINE_MUTEX(pcpus_mutex);	/* the list */
static LIST_HEAD(pcpus);

static struct bus_type pcpu_bus = {
	.name = "xen_cpu",
	.dev_name = "xen_cpu",
};

static struct pcpu *to_pcpu(struct device *dev)
{
	return container_of(dev, struct pcpu, dev);
}

/* On line and off */

static int set_online(u32 cpu, bool online)
{
	struct xen_platform_op op = {
		.cmd = online ? XENPF_cpu_online : XENPF_cpu_offline,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.cpu_ol.cpuid = cpu,
	};

	return HYPERVISOR_platform_op(&op);
}

static ssize_t online_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !!(to_pcpu(dev)->flags & XEN_PCPU_FLAGS_ONLINE));
}

static ssize_t online_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	bool online;
	int ret = kstrtobool(buf, &online);

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (!ret)
		ret = set_online(dev->id, online);
	/* The event will say what has become of it. */
	return ret ? ret : count;
}

static DEVICE_ATTR_RW(online);

/* The first CPU cannot go, and so has no such file. */
static umode_t file_mode(struct kobject *kobj, struct attribute *attr, int n)
{
	return kobj_to_dev(kobj)->id ? attr->mode : 0;
}

static struct attribute *pcpu_files[] = { &dev_attr_online.attr, NULL };

static const struct attribute_group pcpu_group = {
	.attrs = pcpu_files,
	.is_visible = file_mode,
};

static const struct attribute_group *pcpu_groups[] = { &pcpu_group, NULL };

/* The list */

static void free_pcpu(struct device *dev)
{
	kfree(to_pcpu(dev));
}

static int add_pcpu(const struct xenpf_pcpuinfo *info)
{
	struct pcpu *pcpu = kzalloc(sizeof(*pcpu), GFP_KERNEL);
	int ret;

	if (!pcpu)
		return -ENOMEM;
	pcpu->flags = info->flags;
	pcpu->acpi_id = info->acpi_id;
	pcpu->dev.id = info->xen_cpuid;
	pcpu->dev.bus = &pcpu_bus;
	pcpu->dev.release = free_pcpu;
	pcpu->dev.groups = pcpu_groups;
	ret = device_register(&pcpu->dev);
	if (ret) {
		put_device(&pcpu->dev);
		return ret;
	}
	list_add_tail(&pcpu->list, &pcpus);
	return 0;
}

static struct pcpu *find_pcpu(u32 cpu)
{
	struct pcpu *pcpu;

	list_for_each_entry(pcpu, &pcpus, list) {
		if (pcpu->dev.id == cpu)
			return pcpu;
	}
	return NULL;
}

static void update_pcpu(struct pcpu *pcpu, u32 flags)
{
	bool was = pcpu->flags & XEN_PCPU_FLAGS_ONLINE, is = flags & XEN_PCPU_FLAGS_ONLINE;

	pcpu->flags = flags;
	if (flags & XEN_PCPU_FLAGS_INVALID) {
		list_del(&pcpu->list);
		device_unregister(&pcpu->dev);
	} else if (was != is) {
		kobject_uevent(&pcpu->dev.kobj, is ? KOBJ_ONLINE : KOBJ_OFFLINE);
	}
}

static int ask(u32 cpu, struct xenpf_pcpuinfo *info)
{
	struct xen_platform_op op = {
		.cmd = XENPF_get_cpuinfo,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.pcpu_info.xen_cpuid = cpu,
	};
	int ret = HYPERVISOR_platform_op(&op);

	*info = op.u.pcpu_info;
	return ret;
}

static int sync_one(const struct xenpf_pcpuinfo *info)
{
	struct pcpu *pcpu = find_pcpu(info->xen_cpuid);

	if (pcpu)
		update_pcpu(pcpu, info->flags);
	else if (!(info->flags & XEN_PCPU_FLAGS_INVALID))
		return add_pcpu(info);
	return 0;
}

static int sync_all(void)
{
	struct xenpf_pcpuinfo info = { };
	u32 cpu, last = 0;
	int ret = 0;

	mutex_lock(&pcpus_mutex);
	for (cpu = 0; cpu <= last && !ret; cpu++) {
		ret = ask(cpu, &info);
		last = info.max_present;
		if (!ret)
			ret = sync_one(&info);
	}
	mutex_unlock(&pcpus_mutex);
	return ret;
}

static void changed(struct work_struct *unused)
{
	int ret = sync_all();

	if (ret)
		pr_warn("the list of CPUs is not up to date (%d)\n", ret);
}

static DECLARE_WORK(changed_work, changed);

static irqreturn_t cpus_changed(int irq, void *unused)
{
	schedule_work(&changed_work);
	return IRQ_HANDLED;
}

#ifdef CONFIG_ACPI
/**
 * xen_processor_present() - is a processor of the firmware's a CPU of the hypervisor's?
 * @acpi_id: the firmware's number of it
 *
 * Return: whether it is on line there.
 */
bool __init xen_processor_present(u32 acpi_id)
{
	struct pcpu *pcpu;
	bool found = false;

	mutex_lock(&pcpus_mutex);
	list_for_each_entry(pcpu, &pcpus, list) {
		if (pcpu->acpi_id == acpi_id)
			found |= pcpu->flags & XEN_PCPU_FLAGS_ONLINE;
	}
	mutex_unlock(&pcpus_mutex);
	return found;
}
#endif

static int __init pcpu_init(void)
{
	int irq, ret;

	if (!xen_initial_domain())
		return -ENODEV;
	ret = subsys_system_register(&pcpu_bus, NULL);
	if (!ret)
		ret = sync_all();
	irq = ret ? ret : bind_virq_to_irqhandler(VIRQ_PCPU_STATE, 0, cpus_changed, 0,
						  "xen-pcpu", NULL);
	if (irq >= 0)
		return 0;
	pr_warn("the machine's CPUs are not shown (%d)\n", irq);
	return irq;
}
arch_initcall(pcpu_init);
