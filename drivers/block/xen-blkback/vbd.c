// SPDX-License-Identifier: GPL-2.0-only
/*
 * The block device that is served.
 */
#include <linux/device.h>

#include "blkback.h"

/**
 * vbd_open - open the block device
 * @vbd: with no device yet
 * @devt: its number
 * @mode: of the toolstack, writable if there is a w in it
 * @cdrom: show it as a CD-ROM
 *
 * Return: 0 or a negative errno.
 */
int vbd_open(struct vbd *vbd, dev_t devt, const char *mode, bool cdrom)
{
	fmode_t fmode = FMODE_READ | (strchr(mode, 'w') ? FMODE_WRITE : 0);
	struct block_device *bdev = blkdev_get_by_dev(devt, fmode, NULL);

	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	vbd->bdev = bdev;
	vbd->fmode = fmode;
	vbd->devt = devt;
	vbd->readonly = !(fmode & FMODE_WRITE) || bdev_read_only(bdev);
	vbd->cdrom = cdrom;
	vbd->sectors = bdev_nr_sectors(bdev);
	strscpy(vbd->mode, mode, sizeof(vbd->mode));
	return 0;
}

void vbd_close(struct vbd *vbd)
{
	if (vbd->bdev)
		blkdev_put(vbd->bdev, vbd->fmode);
	vbd->bdev = NULL;
}

unsigned int vbd_info(struct vbd *vbd)
{
	unsigned int info = vbd->readonly ? VDISK_READONLY : 0;

	if (vbd->cdrom)
		info |= VDISK_CDROM;
	if (vbd->bdev->bd_disk->flags & GENHD_FL_REMOVABLE)
		info |= VDISK_REMOVABLE;
	return info;
}

/**
 * vbd_check - may the front-end have these sectors?
 * @vbd: the disk
 * @sector: first one
 * @sectors: how many; any value
 * @write: to write them
 *
 * Return: 0, -EROFS, or -EINVAL (behind the end, or not whole blocks of the device).
 */
int vbd_check(struct vbd *vbd, u64 sector, u64 sectors, bool write)
{
	u64 end = bdev_nr_sectors(vbd->bdev);
	unsigned int block = bdev_logical_block_size(vbd->bdev) >> SECTOR_SHIFT;

	if (write && vbd->readonly)
		return -EROFS;
	if (sector > end || sectors > end - sector)
		return -EINVAL;
	return (sector | sectors) & (block - 1) ? -EINVAL : 0;
}

/* Figures, under the names that tools know */

void vbd_add_figures(struct vbd_figures *to, const struct vbd_figures *more)
{
	u64 *sum = (u64 *)to;
	const u64 *add = (const u64 *)more;
	unsigned int i;

	for (i = 0; i < sizeof(*to) / sizeof(*sum); i++)
		sum[i] += READ_ONCE(add[i]);
}

static ssize_t figure_show(struct device *dev, char *buf, size_t offset)
{
	struct vbd *vbd = dev_get_drvdata(dev);
	struct vbd_figures sum;
	unsigned int i;

	if (!vbd)
		return -ENODEV;
	mutex_lock(&vbd->lock);
	sum = vbd->figures;
	for (i = 0; i < vbd->nr_rings; i++)
		vbd_add_figures(&sum, &vbd->rings[i].figures);
	mutex_unlock(&vbd->lock);
	return sysfs_emit(buf, "%llu\n", *(u64 *)((char *)&sum + offset));
}

#define FIGURE(name, member) \
static ssize_t name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
{ \
	return figure_show(dev, buf, offsetof(struct vbd_figures, member)); \
} \
static DEVICE_ATTR_RO(name)

FIGURE(oo_req, full);
FIGURE(rd_req, reads);
FIGURE(wr_req, writes);
FIGURE(f_req, flushes);
FIGURE(ds_req, discards);
FIGURE(rd_sect, read_sectors);
FIGURE(wr_sect, written_sectors);
FIGURE(gnt_map, mapped);
FIGURE(gnt_copy, copied);
FIGURE(gnt_kept, kept);

static struct attribute *figure_attrs[] = {
	&dev_attr_oo_req.attr,
	&dev_attr_rd_req.attr,
	&dev_attr_wr_req.attr,
	&dev_attr_f_req.attr,
	&dev_attr_ds_req.attr,
	&dev_attr_rd_sect.attr,
	&dev_attr_wr_sect.attr,
	&dev_attr_gnt_map.attr,
	&dev_attr_gnt_copy.attr,
	&dev_attr_gnt_kept.attr,
	NULL
};

static const struct attribute_group figure_group = {
	.name = "statistics",
	.attrs = figure_attrs,
};

static ssize_t physical_device_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vbd *vbd = dev_get_drvdata(dev);

	return vbd ? sysfs_emit(buf, "%x:%x\n", MAJOR(vbd->devt), MINOR(vbd->devt)) : -ENODEV;
}
static DEVICE_ATTR_RO(physical_device);

static ssize_t mode_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct vbd *vbd = dev_get_drvdata(dev);

	return vbd ? sysfs_emit(buf, "%s\n", vbd->mode) : -ENODEV;
}
static DEVICE_ATTR_RO(mode);

static struct attribute *device_attrs[] = {
	&dev_attr_physical_device.attr,
	&dev_attr_mode.attr,
	NULL
};

static const struct attribute_group device_group = {
	.attrs = device_attrs,
};

const struct attribute_group *vbd_groups[] = {
	&device_group,
	&figure_group,
	NULL
};
