// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI devices of the machine are lent to other domains.
 */
#include <linux/init.h>
#include <linux/module.h>

#include <xen/xen.h>

#include "pciback.h"

/* Before other drivers when it is built in: then hide= keeps them away from a device. */
static int __init pciback_seize(void)
{
	return xen_initial_domain() ? stub_init() : -ENODEV;
}

#ifdef MODULE
static int __init pciback_init(void)
{
	int ret = pciback_seize();

	if (ret)
		return ret;
	ret = pciback_xenbus_init();
	if (ret)
		stub_exit();
	return ret;
}
module_init(pciback_init);
#else
fs_initcall(pciback_seize);

static int __init pciback_init(void)
{
	return xen_initial_domain() ? pciback_xenbus_init() : 0;
}
device_initcall(pciback_init);
#endif

static void __exit pciback_exit(void)
{
	pciback_xenbus_exit();
	stub_exit();
}
module_exit(pciback_exit);

MODULE_DESCRIPTION("Xen: PCI devices lent to other domains");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen-backend:pci");
