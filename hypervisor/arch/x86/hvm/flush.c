// SPDX-License-Identifier: GPL-2.0-only
/*
 * When a domain's map has changed, no vCPU may use a translation of before:
 *
 *	who has changed it               a vCPU on its way in, interrupts off
 *	------------------               ------------------------------------
 *	domain's count + 1               its own count differs from the domain's?
 *	barrier                             take it over, flush_guest()
 *	which vCPUs run now?             VMRUN
 *	interrupt their CPUs             ... an interrupt is an exit: from the top
 *
 * A vCPU that is not seen to run comes by the count before it does. Two changes at a time may
 * make one step of the count: both maps were changed before it, with a lock between.
 */
#include "guest.h"

#include <linux/compiler.h>
#include <hyp/domain.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <asm/barrier.h>
#include <asm/domain.h>
#include <asm/hvm.h>

void hvm_flush_tlb(struct domain *d)
{
	struct cpumask cpus = { { 0 } };
	struct vcpu *v;

	WRITE_ONCE(d->arch->hvm->flush_generation, d->arch->hvm->flush_generation + 1);
	/* The count before the look at who runs; the switch to a vCPU has a lock between. */
	smp_mb();
	for_each_vcpu(d, v) {
		if (READ_ONCE(v->running) && v != current)
			cpumask_set(v->cpu, &cpus);
	}
	if (!cpumask_empty(&cpus))
		tlb_flush_mask(&cpus, FLUSH_VA, 0);
}

void hvm_flush_if_asked(struct vcpu *v)
{
	struct hvm_vcpu *hv = v->arch->hvm;
	u32 want = READ_ONCE(v->domain->arch->hvm->flush_generation);

	if (likely(hv->flush_generation == want))
		return;
	hv->flush_generation = want;
	hvm_ops->flush_guest(v);
}
