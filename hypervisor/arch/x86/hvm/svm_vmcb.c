// SPDX-License-Identifier: GPL-2.0-only
/* A vCPU's VMCB: made, and to and from the form of no vendor. */
#include "svm.h"

#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/vmap.h>
#include <asm/cpufeature.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include <asm/traps.h>
#include "guest.h"

#define PAT_RESET	0x0007040600070406ULL
#define NO_CPU		(~0U)

/* Without an entry here the guest has the instruction as it is on bare metal. */
static const u8 intercepts[] = {
	VMCB_CR_READ(8), VMCB_CR_WRITE(8), VMCB_CR_WRITE(4),
	VMCB_CR0_SELECTIVE,
	VMCB_INTR, VMCB_NMI,
	VMCB_CPUID, VMCB_HLT, VMCB_MSR, VMCB_TASK_SWITCH, VMCB_SHUTDOWN,
	VMCB_INVD, VMCB_INVLPGA, VMCB_XSETBV, VMCB_RDPRU,
	VMCB_VMRUN, VMCB_VMMCALL, VMCB_VMLOAD, VMCB_VMSAVE, VMCB_STGI, VMCB_CLGI,
	VMCB_SKINIT,
	/* Or a kernel that waits would keep its CPU from others. */
	VMCB_MONITOR, VMCB_MWAIT,
	/* VMCALL of Intel's CPUs answers as well: it is #UD here. */
	VMCB_EXCEPTION(TRAP_UD),
};

/* Of guests that own no hardware, and can't be trusted with the CPU's microcode loops. */
static const u8 guest_intercepts[] = {
	VMCB_IOIO, VMCB_RDPMC, VMCB_WBINVD,
	VMCB_EXCEPTION(TRAP_DB), VMCB_EXCEPTION(TRAP_AC), VMCB_EXCEPTION(TRAP_MC),
};

static void add_intercepts(struct vmcb *vmcb, const u8 *list, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		vmcb_intercept(vmcb, list[i]);
}

/*
 * So many PAUSEs, each within so many cycles of the one before, are a wait for somebody who
 * does not run. Short waits never exit. Without the filter each PAUSE would.
 */
#define PAUSE_COUNT	3000
#define PAUSE_THRESHOLD	128

static void filter_pause(struct vmcb *vmcb)
{
	if (!svm_has_pause_filter)
		return;
	vmcb_intercept(vmcb, VMCB_PAUSE);
	vmcb->pause_count = PAUSE_COUNT;
	if (svm_has_pause_threshold)
		vmcb->pause_threshold = PAUSE_THRESHOLD;
}

static void init_guest(struct vmcb *vmcb)
{
	add_intercepts(vmcb, guest_intercepts, sizeof(guest_intercepts));
	filter_pause(vmcb);
}

static void init_control(struct vcpu *v)
{
	const struct domain *d = v->domain;
	const struct svm_domain *sd = d->arch->hvm->vendor;
	struct vmcb *vmcb = vmcb_of(v);

	add_intercepts(vmcb, intercepts, sizeof(intercepts));
	if (!d->arch->hvm->adopted)
		init_guest(vmcb);
	vmcb->msrpm_pa = virt_to_paddr(sd->msrpm);
	vmcb->iopm_pa = sd->iopm ? virt_to_paddr(sd->iopm) : vmcb->msrpm_pa;
	vmcb->int_ctl = INT_CTL_V_MASKING;
	vmcb->np_control = NP_ENABLE;
	vmcb->n_cr3 = mfn_to_paddr(p2m_root(d));
	vmcb->tsc_offset = d->arch->hvm->tsc_offset;
	vmcb->g_pat = PAT_RESET;
	vmcb->efer = EFER_SVME;
	vmcb->dr6 = v->arch->dr6;
	vmcb->dr7 = v->arch->dr7;
}

int svm_vcpu_init(struct vcpu *v)
{
	struct svm_vcpu *svm = heap_new(struct svm_vcpu);

	if (!svm)
		return -ENOMEM;
	svm->vmcb = page_alloc_hyp(0);
	if (!svm->vmcb) {
		heap_free(svm);
		return -ENOMEM;
	}
	svm->vmcb_pa = virt_to_paddr(svm->vmcb);
	svm->last_cpu = NO_CPU;
	v->arch->hvm->vendor = svm;
	init_control(v);
	return 0;
}

void svm_vcpu_destroy(struct vcpu *v)
{
	struct svm_vcpu *svm = v->arch->hvm->vendor;

	if (!svm)
		return;
	page_free_hyp(svm->vmcb, 0);
	heap_free(svm);
	v->arch->hvm->vendor = NULL;
}

static void segment_get(struct hvm_segment *to, const struct vmcb_segment *from)
{
	to->sel = from->sel;
	to->attr = from->attr & 0xfff;
	to->limit = from->limit;
	to->base = from->base;
}

static void segment_set(struct vmcb_segment *to, const struct hvm_segment *from)
{
	to->sel = from->sel;
	to->attr = from->attr & 0xfff;
	to->limit = from->limit;
	to->base = from->base;
}

void svm_get_state(struct vcpu *v, struct hvm_state *s)
{
	const struct vmcb *vmcb = vmcb_of(v);

	segment_get(&s->seg[HVM_ES], &vmcb->es);
	segment_get(&s->seg[HVM_CS], &vmcb->cs);
	segment_get(&s->seg[HVM_SS], &vmcb->ss);
	segment_get(&s->seg[HVM_DS], &vmcb->ds);
	segment_get(&s->seg[HVM_FS], &vmcb->fs);
	segment_get(&s->seg[HVM_GS], &vmcb->gs);
	segment_get(&s->seg[HVM_LDTR], &vmcb->ldtr);
	segment_get(&s->seg[HVM_TR], &vmcb->tr);
	s->gdt_base = vmcb->gdtr.base;
	s->gdt_limit = vmcb->gdtr.limit;
	s->idt_base = vmcb->idtr.base;
	s->idt_limit = vmcb->idtr.limit;
	s->cr0 = vmcb->cr0;
	s->cr2 = vmcb->cr2;
	s->cr3 = vmcb->cr3;
	s->cr4 = vmcb->cr4;
	s->efer = vmcb->efer & ~(u64)EFER_SVME;
	s->star = vmcb->star;
	s->lstar = vmcb->lstar;
	s->cstar = vmcb->cstar;
	s->sfmask = vmcb->sfmask;
	s->kernel_gs_base = vmcb->kernel_gs_base;
	s->sysenter_cs = vmcb->sysenter_cs;
	s->sysenter_esp = vmcb->sysenter_esp;
	s->sysenter_eip = vmcb->sysenter_eip;
	s->pat = vmcb->g_pat;
	s->dr6 = vmcb->dr6;
	s->dr7 = vmcb->dr7;
	s->interrupt_shadow = vmcb->int_shadow & INT_SHADOW;
	s->regs = *hvm_regs(v);
	hvm_get_rest(v, s);
}

/* VMRUN refuses these with EXIT_INVALID (APM 2 15.5.1). */
static bool state_ok(const struct hvm_state *s)
{
	if (!(s->cr0 & CR0_CD) && (s->cr0 & CR0_NW))
		return false;
	if ((s->cr0 >> 32) || (s->dr6 >> 32) || (s->dr7 >> 32))
		return false;
	if ((s->efer & EFER_LMA) && (s->cr3 >> boot_cpu.phys_bits))
		return false;
	if (!(s->efer & EFER_LME) || !(s->cr0 & CR0_PG))
		return true;
	return (s->cr4 & CR4_PAE) && (s->cr0 & CR0_PE) &&
	       (s->seg[HVM_CS].attr & (HVM_SEG_L | HVM_SEG_DB)) != (HVM_SEG_L | HVM_SEG_DB);
}

static void set_segments(struct vmcb *vmcb, const struct hvm_state *s)
{
	segment_set(&vmcb->es, &s->seg[HVM_ES]);
	segment_set(&vmcb->cs, &s->seg[HVM_CS]);
	segment_set(&vmcb->ss, &s->seg[HVM_SS]);
	segment_set(&vmcb->ds, &s->seg[HVM_DS]);
	segment_set(&vmcb->fs, &s->seg[HVM_FS]);
	segment_set(&vmcb->gs, &s->seg[HVM_GS]);
	segment_set(&vmcb->ldtr, &s->seg[HVM_LDTR]);
	segment_set(&vmcb->tr, &s->seg[HVM_TR]);
	vmcb->gdtr.base = s->gdt_base;
	vmcb->gdtr.limit = s->gdt_limit;
	vmcb->idtr.base = s->idt_base;
	vmcb->idtr.limit = s->idt_limit;
	vmcb->cpl = (s->seg[HVM_SS].attr & HVM_SEG_DPL) >> 5;
}

int svm_set_state(struct vcpu *v, const struct hvm_state *s)
{
	struct vmcb *vmcb = vmcb_of(v);

	if (!state_ok(s))
		return -EINVAL;
	set_segments(vmcb, s);
	vmcb->cr0 = s->cr0;
	vmcb->cr2 = s->cr2;
	vmcb->cr3 = s->cr3;
	vmcb->cr4 = s->cr4;
	vmcb->efer = s->efer | EFER_SVME;
	vmcb->star = s->star;
	vmcb->lstar = s->lstar;
	vmcb->cstar = s->cstar;
	vmcb->sfmask = s->sfmask;
	vmcb->kernel_gs_base = s->kernel_gs_base;
	vmcb->sysenter_cs = s->sysenter_cs;
	vmcb->sysenter_esp = s->sysenter_esp;
	vmcb->sysenter_eip = s->sysenter_eip;
	vmcb->g_pat = s->pat;
	vmcb->dr6 = s->dr6;
	vmcb->dr7 = s->dr7;
	vmcb->int_shadow = s->interrupt_shadow ? INT_SHADOW : 0;
	vmcb->clean = 0;
	*hvm_regs(v) = s->regs;
	hvm_set_rest(v, s);
	return 0;
}
