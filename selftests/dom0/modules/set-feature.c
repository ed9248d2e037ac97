// SPDX-License-Identifier: GPL-2.0-only
/*
 * set-feature: pretends that the hypervisor has announced a feature (number=), which drivers
 * look at when they are loaded.  Loading it fails on purpose once that is done.
 */
#include <linux/module.h>
#include <xen/features.h>

static unsigned int number;
module_param(number, uint, 0444);

static int __init set_feature_init(void)
{
	if (number >= XENFEAT_NR_SUBMAPS * 32)
		return -ERANGE;
	pr_info("set-feature: %u was %d\n", number, xen_feature(number));
	xen_features[number] = 1;
	return -ECANCELED;
}
module_init(set_feature_init);

MODULE_DESCRIPTION("Pretends that a feature of Xen is there");
MODULE_LICENSE("GPL");
