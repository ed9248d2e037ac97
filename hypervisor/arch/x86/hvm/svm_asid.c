// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address space identifiers: a CPU tags translations of a guest with one (APM 2
 * 15.16). Each CPU hands them out in turn; when they run out it flushes all and
 * begins a new generation. A vCPU that wants its translations gone takes the next.
 */
#include "svm.h"

#include <hyp/percpu.h>
#include <asm/cpufeature.h>

#define CPUID_SVM	0x8000000aU

struct asids {
	u32 next, max;			/* 0 is the host's */
	u64 generation;			/* never 0: that is "none" in a vCPU */
};

static DEFINE_PER_CPU(struct asids, asids);

void svm_asid_init_cpu(void)
{
	struct asids *a = this_cpu_ptr(asids);

	a->max = cpuid(CPUID_SVM, 0).ebx - 1;
	a->next = a->max + 1;
	if (!a->generation)
		a->generation = 1;
}

void svm_asid_switch(struct vcpu *v)
{
	struct svm_vcpu *svm = svm_of(v);

	if (svm->last_cpu == smp_processor_id())
		return;
	svm->last_cpu = smp_processor_id();
	svm->asid_generation = 0;
	svm->vmcb->clean = 0;
}

/* Interrupts are off; @v is about to be entered on this CPU. */
void svm_asid_assign(struct vcpu *v)
{
	struct asids *a = this_cpu_ptr(asids);
	struct svm_vcpu *svm = svm_of(v);
	struct vmcb *vmcb = svm->vmcb;

	vmcb->tlb_control = TLB_KEEP;
	if (svm->asid_generation == a->generation)
		return;
	if (a->next > a->max) {
		a->next = 1;
		a->generation++;
		vmcb->tlb_control = TLB_FLUSH_ALL;
	}
	vmcb->asid = a->next++;
	vmcb->clean &= ~CLEAN_ASID;
	svm->asid_generation = a->generation;
}
