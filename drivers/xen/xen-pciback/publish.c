// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices in the store, backend/pci/DOMAIN/0:
 *
 *	num_devs		so many have been named			toolstack
 *	dev-N			address of the N-th in the machine	toolstack
 *	state-N			Initialising: lend it			toolstack
 *				Initialised: it is lent			here
 *				Closing: take it back			toolstack
 *				Closed: it is back			here
 *	vdev-N			address of the N-th for the guest	here
 *	root_num, root-N	buses of those				here
 */
#include <linux/device.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "pciback.h"

#define MOST_DEVICES	256

/**
 * struct node_key - a node's name with a number
 * @name: the name
 */
struct node_key {
	char name[24];
};

static const char *key(struct node_key *key, const char *name, unsigned int n)
{
	snprintf(key->name, sizeof(key->name), "%s-%u", name, n);
	return key->name;
}

static int read_address(struct pciback *pb, const char *name, unsigned int n, struct slot_id *id)
{
	unsigned int domain, bus, slot, func;
	struct node_key k;
	int ret = xenbus_scanf(XBT_NIL, pb->xbdev->nodename, key(&k, name, n), "%x:%x:%x.%x",
			       &domain, &bus, &slot, &func);

	if (ret != 4 || domain > 0xffff || bus > 0xff || slot > 0x1f || func > 7)
		return ret < 0 ? ret : -EINVAL;
	*id = (struct slot_id){ domain, bus, slot, func };
	return 0;
}

static int write_state(struct pciback *pb, unsigned int n, enum xenbus_state state)
{
	struct node_key k;

	return xenbus_printf(XBT_NIL, pb->xbdev->nodename, key(&k, "state", n), "%d", state);
}

static int write_address(struct pciback *pb, unsigned int n, const struct slot_id *at)
{
	struct node_key k;

	return xenbus_printf(XBT_NIL, pb->xbdev->nodename, key(&k, "vdev", n),
			     "%04x:%02x:%02x.%x", at->domain, at->bus, at->slot, at->func);
}

/* Devices */

static int lend(struct pciback *pb, unsigned int n)
{
	struct slot_id id, at;
	int ret = read_address(pb, "dev", n, &id);

	if (ret) {
		xenbus_dev_error(pb->xbdev, ret, "reading dev-%u", n);
		return ret;
	}
	ret = lent_add(pb, &id, &at);
	if (ret) {
		xenbus_dev_error(pb->xbdev, ret, "lending device %04x:%02x:%02x.%x", id.domain,
				 id.bus, id.slot, id.func);
		return ret;
	}
	return write_address(pb, n, &at) ?: write_state(pb, n, XenbusStateInitialised);
}

static int take_back(struct pciback *pb, unsigned int n)
{
	struct slot_id at;
	int ret = read_address(pb, "vdev", n, &at);

	/* One that could not be lent has no address, and one that was snatched is gone. */
	if (!ret)
		lent_remove(pb, &at);
	return write_state(pb, n, XenbusStateClosed);
}

static int change(struct pciback *pb, unsigned int n)
{
	struct node_key k;

	switch (xenbus_read_unsigned(pb->xbdev->nodename, key(&k, "state", n),
				     XenbusStateUnknown)) {
	case XenbusStateInitialising:
		return lend(pb, n);
	case XenbusStateClosing:
		return take_back(pb, n);
	}
	return 0;
}

/* Without a front-end, the toolstack takes a device's nodes away and waits for nobody. */

static bool is_named(struct pciback *pb, const struct slot_id *at, unsigned int n)
{
	struct slot_id id;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!read_address(pb, "vdev", i, &id) && !memcmp(&id, at, sizeof(id)))
			return true;
	}
	return false;
}

static bool find_unnamed(struct pciback *pb, unsigned int n, struct slot_id *at)
{
	struct lent *lent;
	bool found = false;

	mutex_lock(&pb->lock);
	list_for_each_entry(lent, &pb->lent, list) {
		if (!found && !is_named(pb, &lent->at, n)) {
			*at = lent->at;
			found = true;
		}
	}
	mutex_unlock(&pb->lock);
	return found;
}

static void take_back_unnamed(struct pciback *pb, unsigned int n)
{
	struct slot_id at;

	while (find_unnamed(pb, n, &at)) {
		if (lent_remove(pb, &at))
			break;
	}
}

/* Buses */

/* Whether a device that was lent before is on the same bus. */
static bool bus_is_known(struct pciback *pb, struct lent *lent)
{
	struct lent *other;

	list_for_each_entry(other, &pb->lent, list) {
		if (other == lent)
			return false;
		if (other->at.domain == lent->at.domain && other->at.bus == lent->at.bus)
			return true;
	}
	return false;
}

static int write_bus(struct pciback *pb, unsigned int n, struct lent *lent)
{
	struct node_key k;

	return xenbus_printf(XBT_NIL, pb->xbdev->nodename, key(&k, "root", n), "%04x:%02x",
			     lent->at.domain, lent->at.bus);
}

/* With pciback.lock. */
static int write_buses(struct pciback *pb)
{
	unsigned int n = 0;
	struct lent *lent;
	int ret = 0;

	list_for_each_entry(lent, &pb->lent, list) {
		if (!ret && !bus_is_known(pb, lent))
			ret = write_bus(pb, n++, lent);
	}
	return ret ? ret : xenbus_printf(XBT_NIL, pb->xbdev->nodename, "root_num", "%u", n);
}

/**
 * publish_changes() - do with the devices what the toolstack has written
 * @pb: the guest, pciback.life is held
 *
 * Return: 0, or the first error; the rest has been done all the same.
 */
int publish_changes(struct pciback *pb)
{
	unsigned int n = min_t(unsigned int, MOST_DEVICES,
			       xenbus_read_unsigned(pb->xbdev->nodename, "num_devs", 0));
	int first = 0, ret;
	unsigned int i;

	for (i = 0; i < n; i++) {
		ret = change(pb, i);
		first = first ?: ret;
	}
	take_back_unnamed(pb, n);
	mutex_lock(&pb->lock);
	ret = write_buses(pb);
	mutex_unlock(&pb->lock);
	return first ?: ret;
}
