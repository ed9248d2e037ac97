// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntdev: memory that other domains have granted, for processes.
 *
 * An ioctl names grants and gets an offset for them; mmap() at that offset maps them, all
 * or none. The grants of one ioctl are a map (gntdev-map.c) and can only be shown together.
 */
#define pr_fmt(fmt) "xen:gntdev: " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <xen/xen.h>
#include <xen/features.h>

#include "gntdev.h"

static struct miscdevice gntdev_device;

static unsigned int limit = 64 * 1024;
module_param(limit, uint, 0644);
MODULE_PARM_DESC(limit, "Most grants of one mapping");

/* Copies @count grants into @map in pieces. */
static int read_grants(struct gntdev_map *map, const struct ioctl_gntdev_grant_ref __user *from)
{
	struct ioctl_gntdev_grant_ref refs[32];
	unsigned int done, nr, i;

	for (done = 0; done < map->count; done += nr) {
		nr = min_t(unsigned int, map->count - done, ARRAY_SIZE(refs));
		if (copy_from_user(refs, from + done, nr * sizeof(*refs)))
			return -EFAULT;
		for (i = 0; i < nr; i++) {
			if (refs[i].domid > U16_MAX)
				return -EINVAL;
			map->grants[done + i].domid = refs[i].domid;
			map->grants[done + i].ref = refs[i].ref;
		}
		cond_resched();
	}
	return 0;
}

/* Gives @map an offset of the file. */
static int file_add(struct gntdev_file *file, struct gntdev_map *map)
{
	int err;

	if (map->count > file->max_grants - file->nr_grants)
		return -ENOSPC;
	map->index = file->next;
	err = xa_insert(&file->maps, map->index, map, GFP_KERNEL_ACCOUNT);
	if (err)
		return err;
	file->next += map->count;
	file->nr_grants += map->count;
	return 0;
}

static void file_remove(struct gntdev_file *file, struct gntdev_map *map)
{
	xa_erase(&file->maps, map->index);
	file->nr_grants -= map->count;
}

/* Takes the map at page offset @index, if it is of @count grants, out of the file. */
static int file_drop(struct gntdev_file *file, unsigned long index, unsigned int count)
{
	struct gntdev_map *map;

	mutex_lock(&file->lock);
	map = xa_load(&file->maps, index);
	if (map && map->count == count)
		file_remove(file, map);
	else
		map = NULL;
	mutex_unlock(&file->lock);
	if (!map)
		return -ENOENT;
	gntdev_map_put(map);
	return 0;
}

static long gntdev_map_grants(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_map_grant_ref __user *to = arg;
	struct ioctl_gntdev_map_grant_ref op;
	struct gntdev_map *map;
	u64 index;
	int err;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (!op.count || op.count > READ_ONCE(limit))
		return -EINVAL;
	map = gntdev_map_create(op.count);
	if (IS_ERR(map))
		return PTR_ERR(map);
	err = read_grants(map, to->refs);
	if (err)
		goto put;

	mutex_lock(&file->lock);
	err = file_add(file, map);
	index = map->index;
	mutex_unlock(&file->lock);
	if (err)
		goto put;
	/* Not under the lock, which mmap() takes: this may have to wait for the same memory. */
	if (!put_user(index << PAGE_SHIFT, &to->index))
		return 0;
	return file_drop(file, index, op.count) ?: -EFAULT;
put:
	gntdev_map_put(map);
	return err;
}

static long gntdev_unmap_grants(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_unmap_grant_ref op;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	return offset_in_page(op.index) ? -ENOENT :
	       file_drop(file, op.index >> PAGE_SHIFT, op.count);
}

/* Offsets are those of one file: a map of another one has none here. */
static long gntdev_get_offset(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_get_offset_for_vaddr op;
	struct vm_area_struct *vma;
	struct gntdev_map *map;
	long ret = -EINVAL;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, op.vaddr);
	map = vma ? gntdev_map_of(vma) : NULL;
	if (map && vma->vm_file->private_data == file && vma->vm_start == op.vaddr &&
	    vma->vm_pgoff == map->index) {
		op.offset = (u64)map->index << PAGE_SHIFT;
		op.count = map->count;
		ret = 0;
	}
	mmap_read_unlock(current->mm);
	if (!ret && copy_to_user(arg, &op, sizeof(op)))
		return -EFAULT;
	return ret;
}

static long gntdev_set_max(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_set_max_grants op;
	long ret = 0;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	mutex_lock(&file->lock);
	if (file->next)
		ret = -EBUSY;
	else
		file->max_grants = op.count;
	mutex_unlock(&file->lock);
	return ret;
}

static long gntdev_set_notify(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_unmap_notify op;
	unsigned long index, at;
	struct gntdev_map *map;
	long ret = -ENOENT;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	at = op.index >> PAGE_SHIFT;
	mutex_lock(&file->lock);
	xa_for_each(&file->maps, index, map) {
		if (at >= index && at - index < map->count) {
			ret = gntdev_map_notify(map, &op);
			break;
		}
	}
	mutex_unlock(&file->lock);
	return ret;
}

static long gntdev_ioctl(struct file *filp, unsigned int cmd, unsigned long address)
{
	struct gntdev_file *file = filp->private_data;
	void __user *arg = (void __user *)address;

	switch (cmd) {
	case IOCTL_GNTDEV_MAP_GRANT_REF:
		return gntdev_map_grants(file, arg);
	case IOCTL_GNTDEV_UNMAP_GRANT_REF:
		return gntdev_unmap_grants(file, arg);
	case IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR:
		return gntdev_get_offset(file, arg);
	case IOCTL_GNTDEV_SET_MAX_GRANTS:
		return gntdev_set_max(file, arg);
	case IOCTL_GNTDEV_SET_UNMAP_NOTIFY:
		return gntdev_set_notify(file, arg);
	case IOCTL_GNTDEV_GRANT_COPY:
		return gntdev_copy(arg);
	case IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS:
		return gntdev_dmabuf_export(file, arg, READ_ONCE(limit));
	case IOCTL_GNTDEV_DMABUF_EXP_WAIT_RELEASED:
		return gntdev_dmabuf_wait(file, arg);
	case IOCTL_GNTDEV_DMABUF_IMP_TO_REFS:
		return gntdev_dmabuf_import(file, arg, gntdev_device.this_device,
					    READ_ONCE(limit));
	case IOCTL_GNTDEV_DMABUF_IMP_RELEASE:
		return gntdev_dmabuf_release(file, arg);
	default:
		return -ENOTTY;
	}
}

static int gntdev_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct gntdev_file *file = filp->private_data;
	struct gntdev_map *map;
	int err = -EINVAL;

	/* Copy on write would show other pages. */
	if (vma->vm_flags & VM_WRITE && !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mutex_lock(&file->lock);
	map = xa_load(&file->maps, vma->vm_pgoff);
	if (map && map->count == vma_pages(vma))
		err = gntdev_map_show(map, vma);
	mutex_unlock(&file->lock);
	return err;
}

static int gntdev_open(struct inode *inode, struct file *filp)
{
	struct gntdev_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->lock);
	xa_init(&file->maps);
	INIT_LIST_HEAD(&file->buffers);
	file->max_grants = UINT_MAX;
	filp->private_data = file;
	return 0;
}

/* The areas are gone: each has a reference to the file. */
static int gntdev_release(struct inode *inode, struct file *filp)
{
	struct gntdev_file *file = filp->private_data;
	struct gntdev_map *map;
	unsigned long index;

	xa_for_each(&file->maps, index, map) {
		file_remove(file, map);
		gntdev_map_put(map);
	}
	xa_destroy(&file->maps);
	gntdev_dmabuf_close(file);
	kfree(file);
	return 0;
}

static const struct file_operations gntdev_fops = {
	.owner		= THIS_MODULE,
	.open		= gntdev_open,
	.release	= gntdev_release,
	.unlocked_ioctl	= gntdev_ioctl,
	.mmap		= gntdev_mmap,
};

static struct miscdevice gntdev_device = {
	.name	= "xen/gntdev",
	.minor	= MISC_DYNAMIC_MINOR,
	.fops	= &gntdev_fops,
};

static int __init gntdev_init(void)
{
	int err = xen_domain() ? misc_register(&gntdev_device) : -ENODEV;

	if (err)
		return err;
	/* Buffers are attached to it, though it does no DMA: it can reach everything. */
	err = dma_coerce_mask_and_coherent(gntdev_device.this_device, DMA_BIT_MASK(64));
	if (err)
		misc_deregister(&gntdev_device);
	return err;
}
module_init(gntdev_init);

static void __exit gntdev_exit(void)
{
	misc_deregister(&gntdev_device);
}
module_exit(gntdev_exit);

MODULE_DESCRIPTION("Memory that other domains have granted, for processes");
MODULE_LICENSE("GPL");
