// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant table hypercall: most operations come as arrays and may be
 * continued at any element.
 */
#include <hyp/gnttab.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/nospec.h>

#include "gnttab_priv.h"

/* Structs that are copied at once: a copy has a price of its own. */
#define CHUNK_BYTES	512

/* As many as are there: the end of the array may be on a page that isn't. */
static u32 read_chunk(const struct gnttab_array *a, u64 gva, void *buf)
{
	u32 n = min_t(u32, a->count - a->done, CHUNK_BYTES / a->size);

	while (n && guest_copy_from(buf, gva, (u64)n * a->size))
		n /= 2;

	return n;
}

long gnttab_for_each(struct gnttab_array *a, void (*fn)(void *op, void *ctx), void *ctx)
{
	u8 buf[CHUNK_BYTES] __aligned(8);
	u64 gva = a->gva;
	u32 i, n;

	for (; a->done < a->count; a->done += n, gva += (u64)n * a->size) {
		if (a->done && hypercall_preempt_check())
			return -ERESTART;
		n = read_chunk(a, gva, buf);
		if (!n)
			return -EFAULT;
		for (i = 0; i < n; i++)
			fn(buf + i * a->size, ctx);
		if (guest_copy_to(gva, buf, (u64)n * a->size))
			return -EFAULT;
	}

	return 0;
}

struct gnttab_op_entry {
	/* An array of @count structs of @size bytes ... */
	long (*many)(struct gnttab_array *a);
	u32 size;
	/* ... or exactly one. */
	long (*one)(u64 gva);
};

#define MANY(fn, struct_name)	{ .many = fn, .size = sizeof(struct struct_name) }
#define ONE(fn)			{ .one = fn }

static const struct gnttab_op_entry op_table[] = {
	[GNTTABOP_map_grant_ref] = MANY(gnttab_op_map, gnttab_map_grant_ref),
	[GNTTABOP_unmap_grant_ref] = MANY(gnttab_op_unmap, gnttab_unmap_grant_ref),
	[GNTTABOP_setup_table] = ONE(gnttab_op_setup_table),
	[GNTTABOP_transfer] = MANY(gnttab_op_transfer, gnttab_transfer),
	[GNTTABOP_copy] = MANY(gnttab_op_copy, gnttab_copy),
	[GNTTABOP_query_size] = ONE(gnttab_op_query_size),
	[GNTTABOP_unmap_and_replace] = MANY(gnttab_op_unmap_and_replace, gnttab_unmap_and_replace),
	[GNTTABOP_set_version] = ONE(gnttab_op_set_version),
	[GNTTABOP_get_status_frames] = ONE(gnttab_op_get_status_frames),
	[GNTTABOP_get_version] = ONE(gnttab_op_get_version),
	[GNTTABOP_swap_grant_ref] = MANY(gnttab_op_swap, gnttab_swap_grant_ref),
	[GNTTABOP_cache_flush] = MANY(gnttab_op_cache_flush, gnttab_cache_flush),
};

static long run_many(const struct gnttab_op_entry *op, struct hypercall *call, u32 count)
{
	struct gnttab_array a = { .gva = call->arg[1], .size = op->size, .count = count };
	long rc = op->many(&a);

	if (rc != -ERESTART)
		return rc;
	call->arg[1] += (u64)a.done * a.size;
	call->arg[2] = count - a.done;

	return hypercall_restart(call);
}

long do_grant_table_op(struct hypercall *call)
{
	u32 cmd = call->arg[0], count = call->arg[2];
	const struct gnttab_op_entry *op;

	if (count > INT_MAX)
		return -EINVAL;
	if (cmd >= ARRAY_SIZE(op_table))
		return -ENOSYS;
	op = &op_table[array_index_nospec(cmd, ARRAY_SIZE(op_table))];
	if (op->one)
		return count == 1 ? op->one(call->arg[1]) : -EINVAL;

	return op->many ? run_many(op, call, count) : -ENOSYS;
}
