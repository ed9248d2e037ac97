// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_multicall: a list of calls in one trap.
 *
 * Each entry is read once and made like a call of its own, rights included.
 * An entry that restarts has its arguments written back, so that the guest's
 * own list carries the progress, and the multicall itself restarts there:
 * arg[0] is the guest address of the next entry, arg[1] how many are left.
 *
 * A multicall inside a multicall is refused, so the depth is bounded.
 */
#include <hyp/hypercall.h>
#include <hyp/arch.h>
#include <hyp/guest_copy.h>
#include <hyp/perfc.h>
#include <hyp/softirq.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <xen/interface/xen.h>

static long entry_restarted(u64 entry_gva, const struct hypercall *call)
{
	u64 args = entry_gva + offsetof(struct multicall_entry, args);

	BUILD_BUG_ON(sizeof(call->arg) != sizeof(((struct multicall_entry *)0)->args));
	return guest_write(args, &call->arg);
}

/* Makes one call of the list. Returns 0, HYPERCALL_RESTART or -EFAULT. */
static long entry_run(u64 gva, bool compat)
{
	struct multicall_entry entry;
	struct hypercall call = { .in_multicall = true, .compat = compat };
	long result;

	if (guest_read(&entry, gva))
		return -EFAULT;
	call.nr = (u32)entry.op;
	memcpy(call.arg, entry.args, sizeof(call.arg));
	perfc_from_multicall();
	if (entry.op != call.nr)
		result = -ENOSYS;
	else if (call.nr == __HYPERVISOR_multicall)
		result = -EINVAL;
	else
		result = compat ? arch_dispatch_compat(&call) : hypercall_dispatch(&call);
	if (result == HYPERCALL_RESTART)
		return entry_restarted(gva, &call) ? : HYPERCALL_RESTART;

	entry.result = result;
	return guest_write(gva + offsetof(struct multicall_entry, result), &entry.result);
}

long do_multicall(struct hypercall *call)
{
	u64 gva = call->arg[0];
	u32 left = (u32)call->arg[1];
	long rc;

	if (call->in_multicall)
		return -EINVAL;
	for (; left; left--) {
		rc = entry_run(gva, call->compat);
		if (rc && rc != HYPERCALL_RESTART)
			return rc;
		if (!rc)
			gva += sizeof(struct multicall_entry);
		if (rc || (left > 1 && hypercall_preempt_check())) {
			call->arg[0] = gva;
			call->arg[1] = rc ? left : left - 1;
			return hypercall_restart(call);
		}
	}
	return 0;
}
