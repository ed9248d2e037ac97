/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of xen-privcmd share; xenfs takes the two fops. */
#ifndef DRIVERS_XEN_PRIVCMD_H
#define DRIVERS_XEN_PRIVCMD_H

#include <linux/fs.h>

#include <xen/interface/xen.h>

extern const struct file_operations xen_privcmd_fops;
extern const struct file_operations xen_privcmdbuf_fops;
extern struct miscdevice xen_privcmdbuf_dev;

/**
 * struct privcmd_file - an open /dev/xen/privcmd
 * @only: the domain that it is restricted to, PRIVCMD_ANY or PRIVCMD_NONE
 */
struct privcmd_file {
	unsigned int only;
};

/* Beside the numbers of domains, which have 16 bits. */
#define PRIVCMD_ANY	0x10000u
#define PRIVCMD_NONE	0x10001u

static inline bool privcmd_may(const struct privcmd_file *file, domid_t domid)
{
	unsigned int only = READ_ONCE(file->only);

	return only == PRIVCMD_ANY || only == domid;
}

/* The ioctls; each takes the file and the address of its argument. */
long privcmd_mmap_ranges(struct privcmd_file *file, void __user *arg);
long privcmd_mmapbatch_v1(struct privcmd_file *file, void __user *arg);
long privcmd_mmapbatch_v2(struct privcmd_file *file, void __user *arg);
long privcmd_mmap_resource(struct privcmd_file *file, void __user *arg);
long privcmd_dm_op(struct privcmd_file *file, void __user *arg);

int privcmd_mmap(struct file *filp, struct vm_area_struct *vma);

#endif
