// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/xenbus_backend: page and event channel of the store, for the program that is it,
 * or for the one that moves it into a domain of its own.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <asm/xen/hypercall.h>

#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus.h>
#include <xen/xenbus_dev.h>

#include "xenbus.h"

static int backend_open(struct inode *inode, struct file *file)
{
	return capable(CAP_SYS_ADMIN) ? nonseekable_open(inode, file) : -EPERM;
}

/* The page is granted by the entry that is reserved for it, and gets a new port. */
static long move_store(domid_t domid)
{
	struct evtchn_alloc_unbound port = { .dom = DOMID_SELF, .remote_dom = domid };
	int ret;

	xs_suspend();
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &port);
	if (ret) {
		xs_suspend_cancel();
		return ret;
	}
	gnttab_grant_foreign_access_ref(GNTTAB_RESERVED_XENSTORE, domid,
					virt_to_gfn(xen_store_interface), 0);
	/* The old port goes with the old binding. */
	if (xen_store_irq > 0)
		unbind_from_irqhandler(xen_store_irq, &xb_wait);
	xen_store_irq = 0;
	xen_store_evtchn = port.port;
	xs_resume();
	return port.port;
}

static long backend_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (cmd) {
	case IOCTL_XENBUS_BACKEND_EVTCHN:
		return xen_store_evtchn > 0 ? xen_store_evtchn : -ENODEV;
	case IOCTL_XENBUS_BACKEND_SETUP:
		return move_store(arg);
	default:
		return -ENOTTY;
	}
}

static int backend_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (vma->vm_pgoff || vma->vm_end - vma->vm_start > PAGE_SIZE)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, virt_to_pfn(xen_store_interface),
			       PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations backend_fops = {
	.owner = THIS_MODULE,
	.open = backend_open,
	.mmap = backend_mmap,
	.unlocked_ioctl = backend_ioctl,
};

static struct miscdevice backend_dev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/xenbus_backend",
	.fops = &backend_fops,
};

static int __init backend_dev_init(void)
{
	return xen_initial_domain() ? misc_register(&backend_dev) : -ENODEV;
}
device_initcall(backend_dev_init);

static void __exit backend_dev_exit(void)
{
	misc_deregister(&backend_dev);
}
module_exit(backend_dev_exit);
