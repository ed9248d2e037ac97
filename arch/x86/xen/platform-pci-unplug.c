// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking the emulated disks and cards of an HVM domain away.
 *
 * The device model emulates them until the kernel says, at some I/O ports, that it has drivers
 * for the same disks and cards by front-ends. Two drivers for one disk would destroy it. So the
 * front-ends ask here whether it has happened.
 */
#define pr_fmt(fmt) "xen:unplug: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <xen/platform_pci.h>
#include <xen/xen.h>

#include "xen.h"

/* XEN_UNPLUG_* that have been taken away, or what the command line says instead. */
static int unplugged;

static const struct {
	const char *word;
	int flag;
} words[] = {
	{ "all", XEN_UNPLUG_ALL },
	{ "ide-disks", XEN_UNPLUG_ALL_IDE_DISKS },
	{ "aux-ide-disks", XEN_UNPLUG_AUX_IDE_DISKS },
	{ "nics", XEN_UNPLUG_ALL_NICS },
	{ "unnecessary", XEN_UNPLUG_UNNECESSARY },
	{ "never", XEN_UNPLUG_NEVER },
};

static int wanted;

static int __init parse_unplug(char *arg)
{
	unsigned int i;
	char *word;

	while ((word = strsep(&arg, ","))) {
		for (i = 0; i < ARRAY_SIZE(words) && strcmp(word, words[i].word); i++)
			;
		if (i < ARRAY_SIZE(words))
			wanted |= words[i].flag;
		else
			pr_warn("xen_emul_unplug=: what is \"%s\"?\n", word);
	}
	return 0;
}
early_param("xen_emul_unplug", parse_unplug);

/* May a front-end for such a device be used? */
static bool may_use(int flag)
{
	if (!xen_domain())
		return false;
	if (xen_pv_domain() || xen_pvh_domain())
		return true;
	return !(unplugged & XEN_UNPLUG_NEVER) && unplugged & (flag | XEN_UNPLUG_UNNECESSARY);
}

/**
 * xen_has_pv_devices() - are front-ends used at all?
 *
 * Return: whether they are.
 */
bool xen_has_pv_devices(void)
{
	return may_use(XEN_UNPLUG_ALL);
}
EXPORT_SYMBOL_GPL(xen_has_pv_devices);

/**
 * xen_has_pv_disk_devices() - are disks served by front-ends?
 *
 * Return: whether they are.
 */
bool xen_has_pv_disk_devices(void)
{
	return may_use(XEN_UNPLUG_ALL_IDE_DISKS);
}
EXPORT_SYMBOL_GPL(xen_has_pv_disk_devices);

/**
 * xen_has_pv_nic_devices() - are network cards served by front-ends?
 *
 * Return: whether they are.
 */
bool xen_has_pv_nic_devices(void)
{
	return may_use(XEN_UNPLUG_ALL_NICS);
}
EXPORT_SYMBOL_GPL(xen_has_pv_nic_devices);

/**
 * xen_has_pv_and_legacy_disk_devices() - are there emulated disks beside front-ends?
 *
 * Return: whether the command line says that this does no harm.
 */
bool xen_has_pv_and_legacy_disk_devices(void)
{
	return xen_hvm_domain() && !(unplugged & XEN_UNPLUG_NEVER) &&
		unplugged & XEN_UNPLUG_UNNECESSARY;
}
EXPORT_SYMBOL_GPL(xen_has_pv_and_legacy_disk_devices);

/* The device model may refuse some versions of some kernels' drivers. */
static bool introduce(void)
{
	outw(XEN_IOPORT_LINUX_PRODNUM, XEN_IOPORT_PRODNUM);
	outl(XEN_IOPORT_LINUX_DRVVER, XEN_IOPORT_DRVVER);
	if (inw(XEN_IOPORT_MAGIC) == XEN_IOPORT_MAGIC_VAL)
		return true;
	pr_err("the device model refuses our drivers\n");
	return false;
}

static bool can_unplug(void)
{
	int version;

	if (inw(XEN_IOPORT_MAGIC) != XEN_IOPORT_MAGIC_VAL) {
		pr_err("the device model cannot take its devices away\n");
		return false;
	}
	version = inb(XEN_IOPORT_PROTOVER);
	if (version == 1)
		return introduce();
	if (version)
		pr_err("the device model speaks version %d\n", version);
	return !version;
}

static int what_we_have_drivers_for(void)
{
	return (xen_must_unplug_disks() ? XEN_UNPLUG_ALL_IDE_DISKS : 0) |
		(xen_must_unplug_nics() ? XEN_UNPLUG_ALL_NICS : 0);
}

/**
 * xen_unplug() - take them away, at the start and after a restore
 */
void xen_unplug(void)
{
	/* A PVH domain has none. */
	if (xen_pvh_domain())
		return;
	if (wanted & (XEN_UNPLUG_NEVER | XEN_UNPLUG_UNNECESSARY)) {
		unplugged = wanted;
		return;
	}
	if (!can_unplug())
		return;
	unplugged = wanted ? wanted : what_we_have_drivers_for();
	if (unplugged)
		outw(unplugged, XEN_IOPORT_UNPLUG);
	if (!(unplugged & XEN_UNPLUG_ALL_IDE_DISKS) || !(unplugged & XEN_UNPLUG_ALL_NICS))
		pr_info("emulated devices stay: there is no front-end for all of them\n");
}
