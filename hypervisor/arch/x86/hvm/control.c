// SPDX-License-Identifier: GPL-2.0-only
/* Control registers of a guest (APM 2 3.1): what a write may change, and what it entails. */
#include "intercept.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <hyp/domain.h>
#include <hyp/vcpu.h>
#include <asm/cpu_local.h>
#include <asm/cpu_policy.h>
#include <asm/cpufeature.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/traps.h>
#include <asm/vlapic.h>
#include "control.h"
#include "guest.h"
#include "insn.h"

#define CR0_KNOWN	(CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_ET | CR0_NE | CR0_WP | \
			 CR0_AM | CR0_NW | CR0_CD | CR0_PG)
#define CR0_LMSW	(CR0_PE | CR0_MP | CR0_EM | CR0_TS)
#define CR4_ALWAYS	(CR4_TSD | CR4_PCE)

static const struct {
	unsigned int feature;
	unsigned long bits;
} cr4_features[] = {
	{ FEATURE_VME, CR4_VME | CR4_PVI },
	{ FEATURE_DE, CR4_DE },
	{ FEATURE_PSE, CR4_PSE },
	{ FEATURE_PAE, CR4_PAE },
	{ FEATURE_MCE, CR4_MCE },
	{ FEATURE_PGE, CR4_PGE },
	{ FEATURE_FXSR, CR4_OSFXSR },
	{ FEATURE_SSE, CR4_OSXMMEXCPT },
	{ FEATURE_UMIP, CR4_UMIP },
	{ FEATURE_LA57, CR4_LA57 },
	{ FEATURE_FSGSBASE, CR4_FSGSBASE },
	{ FEATURE_PCID, CR4_PCIDE },
	{ FEATURE_XSAVE, CR4_OSXSAVE },
	{ FEATURE_SMEP, CR4_SMEP },
	{ FEATURE_SMAP, CR4_SMAP },
	{ FEATURE_PKU, CR4_PKE },
};

unsigned long hvm_cr4_mask(const u32 word[NR_CPU_WORDS])
{
	unsigned long mask = CR4_ALWAYS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cr4_features); i++)
		if (word[cr4_features[i].feature / 32] & BIT(cr4_features[i].feature % 32))
			mask |= cr4_features[i].bits;
	return mask;
}

static bool in_long_mode(const struct vcpu *v)
{
	return hvm_ops->get_efer(v) & EFER_LMA;
}

/* Of a code segment that was loaded in legacy mode, where the bit has no meaning. */
static bool cs_is_64(const struct vcpu *v)
{
	struct hvm_state s;

	hvm_ops->get_state((struct vcpu *)v, &s);
	return s.seg[HVM_CS].attr & HVM_SEG_L;
}

/* Paging goes on or off: long mode with it (APM 2 14.6.1). */
static int switch_paging(struct vcpu *v, bool on)
{
	u64 efer = hvm_ops->get_efer(v);

	if (hvm_ops->code_bits(v) == 64 || (!on && (hvm_ops->get_cr(v, 4) & CR4_PCIDE)))
		return -EINVAL;
	if (!(efer & EFER_LME))
		return 0;
	if (on && (!(hvm_ops->get_cr(v, 4) & CR4_PAE) || cs_is_64(v)))
		return -EINVAL;
	hvm_ops->set_efer(v, on ? efer | EFER_LMA : efer & ~EFER_LMA);
	return 0;
}

int hvm_set_cr0(struct vcpu *v, u64 val)
{
	u64 old = hvm_ops->get_cr(v, 0);

	if ((val >> 32) || ((val & CR0_PG) && !(val & CR0_PE)) ||
	    ((val & CR0_NW) && !(val & CR0_CD)))
		return -EINVAL;
	val = (val & CR0_KNOWN) | CR0_ET;
	if (((old ^ val) & CR0_PG) && switch_paging(v, val & CR0_PG))
		return -EINVAL;
	hvm_ops->set_cr(v, 0, val);
	hvm_forget_code(v->arch->hvm);
	if ((old ^ val) & (CR0_PG | CR0_WP))
		hvm_ops->flush_guest(v);
	return 0;
}

int hvm_load_msw(struct vcpu *v, u16 msw)
{
	u64 cr0 = hvm_ops->get_cr(v, 0);

	return hvm_set_cr0(v, (cr0 & ~(u64)(CR0_LMSW & ~CR0_PE)) | (msw & CR0_LMSW));
}

/* Bits beyond the CPU's addresses are reserved; 63 asks to keep translations, with PCIDs. */
static int set_cr3(struct vcpu *v, u64 val)
{
	if (in_long_mode(v)) {
		if (hvm_ops->get_cr(v, 4) & CR4_PCIDE)
			val &= ~BIT_ULL(63);
		if (val >> boot_cpu.phys_bits)
			return -EINVAL;
	}
	hvm_ops->set_cr(v, 3, val);
	hvm_ops->flush_guest(v);
	return 0;
}

int hvm_set_cr4(struct vcpu *v, u64 val)
{
	u64 old = hvm_ops->get_cr(v, 4);

	if (val & ~(u64)v->domain->arch->hvm->cr4_mask)
		return -EINVAL;
	if (in_long_mode(v)) {
		if (!(val & CR4_PAE) || ((old ^ val) & CR4_LA57))
			return -EINVAL;
		if ((val & ~old & CR4_PCIDE) && (hvm_ops->get_cr(v, 3) & 0xfff))
			return -EINVAL;
	} else if (val & CR4_PCIDE) {
		return -EINVAL;
	}
	hvm_ops->set_cr(v, 4, val);
	/* Bits that change nothing of translations are few, and written seldom. */
	hvm_ops->flush_guest(v);
	return 0;
}

int hvm_set_efer(struct vcpu *v, u64 val)
{
	u64 old = hvm_ops->get_efer(v), known = EFER_SCE | EFER_LME | EFER_NX;

	if (cpu_has(FEATURE_FFXSR))
		known |= EFER_FFXSR;
	if (v->domain->arch->hvm->adopted)
		known |= EFER_LMSLE;
	if (val & ~(known | EFER_LMA | EFER_SVME))
		return -EINVAL;
	if (((old ^ val) & EFER_LME) && (hvm_ops->get_cr(v, 0) & CR0_PG))
		return -EINVAL;
	hvm_ops->set_efer(v, (val & known) | (old & EFER_LMA));
	if ((old ^ val) & EFER_NX)
		hvm_ops->flush_guest(v);
	return 0;
}

u64 *hvm_gpr(struct cpu_user_regs *regs, unsigned int nr)
{
	static const u16 place[16] = {
		offsetof(struct cpu_user_regs, rax), offsetof(struct cpu_user_regs, rcx),
		offsetof(struct cpu_user_regs, rdx), offsetof(struct cpu_user_regs, rbx),
		offsetof(struct cpu_user_regs, rsp), offsetof(struct cpu_user_regs, rbp),
		offsetof(struct cpu_user_regs, rsi), offsetof(struct cpu_user_regs, rdi),
		offsetof(struct cpu_user_regs, r8), offsetof(struct cpu_user_regs, r9),
		offsetof(struct cpu_user_regs, r10), offsetof(struct cpu_user_regs, r11),
		offsetof(struct cpu_user_regs, r12), offsetof(struct cpu_user_regs, r13),
		offsetof(struct cpu_user_regs, r14), offsetof(struct cpu_user_regs, r15),
	};

	return (u64 *)((char *)regs + place[nr & 15]);
}

static int write_cr(struct vcpu *v, unsigned int cr, u64 val)
{
	switch (cr) {
	case 0:
		return hvm_set_cr0(v, val);
	case 2:
		hvm_ops->set_cr(v, 2, val);
		return 0;
	case 3:
		return set_cr3(v, val);
	case 4:
		return hvm_set_cr4(v, val);
	case 8:
		if (val & ~0xfULL)
			return -EINVAL;
		vlapic_cr8_set(v, val);
		return 0;
	}
	return -EINVAL;
}

static u64 read_cr(struct vcpu *v, unsigned int cr)
{
	return cr == 8 ? vlapic_cr8_get(v) : hvm_ops->get_cr(v, cr);
}

static int do_access(struct vcpu *v, const struct hvm_cr_access *a)
{
	u64 *gpr = hvm_gpr(guest_regs(), a->gpr), cr0 = hvm_ops->get_cr(v, 0);
	u64 mask = hvm_ops->code_bits(v) == 64 ? ~0ULL : 0xffffffff;

	switch (a->kind) {
	case HVM_CR_WRITE:
		return write_cr(v, a->cr, *gpr & mask);
	case HVM_CR_READ:
		*gpr = read_cr(v, a->cr) & mask;
		return 0;
	case HVM_CR_CLTS:
		return hvm_set_cr0(v, cr0 & ~(u64)CR0_TS);
	case HVM_CR_LMSW:
		return hvm_load_msw(v, *gpr);
	default:
		*gpr = (*gpr & ~0xffffULL) | (cr0 & 0xffff);
		return 0;
	}
}

void hvm_cr_access(struct vcpu *v, const struct hvm_cr_access *a)
{
	if (do_access(v, a))
		hvm_inject(v, TRAP_GP, 0);
	else
		hvm_ops->advance(v, a->bytes);
}
