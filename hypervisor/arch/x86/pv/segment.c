// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables of PV guests.
 *
 * The processor reads a guest's descriptors through the windows of its vCPUs
 * (asm/pv_mm.h).  A page in a window has a reference of type PGT_SEG_DESC, so
 * the guest can't write it, and its contents were checked.  GDT pages come with
 * the call that sets them; LDT pages are taken from where the guest has mapped
 * them when the processor first asks.
 *
 * A window is changed by its own vCPU, or while that does not run.
 */
#include <asm/pv_hypercalls.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/percpu.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/desc.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_mm.h>
#include <asm/pv_pte.h>
#include <asm/system.h>

/* Descriptor bits (SDM 3A 3.4.5) */
#define DESC_TYPE	GENMASK_ULL(43, 40)
#define DESC_S		BIT_ULL(44)	/* code or data */
#define DESC_DPL	GENMASK_ULL(46, 45)
#define DESC_PRESENT	BIT_ULL(47)

#define SELECTOR_TI	BIT(2)		/* of the LDT */

#define DESC_PER_PAGE	(PAGE_SIZE / 8)
#define GDT_MAX_ENTRIES	(PV_GDT_FRAMES * DESC_PER_PAGE)
#define LDT_MAX_ENTRIES	8192

/* The processor sets Accessed bits in descriptors. */
#define WINDOW_FLAGS	(PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY | PTE_NX)

bool pv_check_descriptor(u64 *desc)
{
	u64 d = *desc;

	if (!(d & DESC_PRESENT))
		return true;
	/* Type 0 can't be loaded and may be the upper half of something. */
	if (!(d & DESC_S))
		return !(d & DESC_TYPE);
	/* All of the guest runs in ring 3; a lower number would be ours. */
	*desc = d | DESC_DPL;
	return true;
}

int pv_validate_descriptors(struct page_info *pg)
{
	u64 *desc = mfn_to_virt(page_to_mfn(pg));
	unsigned int i;

	for (i = 0; i < DESC_PER_PAGE; i++) {
		u64 d = desc[i];

		if (!pv_check_descriptor(&d))
			return -EINVAL;
		if (d != desc[i])
			desc[i] = d;
	}
	return 0;
}

/*
 * What stands in for GDT pages that the guest did not give: descriptors that
 * are not present.  The only page of a window that is not writable.
 */
static const u64 no_descriptors[DESC_PER_PAGE] __aligned(PAGE_SIZE);

static pte_t empty_entry(void)
{
	return pte_make(virt_to_mfn(no_descriptors), WINDOW_FLAGS & ~PTE_RW);
}

/* The window's entry for page @n of a vCPU. */
static pte_t *window_entry(const struct vcpu *v, unsigned int n)
{
	unsigned long va = pv_gdt_window(v->id) + n * PAGE_SIZE;
	pte_t *l1 = v->domain->arch->pv->dt_l1[v->id / (PT_ENTRIES / PV_DT_PAGES)];

	return &l1[PT_INDEX(va, 1)];
}

static void window_flush(const struct vcpu *v, unsigned int n)
{
	if (v == current)
		cpu_invlpg(pv_gdt_window(v->id) + n * PAGE_SIZE);
}

/* What a window page was before goes back. */
static void window_set(const struct vcpu *v, unsigned int n, pte_t pte)
{
	pte_t old = xchg(window_entry(v, n), pte);

	if (old & PTE_PRESENT)
		window_flush(v, n);
	if (old & PTE_RW)
		page_put_and_type(mfn_to_page(pte_mfn(old)));
}

static struct page_info *descriptor_page(const struct domain *d, mfn_t mfn)
{
	if (!mfn_valid(mfn) || !page_get_and_type(mfn_to_page(mfn), d, PGT_SEG_DESC))
		return NULL;
	return mfn_to_page(mfn);
}

static int gdt_take(const struct vcpu *v, const u64 *frames, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (descriptor_page(v->domain, to_mfn(frames[i])))
			continue;
		while (i--)
			page_put_and_type(mfn_to_page(to_mfn(frames[i])));
		return -EINVAL;
	}
	return 0;
}

int pv_set_gdt(struct vcpu *v, const u64 *frames, unsigned int entries)
{
	struct pv_vcpu *pv = v->arch->pv;
	unsigned int i, n = DIV_ROUND_UP(entries, DESC_PER_PAGE);
	int rc;

	if (entries > GDT_MAX_ENTRIES)
		return -EINVAL;
	rc = gdt_take(v, frames, n);
	if (rc)
		return rc;
	for (i = 0; i < PV_GDT_FRAMES; i++) {
		mfn_t mfn = i < n ? to_mfn(frames[i]) : INVALID_MFN;

		window_set(v, i, i < n ? pte_make(mfn, WINDOW_FLAGS) : empty_entry());
		pv->gdt_frame[i] = mfn;
	}
	pv->gdt_entries = entries;
	return 0;
}

void pv_drop_gdt(struct vcpu *v)
{
	pv_set_gdt(v, NULL, 0);
}

/* How many pages of the vCPU's LDT window were @mfn; they are not any more. */
static unsigned int ldt_forget(const struct vcpu *v, mfn_t mfn)
{
	unsigned int i, n = 0;

	for (i = 0; i < PV_LDT_PAGES; i++) {
		pte_t *entry = window_entry(v, PV_LDT_PAGE + i), pte = READ_ONCE(*entry);

		if ((pte & PTE_PRESENT) && mfn_eq(pte_mfn(pte), mfn) && try_cmpxchg(entry, &pte, 0))
			n++;
	}
	return n;
}

void pv_ldt_page_unmapped(struct page_info *pg)
{
	struct domain *d = page_owner(pg);
	struct pv_domain *pv = d && d->arch ? d->arch->pv : NULL;
	struct cpumask cpus;
	unsigned int n = 0;
	struct vcpu *v;

	if (!pv || !READ_ONCE(pv->ldt_used))
		return;
	for_each_vcpu(d, v) {
		if (v->arch->pv->ldt_entries)
			n += ldt_forget(v, page_to_mfn(pg));
	}
	if (!n)
		return;
	/* Read after the windows have changed: pairs with pv_enter_root(), as types do. */
	cpus = pv->cpus;
	tlb_flush_mask(&cpus, FLUSH_TLB, 0);
	while (n--)
		page_put_and_type(pg);
}

static void ldt_load(const struct vcpu *v)
{
	unsigned int entries = v->arch->pv->ldt_entries;

	cpu_gdt_set_ldt(pv_ldt_window(v->id), entries);
	load_ldt(entries ? HYP_LDT : 0);
}

void pv_drop_ldt(struct vcpu *v)
{
	unsigned int i;

	for (i = 0; i < PV_LDT_PAGES; i++)
		window_set(v, PV_LDT_PAGE + i, 0);
}

int pv_set_ldt(struct vcpu *v, u64 base, unsigned int entries)
{
	struct pv_vcpu *pv = v->arch->pv;

	if (entries > LDT_MAX_ENTRIES || (entries && (base & ~PAGE_MASK)))
		return -EINVAL;
	if (pv->ldt_entries == entries && pv->ldt_base == base)
		return 0;
	pv_drop_ldt(v);
	pv->ldt_base = base;
	pv->ldt_entries = entries;
	if (entries)
		WRITE_ONCE(v->domain->arch->pv->ldt_used, true);
	if (v == current)
		ldt_load(v);
	return 0;
}

/* Where the guest has mapped page @n of the LDT. */
static mfn_t ldt_lookup(const struct vcpu *v, unsigned int n)
{
	pte_t pte = pv_lookup_l1(v, v->arch->pv->ldt_base + n * PAGE_SIZE);

	return pte & PTE_PRESENT ? pte_mfn(pte) : INVALID_MFN;
}

bool pv_ldt_fault(struct vcpu *v, unsigned long offset)
{
	unsigned int n = offset >> PAGE_SHIFT;
	mfn_t mfn;

	if (offset / 8 >= v->arch->pv->ldt_entries)
		return false;
	mfn = ldt_lookup(v, n);
	if (!descriptor_page(v->domain, mfn))
		return false;
	window_set(v, PV_LDT_PAGE + n, pte_make(mfn, WINDOW_FLAGS));
	/*
	 * Gone before the window had it: pv_ldt_page_unmapped() has not seen it.
	 * There the entry changes before the windows are read.
	 */
	if (mfn_eq(ldt_lookup(v, n), mfn))
		return true;
	window_set(v, PV_LDT_PAGE + n, 0);
	return false;
}

bool pv_ldt_selector_fault(struct vcpu *v, u16 sel)
{
	unsigned long offset = sel & ~7UL;

	if (!(sel & SELECTOR_TI) ||
	    (*window_entry(v, PV_LDT_PAGE + (offset >> PAGE_SHIFT)) & PTE_PRESENT))
		return false;
	return pv_ldt_fault(v, offset);
}

/*
 * Page 14 of the window is the same on each CPU, as far as that CPU's TLB is
 * concerned, so nothing needs a flush.
 */
void pv_load_gdt(struct vcpu *v)
{
	const struct table_ptr gdt = {
		.limit = PV_GDT_LIMIT,
		.base = pv_gdt_window(v->id),
	};
	mfn_t mfn = virt_to_mfn(cpu_gdt_page(smp_processor_id()));

	WRITE_ONCE(*window_entry(v, PV_GDT_PAGE_RESERVED), pte_make(mfn, WINDOW_FLAGS));
	load_gdt(&gdt);
	ldt_load(v);
}

long do_set_gdt(struct hypercall *call)
{
	unsigned int entries = (unsigned int)call->arg[1];
	u64 frames[PV_GDT_FRAMES];

	if (entries > GDT_MAX_ENTRIES)
		return -EINVAL;
	if (guest_copy_from(frames, call->arg[0],
			    DIV_ROUND_UP(entries, DESC_PER_PAGE) * sizeof(frames[0])))
		return -EFAULT;
	return pv_set_gdt(current, frames, entries);
}

/* One descriptor at a machine address: of a table, or of memory that may become one. */
long do_update_descriptor(struct hypercall *call)
{
	u64 maddr = call->arg[0], desc = call->arg[1];
	struct pv_table t;
	int rc = -EINVAL;

	if ((maddr & 7) || !pv_check_descriptor(&desc) ||
	    pv_table_open(&t, current->domain, paddr_to_mfn(maddr)))
		return -EINVAL;
	if (t.type == PGT_SEG_DESC || t.type == PGT_WRITABLE) {
		WRITE_ONCE(t.entry[(maddr & ~PAGE_MASK) / sizeof(desc)], desc);
		rc = 0;
	}
	pv_table_close(&t);
	return rc;
}
