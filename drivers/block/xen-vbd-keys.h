/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys of a virtual disk in xenstore: numbers that the other side wrote, and transactions.
 *
 * A string there may be anything: only a whole decimal number within its limits is
 * taken, so "12abc", "-1" and "" are errors and never silently the default.
 */
#ifndef _XEN_VBD_KEYS_H
#define _XEN_VBD_KEYS_H

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <xen/xenbus.h>

/**
 * vbd_key - read a key that must be there
 * @dir: xenstore directory
 * @key: name of the key in it
 * @max: highest value allowed
 * @val: the number; untouched after an error
 *
 * Return: 0, -ENOENT (no such key), -EINVAL (no number), -ERANGE (too large) or the
 * error of xenbus.
 */
static inline int vbd_key(const char *dir, const char *key, u64 max, u64 *val)
{
	char *text = xenbus_read(XBT_NIL, dir, key, NULL);
	u64 got;
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = kstrtou64(text, 10, &got);
	kfree(text);
	if (err)
		return err;
	if (got > max)
		return -ERANGE;
	*val = got;
	return 0;
}

/* The same for a key that may be missing: then it has the value @def. */
static inline int vbd_key_or(const char *dir, const char *key, u64 max, u64 def, u64 *val)
{
	int err = vbd_key(dir, key, max, val);

	if (err != -ENOENT)
		return err;
	*val = def;
	return 0;
}

/**
 * vbd_transaction - write keys so that the other side sees all of them or none
 * @write: writes them; may be called several times
 * @data: for it
 *
 * Return: 0, or the error of @write or of xenbus: nothing is written then.
 */
static inline int vbd_transaction(int (*write)(struct xenbus_transaction xbt, void *data),
				  void *data)
{
	struct xenbus_transaction xbt;
	int err;

	do {
		err = xenbus_transaction_start(&xbt);
		if (err)
			return err;
		err = write(xbt, data);
		if (err) {
			xenbus_transaction_end(xbt, 1);
			return err;
		}
		err = xenbus_transaction_end(xbt, 0);
	} while (err == -EAGAIN);
	return err;
}

#endif
