// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_vm_assist: habits of the hypervisor that a domain can choose. */
#include <hyp/hypercall.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <xen/interface/xen.h>

/*
 * The first four mean something to 32-bit guests and to ancient interfaces
 * only; they are accepted and change nothing, as on real Xen.  Hiding the M2P
 * from user mode (m2p_strict) is refused.
 */
#define ASSIST_PV	(BIT(VMASST_TYPE_4gb_segments) |		\
			 BIT(VMASST_TYPE_4gb_segments_notify) |		\
			 BIT(VMASST_TYPE_writable_pagetables) |		\
			 BIT(VMASST_TYPE_pae_extended_cr3) |		\
			 BIT(VMASST_TYPE_architectural_iopl) |		\
			 BIT(VMASST_TYPE_runstate_update_flag))
#define ASSIST_HVM	BIT(VMASST_TYPE_runstate_update_flag)

static u32 valid_assists(const struct domain *d)
{
	return d->auto_translated ? ASSIST_HVM : ASSIST_PV;
}

void vm_assist_set(struct domain *d, u64 assists)
{
	d->vm_assist = (u32)assists & valid_assists(d);
}

long do_vm_assist(struct hypercall *call)
{
	struct domain *d = current->domain;
	u32 cmd = (u32)call->arg[0], type = (u32)call->arg[1];

	if (type >= 32 || !(valid_assists(d) & BIT(type)))
		return -EINVAL;
	switch (cmd) {
	case VMASST_CMD_enable:
		__atomic_fetch_or(&d->vm_assist, BIT(type), __ATOMIC_RELAXED);
		return 0;
	case VMASST_CMD_disable:
		__atomic_fetch_and(&d->vm_assist, ~(u32)BIT(type), __ATOMIC_RELAXED);
		return 0;
	default:
		return -ENOSYS;
	}
}
