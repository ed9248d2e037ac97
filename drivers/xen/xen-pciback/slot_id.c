// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices are wanted: "[DDDD:]BB:SS.F", where SS and F, or F alone, may be "*".
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>

#include "pciback.h"

struct wanted {
	struct list_head list;
	struct slot_id id;
};

static DEFINE_SPINLOCK(wanted_lock);	/* the list */
static LIST_HEAD(wanted_ids);

/* Text */

static int take_number(const char **at, int most)
{
	int value = 0, digits = 0, digit;

	while ((digit = hex_to_bin(**at)) >= 0) {
		value = value << 4 | digit;
		if (value > most)
			return -ERANGE;
		digits++;
		(*at)++;
	}
	return digits ? value : -EINVAL;
}

static int take_number_or_any(const char **at, int most)
{
	if (**at != '*')
		return take_number(at, most);
	(*at)++;
	return SLOT_ANY;
}

static bool take(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* "BB:" or "DDDD:BB:". A bus has no more than two digits, so a domain is known by the colon. */
static int parse_bus(const char **at, struct slot_id *id)
{
	const char *rest;
	int number = take_number(at, 0xffff);

	if (number < 0 || !take(at, ':'))
		return number < 0 ? number : -EINVAL;
	id->domain = 0;
	id->bus = number;
	rest = *at;
	number = take_number(&rest, 0xff);
	if (number >= 0 && take(&rest, ':')) {
		id->domain = id->bus;
		id->bus = number;
		*at = rest;
	}
	return id->bus > 0xff ? -ERANGE : 0;
}

static int parse_function(const char **at, struct slot_id *id)
{
	id->slot = take_number_or_any(at, 0x1f);
	if (id->slot < 0 || !take(at, '.'))
		return id->slot < 0 ? id->slot : -EINVAL;
	id->func = take_number_or_any(at, 7);
	if (id->func < 0)
		return id->func;
	return id->slot == SLOT_ANY && id->func != SLOT_ANY ? -EINVAL : 0;
}

/**
 * slot_id_parse() - read an address
 * @at: text; left behind the address
 * @id: receives it
 *
 * Return: 0, -EINVAL, or -ERANGE for a number that is too large.
 */
int slot_id_parse(const char **at, struct slot_id *id)
{
	int ret = parse_bus(at, id);

	return ret ? ret : parse_function(at, id);
}

static int print_any(char *buf, int at, const char *fmt, int value)
{
	return value == SLOT_ANY ? sysfs_emit_at(buf, at, "*") : sysfs_emit_at(buf, at, fmt, value);
}

static int print_id(char *buf, int at, const struct slot_id *id)
{
	int n = sysfs_emit_at(buf, at, "%04x:%02x:", id->domain, id->bus);

	n += print_any(buf, at + n, "%02x", id->slot);
	n += sysfs_emit_at(buf, at + n, ".");
	n += print_any(buf, at + n, "%x", id->func);
	return n + sysfs_emit_at(buf, at + n, "\n");
}

/* The list */

static bool same(const struct slot_id *a, const struct slot_id *b)
{
	return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot &&
		a->func == b->func;
}

static struct wanted *find(const struct slot_id *id)
{
	struct wanted *wanted;

	list_for_each_entry(wanted, &wanted_ids, list) {
		if (same(&wanted->id, id))
			return wanted;
	}
	return NULL;
}

/**
 * slot_id_want() - devices of that address are to be seized
 * @id: the address
 *
 * Those that have a driver are left to it.
 *
 * Return: 0, also when that is known, or -ENOMEM.
 */
int slot_id_want(const struct slot_id *id)
{
	struct wanted *wanted = kmalloc(sizeof(*wanted), GFP_KERNEL);

	if (!wanted)
		return -ENOMEM;
	wanted->id = *id;
	spin_lock(&wanted_lock);
	if (!find(id)) {
		list_add_tail(&wanted->list, &wanted_ids);
		wanted = NULL;
	}
	spin_unlock(&wanted_lock);
	kfree(wanted);
	return 0;
}

/**
 * slot_id_drop() - devices of that address are not wanted any more
 * @id: as it was wanted
 *
 * Those that have been seized stay so.
 *
 * Return: 0 or -ENOENT.
 */
int slot_id_drop(const struct slot_id *id)
{
	struct wanted *wanted;

	spin_lock(&wanted_lock);
	wanted = find(id);
	if (wanted)
		list_del(&wanted->list);
	spin_unlock(&wanted_lock);
	kfree(wanted);
	return wanted ? 0 : -ENOENT;
}

static bool covers(const struct slot_id *id, struct pci_dev *dev)
{
	return id->domain == pci_domain_nr(dev->bus) && id->bus == dev->bus->number &&
		(id->slot == SLOT_ANY || id->slot == PCI_SLOT(dev->devfn)) &&
		(id->func == SLOT_ANY || id->func == PCI_FUNC(dev->devfn));
}

/**
 * slot_id_wanted() - is a device to be seized?
 * @dev: the device
 *
 * Return: whether it is.
 */
bool slot_id_wanted(struct pci_dev *dev)
{
	struct wanted *wanted;
	bool is = false;

	spin_lock(&wanted_lock);
	list_for_each_entry(wanted, &wanted_ids, list)
		is |= covers(&wanted->id, dev);
	spin_unlock(&wanted_lock);
	return is;
}

/**
 * slot_id_list() - for the attribute `slots`
 * @buf: a page
 *
 * Return: its length.
 */
int slot_id_list(char *buf)
{
	struct wanted *wanted;
	int n = 0;

	spin_lock(&wanted_lock);
	list_for_each_entry(wanted, &wanted_ids, list)
		n += print_id(buf, n, &wanted->id);
	spin_unlock(&wanted_lock);
	return n;
}

static int hide_one(const char **at)
{
	struct slot_id id;
	int ret = take(at, '(') ? slot_id_parse(at, &id) : -EINVAL;

	if (!ret && !take(at, ')'))
		ret = -EINVAL;
	return ret ? ret : slot_id_want(&id);
}

/**
 * slot_id_hide() - the parameter `hide`
 * @list: "(ADDRESS)(ADDRESS)...", may be %NULL
 *
 * Return: 0 or a negative error; what stands before a mistake is wanted all the same.
 */
int slot_id_hide(const char *list)
{
	const char *at = list ?: "";
	int ret = 0;

	while (!ret && *at)
		ret = hide_one(&at);
	if (ret)
		pr_err("hide=%s: \"%s\" is not read (%d)\n", list, at, ret);
	return ret;
}

/**
 * slot_id_forget() - nothing is wanted any more
 */
void slot_id_forget(void)
{
	struct wanted *wanted, *next;

	list_for_each_entry_safe(wanted, next, &wanted_ids, list) {
		list_del(&wanted->list);
		kfree(wanted);
	}
}
