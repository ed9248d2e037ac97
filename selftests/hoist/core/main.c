// SPDX-License-Identifier: GPL-2.0-only
/*
 * hoist_core_test: what a back-end asks of the core of a hoisted kernel. Says one line for each:
 *
 *	hoist_core_test: NAME good|BAD: VALUE
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>

#include <xen/features.h>
#include <xen/interface/features.h>
#include <xen/interface/version.h>
#include <xen/xen.h>

#include "core_test.h"

#define VERSION_4_17 (4 << 16 | 17)

void say(const char *name, bool good, long value)
{
	pr_info("%s %s: %#lx\n", name, good ? "good" : "BAD", value);
}

static void test_domain(void)
{
	long version = HYPERVISOR_xen_version(XENVER_version, NULL);

	say("version", version == VERSION_4_17, version);
	say("dom0", xen_initial_domain() && xen_pvh_domain(), xen_domain_type);
	say("features", xen_feature(XENFEAT_auto_translated_physmap) &&
	    xen_feature(XENFEAT_direct_mapped), 0);
}

static int __init core_test_init(void)
{
	test_domain();
	test_events();
	test_grants();
	return 0;
}

static void __exit core_test_exit(void)
{
}

module_init(core_test_init);
module_exit(core_test_exit);
MODULE_DESCRIPTION("Test of the core of a hoisted kernel");
MODULE_LICENSE("GPL");
