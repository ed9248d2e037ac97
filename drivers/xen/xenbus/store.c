// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading and writing the store, in the words of include/xen/xenbus.h.
 */
#define pr_fmt(fmt) "xen:xenbus: " fmt

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <xen/xenbus.h>

#include "xenbus.h"

static struct kvec text(const char *string)
{
	return (struct kvec){ (void *)string, strlen(string) + 1 };
}

/* An absolute or relative path from its two halves; the second may be empty. */
static char *path_of(const char *dir, const char *node)
{
	return kasprintf(GFP_NOIO | __GFP_HIGH, *node ? "%s/%s" : "%s", dir, node);
}

/* A request with a path and, perhaps, a second piece. */
static void *ask(struct xenbus_transaction t, enum xsd_sockmsg_type type, const char *dir,
		 const char *node, const struct kvec *more, unsigned int *len)
{
	char *path = path_of(dir, node);
	struct kvec body[2];
	void *answer;

	if (!path)
		return ERR_PTR(-ENOMEM);
	body[0] = text(path);
	if (more)
		body[1] = *more;
	answer = xs_talk(t.id, type, body, more ? 2 : 1, len);
	kfree(path);
	return answer;
}

/* The same, when the answer is only that it went well. */
static int tell(struct xenbus_transaction t, enum xsd_sockmsg_type type, const char *dir,
		const char *node, const struct kvec *more)
{
	void *answer = ask(t, type, dir, node, more, NULL);

	if (IS_ERR(answer))
		return PTR_ERR(answer);
	kfree(answer);
	return 0;
}

/* Strings one after the other become an array that one kfree() frees. */
static char **split(const char *strings, unsigned int len, unsigned int *num)
{
	const char *end = strings + len, *at;
	unsigned int n = 0;
	char **array, *copy;

	for (at = strings; at < end; at += strlen(at) + 1)
		n++;
	array = kmalloc(n * sizeof(*array) + len + 1, GFP_NOIO | __GFP_HIGH);
	if (!array)
		return ERR_PTR(-ENOMEM);
	copy = (char *)(array + n);
	memcpy(copy, strings, len);
	copy[len] = 0;
	*num = n;
	for (n = 0; n < *num; n++, copy += strlen(copy) + 1)
		array[n] = copy;
	return array;
}

/**
 * xenbus_directory() - names of a node's children
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 * @num: receives their number
 *
 * Return: an array to be freed with kfree(), or an ERR_PTR().
 */
char **xenbus_directory(struct xenbus_transaction t, const char *dir, const char *node,
			unsigned int *num)
{
	unsigned int len;
	char *strings = ask(t, XS_DIRECTORY, dir, node, NULL, &len), **array;

	if (IS_ERR(strings))
		return ERR_CAST(strings);
	array = split(strings, len, num);
	kfree(strings);
	return array;
}
EXPORT_SYMBOL_GPL(xenbus_directory);

/**
 * xenbus_exists() - is there such a node?
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 *
 * Return: 1 or 0; 0 also when it cannot be read.
 */
int xenbus_exists(struct xenbus_transaction t, const char *dir, const char *node)
{
	return !tell(t, XS_DIRECTORY, dir, node, NULL);
}
EXPORT_SYMBOL_GPL(xenbus_exists);

/**
 * xenbus_read() - the value of a node
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 * @len: receives its length, or %NULL
 *
 * Return: the value with a NUL behind it, to be freed with kfree(); or an ERR_PTR().
 */
void *xenbus_read(struct xenbus_transaction t, const char *dir, const char *node,
		  unsigned int *len)
{
	return ask(t, XS_READ, dir, node, NULL, len);
}
EXPORT_SYMBOL_GPL(xenbus_read);

/**
 * xenbus_write() - set the value of a node, which is made if need be
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 * @string: the value
 *
 * Return: 0 or a negative error.
 */
int xenbus_write(struct xenbus_transaction t, const char *dir, const char *node,
		 const char *string)
{
	/* A value has no NUL at its end. */
	struct kvec value = { (void *)string, strlen(string) };

	return tell(t, XS_WRITE, dir, node, &value);
}
EXPORT_SYMBOL_GPL(xenbus_write);

/**
 * xenbus_mkdir() - make a node, if there is none
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 *
 * Return: 0 or a negative error.
 */
int xenbus_mkdir(struct xenbus_transaction t, const char *dir, const char *node)
{
	return tell(t, XS_MKDIR, dir, node, NULL);
}
EXPORT_SYMBOL_GPL(xenbus_mkdir);

/**
 * xenbus_rm() - remove a node and all below
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 *
 * Return: 0 or a negative error.
 */
int xenbus_rm(struct xenbus_transaction t, const char *dir, const char *node)
{
	return tell(t, XS_RM, dir, node, NULL);
}
EXPORT_SYMBOL_GPL(xenbus_rm);

/**
 * xenbus_transaction_start() - begin a transaction
 * @t: receives it
 *
 * A suspend waits until it has ended.
 *
 * Return: 0 or a negative error.
 */
int xenbus_transaction_start(struct xenbus_transaction *t)
{
	struct kvec empty = text("");
	char *answer = xs_talk(0, XS_TRANSACTION_START, &empty, 1, NULL);
	int ret;

	if (IS_ERR(answer))
		return PTR_ERR(answer);
	ret = kstrtou32(answer, 0, &t->id);
	kfree(answer);
	if (ret)
		xs_exit();
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_transaction_start);

/**
 * xenbus_transaction_end() - commit a transaction or undo it
 * @t: the transaction
 * @abort: nonzero to undo it
 *
 * Return: 0; -EAGAIN when somebody else was faster and all must be done anew; or another
 * negative error.
 */
int xenbus_transaction_end(struct xenbus_transaction t, int abort)
{
	struct kvec verdict = text(abort ? "F" : "T");
	void *answer = xs_talk(t.id, XS_TRANSACTION_END, &verdict, 1, NULL);

	if (IS_ERR(answer))
		return PTR_ERR(answer);
	kfree(answer);
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_transaction_end);

/**
 * xenbus_scanf() - read a node and take it apart
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 * @fmt: as for sscanf()
 *
 * Return: how many values were found, -ERANGE for none, or the error of the read.
 */
int xenbus_scanf(struct xenbus_transaction t, const char *dir, const char *node,
		 const char *fmt, ...)
{
	char *value = xenbus_read(t, dir, node, NULL);
	va_list ap;
	int found;

	if (IS_ERR(value))
		return PTR_ERR(value);
	va_start(ap, fmt);
	found = vsscanf(value, fmt, ap);
	va_end(ap);
	kfree(value);
	return found ? found : -ERANGE;
}
EXPORT_SYMBOL_GPL(xenbus_scanf);

/**
 * xenbus_read_unsigned() - read a number that may be missing
 * @dir: first part of the path
 * @node: second part, may be empty
 * @default_val: what it is then
 *
 * Return: the number.
 */
unsigned int xenbus_read_unsigned(const char *dir, const char *node, unsigned int default_val)
{
	unsigned int value;

	return xenbus_scanf(XBT_NIL, dir, node, "%u", &value) == 1 ? value : default_val;
}
EXPORT_SYMBOL_GPL(xenbus_read_unsigned);

/**
 * xenbus_printf() - write a node
 * @t: transaction or XBT_NIL
 * @dir: first part of the path
 * @node: second part, may be empty
 * @fmt: as for printf()
 *
 * Return: 0 or a negative error.
 */
int xenbus_printf(struct xenbus_transaction t, const char *dir, const char *node,
		  const char *fmt, ...)
{
	char *value;
	va_list ap;
	int ret;

	va_start(ap, fmt);
	value = kvasprintf(GFP_NOIO | __GFP_HIGH, fmt, ap);
	va_end(ap);
	if (!value)
		return -ENOMEM;
	ret = xenbus_write(t, dir, node, value);
	kfree(value);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_printf);

/**
 * xenbus_gather() - read some nodes of a folder
 * @t: transaction or XBT_NIL
 * @dir: the folder
 * @...: for each node its name, a format of one value or %NULL, and a pointer for the
 *	value; without format it receives the string, to be freed with kfree(). %NULL ends.
 *
 * Return: 0, -EINVAL for a value that does not fit its format, or the error of the read.
 */
int xenbus_gather(struct xenbus_transaction t, const char *dir, ...)
{
	const char *name, *fmt;
	char *value;
	void *result;
	va_list ap;
	int ret = 0;

	va_start(ap, dir);
	while (!ret && (name = va_arg(ap, const char *))) {
		fmt = va_arg(ap, const char *);
		result = va_arg(ap, void *);
		value = xenbus_read(t, dir, name, NULL);
		if (IS_ERR(value)) {
			ret = PTR_ERR(value);
		} else if (!fmt) {
			*(char **)result = value;
		} else {
			if (sscanf(value, fmt, result) <= 0)
				ret = -EINVAL;
			kfree(value);
		}
	}
	va_end(ap);
	return ret;
}
EXPORT_SYMBOL_GPL(xenbus_gather);
