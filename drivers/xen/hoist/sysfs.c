// SPDX-License-Identifier: GPL-2.0-only
/* /sys/hypervisor/hoist */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <xen/xen.h>

#include "hoist.h"
#include "use.h"

static struct hoist *shown;
static const char *user;		/* hoist_use() */
static struct kobject *dir;
static DEFINE_MUTEX(test_lock);
static bool testing;			/* under test_lock; holds a reference of the module */

#define SHOW(name) \
	static ssize_t name##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)

/* Devices reach all memory, the hypervisor's too: no IOMMU is in its hands. */
SHOW(dma_isolation)
{
	return sysfs_emit(buf, "none\n");
}

SHOW(memory_kib)
{
	return sysfs_emit(buf, "%llu\n", shown->memory >> 10);
}

SHOW(memory_free_kib)
{
	struct hoist_op_info info = {};
	long err = hoist_op(HOIST_OP_INFO, &info);

	return err ?: sysfs_emit(buf, "%llu\n", info.memory_free >> 10);
}

SHOW(pause_us)
{
	return sysfs_emit(buf, "%llu\n", shown->pause_ns / 1000);
}

static ssize_t emit_frames(char *buf, ssize_t at, u64 start, u64 bytes)
{
	return sysfs_emit_at(buf, at, "%#llx %#llx\n", start, bytes);
}

/* What is hidden from the kernel's CPUs: start and bytes, one piece a line. */
SHOW(frames)
{
	const struct hoist_info *info = shown->info;
	u64 bytes = PAGE_ALIGN(shown->header.mem_end - shown->header.link_start);
	ssize_t at = emit_frames(buf, 0, info->image, bytes);
	unsigned int i;

	for (i = 0; i < info->nr_chunks; i++)
		at += emit_frames(buf, at, info->chunk[i].start, info->chunk[i].bytes);
	return at;
}

/* Who keeps the module from going, one a line. */
SHOW(users)
{
	const char *name = READ_ONCE(user);
	ssize_t at = READ_ONCE(testing) ? sysfs_emit(buf, "test domain\n") : 0;

	return name ? at + sysfs_emit_at(buf, at, "%s\n", name) : at;
}

int hoist_use(const char *name)
{
	if (name && !hoist_is_entered())
		return -ENODEV;
	WRITE_ONCE(user, name);
	return 0;
}
EXPORT_SYMBOL_GPL(hoist_use);

SHOW(stats)
{
	struct hoist_op_stats stats = {};
	long err = hoist_op(HOIST_OP_STATS, &stats);

	return err ?: sysfs_emit(buf, "exits %llu\ninterrupts %llu\n", stats.exits,
				 stats.interrupts);
}

/* Rounds of the busy test vCPU of each CPU; empty: there is none. */
SHOW(test)
{
	struct hoist_op_test *t = kzalloc(sizeof(*t), GFP_KERNEL);
	unsigned int i;
	long ret;

	if (!t)
		return -ENOMEM;
	ret = hoist_op(HOIST_OP_TEST_READ, t);
	for (i = 0; ret >= 0 && i < t->nr_cpus; i++)
		ret += sysfs_emit_at(buf, ret, "%llu\n", t->count[i]);
	kfree(t);
	return ret;
}

/* Test: what the kernel finds in the hypervisor's memory, once it has written there. */
SHOW(probe)
{
	u64 *word = __va(shown->info->chunk[0].start);

	if (!shown->entered)
		return -ENODEV;
	WRITE_ONCE(*word, 0);
	return sysfs_emit(buf, "%016llx\n", READ_ONCE(*word));
}

static long test_start(void)
{
	long err;

	if (testing)
		return -EBUSY;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	err = hoist_op(HOIST_OP_TEST_START, NULL);
	if (err)
		module_put(THIS_MODULE);
	testing = !err;
	return err;
}

static long test_stop(void)
{
	long err;

	if (!testing)
		return -ENOENT;
	err = hoist_op(HOIST_OP_TEST_STOP, NULL);
	if (err)
		return err;
	testing = false;
	module_put(THIS_MODULE);
	return 0;
}

static ssize_t test_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			  size_t count)
{
	bool on;
	long err = kstrtobool(buf, &on);

	if (err)
		return err;
	mutex_lock(&test_lock);
	err = on ? test_start() : test_stop();
	mutex_unlock(&test_lock);
	return err ?: count;
}

#define FILE_RO(name) \
	static struct kobj_attribute name##_attr = __ATTR_RO(name)

FILE_RO(dma_isolation);
FILE_RO(memory_kib);
FILE_RO(memory_free_kib);
FILE_RO(pause_us);
FILE_RO(users);
FILE_RO(stats);
FILE_RO(probe);
static struct kobj_attribute frames_attr = __ATTR(frames, 0400, frames_show, NULL);
static struct kobj_attribute test_attr = __ATTR_RW(test);

static struct attribute *files[] = {
	&dma_isolation_attr.attr,
	&memory_kib_attr.attr,
	&memory_free_kib_attr.attr,
	&pause_us_attr.attr,
	&users_attr.attr,
	&stats_attr.attr,
	&probe_attr.attr,
	&frames_attr.attr,
	&test_attr.attr,
	NULL
};

static const struct attribute_group group = { .attrs = files };

int hoist_sysfs_start(struct hoist *h)
{
	int err;

	shown = h;
	dir = kobject_create_and_add("hoist", hypervisor_kobj);
	if (!dir)
		return -ENOMEM;
	err = sysfs_create_group(dir, &group);
	if (err)
		kobject_put(dir);
	return err;
}

void hoist_sysfs_stop(void)
{
	kobject_put(dir);
}
