// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant table hypercall: most operations come as arrays and may be
 * continued at any element.
 */
#include <hyp/gnttab.h>
#include <hyp/hypercall.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/nospec.h>

#include "gnttab_priv.h"

struct gnttab_op_entry {
	/* An array of @count structs of @size bytes ... */
	long (*many)(u64 gva, u32 count, u32 *done);
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
	u64 gva = call->arg[1];
	u32 done = 0;
	long rc = op->many(gva, count, &done);

	if (rc != -ERESTART)
		return rc;
	call->arg[1] = gva + (u64)done * op->size;
	call->arg[2] = count - done;

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
