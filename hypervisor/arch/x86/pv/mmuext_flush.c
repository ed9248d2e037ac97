// SPDX-License-Identifier: GPL-2.0-only
/* TLB and cache flushes that a PV guest asks for. */
#include <asm/pv_flush.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>
#include <asm/system.h>

#define FLUSH_GUEST	(FLUSH_TLB | FLUSH_GLOBAL)

int pv_flush_local(struct domain *owner, const struct mmuext_op *op)
{
	tlb_flush_local(FLUSH_GUEST, 0);
	return 0;
}

/* The instruction takes any address; ours are not the guest's to flush. */
static void invlpg_guest(u64 va)
{
	if (!pv_hyp_slot(PT_INDEX(va, 4)))
		cpu_invlpg(va);
}

int pv_invlpg_local(struct domain *owner, const struct mmuext_op *op)
{
	invlpg_guest(op->arg1.linear_addr);
	return 0;
}

/* CPUs where vCPUs of the caller's bitmap run, or where they left translations. */
static int cpus_of_vcpus(u64 bitmap_gva, struct cpumask *mask)
{
	const struct domain *d = current->domain;
	unsigned int id;
	u64 word = 0;

	*mask = (struct cpumask){ };
	for (id = 0; id < d->max_vcpus; id++) {
		const struct vcpu *v = d->vcpu[id];
		unsigned int bytes = min_t(unsigned int, 8, DIV_ROUND_UP(d->max_vcpus - id, 8));

		if (id % 64 == 0) {
			word = 0;
			if (guest_copy_from(&word, bitmap_gva + id / 8, bytes))
				return -EINVAL;
		}
		if (v && (word >> (id % 64) & 1) &&
		    cpumask_test(READ_ONCE(v->cpu), &d->arch->pv->cpus))
			cpumask_set(READ_ONCE(v->cpu), mask);
	}
	return 0;
}

/* @cpus may change meanwhile: who comes to run the domain now flushes anyway. */
static void flush_cpus(const struct cpumask *cpus, bool one, u64 va)
{
	u32 flags = one ? FLUSH_VA : FLUSH_GUEST;
	struct cpumask mask;

	if (one && pv_hyp_slot(PT_INDEX(va, 4)))
		return;
	if (cpumask_is_only(cpus, smp_processor_id())) {
		tlb_flush_local(flags, va);
		return;
	}
	mask = *cpus;
	tlb_flush_mask(&mask, flags, va);
}

int pv_flush_multi(struct domain *owner, const struct mmuext_op *op)
{
	struct cpumask mask;
	int rc = cpus_of_vcpus(op->arg2.vcpumask.ptr, &mask);

	if (!rc)
		flush_cpus(&mask, op->cmd == MMUEXT_INVLPG_MULTI, op->arg1.linear_addr);
	return rc;
}

int pv_flush_all(struct domain *owner, const struct mmuext_op *op)
{
	flush_cpus(&owner->arch->pv->cpus, op->cmd == MMUEXT_INVLPG_ALL, op->arg1.linear_addr);
	return 0;
}

void pv_flush_domain(struct domain *d)
{
	const struct cpumask mask = d->arch->pv->cpus;

	flush_cpus(&mask, false, 0);
}

int pv_flush_cache(struct domain *owner, const struct mmuext_op *op)
{
	if (!pv_may_set_caching(owner))
		return -EACCES;
	if (op->cmd == MMUEXT_FLUSH_CACHE)
		tlb_flush_local(FLUSH_CACHE, 0);
	else
		tlb_flush_mask(&cpu_online, FLUSH_CACHE, 0);
	return 0;
}

static int flush_va_mask(u64 va, bool one, u64 where)
{
	const struct domain *d = current->domain;
	struct cpumask mask = d->arch->pv->cpus;
	int rc = 0;

	if (where != UVMF_ALL)
		rc = cpus_of_vcpus(where, &mask);
	if (!rc)
		flush_cpus(&mask, one, va);
	return rc;
}

int pv_flush_va(u64 va, unsigned long flags)
{
	u64 where = flags & ~UVMF_FLUSHTYPE_MASK;

	switch (flags & UVMF_FLUSHTYPE_MASK) {
	case UVMF_NONE:
		return 0;
	case UVMF_TLB_FLUSH:
		if (where != UVMF_LOCAL)
			return flush_va_mask(va, false, where);
		tlb_flush_local(FLUSH_GUEST, 0);
		return 0;
	case UVMF_INVLPG:
		if (where != UVMF_LOCAL)
			return flush_va_mask(va, true, where);
		invlpg_guest(va);
		return 0;
	default:
		return -EINVAL;
	}
}
