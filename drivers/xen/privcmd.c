// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/privcmd: hypercalls of processes, and mappings of other domains' memory.
 *
 * A file may be restricted to one domain, for good: then only what names a domain can be
 * done, and only with that one. Outside of dom0 each file is restricted from the start to
 * the domain that the toolstack named in xenstore (a device model serves one guest);
 * without that, or with the parameter unrestricted, see privcmd_initial().
 */
#define pr_fmt(fmt) "xen:privcmd: " fmt

#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/xen-ops.h>
#include <xen/xenbus.h>
#include <xen/privcmd.h>

#include <asm/xen/hypercall.h>

#include "privcmd.h"

static bool unrestricted;
module_param(unrestricted, bool, 0);
MODULE_PARM_DESC(unrestricted, "In a domU: let processes do hypercalls that name no domain");

/* Which domain a file that is opened now may touch. */
static unsigned int privcmd_initial(void)
{
	unsigned int domid;

	if (xen_initial_domain() || unrestricted)
		return PRIVCMD_ANY;
	domid = xenbus_read_unsigned("target", "", DOMID_INVALID);
	return domid < DOMID_FIRST_RESERVED ? domid : PRIVCMD_NONE;
}

static long privcmd_hypercall(struct privcmd_file *file, void __user *arg)
{
	struct privcmd_hypercall call;
	long ret;

	/* It could be about any domain. */
	if (READ_ONCE(file->only) != PRIVCMD_ANY)
		return -EPERM;
	if (copy_from_user(&call, arg, sizeof(call)))
		return -EFAULT;
	if (call.op > U32_MAX)
		return -ENOSYS;
	xen_preemptible_hcall_begin();
	ret = privcmd_call(call.op, call.arg[0], call.arg[1], call.arg[2], call.arg[3],
			   call.arg[4]);
	xen_preemptible_hcall_end();
	return ret;
}

static long privcmd_restrict(struct privcmd_file *file, void __user *arg)
{
	unsigned int was;
	domid_t domid;

	if (copy_from_user(&domid, arg, sizeof(domid)))
		return -EFAULT;
	was = cmpxchg(&file->only, PRIVCMD_ANY, domid);
	return was == PRIVCMD_ANY || was == domid ? 0 : -EINVAL;
}

static long privcmd_ioctl(struct file *filp, unsigned int cmd, unsigned long address)
{
	struct privcmd_file *file = filp->private_data;
	void __user *arg = (void __user *)address;

	switch (cmd) {
	case IOCTL_PRIVCMD_HYPERCALL:
		return privcmd_hypercall(file, arg);
	case IOCTL_PRIVCMD_MMAP:
		return privcmd_mmap_ranges(file, arg);
	case IOCTL_PRIVCMD_MMAPBATCH:
		return privcmd_mmapbatch_v1(file, arg);
	case IOCTL_PRIVCMD_MMAPBATCH_V2:
		return privcmd_mmapbatch_v2(file, arg);
	case IOCTL_PRIVCMD_MMAP_RESOURCE:
		return privcmd_mmap_resource(file, arg);
	case IOCTL_PRIVCMD_DM_OP:
		return privcmd_dm_op(file, arg);
	case IOCTL_PRIVCMD_RESTRICT:
		return privcmd_restrict(file, arg);
	default:
		return -ENOTTY;
	}
}

static int privcmd_open(struct inode *inode, struct file *filp)
{
	struct privcmd_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	file->only = privcmd_initial();
	filp->private_data = file;
	return 0;
}

static int privcmd_release(struct inode *inode, struct file *filp)
{
	kfree(filp->private_data);
	return 0;
}

const struct file_operations xen_privcmd_fops = {
	.owner		= THIS_MODULE,
	.open		= privcmd_open,
	.release	= privcmd_release,
	.unlocked_ioctl	= privcmd_ioctl,
	.mmap		= privcmd_mmap,
};
EXPORT_SYMBOL_GPL(xen_privcmd_fops);

static struct miscdevice privcmd_device = {
	.name	= "xen/privcmd",
	.minor	= MISC_DYNAMIC_MINOR,
	.fops	= &xen_privcmd_fops,
};

static int __init privcmd_init(void)
{
	int err;

	if (!xen_domain())
		return -ENODEV;
	err = misc_register(&privcmd_device);
	if (err)
		return err;
	err = misc_register(&xen_privcmdbuf_dev);
	if (err)
		misc_deregister(&privcmd_device);
	return err;
}
module_init(privcmd_init);

static void __exit privcmd_exit(void)
{
	misc_deregister(&xen_privcmdbuf_dev);
	misc_deregister(&privcmd_device);
}
module_exit(privcmd_exit);

MODULE_DESCRIPTION("Hypercalls and foreign mappings for processes");
MODULE_LICENSE("GPL");
