// SPDX-License-Identifier: GPL-2.0-only
/*
 * An access to configuration space is taken apart into the fields that it touches.
 *
 * An access may be wider than a field, and a field wider than an access: what is read is
 * merged byte by byte, and a field of which only a part is written keeps what it shows in
 * the rest.
 */
#include <linux/errno.h>

#include "conf.h"

/**
 * conf_begin() - a device without fields: all can be read, and nothing written
 * @conf: to be set up
 * @ops: the hardware
 * @hw: its argument
 * @length: bytes of configuration space
 */
void conf_begin(struct conf *conf, const struct conf_ops *ops, void *hw, unsigned int length)
{
	*conf = (struct conf){ .ops = ops, .hw = hw, .length = length };
}

/**
 * conf_add_part() - add a table
 * @conf: has room for it
 * @base: where it is
 * @fields: the table
 * @n: its length
 */
void conf_add_part(struct conf *conf, unsigned int base, const struct conf_field *fields,
		   unsigned int n)
{
	if (conf->nr_parts < CONF_PARTS)
		conf->parts[conf->nr_parts++] = (struct conf_part){ base, fields, n };
}

/* An access that hardware knows: an aligned one inside. */
static bool is_access(const struct conf *conf, unsigned int where, unsigned int size)
{
	return (size == 1 || size == 2 || size == 4) && !(where % size) &&
		where < conf->length && size <= conf->length - where;
}

/**
 * conf_add_extra() - an administrator lets the guest write one more register
 * @conf: the device
 * @where: the register
 * @size: its bytes
 * @mask: the bits that can be written
 *
 * Return: 0, -EINVAL for what is no register, or -ENOSPC.
 */
int conf_add_extra(struct conf *conf, unsigned int where, unsigned int size, u32 mask)
{
	if (!is_access(conf, where, size))
		return -EINVAL;
	if (conf->nr_extra == CONF_EXTRA)
		return -ENOSPC;
	conf->extra[conf->nr_extra++] =
		(struct conf_field){ .where = where, .size = size, .mask = mask };
	return 0;
}

/* Bytes */

static u32 ones(unsigned int size)
{
	return size == 4 ? ~0U : (1U << (8 * size)) - 1;
}

/**
 * struct span - some bytes of configuration space
 * @where:	the first
 * @size:	how many
 * @value:	them, the first is the lowest
 */
struct span {
	unsigned int where, size;
	u32 value;
};

static bool has_byte(const struct span *span, unsigned int at)
{
	return at >= span->where && at - span->where < span->size;
}

static u32 byte_of(const struct span *span, unsigned int at)
{
	return (span->value >> (8 * (at - span->where))) & 0xff;
}

/* What both have is taken from @from. */
static void merge(struct span *to, const struct span *from)
{
	unsigned int at;

	for (at = to->where; at < to->where + to->size; at++) {
		unsigned int shift = 8 * (at - to->where);

		if (has_byte(from, at))
			to->value = (to->value & ~(0xffU << shift)) | byte_of(from, at) << shift;
	}
}

static bool overlap(const struct span *a, const struct span *b)
{
	return a->where < b->where + b->size && b->where < a->where + a->size;
}

static bool inside(const struct span *a, const struct span *b)
{
	return a->where >= b->where && a->where + a->size <= b->where + b->size;
}

/* Fields: a walk over the tables, the administrator's first */

/**
 * struct walk - the fields that an access touches
 * @conf:	whose
 * @access:	the access
 * @part:	where the walk is: a table, 0 for the administrator's
 * @next:	and in it
 * @field:	one that is touched
 * @span:	where it is
 */
struct walk {
	struct conf *conf;
	const struct span *access;
	unsigned int part, next;
	const struct conf_field *field;
	struct span span;
};

static struct conf_part part_of(struct conf *conf, unsigned int n)
{
	return n ? conf->parts[n - 1] : (struct conf_part){ 0, conf->extra, conf->nr_extra };
}

static bool next_field(struct walk *w)
{
	for (; w->part <= w->conf->nr_parts; w->part++, w->next = 0) {
		struct conf_part part = part_of(w->conf, w->part);

		while (w->next < part.n) {
			w->field = &part.fields[w->next++];
			w->span = (struct span){ part.base + w->field->where, w->field->size };
			if (overlap(&w->span, w->access))
				return true;
		}
	}
	return false;
}

static int read_real(struct conf *conf, struct span *span)
{
	int ret = conf->ops->read(conf->hw, span->where, span->size, &span->value);

	span->value &= ones(span->size);
	return ret;
}

static int show_field(struct walk *w)
{
	int ret = read_real(w->conf, &w->span);

	if (!ret && w->field->show)
		w->span.value = w->field->show(w->conf, w->span.where, w->span.value);
	return ret;
}

static int show(struct conf *conf, struct span *access)
{
	struct walk w = { .conf = conf, .access = access };
	int ret = read_real(conf, access);

	while (!ret && next_field(&w)) {
		if (!w.field->show)
			continue;
		ret = show_field(&w);
		if (!ret)
			merge(access, &w.span);
	}
	return ret;
}

/**
 * conf_read() - a guest reads
 * @conf: the device
 * @where: offset
 * @size: bytes
 * @value: receives it
 *
 * Return: 0, -EINVAL for an access that there is not, or the hardware's error.
 */
int conf_read(struct conf *conf, unsigned int where, unsigned int size, u32 *value)
{
	struct span access = { where, size };
	int ret = is_access(conf, where, size) ? show(conf, &access) : -EINVAL;

	if (!ret)
		*value = access.value;
	return ret;
}

/* Writing */

static int write_mask(struct conf *conf, const struct conf_field *field, const struct span *span)
{
	struct span real = *span;
	int ret = read_real(conf, &real);

	if (ret)
		return ret;
	real.value = (real.value & ~field->mask) | (span->value & field->mask);
	return conf->ops->write(conf->hw, real.where, real.size, real.value);
}

static int write_field(struct walk *w)
{
	int ret = 0;

	if (!w->field->write && !w->field->mask) {
		w->conf->ignored++;
		return 0;
	}
	if (!inside(&w->span, w->access))
		ret = show_field(w);
	if (ret)
		return ret;
	merge(&w->span, w->access);
	if (w->field->write)
		return w->field->write(w->conf, w->span.where, w->span.value);
	return write_mask(w->conf, w->field, &w->span);
}

static bool covered(struct conf *conf, unsigned int at)
{
	struct span byte = { at, 1 };
	struct walk w = { .conf = conf, .access = &byte };

	return next_field(&w);
}

/* The bytes that no field covers, in a permissive device. */
static int write_bytes(struct conf *conf, const struct span *access)
{
	unsigned int at;
	int ret = 0;

	for (at = access->where; !ret && at < access->where + access->size; at++) {
		if (!covered(conf, at))
			ret = conf->ops->write(conf->hw, at, 1, byte_of(access, at));
	}
	return ret;
}

static unsigned int nr_covered(struct conf *conf, const struct span *access)
{
	unsigned int at, n = 0;

	for (at = access->where; at < access->where + access->size; at++)
		n += covered(conf, at);
	return n;
}

static int write_rest(struct conf *conf, const struct span *access)
{
	unsigned int n = nr_covered(conf, access);

	if (n == access->size)
		return 0;
	if (!conf->permissive) {
		conf->ignored++;
		return 0;
	}
	/* A register is written at once, as the guest does. */
	if (!n)
		return conf->ops->write(conf->hw, access->where, access->size, access->value);
	return write_bytes(conf, access);
}

/**
 * conf_write() - a guest writes
 * @conf: the device
 * @where: offset
 * @size: bytes
 * @value: what it writes
 *
 * What a guest may not write is ignored, and counted, unless it must know.
 *
 * Return: 0, -EINVAL for an access that there is not, -EACCES for what is not done, or the
 * hardware's error.
 */
int conf_write(struct conf *conf, unsigned int where, unsigned int size, u32 value)
{
	struct span access = { where, size, value };
	struct walk w = { .conf = conf, .access = &access };
	int ret = 0;

	if (!is_access(conf, where, size))
		return -EINVAL;
	access.value &= ones(size);
	while (!ret && next_field(&w))
		ret = write_field(&w);
	return ret ? ret : write_rest(conf, &access);
}
