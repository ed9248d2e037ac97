// SPDX-License-Identifier: GPL-2.0-only
/* Hypercalls that change registers which ring 3 can't: stack, bases, TS, assists. */
#include <asm/pv_hypercalls.h>

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_segment.h>
#include <asm/system.h>

/* stack_switch(ss, sp): for entries from guest user */
long do_stack_switch(struct hypercall *call)
{
	struct pv_vcpu *pv = current->arch->pv;

	pv->kernel_ss = (u16)call->arg[0] | 3;
	pv->kernel_sp = call->arg[1];
	return 0;
}

void pv_set_ts(struct vcpu *v, bool on)
{
	struct pv_vcpu *pv = v->arch->pv;

	if (on) {
		pv->cr0 |= CR0_TS;
		stts();
	} else {
		pv->cr0 &= ~CR0_TS;
		clts();
	}
}

/* fpu_taskswitch(set): CR0.TS */
long do_fpu_taskswitch(struct hypercall *call)
{
	pv_set_ts(current, call->arg[0]);
	return 0;
}

/* set_segment_base(which, base): the guest kernel runs, so its GS base is active */
long do_set_segment_base(struct hypercall *call)
{
	u64 base = call->arg[1];

	if (call->arg[0] == SEGBASE_GS_USER_SEL) {
		pv_load_user_gs((u16)base);
		return 0;
	}
	if (!pv_canonical(base))
		return -EINVAL;
	switch (call->arg[0]) {
	case SEGBASE_FS:
		wrmsr(MSR_FS_BASE, base);
		return 0;
	case SEGBASE_GS_USER:
		wrmsr(MSR_KERNEL_GS_BASE, base);
		return 0;
	case SEGBASE_GS_KERNEL:
		wrmsr(MSR_GS_BASE, base);
		return 0;
	default:
		return -EINVAL;
	}
}
