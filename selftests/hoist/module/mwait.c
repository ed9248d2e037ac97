// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist_mwait: a kernel that is idle by MONITOR and MWAIT, for as many milliseconds as it
 * is told, as those drivers of CPUs do it that want an interrupt to end it while IF is 0.
 * With spin=1 it is busy instead. Says
 *
 *	hoist_mwait: MS ms waits N longest_us N
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>

static uint ms = 1000;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "for how long");

static bool spin;
module_param(spin, bool, 0444);
MODULE_PARM_DESC(spin, "do not wait");

static u64 line[8] __aligned(64);

/* ECX 1: an interrupt ends it even with IF 0. The emulator's CPU knows no such thing. */
static void wait(void)
{
	local_irq_disable();
	asm volatile("monitor" : : "a" (line), "c" (0), "d" (0));
	asm volatile("mwait" : : "a" (0), "c" (0));
	local_irq_enable();
}

static int __init hoist_mwait_init(void)
{
	u64 start = ktime_get_ns(), end = start + ms * NSEC_PER_MSEC, now = start, longest = 0;
	unsigned long waits = 0;

	preempt_disable();
	while (now < end) {
		u64 before = now;

		if (!spin) {
			wait();
			waits++;
		}
		now = ktime_get_ns();
		longest = max(longest, now - before);
	}
	preempt_enable();
	pr_info("%u ms waits %lu longest_us %llu\n", ms, waits, longest / NSEC_PER_USEC);
	return 0;
}

static void __exit hoist_mwait_exit(void)
{
}

module_init(hoist_mwait_init);
module_exit(hoist_mwait_exit);
MODULE_DESCRIPTION("MWAIT in a hoisted kernel");
MODULE_LICENSE("GPL");
