// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who sets the balloon's target: the toolstack in the store, and root in sysfs.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include <xen/balloon.h>
#include <xen/mem-reservation.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#define KB_PER_PAGE (PAGE_SIZE / 1024)

/* The store */

/*
 * In a domain that is not PV the toolstack counts what the firmware has taken, too: the first
 * target means what there is, and later ones are as far away from it.
 */
static unsigned long not_ours;

static int read_kb(const char *key, unsigned long long *kb)
{
	return xenbus_scanf(XBT_NIL, "memory", key, "%llu", kb) == 1 ? 0 : -ENOENT;
}

static void find_not_ours(unsigned long target)
{
	unsigned long long kb;

	if (xen_pv_domain())
		return;
	if (!read_kb("static-max", &kb) || !read_kb("videoram", &kb))
		target = max(target, (unsigned long)(kb / KB_PER_PAGE));
	if (target > balloon_stats.target_pages)
		not_ours = target - balloon_stats.target_pages;
}

static void target_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	static bool was_here;
	unsigned long long kb;
	unsigned long target;

	/* Nothing there: the toolstack leaves it to the domain. */
	if (read_kb("target", &kb))
		return;
	target = kb / KB_PER_PAGE;
	if (!was_here) {
		was_here = true;
		find_not_ours(target);
	}
	balloon_set_new_target(target > not_ours ? target - not_ours : 0);
}

static struct xenbus_watch target_watch = {
	.node = "memory/target",
	.callback = target_changed,
};

static int store_is_ready(struct notifier_block *nb, unsigned long action, void *data)
{
	int ret = register_xenbus_watch(&target_watch);

	if (ret)
		pr_err("the toolstack cannot set the memory's size (%d)\n", ret);
	return NOTIFY_DONE;
}

static struct notifier_block store_ready = { .notifier_call = store_is_ready };

/* sysfs: xen_memory0 */

/* Two files for one number: which of them is its attribute's name. */
static bool in_kb(const struct device_attribute *attr)
{
	return strstr(attr->attr.name, "_kb");
}

static ssize_t show_target(struct device *dev, struct device_attribute *attr, char *buf)
{
	unsigned long long kb = balloon_stats.target_pages * KB_PER_PAGE;

	return sysfs_emit(buf, "%llu\n", in_kb(attr) ? kb : kb * 1024);
}

/* KiB, or bytes with a suffix like 512M. */
static ssize_t store_target(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	unsigned long long bytes = memparse(buf, NULL);

	if (in_kb(attr))
		bytes *= 1024;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	balloon_set_new_target(bytes >> PAGE_SHIFT);
	return count;
}

static struct device_attribute target_files[] = {
	__ATTR(target, 0644, show_target, store_target),
	__ATTR(target_kb, 0644, show_target, store_target),
};

#define COUNT_FILE(_name) \
	static struct dev_ext_attribute _name##_file = { \
		__ATTR(_name, 0644, device_show_ulong, device_store_ulong), \
		&balloon_stats._name, \
	}

COUNT_FILE(schedule_delay);
COUNT_FILE(max_schedule_delay);
COUNT_FILE(retry_count);
COUNT_FILE(max_retry_count);

static struct dev_ext_attribute scrub_pages_file = {
	__ATTR(scrub_pages, 0644, device_show_bool, device_store_bool),
	&xen_scrub_pages,
};

static struct attribute *memory_files[] = {
	&target_files[0].attr,
	&target_files[1].attr,
	&schedule_delay_file.attr.attr,
	&max_schedule_delay_file.attr.attr,
	&retry_count_file.attr.attr,
	&max_retry_count_file.attr.attr,
	&scrub_pages_file.attr.attr,
	NULL
};

static const struct attribute_group memory_group = { .attrs = memory_files };

static ssize_t pages_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dev_ext_attribute *file = container_of(attr, struct dev_ext_attribute, attr);

	return sysfs_emit(buf, "%lu\n", *(unsigned long *)file->var * KB_PER_PAGE);
}

#define PAGES_FILE(_name, _field) \
	static struct dev_ext_attribute _name##_file = { \
		__ATTR(_name, 0444, pages_show, NULL), \
		&balloon_stats._field, \
	}

PAGES_FILE(current_kb, current_pages);
PAGES_FILE(low_kb, balloon_low);
PAGES_FILE(high_kb, balloon_high);

static struct attribute *info_files[] = {
	&current_kb_file.attr.attr,
	&low_kb_file.attr.attr,
	&high_kb_file.attr.attr,
	NULL
};

static const struct attribute_group info_group = { .name = "info", .attrs = info_files };

static const struct attribute_group *memory_groups[] = { &memory_group, &info_group, NULL };

static struct bus_type memory_bus = {
	.name = "xen_memory",
	.dev_name = "xen_memory",
};

static struct device memory_device = {
	.bus = &memory_bus,
	.id = 0,
	.groups = memory_groups,
};

/**
 * xen_balloon_init() - part of the start of the balloon
 */
void __init xen_balloon_init(void)
{
	int ret = subsys_system_register(&memory_bus, NULL);

	if (!ret)
		ret = device_register(&memory_device);
	if (ret)
		pr_err("no files in sysfs (%d)\n", ret);
	register_xenstore_notifier(&store_ready);
}
