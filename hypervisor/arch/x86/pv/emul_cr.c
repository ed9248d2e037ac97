// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control and debug registers, and what hides in the 0F 01 group.
 *
 * CR0: only TS is the guest's.  CR4: the bits that PV kernels set are noted;
 * what the hardware has is the hypervisor's choice.
 */
#include "emul.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/hypercall.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/policy.h>
#include <asm/pv.h>
#include <asm/pv_hypercall.h>
#include <asm/pv_mm.h>
#include <asm/system.h>

#define CR4_GUEST_BITS	(CR4_TSD | CR4_DE | CR4_PSE | CR4_PAE | CR4_MCE | CR4_PGE | \
			 CR4_PCE | CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_FSGSBASE | \
			 CR4_OSXSAVE)

/* The register form is the only one; MOD is ignored. */
static bool take_modrm(struct pv_insn *insn)
{
	return pv_insn_byte(insn, &insn->modrm);
}

static unsigned int special_reg(const struct pv_insn *insn)
{
	return (insn->modrm >> 3 & 7) | (insn->rex & REX_R ? 8 : 0);
}

static u64 *general_reg(const struct pv_insn *insn)
{
	return pv_gpr(insn->regs, (insn->modrm & 7) | (insn->rex & REX_B ? 8 : 0));
}

enum pv_emul pv_emul_read_cr(struct pv_insn *insn)
{
	const struct pv_vcpu *pv = insn->v->arch->pv;
	u64 val;

	if (!take_modrm(insn))
		return EMUL_FAULT;
	switch (special_reg(insn)) {
	case 0:
		val = pv->cr0;
		break;
	case 2:
		val = pv->cr2;
		break;
	case 3:
		val = mfn_to_paddr(pv->guest_table);
		break;
	case 4:
		val = pv->cr4;
		break;
	default:
		return EMUL_FAULT;
	}
	*general_reg(insn) = val;
	return EMUL_DONE;
}

static enum pv_emul set_cr0(struct vcpu *v, u64 val)
{
	if ((val ^ v->arch->pv->cr0) & ~(u64)CR0_TS)
		return EMUL_FAULT;
	pv_set_ts(v, val & CR0_TS);
	return EMUL_DONE;
}

static enum pv_emul set_cr3(struct vcpu *v, u64 val)
{
	switch (pv_new_cr3(v, to_mfn(val >> PAGE_SHIFT))) {
	case 0:
		return EMUL_DONE;
	case -ERESTART:
		return EMUL_AGAIN;
	default:
		return EMUL_FAULT;
	}
}

enum pv_emul pv_emul_write_cr(struct pv_insn *insn)
{
	struct vcpu *v = insn->v;
	u64 val;

	if (!take_modrm(insn))
		return EMUL_FAULT;
	val = *general_reg(insn);
	switch (special_reg(insn)) {
	case 0:
		return set_cr0(v, val);
	case 2:
		v->arch->pv->cr2 = val;
		v->vcpu_info->arch.cr2 = val;
		return EMUL_DONE;
	case 3:
		return set_cr3(v, val);
	case 4:
		v->arch->pv->cr4 = (val & CR4_GUEST_BITS) | CR4_PAE;
		return EMUL_DONE;
	default:
		return EMUL_FAULT;
	}
}

enum pv_emul pv_emul_read_dr(struct pv_insn *insn)
{
	int err;

	if (!take_modrm(insn))
		return EMUL_FAULT;
	err = pv_debugreg_get(insn->v, special_reg(insn), general_reg(insn));
	return err ? EMUL_FAULT : EMUL_DONE;
}

enum pv_emul pv_emul_write_dr(struct pv_insn *insn)
{
	if (!take_modrm(insn) || special_reg(insn) > 7)
		return EMUL_FAULT;
	return pv_debugreg_set(insn->v, special_reg(insn), *general_reg(insn)) ?
	       EMUL_FAULT : EMUL_DONE;
}

enum pv_emul pv_emul_clts(struct pv_insn *insn)
{
	pv_set_ts(insn->v, false);
	return EMUL_DONE;
}

static enum pv_emul emul_xsetbv(struct pv_insn *insn)
{
	const struct cpu_user_regs *regs = insn->regs;
	u64 val = (u64)regs->_edx << 32 | regs->_eax;

	if (!insn->v->arch->pv->kernel_mode)
		return EMUL_FAULT;
	return guest_xsetbv(insn->v, regs->_ecx, val) ? EMUL_FAULT : EMUL_DONE;
}

enum pv_emul pv_emul_group7(struct pv_insn *insn)
{
	if (!take_modrm(insn))
		return EMUL_FAULT;
	switch (insn->modrm) {
	case 0xd1:
		return emul_xsetbv(insn);
	case 0xf9:
		return pv_emul_rdtsc(insn);	/* RDTSCP */
	default:
		return EMUL_FAULT;		/* LGDT, LIDT, LMSW, INVLPG, SWAPGS ... */
	}
}

/* Means something only to who has devices; a PV guest has no other cache control. */
enum pv_emul pv_emul_wbinvd(struct pv_insn *insn)
{
	if (insn->v->domain->hardware)
		wbinvd();
	return EMUL_DONE;
}
