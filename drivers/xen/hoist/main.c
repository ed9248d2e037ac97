// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist: puts the hypervisor under the running kernel, which goes on as its dom0; away
 * again when the module goes. Documentation/hoist.rst has the whole story.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "hoist.h"

static char *options = "";
module_param(options, charp, 0444);
MODULE_PARM_DESC(options, "the hypervisor's command line");

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

static int prepare(struct hoist *h)
{
	int err;

	err = hoist_memory_alloc(h, hoist_image_start, hoist_image_end - hoist_image_start);
	if (err)
		return err;
	h->info->fail_step = fail_step;
	h->info->fail_cpu = fail_cpu;
	strscpy(h->info->cmdline, options, sizeof(h->info->cmdline));
	return hoist_prepare(h);
}

static int __init hoist_init(void)
{
	struct hoist *h = &hoist;
	int err;

	err = hoist_check();
	if (err)
		return err;
	err = prepare(h);
	if (!err && !prepare_only)
		err = hoist_enter(h);
	if (err) {
		hoist_memory_free(h);
		return err;
	}
	if (h->entered) {
		pr_info("the hypervisor is under this kernel: %llu KiB, paused for %llu us\n",
			h->memory >> 10, h->pause_ns / 1000);
		hoist_relay_start(h);
	}
	return 0;
}

static void __exit hoist_exit(void)
{
	struct hoist *h = &hoist;

	if (h->entered) {
		int err = hoist_leave(h);

		if (err) {
			pr_err("the hypervisor can't go: error %d\n", err);
			return;
		}
		hoist_relay_stop(h);
		pr_info("back on bare metal, paused for %llu us\n", h->pause_ns / 1000);
	}
	hoist_memory_free(h);
}

module_init(hoist_init);
module_exit(hoist_exit);
MODULE_DESCRIPTION("Hypervisor under the running kernel");
MODULE_LICENSE("GPL");
