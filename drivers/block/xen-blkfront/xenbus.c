// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negotiation, reconnection and the end of a disk.
 *
 *	          back InitWait            back Connected
 *	WAITING ----------------> OFFERED ----------------> LIVE
 *	   ^  state Initialising   | Initialised  Connected  |
 *	   |                       |                         | back Closed, its nodes gone,
 *	   |                       v                         | or this domain was restored
 *	   +--- no disk yet ------ * <-----------------------+
 *	                           | disk made
 *	     back InitWait         v
 *	OFFERED <---------------- LOST   state Initialising
 *
 *	any --- back Closing and nobody has the disk open, or the node is removed ---> CLOSED
 *
 * In LOST the queue is quiesced.  What was on its way and had no answer yet waits in the
 * block layer and is sent again to the next back-end, so nothing that was acknowledged is
 * lost and nothing is acknowledged that was not done.
 *
 * The watches run one after the other in one thread of the kernel, so nothing that waits
 * for the back-end's disk is done there: announcing the disk reads its partition table
 * (add_work), closing it writes what is dirty (end_work).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <xen/grant_table.h>
#include <xen/interface/io/protocols.h>
#include <xen/xen.h>

#include "../xen-vbd-keys.h"
#include "blkfront.h"

/* So many connections in a row may end without one answer to requests that wait. */
#define VDISK_TRIES	8

static struct xenbus_driver vdisk_driver;

/* Losing a back-end */

static void vdisk_quiesce(struct vdisk *vd)
{
	if (!vd->disk || vd->quiesced)
		return;
	blk_mq_quiesce_queue(vd->disk->queue);
	vd->quiesced = true;
}

static void vdisk_unquiesce(struct vdisk *vd)
{
	if (!vd->quiesced)
		return;
	vd->quiesced = false;
	blk_mq_unquiesce_queue(vd->disk->queue);
	blk_mq_kick_requeue_list(vd->disk->queue);
	blk_mq_run_hw_queues(vd->disk->queue, true);
}

/* The connection that ends was of use: a request was answered, or there was none to answer. */
static bool was_of_use(struct vdisk *vd)
{
	bool idle = vd->phase == VDISK_LIVE;
	unsigned int i;

	for (i = 0; i < vd->nr_queues; i++) {
		if (vd->queues[i].answered)
			return true;
		idle = idle && !vdisk_queue_busy(&vd->queues[i]);
	}
	return idle;
}

static void queues_down(struct vdisk *vd)
{
	unsigned int i;

	if (was_of_use(vd))
		vd->tries = 0;
	for (i = 0; i < vd->nr_queues; i++)
		vdisk_queue_down(&vd->queues[i]);
	kfree(vd->queues);
	vd->queues = NULL;
	vd->nr_queues = 0;
}

/* Keep the requests, drop the rings; state Initialising says that we wait for a successor. */
static void vdisk_lose(struct vdisk *vd)
{
	vdisk_quiesce(vd);
	queues_down(vd);
	vd->phase = vd->disk ? VDISK_LOST : VDISK_WAITING;
}

/* All requests fail from now on, those on their way as well. */
static void vdisk_fail(struct vdisk *vd)
{
	WRITE_ONCE(vd->gone, true);
	vdisk_quiesce(vd);
	queues_down(vd);
	vdisk_unquiesce(vd);
}

/* The device can't be used as it was offered: say why, and close. */
static void vdisk_refuse(struct vdisk *vd, int err, const char *what)
{
	xenbus_dev_fatal(vd->dev, err, "%s", what);
	if (vd->disk) {
		vdisk_fail(vd);
		WRITE_ONCE(vd->close_asked, true);
		schedule_work(&vd->end_work);
	} else {
		queues_down(vd);
		vd->phase = VDISK_CLOSED;
		xenbus_frontend_closed(vd->dev);
	}
}

/* Offering rings */

static int write_ring(struct xenbus_transaction xbt, const char *dir, struct vdisk_queue *q)
{
	unsigned int i;
	int err = 0;

	if (q->ring_pages == 1)
		err = xenbus_printf(xbt, dir, "ring-ref", "%u", q->ring_ref[0]);
	for (i = 0; !err && q->ring_pages > 1 && i < q->ring_pages; i++) {
		char key[16];

		snprintf(key, sizeof(key), "ring-ref%u", i);
		err = xenbus_printf(xbt, dir, key, "%u", q->ring_ref[i]);
	}
	return err ?: xenbus_printf(xbt, dir, "event-channel", "%u", q->port);
}

static int write_queues(struct xenbus_transaction xbt, struct vdisk *vd)
{
	const char *home = vd->dev->nodename;
	unsigned int i;
	int err;

	if (vd->nr_queues == 1)
		return write_ring(xbt, home, &vd->queues[0]);
	err = xenbus_printf(xbt, home, "multi-queue-num-queues", "%u", vd->nr_queues);
	for (i = 0; !err && i < vd->nr_queues; i++) {
		char *dir = kasprintf(GFP_NOIO, "%s/queue-%u", home, i);

		if (!dir)
			return -ENOMEM;
		err = write_ring(xbt, dir, &vd->queues[i]);
		kfree(dir);
	}
	return err;
}

static int write_offer(struct xenbus_transaction xbt, void *data)
{
	struct vdisk *vd = data;
	const char *home = vd->dev->nodename;
	int err;

	/* The last back-end may have been given another number of either. */
	xenbus_rm(xbt, home, "multi-queue-num-queues");
	xenbus_rm(xbt, home, "ring-page-order");
	if (vd->queues[0].ring_pages > 1) {
		err = xenbus_printf(xbt, home, "ring-page-order", "%d",
				    ilog2(vd->queues[0].ring_pages));
		if (err)
			return err;
	}
	err = write_queues(xbt, vd);
	if (!err)
		err = xenbus_printf(xbt, home, "protocol", "%s", XEN_IO_PROTO_ABI_NATIVE);
	if (!err)
		err = xenbus_printf(xbt, home, "feature-persistent", "%u",
				    READ_ONCE(vdisk_persistent));
	return err;
}

static int queues_up(struct vdisk *vd, unsigned int nr, unsigned int order)
{
	unsigned int i;
	int err = 0;

	vd->queues = kcalloc(nr, sizeof(*vd->queues), GFP_NOIO);
	if (!vd->queues)
		return -ENOMEM;
	vd->nr_queues = nr;
	for (i = 0; !err && i < nr; i++)
		err = vdisk_queue_up(vd, &vd->queues[i], order);
	return err;
}

/* The back-end waits: make rings as it wants them and tell it where they are. */
static void vdisk_offer(struct vdisk *vd)
{
	const char *dir = vd->dev->otherend;
	u64 order, nr;
	int err;

	if (vd->tries++ >= VDISK_TRIES)
		return vdisk_refuse(vd, -EIO, "the back-end connects and goes without an answer");
	err = vbd_key_or(dir, "max-ring-page-order", UINT_MAX, 0, &order);
	if (err)
		return vdisk_refuse(vd, err, "reading max-ring-page-order of the back-end");
	err = vbd_key_or(dir, "multi-queue-max-queues", UINT_MAX, 1, &nr);
	if (err)
		return vdisk_refuse(vd, err, "reading multi-queue-max-queues of the back-end");
	nr = clamp_t(u64, nr, 1, vdisk_max_queues);
	if (vd->disk)
		nr = min_t(u64, nr, vd->tags.nr_hw_queues);
	err = queues_up(vd, nr, min_t(u64, order, vdisk_max_order));
	if (err)
		return vdisk_refuse(vd, err, "making the rings");
	err = vbd_transaction(write_offer, vd);
	if (err)
		return vdisk_refuse(vd, err, "writing the rings to xenstore");
	vd->phase = VDISK_OFFERED;
	xenbus_switch_state(vd->dev, XenbusStateInitialised);
}

/* Reading what the back-end offers */

static int read_sizes(struct vdisk *vd, const char *dir)
{
	struct vdisk_features *has = &vd->has;
	u64 sectors, size, physical, info;
	int err = vbd_key(dir, "sectors", (u64)LLONG_MAX >> SECTOR_SHIFT, &sectors);

	if (!err)
		err = vbd_key(dir, "info", UINT_MAX, &info);
	if (!err)
		err = vbd_key(dir, "sector-size", PAGE_SIZE, &size);
	if (!err)
		err = vbd_key_or(dir, "physical-sector-size", UINT_MAX, size, &physical);
	if (err)
		return err;
	if (blk_validate_block_size(size) || !is_power_of_2(physical) || physical < size)
		return -ERANGE;
	if (sectors & ((size >> SECTOR_SHIFT) - 1))
		return -ERANGE;
	has->sectors = sectors;
	has->info = info;
	has->sector_size = size;
	has->physical_size = physical;
	return 0;
}

static int read_features(struct vdisk *vd, const char *dir)
{
	struct vdisk_features *has = &vd->has;
	u64 flush, barrier, segments;
	int err = vbd_key_or(dir, "feature-flush-cache", 1, 0, &flush);

	if (!err)
		err = vbd_key_or(dir, "feature-barrier", 1, 0, &barrier);
	if (!err)
		err = vbd_key_or(dir, "feature-max-indirect-segments", UINT_MAX, 0, &segments);
	if (err)
		return err;
	has->flush = flush;
	has->barrier = barrier;
	has->segments = max_t(u64, min_t(u64, segments, vdisk_max_segments),
			      BLKIF_MAX_SEGMENTS_PER_REQUEST);
	return discard_read(vd, dir);
}

/* A disk must not become another one under its users. */
static int still_the_same(struct vdisk *vd, const struct vdisk_features *was)
{
	if (!vd->disk || vd->has.sector_size == was->sector_size)
		return 0;
	return -EINVAL;
}

static int vdisk_start(struct vdisk *vd)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < vd->nr_queues; i++)
		err = vdisk_queue_start(&vd->queues[i]);
	if (!err && !vd->disk)
		return vdisk_make(vd);
	if (!err) {
		vdisk_limits(vd);
		vdisk_resized(vd);
	}
	return err;
}

static void vdisk_connect(struct vdisk *vd)
{
	struct vdisk_features was = vd->has;
	const char *dir = vd->dev->otherend;
	int err = read_sizes(vd, dir);

	if (err)
		return vdisk_refuse(vd, err, "reading sectors, info and sector-size");
	err = read_features(vd, dir);
	if (err)
		return vdisk_refuse(vd, err, "reading the features of the back-end");
	err = still_the_same(vd, &was);
	if (err)
		return vdisk_refuse(vd, err, "the new disk has another sector size");
	err = vdisk_start(vd);
	if (err)
		return vdisk_refuse(vd, err, "making the disk");
	vd->phase = VDISK_LIVE;
	xenbus_switch_state(vd->dev, XenbusStateConnected);
	vdisk_unquiesce(vd);
	if (!vd->ready)
		schedule_work(&vd->add_work);
}

/* The back-end writes Connected again when its disk has another size or mode. */
static void vdisk_refresh(struct vdisk *vd)
{
	struct vdisk_features was = vd->has;

	if (read_sizes(vd, vd->dev->otherend) || vd->has.sector_size != was.sector_size) {
		vd->has = was;
		return;
	}
	vdisk_resized(vd);
	set_disk_ro(vd->disk, vd->has.info & VDISK_READONLY);
}

static void vdisk_add(struct work_struct *work)
{
	struct vdisk *vd = container_of(work, struct vdisk, add_work);
	int err = device_add_disk(&vd->dev->dev, vd->disk, NULL);

	if (err) {
		mutex_lock(&vd->lock);
		xenbus_dev_fatal(vd->dev, err, "announcing the disk");
		vdisk_fail(vd);
		mutex_unlock(&vd->lock);
		return;
	}
	vd->ready = true;
	dev_info(&vd->dev->dev, "%s: %llu sectors%s%s, %u ring(s) of %u page(s), %u to a request\n",
		 vd->name, vd->has.sectors, vd->has.flush || vd->has.barrier ? ", flush" : "",
		 vd->has.discard ? ", discard" : "", vd->nr_queues,
		 vd->nr_queues ? vd->queues[0].ring_pages : 0, vd->has.segments);
	if (READ_ONCE(vd->close_asked))
		schedule_work(&vd->end_work);
}

/* The end */

/* Nobody can open the disk any more, unless somebody has it open. */
static bool vdisk_shut(struct vdisk *vd)
{
	bool shut;

	mutex_lock(&vd->disk->open_mutex);
	shut = !disk_openers(vd->disk);
	if (shut)
		vd->phase = VDISK_CLOSED;
	mutex_unlock(&vd->disk->open_mutex);
	return shut;
}

/* Give the disk up as the back-end asked, when it is no longer used. */
static void vdisk_end(struct work_struct *work)
{
	struct vdisk *vd = container_of(work, struct vdisk, end_work);

	mutex_lock(&vd->lock);
	if (vd->broken && !vd->gone) {
		xenbus_dev_fatal(vd->dev, -EPROTO, "%s", vd->rule);
		vdisk_fail(vd);
		vd->close_asked = true;
	}
	if (vd->phase == VDISK_CLOSED || !vd->ready || !vd->close_asked)
		goto out;
	if (!vdisk_shut(vd)) {
		if (!vd->gone)
			xenbus_dev_error(vd->dev, -EBUSY, "the disk is in use, it is closed later");
		goto out;
	}
	mutex_unlock(&vd->lock);
	vdisk_unmake(vd);
	mutex_lock(&vd->lock);
	vdisk_fail(vd);
	xenbus_frontend_closed(vd->dev);
out:
	mutex_unlock(&vd->lock);
}

/**
 * vdisk_broken - the back-end broke a rule: no more of it
 * @vd: the disk; any context
 * @rule: what it did
 */
void vdisk_broken(struct vdisk *vd, const char *rule)
{
	if (test_and_set_bit(0, &vd->broken))
		return;
	vd->rule = rule;
	schedule_work(&vd->end_work);
}

/* What the back-end's state means */

static bool back_is_online(struct vdisk *vd)
{
	return xenbus_read_unsigned(vd->dev->otherend, "online", 0);
}

static void back_waits(struct vdisk *vd)
{
	/* It restarted so fast that the end of the last one was not seen. */
	if (vd->phase == VDISK_LIVE)
		vdisk_lose(vd);
	/* In OFFERED this is seen for the second time: it may be reading our keys. */
	if ((vd->phase == VDISK_WAITING || vd->phase == VDISK_LOST) && !vd->gone)
		vdisk_offer(vd);
}

static void back_connected(struct vdisk *vd)
{
	if (vd->phase == VDISK_OFFERED)
		vdisk_connect(vd);
	else if (vd->phase == VDISK_LIVE)
		vdisk_refresh(vd);
}

static void back_closing(struct vdisk *vd)
{
	if (vd->phase == VDISK_CLOSED)
		return;
	WRITE_ONCE(vd->close_asked, true);
	if (vd->disk) {
		schedule_work(&vd->end_work);
		return;
	}
	queues_down(vd);
	vd->phase = VDISK_CLOSED;
	xenbus_frontend_closed(vd->dev);
}

static void back_gone(struct vdisk *vd, bool closed)
{
	if (vd->phase == VDISK_CLOSED) {
		if (vd->disk)
			vdisk_fail(vd);
		return;
	}
	if (closed && !back_is_online(vd)) {
		back_closing(vd);
		if (!vd->disk)
			return;
	}
	if (vd->phase == VDISK_LIVE)
		dev_warn(&vd->dev->dev, "%s: the back-end went away, requests wait for the next one\n",
			 vd->name);
	if (vd->phase != VDISK_WAITING)
		vdisk_lose(vd);
	/* A back-end that is still there offers itself again when it sees this. */
	if (!vd->gone)
		xenbus_switch_state(vd->dev, XenbusStateInitialising);
}

static void vdisk_otherend_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	struct vdisk *vd = dev_get_drvdata(&dev->dev);

	mutex_lock(&vd->lock);
	switch (state) {
	case XenbusStateInitWait:
		back_waits(vd);
		break;
	case XenbusStateConnected:
		back_connected(vd);
		break;
	case XenbusStateClosing:
		back_closing(vd);
		break;
	case XenbusStateClosed:
	case XenbusStateUnknown:
		back_gone(vd, state == XenbusStateClosed);
		break;
	default:
		break;
	}
	mutex_unlock(&vd->lock);
}

/*
 * This domain was restored elsewhere, or another domain serves the disk now: the grants
 * and event channels of before mean nothing to the one that waits for us.
 */
static int vdisk_resume(struct xenbus_device *dev)
{
	struct vdisk *vd = dev_get_drvdata(&dev->dev);
	bool closed;

	mutex_lock(&vd->lock);
	closed = vd->phase == VDISK_CLOSED;
	if (!closed)
		vdisk_lose(vd);
	vd->tries = 0;
	mutex_unlock(&vd->lock);
	/* Given up before; the nodes of a restored domain don't know that. */
	if (closed)
		return xenbus_switch_state(dev, XenbusStateClosed);
	/* The bus believes that this is our state already, and would not write it. */
	return xenbus_printf(XBT_NIL, dev->nodename, "state", "%d", XenbusStateInitialising);
}

/* Is the path that the toolstack wrote one of the domain that it named? */
static bool backend_fits(const char *path, const char *home)
{
	char want[40];
	u64 id;

	if (vbd_key(home, "backend-id", DOMID_FIRST_RESERVED - 1, &id))
		return false;
	snprintf(want, sizeof(want), "/local/domain/%llu/", id);
	return !strncmp(path, want, strlen(want));
}

/* Only without a back-end: the one that a restored domain has lost is the bus's matter. */
static bool vdisk_is_alone(struct vdisk *vd)
{
	bool alone;

	mutex_lock(&vd->lock);
	alone = vd->phase == VDISK_LOST || vd->phase == VDISK_WAITING;
	mutex_unlock(&vd->lock);
	return alone;
}

static void home_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct vdisk *vd = container_of(watch, struct vdisk, home);
	struct xenbus_device *dev = vd->dev;
	char *backend;

	if (!vdisk_is_alone(vd))
		return;
	backend = xenbus_read(XBT_NIL, dev->nodename, "backend", NULL);
	if (IS_ERR(backend))
		return;
	if (strcmp(backend, dev->otherend) && backend_fits(backend, dev->nodename)) {
		dev_info(&dev->dev, "%s: served by %s from now on\n", vd->name, backend);
		xenbus_dev_resume(&dev->dev);
	}
	kfree(backend);
}

/* Coming and going */

static bool hvm_cdrom(struct xenbus_device *dev)
{
	char *type;
	bool yes;

	if (!xen_hvm_domain())
		return false;
	type = xenbus_read(XBT_NIL, dev->nodename, "device-type", NULL);
	if (IS_ERR(type))
		return false;
	yes = !strncmp(type, "cdrom", 5);
	kfree(type);
	return yes;
}

static int read_number(struct vdisk *vd)
{
	const char *home = vd->dev->nodename;
	u64 vdevice;
	int err = vbd_key(home, "virtual-device", UINT_MAX, &vdevice);

	if (err == -ENOENT)
		err = vbd_key(home, "virtual-device-ext", UINT_MAX, &vdevice);
	if (err) {
		xenbus_dev_fatal(vd->dev, err, "reading virtual-device");
		return err;
	}
	err = vdisk_place(vd, vdevice);
	if (err && err != -ENODEV)
		xenbus_dev_fatal(vd->dev, err, "virtual-device %llu", vdevice);
	return err;
}

/*
 * The number makes no sense, which the error node says.  The bus would write over that if
 * probe failed, so the device is ours, and closed.
 */
static int no_number(struct vdisk *vd)
{
	vd->phase = VDISK_CLOSED;
	dev_set_drvdata(&vd->dev->dev, vd);
	return xenbus_switch_state(vd->dev, XenbusStateClosed);
}

static struct vdisk *vdisk_new(struct xenbus_device *dev)
{
	struct vdisk *vd = kzalloc(sizeof(*vd), GFP_KERNEL);

	if (!vd)
		return NULL;
	vd->dev = dev;
	mutex_init(&vd->lock);
	INIT_LIST_HEAD(&vd->all);
	INIT_LIST_HEAD(&vd->split);
	spin_lock_init(&vd->split_lock);
	INIT_WORK(&vd->split_work, vdisk_split);
	INIT_WORK(&vd->add_work, vdisk_add);
	INIT_WORK(&vd->end_work, vdisk_end);
	return vd;
}

static int vdisk_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct vdisk *vd;
	int err;

	/* An emulated drive can change its medium, which this one can't. */
	if (hvm_cdrom(dev))
		return -ENODEV;
	vd = vdisk_new(dev);
	if (!vd)
		return -ENOMEM;
	err = read_number(vd);
	if (err == -ENODEV)
		goto free;
	if (err)
		return no_number(vd);
	dev_set_drvdata(&dev->dev, vd);
	err = xenbus_watch_pathfmt(dev, &vd->home, NULL, home_changed, "%s/backend", dev->nodename);
	if (err)
		goto unplace;
	return 0;

unplace:
	vdisk_unplace(vd);
free:
	dev_set_drvdata(&dev->dev, NULL);
	kfree(vd);
	return err;
}

static void vdisk_remove(struct xenbus_device *dev)
{
	struct vdisk *vd = dev_get_drvdata(&dev->dev);
	bool done;

	if (vd->home.node) {
		unregister_xenbus_watch(&vd->home);
		kfree(vd->home.node);
	}
	mutex_lock(&vd->lock);
	done = vd->phase == VDISK_CLOSED;
	vd->phase = VDISK_CLOSED;
	vdisk_fail(vd);
	mutex_unlock(&vd->lock);
	flush_work(&vd->add_work);
	flush_work(&vd->end_work);
	flush_work(&vd->split_work);
	if (vd->disk && !done)
		vdisk_unmake(vd);
	vdisk_unplace(vd);
	dev_set_drvdata(&dev->dev, NULL);
	vdisk_put(vd);
}

static int vdisk_is_ready(struct xenbus_device *dev)
{
	struct vdisk *vd = dev_get_drvdata(&dev->dev);

	return vd && (vd->ready || vd->phase == VDISK_CLOSED);
}

static const struct xenbus_device_id vdisk_ids[] = {
	{ "vbd" },
	{ "" }
};

static struct xenbus_driver vdisk_driver = {
	.name = "vbd",
	.ids = vdisk_ids,
	.probe = vdisk_probe,
	.remove = vdisk_remove,
	.resume = vdisk_resume,
	.otherend_changed = vdisk_otherend_changed,
	.is_ready = vdisk_is_ready,
};

int vdisk_xenbus_init(void)
{
	return xenbus_register_frontend(&vdisk_driver);
}

void vdisk_xenbus_exit(void)
{
	xenbus_unregister_driver(&vdisk_driver);
}
