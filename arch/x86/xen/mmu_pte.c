// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of a PV domain's page tables.
 *
 * An entry that is present holds a machine frame; what the kernel sees of it is a number of its
 * own. A table that the hypervisor does not know yet is memory like any other and is written as
 * such. One that is pinned can only be changed by asking; the struct page tells (PagePinned).
 *
 * Early there are no struct pages. Then an entry of the lowest level is written in place, which
 * the hypervisor carries out for us if the table is its already; the higher levels, few, are
 * asked for, which does for memory that is no table, too.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>

#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "pv_mmu.h"

/* What an entry holds, and what the kernel sees */

static u64 to_own(u64 val)
{
	unsigned long pfn;

	if (!(val & _PAGE_PRESENT))
		return val;
	pfn = mfn_to_pfn((val & XEN_PTE_MFN_MASK) >> PAGE_SHIFT);
	/* Another domain's frame has no number here; there is nothing that the kernel can use. */
	if (unlikely(pfn == ~0UL))
		return val & ~(XEN_PTE_MFN_MASK | _PAGE_PRESENT);
	return PFN_PHYS((u64)pfn) | (val & ~XEN_PTE_MFN_MASK);
}

static u64 to_machine(u64 val)
{
	unsigned long mfn;

	if (!(val & _PAGE_PRESENT))
		return val;
	mfn = __pfn_to_mfn((val & PTE_PFN_MASK) >> PAGE_SHIFT);
	/* No memory behind it: an empty entry, so that an access faults here. */
	if (unlikely(mfn == INVALID_P2M_ENTRY))
		return 0;
	mfn &= ~(FOREIGN_FRAME_BIT | IDENTITY_FRAME_BIT);
	return PFN_PHYS((u64)mfn) | (val & ~PTE_PFN_MASK);
}

__visible pteval_t xen_entry_val(pteval_t raw)
{
	return to_own(raw);
}

PV_CALLEE_SAVE_REGS_THUNK(xen_entry_val);

__visible pteval_t xen_make_entry(pteval_t val)
{
	return to_machine(val);
}

PV_CALLEE_SAVE_REGS_THUNK(xen_make_entry);

/* The builder's list of frames lies in tables and pages that the kernel maps read-only first. */
__visible pteval_t __init xen_make_entry_early(pteval_t val)
{
	if ((val & _PAGE_PRESENT) && xen_p2m_is_boot_page((val & PTE_PFN_MASK) >> PAGE_SHIFT))
		val &= ~_PAGE_RW;
	return to_machine(val);
}

__PV_CALLEE_SAVE_REGS_THUNK(xen_make_entry_early, ".init.text");

/* Changing them */

static bool is_pinned(const void *entry)
{
	return PagePinned(virt_to_page(entry));
}

static void ask(const void *entry, u64 val, unsigned int kind)
{
	xen_mc_update_one(virt_to_machine(entry).maddr | kind, val);
}

static void xen_set_pte(pte_t *ptep, pte_t pte)
{
	if (is_pinned(ptep))
		ask(ptep, pte.pte, MMU_NORMAL_PT_UPDATE);
	else
		native_set_pte(ptep, pte);
}

static void xen_set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	if (is_pinned(pmdp))
		ask(pmdp, pmd.pmd, MMU_NORMAL_PT_UPDATE);
	else
		native_set_pmd(pmdp, pmd);
}

static void xen_set_pud(pud_t *pudp, pud_t pud)
{
	if (is_pinned(pudp))
		ask(pudp, native_pud_val(pud), MMU_NORMAL_PT_UPDATE);
	else
		native_set_pud(pudp, pud);
}

/* Of the root's lower half, which is user space, there are two. */
static p4d_t *user_copy(const p4d_t *p4dp)
{
	pgd_t *user = xen_user_pgd((pgd_t *)((unsigned long)p4dp & PAGE_MASK));
	unsigned int slot = offset_in_page(p4dp) / sizeof(*p4dp);

	return user && slot < XEN_USER_SLOTS ? (p4d_t *)&user[slot] : NULL;
}

static void xen_set_p4d(p4d_t *p4dp, p4d_t p4d)
{
	p4d_t *user = user_copy(p4dp);
	unsigned long flags;

	if (!is_pinned(p4dp)) {
		WRITE_ONCE(*p4dp, p4d);
		if (user)
			WRITE_ONCE(*user, p4d);
		return;
	}
	flags = xen_mc_begin();
	xen_mc_update(virt_to_machine(p4dp).maddr, native_p4d_val(p4d));
	if (user)
		xen_mc_update(virt_to_machine(user).maddr, native_p4d_val(p4d));
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
}

/* Protection of an entry that is in use: what the processor notes in it meanwhile stays. */
static pte_t xen_ptep_modify_prot_start(struct vm_area_struct *vma, unsigned long addr,
					pte_t *ptep)
{
	return READ_ONCE(*ptep);
}

static void xen_ptep_modify_prot_commit(struct vm_area_struct *vma, unsigned long addr,
					pte_t *ptep, pte_t pte)
{
	if (is_pinned(ptep))
		ask(ptep, pte.pte, MMU_PT_UPDATE_PRESERVE_AD);
	else
		native_set_pte(ptep, pte);
}

/* The same, early */

static void __init xen_set_pmd_early(pmd_t *pmdp, pmd_t pmd)
{
	ask(pmdp, pmd.pmd, MMU_NORMAL_PT_UPDATE);
}

static void __init xen_set_pud_early(pud_t *pudp, pud_t pud)
{
	ask(pudp, native_pud_val(pud), MMU_NORMAL_PT_UPDATE);
}

static void __init xen_set_p4d_early(p4d_t *p4dp, p4d_t p4d)
{
	ask(p4dp, native_p4d_val(p4d), MMU_NORMAL_PT_UPDATE);
}

/* Lazy mode */

static void xen_leave_lazy_mmu(void)
{
	preempt_disable();
	xen_mc_flush();
	paravirt_leave_lazy_mmu();
	preempt_enable();
}

static void __init set_makers(struct paravirt_callee_save make)
{
	pv_ops.mmu.make_pte = make;
	pv_ops.mmu.make_pmd = make;
	pv_ops.mmu.make_pud = make;
	pv_ops.mmu.make_pgd = make;
}

/**
 * xen_init_pte_ops() - part of a PV domain's start
 */
void __init xen_init_pte_ops(void)
{
	pv_ops.mmu.pte_val = PV_CALLEE_SAVE(xen_entry_val);
	pv_ops.mmu.pmd_val = PV_CALLEE_SAVE(xen_entry_val);
	pv_ops.mmu.pud_val = PV_CALLEE_SAVE(xen_entry_val);
	pv_ops.mmu.pgd_val = PV_CALLEE_SAVE(xen_entry_val);
	set_makers(PV_CALLEE_SAVE(xen_make_entry_early));
	pv_ops.mmu.set_pte = native_set_pte;
	pv_ops.mmu.set_pmd = xen_set_pmd_early;
	pv_ops.mmu.set_pud = xen_set_pud_early;
	pv_ops.mmu.set_p4d = xen_set_p4d_early;
	pv_ops.mmu.lazy_mode.enter = paravirt_enter_lazy_mmu;
	pv_ops.mmu.lazy_mode.leave = xen_leave_lazy_mmu;
	pv_ops.mmu.lazy_mode.flush = paravirt_flush_lazy_mmu;
}

/**
 * xen_late_pte_ops() - each page has its struct page by now, and the tables are marked
 */
void __init xen_late_pte_ops(void)
{
	set_makers(PV_CALLEE_SAVE(xen_make_entry));
	pv_ops.mmu.set_pte = xen_set_pte;
	pv_ops.mmu.set_pmd = xen_set_pmd;
	pv_ops.mmu.set_pud = xen_set_pud;
	pv_ops.mmu.set_p4d = xen_set_p4d;
	pv_ops.mmu.ptep_modify_prot_start = xen_ptep_modify_prot_start;
	pv_ops.mmu.ptep_modify_prot_commit = xen_ptep_modify_prot_commit;
}
