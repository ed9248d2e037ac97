// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading the roots of a PV guest's address spaces, and which CPUs may have
 * translations of a domain.
 *
 * The kernel of a guest runs in ring 3, so it is kept from its user by two
 * L4s: the kernel's maps all, the user's the lower part.  Both have the
 * hypervisor's slots, and the hypervisor runs on whichever is loaded.
 */
#include <asm/pv_mm.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/mm_init.h>
#include <hyp/percpu.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/barrier.h>
#include <asm/cpu_local.h>
#include <asm/domain.h>
#include <asm/isolation.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>
#include <asm/system.h>

#define CACHE_LINE	64

static const struct page_type_ops pv_type_ops = {
	.validate	= pv_validate,
	.devalidate	= pv_devalidate,
	.flush		= pv_retype_flush,
};

void pv_mm_init(void)
{
	page_type_set_ops(&pv_type_ops);
}

static void flush_lines(mfn_t mfn)
{
	const u8 *line = mfn_to_virt(mfn), *end = line + PAGE_SIZE;

	for (; line < end; line += CACHE_LINE)
		cpu_clflush(line);
	/* The lines are gone before anybody looks at the contents. */
	mb();
}

/*
 * The frame may be writable, or used as a table, by way of a stale translation
 * on any CPU that ran the domain, or anywhere if others mapped it: these are
 * few, and their domains not known any more.
 */
void pv_retype_flush(struct page_info *pg)
{
	const struct domain *d = page_owner(pg);
	struct cpumask mask;

	if (pg->type_info & PGT_UNCACHED)
		flush_lines(page_to_mfn(pg));
	if (!d || !d->arch || !d->arch->pv)
		return;
	mask = pg->type_info & PGT_FOREIGN ? cpu_online : d->arch->pv->cpus;
	tlb_filter_mask(&mask, pg->tlb_stamp);
	if (!cpumask_empty(&mask))
		tlb_flush_mask(&mask, FLUSH_TLB | FLUSH_GLOBAL, 0);
}

static u64 root_cr3(const struct pv_vcpu *pv)
{
	/* A kernel without user tables has nothing to hide from its user. */
	if (pv->kernel_mode || mfn_eq(pv->guest_table_user, INVALID_MFN))
		return mfn_to_paddr(pv->guest_table);
	return mfn_to_paddr(pv->guest_table_user);
}

void pv_load_root(const struct vcpu *v)
{
	struct cpu_local *cpu = cpu_local();
	struct pv_vcpu *pv = v->arch->pv;
	u64 cr3 = root_cr3(pv);

	if (!pv->kernel_mode)
		pv->user_cached = true;

	v->arch->cr3 = cr3;
	cpu->guest_cr3 = cr3;
	if (isolation_on)
		isolation_set_root(cr3);
	write_cr3(cr3);
}

void pv_enter_root(struct vcpu *v)
{
	/*
	 * A locked operation: set before the first translation is made.  Pairs
	 * with pv_retype_flush(), which reads it after the mapping was removed.
	 */
	cpumask_set(smp_processor_id(), &v->domain->arch->pv->cpus);
	pv_load_root(v);
	tlb_flush_local(FLUSH_TLB | FLUSH_GLOBAL, 0);
}

/*
 * Global translations may stay behind, but no guest code runs here until
 * pv_enter_root() has flushed.
 */
void pv_leave_root(struct vcpu *v)
{
	cpu_local()->guest_cr3 = hyp_root_paddr();
	if (isolation_on)
		isolation_set_root(hyp_root_paddr());
	write_cr3(hyp_root_paddr());
	cpumask_clear(smp_processor_id(), &v->domain->arch->pv->cpus);
}

int pv_new_cr3(struct vcpu *v, mfn_t mfn)
{
	struct pv_vcpu *pv = v->arch->pv;
	mfn_t old = pv->guest_table;
	int rc = 0;

	if (!mfn_eq(mfn, old))
		rc = pv_root_get(v->domain, mfn);
	if (rc)
		return rc;
	pv->guest_table = mfn;
	pv_load_root(v);
	tlb_flush_local(FLUSH_TLB | FLUSH_GLOBAL, 0);
	pv->user_cached = false;
	if (!mfn_eq(mfn, old))
		pv_put_table(mfn_to_page(old));
	return 0;
}
