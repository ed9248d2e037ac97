// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenfs: the files of /proc/xen, for programs older than /dev/xen.
 *
 *	capabilities   "control_d" in dom0, else empty: what the tools look at first
 *	privcmd        as /dev/xen/privcmd
 *	xenbus         as /dev/xen/xenbus
 *	xsd_kva, xsd_port   dom0 only: the page and the event channel of xenstored
 *	xensyms        dom0 only: the hypervisor's symbols
 */
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/magic.h>
#include <linux/module.h>

#include <xen/xen.h>

#include "../privcmd.h"
#include "xenfs.h"

MODULE_DESCRIPTION("The file system of /proc/xen");
MODULE_ALIAS_FS("xenfs");
MODULE_LICENSE("GPL");

static ssize_t capabilities_read(struct file *filp, char __user *to, size_t size, loff_t *pos)
{
	static const char dom0[] = "control_d\n";

	return xen_initial_domain() ?
	       simple_read_from_buffer(to, size, pos, dom0, strlen(dom0)) : 0;
}

static const struct file_operations capabilities_fops = {
	.read	= capabilities_read,
	.llseek	= default_llseek,
};

/* The numbers of files begin behind that of the root. */
#define FILES_OF_ALL							\
	[2] = { "capabilities", &capabilities_fops, 0444 },		\
	[3] = { "privcmd", &xen_privcmd_fops, 0600 },			\
	[4] = { "xenbus", &xen_xenbus_fops, 0600 }

static const struct tree_descr domu_files[] = {
	FILES_OF_ALL,
	{ "" },
};

static const struct tree_descr dom0_files[] = {
	FILES_OF_ALL,
	{ "xsd_kva", &xenfs_xsd_kva_fops, 0600 },
	{ "xsd_port", &xenfs_xsd_port_fops, 0600 },
	{ "xensyms", &xenfs_xensyms_fops, 0400 },
	{ "" },
};

static int fill(struct super_block *sb, struct fs_context *fc)
{
	const struct tree_descr *files = xen_initial_domain() ? dom0_files : domu_files;

	return simple_fill_super(sb, XENFS_SUPER_MAGIC, files);
}

/* All mounts show one instance. */
static int get_single(struct fs_context *fc)
{
	return get_tree_single(fc, fill);
}

static int prepare_mount(struct fs_context *fc)
{
	static const struct fs_context_operations ops = { .get_tree = get_single };

	fc->ops = &ops;
	return 0;
}

static struct file_system_type xenfs_type = {
	.name			= "xenfs",
	.init_fs_context	= prepare_mount,
	.kill_sb		= kill_litter_super,
	.owner			= THIS_MODULE,
};

static int __init xenfs_init(void)
{
	/* It may be loaded anywhere, so that a script need not ask first. */
	return xen_domain() ? register_filesystem(&xenfs_type) : 0;
}
module_init(xenfs_init);

static void __exit xenfs_exit(void)
{
	if (xen_domain())
		unregister_filesystem(&xenfs_type);
}
module_exit(xenfs_exit);
