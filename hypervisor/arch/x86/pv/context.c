// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vcpu_guest_context <-> a PV vCPU.
 *
 * Everything is checked first; what can fail after that (descriptor tables,
 * page tables) gives the same result when it is done again.
 */
#include <asm/pv_context.h>

#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/fpu.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/system.h>

#define RFLAGS_STATUS	0xcd5	/* CF PF AF ZF SF DF OF */
#define RFLAGS_FREE	(RFLAGS_STATUS | RFLAGS_TF | RFLAGS_NT | RFLAGS_RF | RFLAGS_AC | RFLAGS_ID)

static bool addresses_ok(const struct vcpu_guest_context *c)
{
	unsigned int i;

	for (i = 0; i < PV_TRAPS; i++)
		if (!pv_canonical(c->trap_ctxt[i].address))
			return false;
	return pv_canonical(c->user_regs.rip) && pv_canonical(c->event_callback_eip) &&
	       pv_canonical(c->failsafe_callback_eip) && pv_canonical(c->syscall_callback_eip) &&
	       pv_canonical(c->fs_base) && pv_canonical(c->gs_base_kernel) &&
	       pv_canonical(c->gs_base_user);
}

static mfn_t root_of(unsigned long cr3)
{
	return cr3 ? to_mfn(xen_cr3_to_pfn(cr3)) : INVALID_MFN;
}

static int check(const struct vcpu *v, const struct vcpu_guest_context *c)
{
	const struct pv_vcpu *pv = v->arch->pv;

	if (!addresses_ok(c) || c->gdt_ents > PV_GDT_FRAMES * 512)
		return -EINVAL;
	if (v->initialised && !mfn_eq(root_of(c->ctrlreg[3]), pv->guest_table))
		return -EOPNOTSUPP;
	if (!(c->flags & VGCF_in_kernel) && !c->ctrlreg[1])
		return -EINVAL;
	return 0;
}

static bool is_other_root(mfn_t have, mfn_t want)
{
	return !mfn_eq(have, INVALID_MFN) && !mfn_eq(have, want);
}

/*
 * An earlier call may have taken one root or both and stopped then: to be called
 * again for the same, or because something else in it was wrong.
 */
static int set_roots(struct vcpu *v, mfn_t kernel, mfn_t user)
{
	const struct pv_vcpu *pv = v->arch->pv;
	int rc = 0;

	if (is_other_root(pv->guest_table, kernel) || is_other_root(pv->guest_table_user, user))
		rc = pv_drop_roots(v);
	return rc ?: pv_set_roots(v, kernel, user);
}

static int set_tables(struct vcpu *v, const struct vcpu_guest_context *c)
{
	u64 frames[PV_GDT_FRAMES];
	unsigned int i;
	int err;

	for (i = 0; i < PV_GDT_FRAMES; i++)
		frames[i] = c->gdt_frames[i];
	err = pv_set_gdt(v, frames, c->gdt_ents);
	if (!err)
		err = pv_set_ldt(v, c->ldt_base, c->ldt_ents);
	if (err || v->initialised)
		return err;
	return set_roots(v, root_of(c->ctrlreg[3]), root_of(c->ctrlreg[1]));
}

static void set_entries(struct pv_vcpu *pv, const struct vcpu_guest_context *c)
{
	memcpy(pv->trap, c->trap_ctxt, sizeof(pv->trap));
	pv->event_callback = c->event_callback_eip;
	pv->failsafe_callback = c->failsafe_callback_eip;
	pv->syscall_callback = c->syscall_callback_eip;
	pv->failsafe_masks_events = c->flags & VGCF_failsafe_disables_events;
	pv->syscall_masks_events = c->flags & VGCF_syscall_disables_events;
	pv->kernel_sp = c->kernel_sp;
	pv->kernel_ss = (u16)c->kernel_ss | 3;
}

static void set_registers(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct pv_vcpu *pv = v->arch->pv;
	struct cpu_user_regs *regs = &v->arch->regs;

	*regs = c->user_regs;
	/* A kernel's second CPU does port I/O before it can ask for the right. */
	pv->iopl = (regs->rflags & RFLAGS_IOPL) >> 12;
	regs->cs |= 3;
	regs->ss |= 3;
	regs->rflags = (regs->rflags & RFLAGS_FREE) | RFLAGS_IF | RFLAGS_FIXED;
	regs->error_code = 0;
	regs->entry_vector = 0;
	pv->kernel_mode = c->flags & VGCF_in_kernel;
	pv->fs_base = c->fs_base;
	pv->gs_base_kernel = c->gs_base_kernel;
	pv->gs_base_user = c->gs_base_user;
	pv->cr0 = (pv->cr0 & ~CR0_TS) | (c->ctrlreg[0] & CR0_TS);
}

static int set_debugregs(struct vcpu *v, const struct vcpu_guest_context *c)
{
	unsigned int i;
	int err;

	for (i = 0; i < 8; i++) {
		if (i == 4 || i == 5)
			continue;
		err = pv_debugreg_set(v, i, c->debugreg[i]);
		if (err)
			return -EINVAL;
	}
	return 0;
}

int pv_set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	int err = check(v, c);

	if (!err)
		err = set_debugregs(v, c);
	if (!err)
		err = set_tables(v, c);
	if (err)
		return err;
	set_entries(v->arch->pv, c);
	set_registers(v, c);
	/* The domain's, which a saved one had before; Linux asks for them at its start only. */
	if (!v->id && !v->initialised)
		vm_assist_set(v->domain, c->vm_assist);
	if (c->flags & VGCF_I387_VALID)
		fpu_import_legacy(v, c->fpu_ctxt.x);
	return 0;
}

void pv_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	const struct pv_vcpu *pv = v->arch->pv;
	unsigned int i;

	memset(c, 0, sizeof(*c));
	fpu_export_legacy(v, c->fpu_ctxt.x);
	c->flags = VGCF_I387_VALID | (pv->kernel_mode ? VGCF_in_kernel : 0) |
		   (pv->failsafe_masks_events ? VGCF_failsafe_disables_events : 0) |
		   (pv->syscall_masks_events ? VGCF_syscall_disables_events : 0) |
		   (test_bit(VPF_DOWN, &v->pause_flags) ? 0 : VGCF_online);
	c->user_regs = v->arch->regs;
	c->user_regs.rflags |= (u64)pv->iopl << 12;
	c->user_regs.entry_vector = 0;
	memcpy(c->trap_ctxt, pv->trap, sizeof(pv->trap));
	c->ldt_base = pv->ldt_base;
	c->ldt_ents = pv->ldt_entries;
	for (i = 0; i < PV_GDT_FRAMES; i++)
		c->gdt_frames[i] = mfn_eq(pv->gdt_frame[i], INVALID_MFN) ? 0 :
				   mfn_x(pv->gdt_frame[i]);
	c->gdt_ents = pv->gdt_entries;
	c->kernel_ss = pv->kernel_ss;
	c->kernel_sp = pv->kernel_sp;
	c->ctrlreg[0] = pv->cr0;
	c->ctrlreg[1] = mfn_eq(pv->guest_table_user, INVALID_MFN) ? 0 :
			xen_pfn_to_cr3(mfn_x(pv->guest_table_user));
	c->ctrlreg[3] = mfn_eq(pv->guest_table, INVALID_MFN) ? 0 :
			xen_pfn_to_cr3(mfn_x(pv->guest_table));
	c->ctrlreg[4] = pv->cr4;
	for (i = 0; i < 4; i++)
		c->debugreg[i] = v->arch->dr[i];
	c->debugreg[6] = v->arch->dr6;
	c->debugreg[7] = v->arch->dr7;
	c->event_callback_eip = pv->event_callback;
	c->failsafe_callback_eip = pv->failsafe_callback;
	c->syscall_callback_eip = pv->syscall_callback;
	c->vm_assist = v->domain->vm_assist;
	c->fs_base = pv->fs_base;
	c->gs_base_kernel = pv->gs_base_kernel;
	c->gs_base_user = pv->gs_base_user;
}
