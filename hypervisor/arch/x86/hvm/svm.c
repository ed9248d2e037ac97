// SPDX-License-Identifier: GPL-2.0-only
/*
 * SVM of AMD's CPUs (APM 2 chapter 15): switching it on and off, and struct hvm_ops.
 *
 * Each CPU has two pages: one where VMRUN keeps the host's state, and one in the
 * form of a VMCB with what VMRUN leaves alone (FS, GS, TR, LDTR, SYSCALL and
 * SYSENTER), which svm_entry.S loads after each exit.
 */
#include "svm.h"

#include <linux/errno.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/frame.h>
#include <hyp/page_alloc.h>
#include <hyp/percpu.h>
#include <hyp/vmap.h>
#include <asm/cpu_local.h>
#include <asm/cpufeature.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/msr_index.h>
#include <asm/system.h>
#include "vendors.h"

#define CPUID_SVM	0x8000000aU
#define CPUID_HYPERVISOR	0x40000000U
#define SVM_EDX_NP	BIT(0)
#define SVM_EDX_NRIP	BIT(3)
#define SVM_EDX_DECODE	BIT(7)
#define SVM_EDX_PAUSE	BIT(10)
#define SVM_EDX_PAUSE_THRESHOLD	BIT(12)

struct svm_cpu {
	void *hsave;
	struct vmcb *host;
};

static DEFINE_PER_CPU(struct svm_cpu, svm_cpu);

bool svm_has_nrip, svm_has_decode, svm_has_pause_filter, svm_has_pause_threshold;
bool svm_repeats_interrupts;

static bool is_tcg(void)
{
	struct cpuid_regs r;

	if (!cpu_has(FEATURE_HYPERVISOR))
		return false;
	r = cpuid(CPUID_HYPERVISOR, 0);
	return !memcmp(&r.ebx, "TCGT", 4) && !memcmp(&r.ecx, "CGTC", 4) &&
	       !memcmp(&r.edx, "GTCG", 4);
}

static const char *svm_probe(u64 efer)
{
	u32 edx;
	u64 val;

	if (!cpu_has(FEATURE_SVM) || boot_cpu.max_ext_leaf < CPUID_SVM)
		return "the CPU has no SVM";
	edx = cpuid(CPUID_SVM, 0).edx;
	if (!(edx & SVM_EDX_NP))
		return "SVM without nested paging";
	if (!rdmsr_safe(MSR_VM_CR, &val) && (val & VM_CR_SVMDIS))
		return "SVM is disabled by firmware";
	if (efer & EFER_SVME)
		return "SVM is in use by somebody else";
	svm_has_nrip = edx & SVM_EDX_NRIP;
	svm_has_decode = edx & SVM_EDX_DECODE;
	svm_has_pause_filter = edx & SVM_EDX_PAUSE;
	svm_has_pause_threshold = edx & SVM_EDX_PAUSE_THRESHOLD;
	svm_repeats_interrupts = is_tcg();
	return NULL;
}

static int svm_cpu_prepare(unsigned int cpu)
{
	struct svm_cpu *sc = per_cpu_ptr(svm_cpu, cpu);

	if (!sc->hsave)
		sc->hsave = page_alloc_hyp(0);
	if (!sc->host)
		sc->host = page_alloc_hyp(0);
	return sc->hsave && sc->host ? 0 : -ENOMEM;
}

static int svm_cpu_up(void)
{
	struct svm_cpu *sc = this_cpu_ptr(svm_cpu);
	u64 efer = rdmsr(MSR_EFER);

	if (!sc->hsave || !sc->host)
		return -ENOMEM;
	if (efer & EFER_SVME)
		return -EBUSY;
	if (wrmsr_safe(MSR_EFER, efer | EFER_SVME))
		return -EIO;
	if (wrmsr_safe(MSR_VM_HSAVE_PA, virt_to_paddr(sc->hsave))) {
		wrmsr(MSR_EFER, efer);
		return -EIO;
	}
	cpu_local()->host_vmcb_pa = virt_to_paddr(sc->host);
	__asm__ __volatile__("vmsave %0" : : "a" (cpu_local()->host_vmcb_pa) : "memory");
	svm_asid_init_cpu();
	return 0;
}

static void svm_cpu_down(void)
{
	stgi();
	wrmsr(MSR_VM_HSAVE_PA, 0);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) & ~EFER_SVME);
}

/* DR0 to DR3 and these MSRs are of no VMCB: they hold the guest's values. */
static void svm_switch_from(struct vcpu *v)
{
	struct arch_vcpu *av = v->arch;

	av->dr[0] = read_dr0();
	av->dr[1] = read_dr1();
	av->dr[2] = read_dr2();
	av->dr[3] = read_dr3();
}

static void svm_switch_to(struct vcpu *v)
{
	struct arch_vcpu *av = v->arch;
	struct svm_vcpu *svm = svm_of(v);

	write_dr0(av->dr[0]);
	write_dr1(av->dr[1]);
	write_dr2(av->dr[2]);
	write_dr3(av->dr[3]);
	cpu_local()->vmcb_pa = svm->vmcb_pa;
	svm_asid_switch(v);
}

static void __noreturn resume(struct vcpu *v)
{
	svm_resume_guest();
}

static bool can_take(const struct vcpu *v)
{
	return (hvm_regs((struct vcpu *)v)->rflags & RFLAGS_IF) &&
	       !(vmcb_of(v)->int_shadow & INT_SHADOW);
}

static bool can_take_nmi(const struct vcpu *v)
{
	return !v->arch->hvm->nmi_blocked && !(vmcb_of(v)->int_shadow & INT_SHADOW);
}

/* A virtual interrupt of top priority, whose delivery exits before it happens. */
static void request_window(struct vcpu *v)
{
	struct vmcb *vmcb = vmcb_of(v);

	if (vmcb->int_ctl & INT_CTL_V_IRQ)
		return;
	vmcb->int_ctl |= INT_CTL_V_IRQ | INT_CTL_IGNORE_TPR | INT_CTL_PRIO_MASK;
	vmcb->clean &= ~CLEAN_INT_CTL;
	vmcb_intercept(vmcb, VMCB_VINTR);
}

static unsigned int cpl(const struct vcpu *v)
{
	return vmcb_of(v)->cpl;
}

static unsigned int code_bits(const struct vcpu *v)
{
	const struct vmcb *vmcb = vmcb_of(v);

	if ((vmcb->efer & EFER_LMA) && (vmcb->cs.attr & HVM_SEG_L))
		return 64;
	return vmcb->cs.attr & HVM_SEG_DB ? 32 : 16;
}

static u64 segment_base(const struct vcpu *v, enum hvm_segment_name seg)
{
	static const u16 place[HVM_NR_SEGMENTS] = {
		offsetof(struct vmcb, es), offsetof(struct vmcb, cs),
		offsetof(struct vmcb, ss), offsetof(struct vmcb, ds),
		offsetof(struct vmcb, fs), offsetof(struct vmcb, gs),
		offsetof(struct vmcb, ldtr), offsetof(struct vmcb, tr),
	};

	return ((const struct vmcb_segment *)((const char *)vmcb_of(v) + place[seg]))->base;
}

static u64 get_cr(const struct vcpu *v, unsigned int nr)
{
	const struct vmcb *vmcb = vmcb_of(v);

	switch (nr) {
	case 0:
		return vmcb->cr0;
	case 2:
		return vmcb->cr2;
	case 3:
		return vmcb->cr3;
	default:
		return vmcb->cr4;
	}
}

static void set_cr(struct vcpu *v, unsigned int nr, u64 val)
{
	struct vmcb *vmcb = vmcb_of(v);

	switch (nr) {
	case 0:
		vmcb->cr0 = val;
		break;
	case 2:
		vmcb->cr2 = val;
		vmcb->clean &= ~CLEAN_CR2;
		return;
	case 3:
		vmcb->cr3 = val;
		break;
	default:
		vmcb->cr4 = val;
		break;
	}
	vmcb->clean &= ~CLEAN_CR;
}

static u64 get_efer(const struct vcpu *v)
{
	return vmcb_of(v)->efer & ~(u64)EFER_SVME;
}

/* VMRUN wants SVME in it. */
static void set_efer(struct vcpu *v, u64 val)
{
	vmcb_of(v)->efer = val | EFER_SVME;
	vmcb_of(v)->clean &= ~CLEAN_CR;
}

static u64 get_pat(const struct vcpu *v)
{
	return vmcb_of(v)->g_pat;
}

static void set_pat(struct vcpu *v, u64 val)
{
	vmcb_of(v)->g_pat = val;
	vmcb_of(v)->clean &= ~CLEAN_NP;
}

static void advance(struct vcpu *v, unsigned int bytes)
{
	struct cpu_user_regs *regs = hvm_regs(v);

	regs->rip += bytes;
	if (code_bits(v) != 64)
		regs->rip = (u32)regs->rip;
	regs->rflags &= ~(u64)RFLAGS_RF;
	vmcb_of(v)->int_shadow = 0;
	if (regs->rflags & RFLAGS_TF)
		hvm_inject_debug(v);
}

static void tsc_changed(struct domain *d)
{
	struct vcpu *v;

	for_each_vcpu(d, v) {
		vmcb_of(v)->tsc_offset = d->arch->hvm->tsc_offset;
		vmcb_of(v)->clean &= ~CLEAN_INTERCEPTS;
	}
}

static void set_dr6(struct vcpu *v, u64 bits)
{
	vmcb_of(v)->dr6 |= bits;
	vmcb_of(v)->clean &= ~CLEAN_DR;
}

/* A new ASID has no translations. */
static void flush_guest(struct vcpu *v)
{
	svm_of(v)->asid_generation = 0;
}

static void watch_iret(struct vcpu *v)
{
	vmcb_intercept(vmcb_of(v), VMCB_IRET);
}

const struct hvm_ops svm_ops = {
	.name = "SVM",
	.probe = svm_probe,
	.cpu_prepare = svm_cpu_prepare,
	.cpu_up = svm_cpu_up,
	.cpu_down = svm_cpu_down,
	.domain_init = svm_domain_init,
	.domain_destroy = svm_domain_destroy,
	.vcpu_init = svm_vcpu_init,
	.vcpu_destroy = svm_vcpu_destroy,
	.switch_from = svm_switch_from,
	.switch_to = svm_switch_to,
	.resume = resume,
	.hypercall_insn = { 0x0f, 0x01, 0xd9 },		/* VMMCALL */
	.get_state = svm_get_state,
	.set_state = svm_set_state,
	.can_take = can_take,
	.can_take_nmi = can_take_nmi,
	.request_window = request_window,
	.watch_iret = watch_iret,
	.cpl = cpl,
	.code_bits = code_bits,
	.segment_base = segment_base,
	.get_cr = get_cr,
	.set_cr = set_cr,
	.get_efer = get_efer,
	.set_efer = set_efer,
	.get_pat = get_pat,
	.set_pat = set_pat,
	.tsc_changed = tsc_changed,
	.set_dr6 = set_dr6,
	.advance = advance,
	.flush_guest = flush_guest,
};
