// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_iret: the guest kernel returns to user, or to itself with
 * registers that a plain IRET in ring 3 can't load.  It replaces the registers
 * of the vCPU, so it goes neither through the table nor into a multicall.
 */
#include <asm/pv_hypercalls.h>

#include <linux/bits.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/guest_copy.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_trap.h>
#include <asm/system.h>

#define RFLAGS_STATUS	0xcd5	/* CF PF AF ZF SF DF OF */
#define RFLAGS_FREE	(RFLAGS_STATUS | RFLAGS_TF | RFLAGS_NT | RFLAGS_RF | RFLAGS_AC | RFLAGS_ID)

/* To user: only with page tables for it. */
static bool enter_user(struct vcpu *v, u64 rflags)
{
	struct pv_vcpu *pv = v->arch->pv;

	if (mfn_eq(pv->guest_table_user, INVALID_MFN)) {
		domain_crash(v->domain, "iret to user without user page tables");
		return false;
	}
	if (v->domain->vm_assist & BIT(VMASST_TYPE_architectural_iopl))
		pv->iopl = (rflags & RFLAGS_IOPL) >> 12;
	pv_toggle_mode(v);
	return true;
}

static void load_frame(struct vcpu *v, struct cpu_user_regs *regs, const struct iret_context *c)
{
	regs->rip = c->rip;
	regs->cs = (u16)c->cs | 3;
	regs->rflags = (c->rflags & RFLAGS_FREE) | RFLAGS_IF | RFLAGS_FIXED;
	regs->rsp = c->rsp;
	regs->ss = (u16)c->ss | 3;
	regs->rax = c->rax;
	if (c->flags & VGCF_in_syscall) {
		regs->cs = FLAT_USER_CS;
		regs->ss = FLAT_USER_SS;
		regs->entry_vector = PV_EXIT_SYSRET;
	} else {
		regs->rcx = c->rcx;
		regs->r11 = c->r11;
		regs->entry_vector = 0;
	}
	v->arch->pv->nmi_masked = false;
	v->vcpu_info->evtchn_upcall_mask = !(c->rflags & RFLAGS_IF);
}

void pv_iret(struct cpu_user_regs *regs)
{
	struct vcpu *v = current;
	struct iret_context c;

	if (pv_copy_from(&c, regs->rsp, sizeof(c))) {
		domain_crash(v->domain, "iret frame at %#llx can't be read",
			     regs->rsp);
		return;
	}
	if ((c.cs & 3) == 3 && !enter_user(v, c.rflags))
		return;
	load_frame(v, regs, &c);
}

long do_iret(struct hypercall *call)
{
	return -ENOSYS;
}
