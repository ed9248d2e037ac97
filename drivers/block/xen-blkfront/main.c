// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module and the gendisk: names, numbers, limits, open and close.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cdrom.h>
#include <linux/hdreg.h>
#include <linux/major.h>
#include <linux/module.h>
#include <xen/page.h>
#include <xen/platform_pci.h>
#include <xen/xen.h>

#include "blkfront.h"

unsigned int vdisk_max_segments = 32;
module_param_named(max_indirect_segments, vdisk_max_segments, uint, 0444);
MODULE_PARM_DESC(max_indirect_segments, "Pages of the largest request (default 32, at most 512)");

unsigned int vdisk_max_queues;
module_param_named(max_queues, vdisk_max_queues, uint, 0444);
MODULE_PARM_DESC(max_queues, "Rings of a disk at most (default: one for each CPU)");

unsigned int vdisk_max_order;
module_param_named(max_ring_page_order, vdisk_max_order, uint, 0444);
MODULE_PARM_DESC(max_ring_page_order, "Order of the largest ring in pages (default 0, at most 4)");

bool vdisk_persistent = true;
module_param_named(feature_persistent, vdisk_persistent, bool, 0644);
MODULE_PARM_DESC(feature_persistent, "Let the back-end keep pages mapped (default Y)");

/* Taken for the sake of old command lines: a back-end is never trusted here. */
static bool trusted = true;
module_param(trusted, bool, 0644);
MODULE_PARM_DESC(trusted, "Ignored: data goes through pages of the driver's own in any case");

/* Numbers and names. The encoding of a virtual device number is the interface's. */

#define XVD_MAJOR		202
#define XVD_MINORS		16
#define XVD_MINORS_EXT		256
#define VDEV_EXT		BIT(28)

static LIST_HEAD(vdisks);
static DEFINE_MUTEX(vdisks_lock);

static bool vdev_is_ours(u32 vdevice)
{
	return vdevice & VDEV_EXT || vdevice >> 8 == XVD_MAJOR;
}

/* First disk of a SCSI major, or -1. */
static int scsi_first(unsigned int major)
{
	if (major == SCSI_DISK0_MAJOR)
		return 0;
	if (major >= SCSI_DISK1_MAJOR && major <= SCSI_DISK7_MAJOR)
		return 16 * (major - SCSI_DISK1_MAJOR + 1);
	if (major >= SCSI_DISK8_MAJOR && major <= SCSI_DISK15_MAJOR)
		return 16 * (major - SCSI_DISK8_MAJOR + 8);
	return -1;
}

/* Disk and partition of a number; hda, sda and xvda are the same disk here. */
static int vdev_decode(u32 vdevice, unsigned int *disk, unsigned int *part)
{
	unsigned int major = vdevice >> 8, minor = vdevice & 0xff;

	if (vdevice & VDEV_EXT) {
		*disk = (vdevice & ~VDEV_EXT) >> 8;
		*part = minor;
		return vdevice >> 29 || *disk > MINORMASK / XVD_MINORS_EXT ? -ERANGE : 0;
	}
	if (major == IDE0_MAJOR || major == IDE1_MAJOR) {
		*disk = minor / 64 + (major == IDE1_MAJOR ? 2 : 0);
		*part = minor % 64;
		return *disk < 4 && *part < XVD_MINORS ? 0 : -ERANGE;
	}
	*disk = minor / XVD_MINORS;
	*part = minor % XVD_MINORS;
	if (major == XVD_MAJOR)
		return 0;
	if (scsi_first(major) < 0)
		return -ENODEV;
	*disk += scsi_first(major);
	return 0;
}

static void vdisk_name(char *name, unsigned int disk, unsigned int part)
{
	char letters[8];
	int i = sizeof(letters);

	letters[--i] = 0;
	for (disk++; disk; disk = (disk - 1) / 26)
		letters[--i] = 'a' + (disk - 1) % 26;
	if (part)
		snprintf(name, DISK_NAME_LEN, "xvd%s%u", letters + i, part);
	else
		snprintf(name, DISK_NAME_LEN, "xvd%s", letters + i);
}

static bool minors_taken(unsigned int first, unsigned int count)
{
	struct vdisk *other;

	list_for_each_entry(other, &vdisks, all)
		if (first < other->first_minor + other->minors &&
		    other->first_minor < first + count)
			return true;
	return false;
}

/**
 * vdisk_place - find name and minor numbers of a disk
 * @vd: the disk
 * @vdevice: the number that the toolstack chose for it
 *
 * Return: 0, -ENODEV (not for this driver), -ERANGE (no such number), -EBUSY (taken).
 */
int vdisk_place(struct vdisk *vd, u32 vdevice)
{
	unsigned int disk, part, each = vdevice & VDEV_EXT ? XVD_MINORS_EXT : XVD_MINORS;
	int err = vdev_decode(vdevice, &disk, &part);

	if (err)
		return err;
	/* Emulated disks that were not unplugged are driven as what they look like. */
	if (xen_hvm_domain() && xen_has_pv_and_legacy_disk_devices() && !vdev_is_ours(vdevice))
		return -ENODEV;
	vdisk_name(vd->name, disk, part);
	vd->first_minor = disk * each + part;
	vd->minors = part ? 1 : each;
	mutex_lock(&vdisks_lock);
	if (minors_taken(vd->first_minor, vd->minors))
		err = -EBUSY;
	else
		list_add(&vd->all, &vdisks);
	mutex_unlock(&vdisks_lock);
	return err;
}

void vdisk_unplace(struct vdisk *vd)
{
	mutex_lock(&vdisks_lock);
	list_del_init(&vd->all);
	mutex_unlock(&vdisks_lock);
}

/* Calls from the block layer */

static int vdisk_open(struct block_device *bdev, fmode_t mode)
{
	struct vdisk *vd = bdev->bd_disk->private_data;

	/* Both change under open_mutex, which is held here. */
	return vd->phase == VDISK_CLOSED || vd->gone ? -ENXIO : 0;
}

static void vdisk_release(struct gendisk *disk, fmode_t mode)
{
	struct vdisk *vd = disk->private_data;

	if (!disk_openers(disk) && READ_ONCE(vd->close_asked))
		schedule_work(&vd->end_work);
}

static int vdisk_getgeo(struct block_device *bdev, struct hd_geometry *geo)
{
	geo->heads = 255;
	geo->sectors = 63;
	geo->cylinders = min_t(u64, div_u64(get_capacity(bdev->bd_disk), 255 * 63), 0xffff);
	return 0;
}

static int cdrom_single_session(void __user *arg)
{
	struct cdrom_multisession none;

	memset(&none, 0, sizeof(none));
	return copy_to_user(arg, &none, sizeof(none)) ? -EFAULT : 0;
}

static int vdisk_ioctl(struct block_device *bdev, fmode_t mode, unsigned int cmd, unsigned long arg)
{
	struct vdisk *vd = bdev->bd_disk->private_data;

	switch (cmd) {
	case CDROMMULTISESSION:
		return cdrom_single_session((void __user *)arg);
	case CDROM_GET_CAPABILITY:
		return vd->has.info & VDISK_CDROM ? 0 : -EINVAL;
	default:
		return -ENOTTY;
	}
}

/* The last reference to the disk is the last one to the driver's part of it. */
static void vdisk_free(struct gendisk *disk)
{
	kfree(disk->private_data);
}

static const struct block_device_operations vdisk_fops = {
	.owner = THIS_MODULE,
	.open = vdisk_open,
	.release = vdisk_release,
	.getgeo = vdisk_getgeo,
	.ioctl = vdisk_ioctl,
	.compat_ioctl = blkdev_compat_ptr_ioctl,
	.free_disk = vdisk_free,
};

/* The disk itself */

/**
 * vdisk_limits - tell the block layer what the back-end can do
 * @vd: a disk with no request on its way
 *
 * Data is packed into whole pages on its way to the ring, so there is no limit to the
 * number or the alignment of its pieces, only to their sum.
 */
void vdisk_limits(struct vdisk *vd)
{
	struct request_queue *q = vd->disk->queue;
	bool cache = vd->has.flush || vd->has.barrier;

	blk_queue_logical_block_size(q, vd->has.sector_size);
	blk_queue_physical_block_size(q, vd->has.physical_size);
	blk_queue_max_hw_sectors(q, vd->has.segments * VDISK_SEG_SECTORS);
	blk_queue_max_segments(q, USHRT_MAX);
	blk_queue_max_segment_size(q, UINT_MAX);
	blk_queue_dma_alignment(q, 511);
	/* FUA is made of write and flush: a barrier would stop everything else on its ring. */
	blk_queue_write_cache(q, cache, false);
	discard_limits(vd);
	set_disk_ro(vd->disk, vd->has.info & VDISK_READONLY);
}

static int vdisk_tags(struct vdisk *vd)
{
	vd->tags.ops = &vdisk_mq_ops;
	vd->tags.nr_hw_queues = vd->nr_queues;
	vd->tags.queue_depth = RING_SIZE(&vd->queues[0].ring);
	vd->tags.numa_node = NUMA_NO_NODE;
	vd->tags.cmd_size = sizeof(struct vdisk_cmd);
	/* The back-end's disk has a scheduler of its own. */
	vd->tags.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_NO_SCHED_BY_DEFAULT;
	return blk_mq_alloc_tag_set(&vd->tags);
}

/**
 * vdisk_make - make the gendisk of a disk that is connected for the first time
 * @vd: the disk, its lock held
 *
 * Return: 0 or -ENOMEM. The disk is announced by add_work.
 */
int vdisk_make(struct vdisk *vd)
{
	struct gendisk *disk;
	int err = vdisk_tags(vd);

	if (err)
		return err;
	disk = blk_mq_alloc_disk(&vd->tags, vd);
	if (IS_ERR(disk)) {
		blk_mq_free_tag_set(&vd->tags);
		return PTR_ERR(disk);
	}
	disk->major = XVD_MAJOR;
	disk->first_minor = vd->first_minor;
	disk->minors = vd->minors;
	disk->fops = &vdisk_fops;
	disk->private_data = vd;
	if (vd->minors == 1)
		disk->flags |= GENHD_FL_NO_PART;
	if (vd->has.info & (VDISK_REMOVABLE | VDISK_CDROM))
		disk->flags |= GENHD_FL_REMOVABLE;
	strscpy(disk->disk_name, vd->name, DISK_NAME_LEN);
	blk_queue_flag_set(QUEUE_FLAG_VIRT, disk->queue);
	vd->disk = disk;
	vdisk_limits(vd);
	set_capacity(disk, vd->has.sectors);
	return 0;
}

/* The back-end's disk has another size now. */
void vdisk_resized(struct vdisk *vd)
{
	sector_t old = get_capacity(vd->disk);

	if (old == vd->has.sectors)
		return;
	dev_info(&vd->dev->dev, "%s: %llu sectors, were %llu\n", vd->name, vd->has.sectors,
		 (u64)old);
	set_capacity_and_notify(vd->disk, vd->has.sectors);
}

/* Take the disk away from its users. */
void vdisk_unmake(struct vdisk *vd)
{
	if (!vd->ready)
		return;
	del_gendisk(vd->disk);
	blk_mq_free_tag_set(&vd->tags);
}

/* After vdisk_unmake(), at the very end. @vd may live on until its disk is closed. */
void vdisk_put(struct vdisk *vd)
{
	if (vd->disk && vd->ready) {
		put_disk(vd->disk);
		return;
	}
	if (vd->disk) {
		put_disk(vd->disk);
		blk_mq_free_tag_set(&vd->tags);
	}
	kfree(vd);
}

static int __init vdisk_init(void)
{
	int err;

	if (!xen_domain() || !xen_has_pv_disk_devices())
		return -ENODEV;
	vdisk_max_segments = clamp_t(unsigned int, vdisk_max_segments,
				     BLKIF_MAX_SEGMENTS_PER_REQUEST, VDISK_MAX_SEGMENTS);
	vdisk_max_order = min_t(unsigned int, vdisk_max_order, VDISK_MAX_ORDER);
	if (!vdisk_max_queues)
		vdisk_max_queues = num_online_cpus();
	vdisk_max_queues = min_t(unsigned int, vdisk_max_queues, VDISK_MAX_QUEUES);
	err = register_blkdev(XVD_MAJOR, "xvd");
	if (err)
		return err;
	err = vdisk_xenbus_init();
	if (err)
		unregister_blkdev(XVD_MAJOR, "xvd");
	return err;
}
module_init(vdisk_init);

static void __exit vdisk_exit(void)
{
	vdisk_xenbus_exit();
	unregister_blkdev(XVD_MAJOR, "xvd");
}
module_exit(vdisk_exit);

MODULE_DESCRIPTION("Xen virtual block device front-end");
MODULE_LICENSE("GPL");
MODULE_ALIAS_BLOCKDEV_MAJOR(XVD_MAJOR);
MODULE_ALIAS("xen:vbd");
MODULE_ALIAS("xenblk");
