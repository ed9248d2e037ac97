// SPDX-License-Identifier: GPL-2.0-only
/*
 * Discard and secure erase.
 */
#include "blkback.h"

/**
 * discard_publish - tell the front-end whether it may discard
 * @vbd: with its block device open
 * @xbt: transaction
 *
 * Return: 0 or the error of xenbus.
 */
int discard_publish(struct vbd *vbd, struct xenbus_transaction xbt)
{
	const char *dir = vbd->dev->nodename;
	struct block_device *bdev = vbd->bdev;
	bool on = bdev_max_discard_sectors(bdev) && xenbus_read_unsigned(dir, "discard-enable", 1);
	bool secure = on && bdev_max_secure_erase_sectors(bdev);
	int err = 0;

	if (on)
		err = xenbus_printf(xbt, dir, "discard-granularity", "%u",
				    bdev_discard_granularity(bdev));
	if (on && !err)
		err = xenbus_printf(xbt, dir, "discard-alignment", "%u",
				    bdev_discard_alignment(bdev));
	if (on && !err)
		err = xenbus_printf(xbt, dir, "discard-secure", "%d", secure);
	if (!err)
		err = xenbus_printf(xbt, dir, "feature-discard", "%d", on);
	return err;
}

static void discard_failed(struct vbd_io *io, int err)
{
	if (err)
		io->status = err == -EOPNOTSUPP ? BLKIF_RSP_EOPNOTSUPP : BLKIF_RSP_ERROR;
}

/**
 * discard_submit - do it
 * @vbd: the disk
 * @io: the request; its sector is checked
 * @sectors: how many, not 0
 * @secure: no copy may be left
 */
void discard_submit(struct vbd *vbd, struct vbd_io *io, u64 sectors, bool secure)
{
	struct bio *bio = NULL;

	/* A plain discard would leave copies, of which the guest was told that there are none. */
	if (secure && !bdev_max_secure_erase_sectors(vbd->bdev)) {
		discard_failed(io, -EOPNOTSUPP);
	} else if (secure) {
		discard_failed(io, blkdev_issue_secure_erase(vbd->bdev, io->sector, sectors,
							     GFP_NOIO));
	} else {
		discard_failed(io, __blkdev_issue_discard(vbd->bdev, io->sector, sectors,
							  GFP_NOIO, &bio));
	}
	if (bio) {
		bio->bi_private = io;
		bio->bi_end_io = io_end_bio;
		atomic_inc(&io->bios);
		submit_bio(bio);
	}
	io_put(io);
}
