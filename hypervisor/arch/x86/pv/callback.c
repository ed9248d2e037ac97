// SPDX-License-Identifier: GPL-2.0-only
/* Entry points that the guest kernel registers: callbacks, NMI, trap table. */
#include <asm/pv_hypercalls.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/traps.h>
#include <xen/interface/callback.h>
#include <xen/interface/nmi.h>

static int register_nmi(struct vcpu *v, u64 address)
{
	struct trap_info *ti = &v->arch->pv->trap[TRAP_NMI];

	/* Only dom0's boot CPU gets the machine's NMIs. */
	if (!v->domain->hardware || v->id)
		return -EINVAL;
	ti->vector = TRAP_NMI;
	ti->flags = 0;
	TI_SET_IF(ti, 1);
	ti->cs = FLAT_KERNEL_CS;
	ti->address = address;
	return 0;
}

static int unregister_nmi(struct vcpu *v)
{
	v->arch->pv->trap[TRAP_NMI].address = 0;
	return 0;
}

static int callback_register(struct vcpu *v, const struct callback_register *cb)
{
	struct pv_vcpu *pv = v->arch->pv;
	bool masks = cb->flags & CALLBACKF_mask_events;

	if (!pv_canonical(cb->address))
		return -EINVAL;
	switch (cb->type) {
	case CALLBACKTYPE_event:
		pv->event_callback = cb->address;
		return 0;
	case CALLBACKTYPE_failsafe:
		pv->failsafe_callback = cb->address;
		pv->failsafe_masks_events = masks;
		return 0;
	case CALLBACKTYPE_syscall:
		pv->syscall_callback = cb->address;
		pv->syscall_masks_events = masks;
		return 0;
	case CALLBACKTYPE_syscall32:
		pv->syscall32_callback = cb->address;
		pv->syscall32_masks_events = masks;
		return 0;
	case CALLBACKTYPE_sysenter:
		pv->sysenter_callback = cb->address;
		pv->sysenter_masks_events = masks;
		return 0;
	case CALLBACKTYPE_nmi:
		return register_nmi(v, cb->address);
	default:
		return -ENOSYS;
	}
}

static int callback_unregister(struct vcpu *v, u16 type)
{
	switch (type) {
	case CALLBACKTYPE_event:
	case CALLBACKTYPE_failsafe:
	case CALLBACKTYPE_syscall:
	case CALLBACKTYPE_syscall32:
	case CALLBACKTYPE_sysenter:
	case CALLBACKTYPE_sysenter_deprecated:
		return -EINVAL;		/* they stay, whatever is registered */
	case CALLBACKTYPE_nmi:
		return unregister_nmi(v);
	default:
		return -ENOSYS;
	}
}

/* callback_op(cmd, arg) */
long do_callback_op(struct hypercall *call)
{
	struct callback_register reg;
	struct callback_unregister unreg;

	switch (call->arg[0]) {
	case CALLBACKOP_register:
		if (guest_read(&reg, call->arg[1]))
			return -EFAULT;
		return callback_register(current, &reg);
	case CALLBACKOP_unregister:
		if (guest_read(&unreg, call->arg[1]))
			return -EFAULT;
		return callback_unregister(current, unreg.type);
	default:
		return -ENOSYS;
	}
}

/* set_callbacks(event, failsafe, syscall): the older form of the above */
long do_set_callbacks(struct hypercall *call)
{
	struct pv_vcpu *pv = current->arch->pv;
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (!pv_canonical(call->arg[i]))
			return -EINVAL;
	pv->event_callback = call->arg[0];
	pv->failsafe_callback = call->arg[1];
	pv->syscall_callback = call->arg[2];
	return 0;
}

/* nmi_op(cmd, arg) */
long do_nmi_op(struct hypercall *call)
{
	struct xennmi_callback cb;

	switch (call->arg[0]) {
	case XENNMI_register_callback:
		if (guest_read(&cb, call->arg[1]))
			return -EFAULT;
		if (!pv_canonical(cb.handler_address))
			return -EINVAL;
		return register_nmi(current, cb.handler_address);
	case XENNMI_unregister_callback:
		return unregister_nmi(current);
	default:
		return -ENOSYS;
	}
}

/* set_trap_table(array): ends with an entry whose address is 0; NULL clears all */
long do_set_trap_table(struct hypercall *call)
{
	struct pv_vcpu *pv = current->arch->pv;
	struct trap_info ti;

	if (!call->arg[0]) {
		memset(pv->trap, 0, sizeof(pv->trap));
		return 0;
	}
	for (;;) {
		if (guest_read(&ti, call->arg[0]))
			return -EFAULT;
		if (!ti.address)
			return 0;
		if (!pv_canonical(ti.address))
			return -EINVAL;
		ti.cs |= 3;
		pv->trap[ti.vector] = ti;
		call->arg[0] += sizeof(ti);
		if (hypercall_preempt_check())
			return hypercall_restart(call);
	}
}
