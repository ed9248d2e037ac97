// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist: puts the hypervisor under the running kernel, which goes on as its dom0; away
 * again when the module goes. Documentation/hoist.rst has the whole story.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "hoist.h"

#define LEAVE_TRIES	20
#define LEAVE_WAIT_MS	100

static char *options = "";
module_param(options, charp, 0444);
MODULE_PARM_DESC(options, "the hypervisor's command line");

static char *image = "";
module_param(image, charp, 0444);
MODULE_PARM_DESC(image, "another hypervisor than the one in this module: path of a flat image");

static uint fail_step;
module_param(fail_step, uint, 0444);
MODULE_PARM_DESC(fail_step, "test: fail at this step (enum hoist_step)");

static uint fail_cpu;
module_param(fail_cpu, uint, 0444);
MODULE_PARM_DESC(fail_cpu, "test: on this CPU");

static bool prepare_only;
module_param(prepare_only, bool, 0444);
MODULE_PARM_DESC(prepare_only, "test: come back before the kernel is stopped");

static struct hoist hoist = { .blocks = LIST_HEAD_INIT(hoist.blocks) };

static int alloc_with_own_image(struct hoist *h)
{
	return hoist_memory_alloc(h, hoist_image_start, hoist_image_end - hoist_image_start);
}

static int alloc_with_other_image(struct hoist *h)
{
	void *data = NULL;
	ssize_t bytes;
	int err;

	err = hoist_check_image();
	if (err)
		return err;
	bytes = kernel_read_file_from_path(image, 0, &data, SZ_64M, NULL, READING_MODULE);
	if (bytes < 0) {
		pr_err("%s can't be read: error %zd\n", image, bytes);
		return bytes;
	}
	err = hoist_memory_alloc(h, data, bytes);
	vfree(data);
	return err;
}

static int prepare(struct hoist *h)
{
	int err = *image ? alloc_with_other_image(h) : alloc_with_own_image(h);

	if (err)
		return err;
	h->info->fail_step = fail_step;
	h->info->fail_cpu = fail_cpu;
	strscpy(h->info->cmdline, options, sizeof(h->info->cmdline));
	return hoist_prepare(h);
}

/* With CPU hotplug and suspend kept away. */
static int hoist_now(struct hoist *h)
{
	int err = hoist_check();

	if (!err)
		err = prepare(h);
	if (!err && !prepare_only)
		err = hoist_enter(h);
	if (err)
		hoist_memory_free(h);
	return err;
}

static void leave_at_last(struct hoist *h)
{
	unsigned int tries;
	int err = -EBUSY;

	for (tries = 0; err && tries < LEAVE_TRIES; tries++) {
		if (tries)
			msleep(LEAVE_WAIT_MS);
		err = hoist_leave(h);
	}
	hoist_relay_stop(h);
	if (err) {
		/* Its memory can't be given back, the gate is in this module's. */
		pr_emerg("the hypervisor does not go: error %d; reboot soon\n", err);
		return;
	}
	pr_info("back on bare metal, paused for %llu us\n", h->pause_ns / 1000);
	hoist_memory_free(h);
}

static int __init hoist_init(void)
{
	struct hoist *h = &hoist;
	int err;

	err = hoist_notify_start(h);
	if (err)
		return err;
	err = hoist_now(h);
	if (err)
		goto stop_notify;
	if (!h->entered)
		return 0;
	hoist_relay_start(h);
	err = hoist_sysfs_start(h);
	if (err)
		goto leave;
	pr_info("the hypervisor is under this kernel: %llu KiB, paused for %llu us\n",
		h->memory >> 10, h->pause_ns / 1000);
	pr_notice("DMA is not contained: devices reach the hypervisor's memory\n");
	return 0;

leave:
	leave_at_last(h);
stop_notify:
	hoist_notify_stop();
	return err;
}

static void __exit hoist_exit(void)
{
	struct hoist *h = &hoist;

	if (h->entered) {
		hoist_sysfs_stop();
		leave_at_last(h);
	} else {
		hoist_memory_free(h);
	}
	hoist_notify_stop();
}

module_init(hoist_init);
module_exit(hoist_exit);
MODULE_DESCRIPTION("Hypervisor under the running kernel");
MODULE_LICENSE("GPL");
