// SPDX-License-Identifier: GPL-2.0-only
/*
 * Discard and secure erase: requests without data.
 */
#include <linux/log2.h>

#include "../xen-vbd-keys.h"
#include "blkfront.h"

/**
 * discard_read - what the back-end says about discard
 * @vd: the disk; sector_size is read already
 * @dir: the back-end's directory
 *
 * Return: 0, or the error of a key that makes no sense.
 */
int discard_read(struct vdisk *vd, const char *dir)
{
	struct vdisk_features *has = &vd->has;
	u64 on, granularity, alignment, secure;
	int err;

	has->discard = false;
	has->secure = false;
	err = vbd_key_or(dir, "feature-discard", 1, 0, &on);
	if (err || !on)
		return err;
	err = vbd_key_or(dir, "discard-granularity", UINT_MAX, has->sector_size, &granularity);
	if (!err)
		err = vbd_key_or(dir, "discard-alignment", UINT_MAX, 0, &alignment);
	if (!err)
		err = vbd_key_or(dir, "discard-secure", 1, 0, &secure);
	if (err)
		return err;
	/* Some back-ends write 0 for "no larger unit than a sector". */
	if (granularity < has->sector_size)
		granularity = has->sector_size;
	has->discard = true;
	has->discard_granularity = granularity;
	has->discard_alignment = alignment % granularity;
	has->secure = secure;
	return 0;
}

/* Tell the block layer; the queue is frozen, quiesced or not announced yet. */
void discard_limits(struct vdisk *vd)
{
	struct request_queue *q = vd->disk->queue;
	bool on = vd->has.discard;
	bool secure = on && vd->has.secure;

	blk_queue_max_discard_sectors(q, on ? UINT_MAX >> SECTOR_SHIFT : 0);
	blk_queue_max_secure_erase_sectors(q, secure ? UINT_MAX >> SECTOR_SHIFT : 0);
	q->limits.discard_granularity = on ? vd->has.discard_granularity : 0;
	q->limits.discard_alignment = on ? vd->has.discard_alignment : 0;
}

/* Write a ring slot. Nothing is read back from it. */
void discard_fill(struct blkif_request *req, u16 id, struct request *rq)
{
	req->operation = BLKIF_OP_DISCARD;
	req->u.discard.flag = req_op(rq) == REQ_OP_SECURE_ERASE ? BLKIF_DISCARD_SECURE : 0;
	req->u.discard._pad1 = 0;
	req->u.discard._pad2 = 0;
	req->u.discard._pad3 = 0;
	req->u.discard.id = id;
	req->u.discard.sector_number = blk_rq_pos(rq);
	req->u.discard.nr_sectors = blk_rq_sectors(rq);
}

/* The device below can't do it after all: the block layer need not try again. */
void discard_refused(struct vdisk *vd, struct request *rq)
{
	struct request_queue *q = rq->q;

	if (req_op(rq) == REQ_OP_SECURE_ERASE) {
		blk_queue_max_secure_erase_sectors(q, 0);
		return;
	}
	if (q->limits.max_discard_sectors)
		dev_warn(&vd->dev->dev, "discard is not supported by the back-end's device\n");
	blk_queue_max_discard_sectors(q, 0);
	blk_queue_max_secure_erase_sectors(q, 0);
}
