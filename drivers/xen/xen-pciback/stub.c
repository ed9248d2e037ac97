// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PCI driver "pciback": it has the devices that guests may be given.
 *
 * It would take any device, and refuses those that are not wanted.  When it comes before the
 * other drivers (built in), hide= keeps them away; later a device is taken from its driver by
 * `unbind`, named in `new_slot`, and given to this one by `bind`.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "pciback.h"

bool pciback_permissive;
module_param_named(permissive, pciback_permissive, bool, 0644);
MODULE_PARM_DESC(permissive, "guests may write all of configuration space; for devices seized from now on");

static char *hide;
module_param(hide, charp, 0444);
MODULE_PARM_DESC(hide, "(DDDD:BB:SS.F)(...): devices to seize; S and F may be *");

static DEFINE_MUTEX(seized_lock);	/* the list, and who has what */
static LIST_HEAD(seized_devices);

static bool is_at(struct pci_dev *dev, const struct slot_id *id)
{
	return pci_domain_nr(dev->bus) == id->domain && dev->bus->number == id->bus &&
		dev->devfn == PCI_DEVFN(id->slot, id->func);
}

static struct seized *find_at(const struct slot_id *id)
{
	struct seized *seized;

	list_for_each_entry(seized, &seized_devices, list) {
		if (is_at(seized->dev, id))
			return seized;
	}
	return NULL;
}

static struct seized *find_device(struct pci_dev *dev)
{
	struct seized *seized;

	list_for_each_entry(seized, &seized_devices, list) {
		if (seized->dev == dev)
			return seized;
	}
	return NULL;
}

/* Who has it */

/**
 * stub_lend() - give a device to a guest
 * @id: where it is
 * @user: the guest
 *
 * Return: it, referenced; or an ERR_PTR(): -ENODEV, -EBUSY when another guest has it.
 */
struct seized *stub_lend(const struct slot_id *id, struct pciback *user)
{
	struct seized *seized;

	mutex_lock(&seized_lock);
	seized = find_at(id);
	if (!seized) {
		seized = ERR_PTR(-ENODEV);
	} else if (seized->user) {
		seized = ERR_PTR(-EBUSY);
	} else {
		seized->user = user;
		kref_get(&seized->ref);
	}
	mutex_unlock(&seized_lock);
	return seized;
}

/* Whether it still is the driver's; then nobody else has touched it. */
static bool is_seized(struct seized *seized)
{
	bool is;

	mutex_lock(&seized_lock);
	is = !list_empty(&seized->list);
	mutex_unlock(&seized_lock);
	return is;
}

/**
 * stub_take_back() - a guest gives a device back
 * @seized: it, whose reference goes; not its device lock, but pciback.life may be held
 */
void stub_take_back(struct seized *seized)
{
	device_lock(&seized->dev->dev);
	if (is_seized(seized))
		seized_clean(seized);
	mutex_lock(&seized_lock);
	seized->user = NULL;
	mutex_unlock(&seized_lock);
	device_unlock(&seized->dev->dev);
	kref_put(&seized->ref, seized_free);
}

/**
 * stub_with() - do something to a device
 * @id: where it is
 * @fn: what; with the list's lock
 * @arg: its argument
 *
 * Return: what @fn says, or -ENODEV.
 */
int stub_with(const struct slot_id *id, int (*fn)(struct seized *seized, void *arg), void *arg)
{
	struct seized *seized;
	int ret;

	mutex_lock(&seized_lock);
	seized = find_at(id);
	ret = seized ? fn(seized, arg) : -ENODEV;
	mutex_unlock(&seized_lock);
	return ret;
}

/**
 * stub_for_each() - do something to each device
 * @fn: what; with the list's lock
 * @arg: its argument
 */
void stub_for_each(void (*fn)(struct seized *seized, void *arg), void *arg)
{
	struct seized *seized;

	mutex_lock(&seized_lock);
	list_for_each_entry(seized, &seized_devices, list)
		fn(seized, arg);
	mutex_unlock(&seized_lock);
}

/**
 * stub_user() - which guest has a device?
 * @dev: the device
 *
 * Return: the guest, for pciback_put(); or %NULL.
 */
struct pciback *stub_user(struct pci_dev *dev)
{
	struct pciback *user = NULL;
	struct seized *seized;

	mutex_lock(&seized_lock);
	seized = find_device(dev);
	if (seized && seized->user) {
		user = seized->user;
		kref_get(&user->ref);
	}
	mutex_unlock(&seized_lock);
	return user;
}

/* The PCI driver; the bus holds the device lock */

static bool is_wanted(struct pci_dev *dev)
{
	return slot_id_wanted(dev) ||
		(dev->driver_override && !strcmp(dev->driver_override, "pciback"));
}

static int pciback_pci_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	struct seized *seized;

	if (!is_wanted(dev))
		return -ENODEV;
	if (dev->hdr_type != PCI_HEADER_TYPE_NORMAL) {
		pci_err(dev, "a bridge cannot be lent\n");
		return -ENODEV;
	}
	seized = seized_new(dev);
	if (IS_ERR(seized)) {
		pci_err(dev, "cannot be seized (%ld)\n", PTR_ERR(seized));
		return PTR_ERR(seized);
	}
	seized->conf.permissive = pciback_permissive;
	mutex_lock(&seized_lock);
	list_add_tail(&seized->list, &seized_devices);
	mutex_unlock(&seized_lock);
	pci_info(dev, "seized\n");
	return 0;
}

static void take_from(struct pciback *user, struct seized *seized)
{
	pci_warn(seized->dev, "is taken from a guest that works with it\n");
	lent_snatch(user, seized);
	pciback_put(user);
}

static void pciback_pci_remove(struct pci_dev *dev)
{
	struct pciback *user = stub_user(dev);
	struct seized *seized;

	mutex_lock(&seized_lock);
	seized = find_device(dev);
	list_del_init(&seized->list);
	mutex_unlock(&seized_lock);
	if (user)
		take_from(user, seized);
	seized_end(seized);
	kref_put(&seized->ref, seized_free);
}

/* All devices: no MODULE_DEVICE_TABLE, or each would load this. */
static const struct pci_device_id all_devices[] = {
	{ PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID) },
	{ }
};

static struct pci_driver stub_driver = {
	.name = "pciback",
	.id_table = all_devices,
	.probe = pciback_pci_probe,
	.remove = pciback_pci_remove,
	.err_handler = &pciback_errors,
	.groups = pciback_groups,
	/* The hypervisor says where a device's accesses of memory go. */
	.driver_managed_dma = true,
};

/**
 * stub_init() - seize what hide= says
 *
 * Return: 0 or a negative error.
 */
int stub_init(void)
{
	int ret = slot_id_hide(hide);

	if (!ret)
		ret = pci_register_driver(&stub_driver);
	if (ret)
		slot_id_forget();
	return ret;
}

/**
 * stub_exit() - give all devices back
 */
void stub_exit(void)
{
	pci_unregister_driver(&stub_driver);
	slot_id_forget();
}
