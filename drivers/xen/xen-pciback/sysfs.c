// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes of the PCI driver, /sys/bus/pci/drivers/pciback (Documentation/drivers/pciback.rst).
 * Each takes one device in a write, and lists what there is.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "pciback.h"

/* An address, and nothing behind it but the end of the line. */
static int parse(const char *buf, struct slot_id *id)
{
	int ret = slot_id_parse(&buf, id);

	return ret ? ret : *skip_spaces(buf) ? -EINVAL : 0;
}

/* What is done to one device: no "*". */
static ssize_t with_device(const char *buf, size_t count,
			   int (*fn)(struct seized *seized, void *arg))
{
	struct slot_id id;
	int ret = parse(buf, &id);

	if (!ret)
		ret = stub_with(&id, fn, NULL);
	return ret ? ret : count;
}

/**
 * struct text - the page of an attribute
 * @buf: the page
 * @n: what is in it
 */
struct text {
	char *buf;
	int n;
};

static ssize_t list_devices(char *buf, void (*fn)(struct seized *seized, void *arg))
{
	struct text text = { buf };

	stub_for_each(fn, &text);
	return text.n;
}

static void list_name(struct text *text, struct seized *seized)
{
	text->n += sysfs_emit_at(text->buf, text->n, "%s\n", pci_name(seized->dev));
}

/* Which devices are wanted */

static ssize_t new_slot_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct slot_id id;
	int ret = parse(buf, &id);

	if (!ret)
		ret = slot_id_want(&id);
	return ret ? ret : count;
}
static DRIVER_ATTR_WO(new_slot);

static ssize_t remove_slot_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct slot_id id;
	int ret = parse(buf, &id);

	if (!ret)
		ret = slot_id_drop(&id);
	return ret ? ret : count;
}
static DRIVER_ATTR_WO(remove_slot);

static ssize_t slots_show(struct device_driver *drv, char *buf)
{
	return slot_id_list(buf);
}
static DRIVER_ATTR_RO(slots);

/* What a guest may write */

static int be_permissive(struct seized *seized, void *arg)
{
	if (!seized->conf.permissive)
		pci_warn(seized->dev, "a guest may write all of its configuration space\n");
	WRITE_ONCE(seized->conf.permissive, true);
	return 0;
}

static ssize_t permissive_store(struct device_driver *drv, const char *buf, size_t count)
{
	return with_device(buf, count, be_permissive);
}

static void list_permissive(struct seized *seized, void *text)
{
	if (seized->conf.permissive)
		list_name(text, seized);
}

static ssize_t permissive_show(struct device_driver *drv, char *buf)
{
	return list_devices(buf, list_permissive);
}
static DRIVER_ATTR_RW(permissive);

static int allow_control(struct seized *seized, void *arg)
{
	WRITE_ONCE(seized->conf.interrupt_control, true);
	return 0;
}

static ssize_t allow_interrupt_control_store(struct device_driver *drv, const char *buf,
					     size_t count)
{
	return with_device(buf, count, allow_control);
}

static void list_control(struct seized *seized, void *text)
{
	if (seized->conf.interrupt_control)
		list_name(text, seized);
}

static ssize_t allow_interrupt_control_show(struct device_driver *drv, char *buf)
{
	return list_devices(buf, list_control);
}
static DRIVER_ATTR_RW(allow_interrupt_control);

/**
 * struct quirk - one more register that a guest may write
 * @where:	the register
 * @size:	its bytes
 * @mask:	bits that can be written
 */
struct quirk {
	unsigned int where, size, mask;
};

/* A guest's requests look at the list without our lock, so it is changed beforehand. */
static int add_quirk(struct seized *seized, void *arg)
{
	struct quirk *quirk = arg;

	if (seized->user)
		return -EBUSY;
	return conf_add_extra(&seized->conf, quirk->where, quirk->size, quirk->mask);
}

static ssize_t quirks_store(struct device_driver *drv, const char *buf, size_t count)
{
	const char *at = buf;
	struct slot_id id;
	struct quirk quirk;
	int ret = slot_id_parse(&at, &id);

	if (!ret && sscanf(at, "-%x:%x:%x", &quirk.where, &quirk.size, &quirk.mask) != 3)
		ret = -EINVAL;
	if (!ret)
		ret = stub_with(&id, add_quirk, &quirk);
	return ret ? ret : count;
}

static void list_quirks(struct seized *seized, void *arg)
{
	struct text *text = arg;
	unsigned int i;

	for (i = 0; i < seized->conf.nr_extra; i++) {
		struct conf_field *field = &seized->conf.extra[i];

		text->n += sysfs_emit_at(text->buf, text->n, "%s-%x:%x:%x\n",
					 pci_name(seized->dev), field->where, field->size,
					 field->mask);
	}
}

static ssize_t quirks_show(struct device_driver *drv, char *buf)
{
	return list_devices(buf, list_quirks);
}
static DRIVER_ATTR_RW(quirks);

/* Lines that dom0 shares */

static void list_line(struct seized *seized, void *arg)
{
	struct text *text = arg;

	text->n += sysfs_emit_at(text->buf, text->n, "%s:%s:%s:%lu\n", pci_name(seized->dev),
				 seized->line_on ? "on" : "off",
				 seized->line_ack ? "ack" : "no ack", seized->line_count);
}

static ssize_t irq_handlers_show(struct device_driver *drv, char *buf)
{
	return list_devices(buf, list_line);
}
static DRIVER_ATTR_RO(irq_handlers);

static int switch_ack(struct seized *seized, void *arg)
{
	WRITE_ONCE(seized->line_ack, !seized->line_ack);
	return 0;
}

static ssize_t irq_handler_state_store(struct device_driver *drv, const char *buf, size_t count)
{
	return with_device(buf, count, switch_ack);
}
static DRIVER_ATTR_WO(irq_handler_state);

static struct attribute *pciback_attrs[] = {
	&driver_attr_new_slot.attr,
	&driver_attr_remove_slot.attr,
	&driver_attr_slots.attr,
	&driver_attr_quirks.attr,
	&driver_attr_permissive.attr,
	&driver_attr_allow_interrupt_control.attr,
	&driver_attr_irq_handlers.attr,
	&driver_attr_irq_handler_state.attr,
	NULL
};

static const struct attribute_group pciback_group = {
	.attrs = pciback_attrs,
};

const struct attribute_group *pciback_groups[] = {
	&pciback_group,
	NULL
};
