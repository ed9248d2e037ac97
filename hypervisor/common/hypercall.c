// SPDX-License-Identifier: GPL-2.0-only
/* From a number to a handler, and who may act on whom. */
#include <hyp/hypercall.h>
#include <hyp/domain.h>
#include <hyp/perfc.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/nospec.h>

static bool right_held(const struct domain *d, u8 right)
{
	switch (right) {
	case RIGHT_ANY:
		return true;
	case RIGHT_HARDWARE:
		return d->hardware;
	default:
		return d->privileged;
	}
}

static bool is_for_others(const struct domain *d, const struct hypercall_entry *entry)
{
	return entry->pv_only && !(entry->for_tools && d->privileged);
}

long hypercall_dispatch(struct hypercall *call)
{
	const struct domain *d = current->domain;
	const struct hypercall_entry *entry;
	u32 nr;

	if (call->nr >= HYPERCALL_TABLE_SIZE)
		return -ENOSYS;
	nr = array_index_nospec(call->nr, HYPERCALL_TABLE_SIZE);
	perfc_hypercall(nr);
	entry = &hypercall_table[nr];
	if (!entry->fn || (d->auto_translated && is_for_others(d, entry)))
		return -ENOSYS;
	if (!right_held(d, entry->right))
		return -EPERM;
	return entry->fn(call);
}

int target_check(const struct domain *caller, const struct domain *d,
		 enum target_right right)
{
	switch (right) {
	case TARGET_SELF:
		return caller == d ? 0 : -EPERM;
	case TARGET_DM:
		if (caller == d || caller->privileged || caller->target == d->domid)
			return 0;
		return -EPERM;
	default:
		return caller->privileged ? 0 : -EPERM;
	}
}
