// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negotiation, connection and the end.
 *
 *	back                        front
 *	Initialising
 *	   | probe: limits written
 *	InitWait <--------------------------------------+
 *	   | the hotplug script wrote physical-device,  |
 *	   | the front-end is Initialised               |
 *	Connected                   Connected           |
 *	   |                           |                |
 *	Closing <------------------ Closing             |
 *	Closed  <------------------ Closed              |
 *	   +---- online = 1, front Initialising --------+
 *	   +---- online = 0: the device goes
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <xen/interface/io/protocols.h>

#include "../xen-vbd-keys.h"
#include "blkback.h"

#define VBD_LOOK	(5 * HZ)	/* size of the device, age of kept grants */

static struct xenbus_driver vbd_driver;

/* Connecting */

static int read_ring(struct vbd *vbd, const char *dir, struct vbd_ring *r, unsigned int pages)
{
	grant_ref_t refs[1 << VBD_MAX_ORDER];
	unsigned int i;
	u64 val;
	int err;

	for (i = 0; i < pages; i++) {
		char key[16] = "ring-ref";

		if (pages > 1)
			snprintf(key, sizeof(key), "ring-ref%u", i);
		err = vbd_key(dir, key, U32_MAX, &val);
		if (err) {
			xenbus_dev_fatal(vbd->dev, err, "reading %s/%s", dir, key);
			return err;
		}
		refs[i] = val;
	}
	err = vbd_key(dir, "event-channel", U32_MAX, &val);
	if (err) {
		xenbus_dev_fatal(vbd->dev, err, "reading %s/event-channel", dir);
		return err;
	}
	err = ring_start(vbd, r, refs, pages, val);
	if (err)
		xenbus_dev_fatal(vbd->dev, err, "connecting to the ring of %s", dir);
	return err;
}

/* Pages of a ring. A ring of one page by either way to say it has its key without number. */
static int read_pages(struct vbd *vbd, unsigned int *pages)
{
	u64 order;
	int err = vbd_key_or(vbd->dev->otherend, "ring-page-order", vbd_max_order, 0, &order);

	if (err)
		xenbus_dev_fatal(vbd->dev, err, "reading ring-page-order");
	else
		*pages = 1U << order;
	return err;
}

static unsigned int most_rings(void)
{
	return clamp_t(unsigned int, READ_ONCE(vbd_max_queues), 1, VBD_MAX_QUEUES);
}

static int read_nr_rings(struct vbd *vbd, unsigned int *nr)
{
	u64 val;
	int err = vbd_key_or(vbd->dev->otherend, "multi-queue-num-queues", most_rings(), 1, &val);

	if (!err && !val)
		err = -ERANGE;
	if (err)
		xenbus_dev_fatal(vbd->dev, err, "reading multi-queue-num-queues");
	else
		*nr = val;
	return err;
}

static int read_protocol(struct vbd *vbd)
{
	char *name = xenbus_read(XBT_NIL, vbd->dev->otherend, "protocol", NULL);
	int err = 0;

	vbd->abi32 = false;
	if (IS_ERR(name))
		return PTR_ERR(name) == -ENOENT ? 0 : PTR_ERR(name);
	vbd->abi32 = !strcmp(name, XEN_IO_PROTO_ABI_X86_32);
	if (!vbd->abi32 && strcmp(name, XEN_IO_PROTO_ABI_NATIVE)) {
		err = -EPROTONOSUPPORT;
		xenbus_dev_fatal(vbd->dev, err, "protocol %.20s", name);
	}
	kfree(name);
	return err;
}

static int read_persistent(struct vbd *vbd)
{
	u64 val;
	int err = vbd_key_or(vbd->dev->otherend, "feature-persistent", 1, 0, &val);

	if (err)
		xenbus_dev_fatal(vbd->dev, err, "reading feature-persistent");
	vbd->copy = READ_ONCE(vbd_copy);
	vbd->persistent = !err && val && READ_ONCE(vbd_persistent) && !vbd->copy;
	return err;
}

static int read_rings(struct vbd *vbd, unsigned int nr, unsigned int pages)
{
	unsigned int i;
	int err = 0;

	vbd->rings = kcalloc(nr, sizeof(*vbd->rings), GFP_KERNEL);
	if (!vbd->rings)
		return -ENOMEM;
	vbd->nr_rings = nr;
	if (nr == 1)
		return read_ring(vbd, vbd->dev->otherend, &vbd->rings[0], pages);
	for (i = 0; !err && i < nr; i++) {
		char *dir = kasprintf(GFP_KERNEL, "%s/queue-%u", vbd->dev->otherend, i);

		if (!dir)
			return -ENOMEM;
		vbd->rings[i].index = i;
		err = read_ring(vbd, dir, &vbd->rings[i], pages);
		kfree(dir);
	}
	return err;
}

static void rings_down(struct vbd *vbd)
{
	unsigned int i;

	vbd->connected = false;
	for (i = 0; i < vbd->nr_rings; i++)
		if (vbd->rings[i].vbd)
			ring_stop(&vbd->rings[i]);
	kfree(vbd->rings);
	vbd->rings = NULL;
	vbd->nr_rings = 0;
}

static int rings_up(struct vbd *vbd)
{
	unsigned int nr, pages;
	int err = read_protocol(vbd);

	if (!err)
		err = read_persistent(vbd);
	if (!err)
		err = read_pages(vbd, &pages);
	if (!err)
		err = read_nr_rings(vbd, &nr);
	if (!err)
		err = read_rings(vbd, nr, pages);
	if (err)
		rings_down(vbd);
	return err;
}

static int write_disk(struct xenbus_transaction xbt, void *data)
{
	struct vbd *vbd = data;
	const char *dir = vbd->dev->nodename;
	bool cache = bdev_write_cache(vbd->bdev);
	int err = xenbus_printf(xbt, dir, "feature-flush-cache", "%d", cache);

	if (!err)
		err = xenbus_printf(xbt, dir, "feature-barrier", "%d", cache);
	if (!err)
		err = discard_publish(vbd, xbt);
	if (!err)
		err = xenbus_printf(xbt, dir, "feature-persistent", "%d", vbd->persistent);
	if (!err)
		err = xenbus_printf(xbt, dir, "sectors", "%llu", vbd->sectors);
	if (!err)
		err = xenbus_printf(xbt, dir, "info", "%u", vbd_info(vbd));
	if (!err)
		err = xenbus_printf(xbt, dir, "sector-size", "%u",
				    bdev_logical_block_size(vbd->bdev));
	if (!err)
		err = xenbus_printf(xbt, dir, "physical-sector-size", "%u",
				    bdev_physical_block_size(vbd->bdev));
	return err;
}

static int write_size(struct xenbus_transaction xbt, void *data)
{
	struct vbd *vbd = data;
	int err = xenbus_printf(xbt, vbd->dev->nodename, "sectors", "%llu", vbd->sectors);

	/* The front-end looks at the size again when this is written. */
	return err ?: xenbus_printf(xbt, vbd->dev->nodename, "state", "%d", vbd->dev->state);
}

static bool front_offers(struct vbd *vbd)
{
	enum xenbus_state state = xenbus_read_driver_state(vbd->dev->otherend);

	return state == XenbusStateInitialised || state == XenbusStateConnected;
}

/* Connect, if both the block device and the front-end are ready. Locked. */
static void vbd_connect(struct vbd *vbd)
{
	int err;

	if (!vbd->bdev || vbd->connected || vbd->dev->state != XenbusStateInitWait ||
	    !front_offers(vbd))
		return;
	vbd->dead = false;
	clear_bit(0, &vbd->broken);
	vbd->sectors = bdev_nr_sectors(vbd->bdev);
	if (rings_up(vbd))
		return;
	err = vbd_transaction(write_disk, vbd);
	if (err) {
		xenbus_dev_fatal(vbd->dev, err, "writing what the disk is");
		rings_down(vbd);
		return;
	}
	vbd->connected = true;
	xenbus_switch_state(vbd->dev, XenbusStateConnected);
	dev_info(&vbd->dev->dev, "%u ring(s), pages %s\n", vbd->nr_rings,
		 vbd->copy ? "copied" : vbd->persistent ? "kept mapped" : "mapped");
}

/* Now and then, and when a ring saw another size. */
static void vbd_look(struct work_struct *work)
{
	struct vbd *vbd = container_of(work, struct vbd, size_work.work);
	unsigned int i;

	mutex_lock(&vbd->lock);
	if (vbd->connected && bdev_nr_sectors(vbd->bdev) != vbd->sectors) {
		WRITE_ONCE(vbd->sectors, bdev_nr_sectors(vbd->bdev));
		dev_info(&vbd->dev->dev, "%llu sectors now\n", vbd->sectors);
		if (vbd_transaction(write_size, vbd))
			dev_warn(&vbd->dev->dev, "the new size could not be written\n");
	}
	for (i = 0; vbd->connected && i < vbd->nr_rings; i++)
		ring_age(&vbd->rings[i]);
	mutex_unlock(&vbd->lock);
	schedule_delayed_work(&vbd->size_work, VBD_LOOK);
}

static void vbd_cut_off(struct work_struct *work)
{
	struct vbd *vbd = container_of(work, struct vbd, broken_work);

	mutex_lock(&vbd->lock);
	/* A front-end that has connected again since is not to blame. */
	if (vbd->connected && test_bit(0, &vbd->broken)) {
		xenbus_dev_fatal(vbd->dev, -EPROTO, "cut off: %s", vbd->rule);
		rings_down(vbd);
	}
	mutex_unlock(&vbd->lock);
}

/* The block device */

static char *read_word(const char *dir, const char *key)
{
	char *text = xenbus_read(XBT_NIL, dir, key, NULL);

	return IS_ERR(text) ? NULL : text;
}

/* "major:minor" in hexadecimal, as the hotplug scripts write it. */
static int parse_devt(const char *text, dev_t *devt)
{
	unsigned int major, minor;
	char rest;

	if (sscanf(text, "%x:%x%c", &major, &minor, &rest) != 2)
		return -EINVAL;
	if (major > MINORMASK >> 8 || minor > MINORMASK)
		return -ERANGE;
	*devt = MKDEV(major, minor);
	return 0;
}

static void vbd_attach(struct vbd *vbd, dev_t devt)
{
	char *mode = read_word(vbd->dev->nodename, "mode");
	char *type = read_word(vbd->dev->otherend, "device-type");
	int err;

	if (!mode) {
		xenbus_dev_fatal(vbd->dev, -ENOENT, "reading mode");
	} else {
		err = vbd_open(vbd, devt, mode, type && !strncmp(type, "cdrom", 5));
		if (err)
			xenbus_dev_fatal(vbd->dev, err, "opening block device %x:%x", MAJOR(devt),
					 MINOR(devt));
		else
			vbd_connect(vbd);
	}
	kfree(mode);
	kfree(type);
}

static void physical_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	struct vbd *vbd = container_of(watch, struct vbd, physical);
	char *text = read_word(vbd->dev->nodename, "physical-device");
	dev_t devt;
	int err;

	/* The hotplug script will write it, or has taken it away again. */
	if (!text || !*text) {
		kfree(text);
		return;
	}
	mutex_lock(&vbd->lock);
	err = parse_devt(text, &devt);
	if (err)
		xenbus_dev_fatal(vbd->dev, err, "physical-device %.20s", text);
	else if (!vbd->bdev)
		vbd_attach(vbd, devt);
	else if (devt != vbd->devt)
		dev_warn(&vbd->dev->dev, "the block device can't be changed while it is in use\n");
	mutex_unlock(&vbd->lock);
	kfree(text);
}

/* What the front-end's state means */

static void front_closed(struct vbd *vbd)
{
	rings_down(vbd);
	xenbus_switch_state(vbd->dev, XenbusStateClosed);
}

static void vbd_frontend_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	struct vbd *vbd = dev_get_drvdata(&dev->dev);
	bool gone = false;

	mutex_lock(&vbd->lock);
	switch (state) {
	case XenbusStateInitialising:
		/* It starts anew; what it has offered before is void. */
		if (vbd->connected)
			front_closed(vbd);
		if (dev->state == XenbusStateClosed)
			xenbus_switch_state(dev, XenbusStateInitWait);
		break;
	case XenbusStateInitialised:
	case XenbusStateConnected:
		vbd_connect(vbd);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	case XenbusStateClosed:
		front_closed(vbd);
		gone = !xenbus_dev_is_online(dev);
		break;
	case XenbusStateUnknown:
		front_closed(vbd);
		gone = true;
		break;
	default:
		break;
	}
	mutex_unlock(&vbd->lock);
	if (gone)
		device_unregister(&dev->dev);
}

/* Coming and going */

static int write_limits(struct xenbus_transaction xbt, void *data)
{
	struct vbd *vbd = data;
	const char *dir = vbd->dev->nodename;
	int err = xenbus_printf(xbt, dir, "feature-max-indirect-segments", "%u", VBD_MAX_SEGMENTS);

	if (!err)
		err = xenbus_printf(xbt, dir, "max-ring-page-order", "%u", vbd_max_order);
	if (!err)
		err = xenbus_printf(xbt, dir, "multi-queue-max-queues", "%u", most_rings());
	if (!err)
		err = xenbus_printf(xbt, dir, "feature-persistent", "%d",
				    vbd_persistent && !vbd_copy);
	return err;
}

static int vbd_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct vbd *vbd = kzalloc(sizeof(*vbd), GFP_KERNEL);
	int err;

	if (!vbd)
		return -ENOMEM;
	vbd->dev = dev;
	mutex_init(&vbd->lock);
	INIT_WORK(&vbd->broken_work, vbd_cut_off);
	INIT_DEFERRABLE_WORK(&vbd->size_work, vbd_look);
	dev_set_drvdata(&dev->dev, vbd);
	err = vbd_transaction(write_limits, vbd);
	if (err)
		goto free;
	err = xenbus_switch_state(dev, XenbusStateInitWait);
	if (err)
		goto free;
	err = xenbus_watch_pathfmt(dev, &vbd->physical, NULL, physical_changed,
				   "%s/physical-device", dev->nodename);
	if (err)
		goto free;
	schedule_delayed_work(&vbd->size_work, VBD_LOOK);
	return 0;

free:
	dev_set_drvdata(&dev->dev, NULL);
	kfree(vbd);
	xenbus_dev_fatal(dev, err, "making the device");
	return err;
}

static void vbd_remove(struct xenbus_device *dev)
{
	struct vbd *vbd = dev_get_drvdata(&dev->dev);

	unregister_xenbus_watch(&vbd->physical);
	kfree(vbd->physical.node);
	mutex_lock(&vbd->lock);
	rings_down(vbd);
	mutex_unlock(&vbd->lock);
	/* Threads of rings start both, until they have ended. */
	cancel_work_sync(&vbd->broken_work);
	cancel_delayed_work_sync(&vbd->size_work);
	dev_set_drvdata(&dev->dev, NULL);
	vbd_close(vbd);
	kfree(vbd);
}

static void vbd_reclaim(struct xenbus_device *dev)
{
	struct vbd *vbd = dev_get_drvdata(&dev->dev);
	unsigned int i;

	/* Whoever holds the lock may be waiting for memory. */
	if (!vbd || !mutex_trylock(&vbd->lock))
		return;
	for (i = 0; vbd->connected && i < vbd->nr_rings; i++)
		ring_squeeze(&vbd->rings[i]);
	mutex_unlock(&vbd->lock);
}

static const struct xenbus_device_id vbd_ids[] = {
	{ "vbd" },
	{ "" }
};

static struct xenbus_driver vbd_driver = {
	.ids = vbd_ids,
	.driver.dev_groups = vbd_groups,
	.probe = vbd_probe,
	.remove = vbd_remove,
	.otherend_changed = vbd_frontend_changed,
	.reclaim_memory = vbd_reclaim,
};

int vbd_xenbus_init(void)
{
	return xenbus_register_backend(&vbd_driver);
}

void vbd_xenbus_exit(void)
{
	xenbus_unregister_driver(&vbd_driver);
}
