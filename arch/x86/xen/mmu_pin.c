// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PV domain's page tables become the hypervisor's, and are given back.
 *
 * An address space is built up in plain memory and pinned as a whole when it is about to be used
 * (exec) or is complete (fork); it is unpinned as a whole when it ends. In between each table
 * that is added is write-protected, and each that goes is given back.
 *
 * Tables of the lowest level are pinned themselves, so that they stay what they are whatever
 * refers to them: others may change their entries at any time, under the table's lock. While a
 * table changes sides nobody may, so the lock is held from the moment that it is being
 * write-protected until it is pinned; some tables at a time, not to hold too many.
 */
#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>

#include <asm/mmu_context.h>
#include <asm/paravirt.h>
#include <asm/pgalloc.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "pv_mmu.h"

/* What is referred to by a table that is pinned need not be so itself. */
#define NO_PIN		(-1)

/* Locks are held with preemption off, which counts them; and a batch is one call. */
#define LOCKED_TABLES	16

struct walk {
	struct mm_struct *mm;
	bool pin;			/* or unpin */
	unsigned int nr_locked;
	spinlock_t *locked[LOCKED_TABLES];	/* of the tables that change sides */
};

/* What is asked for */

static void queue_prot(unsigned long pfn, pgprot_t prot)
{
	MULTI_update_va_mapping(xen_mc_entry(), (unsigned long)__va(PFN_PHYS(pfn)),
				pfn_pte(pfn, prot), UVMF_NONE);
}

static void queue_pin(unsigned int cmd, unsigned long pfn)
{
	struct mmuext_op op = { .cmd = cmd, .arg1.mfn = pfn_to_mfn(pfn) };

	xen_mc_mmuext(&op);
}

/* Tables one by one: those that are added to, and go from, an address space in use */

static bool is_pinned_mm(const struct mm_struct *mm)
{
	return PagePinned(virt_to_page(mm->pgd));
}

/* A table that mremap() moves to another place is added again, and has been pinned before. */
static void add_table(struct mm_struct *mm, unsigned long pfn, bool lowest)
{
	struct page *page = pfn_to_page(pfn);
	unsigned long flags;

	if (!is_pinned_mm(mm) || PagePinned(page))
		return;
	SetPagePinned(page);
	flags = xen_mc_begin();
	queue_prot(pfn, PAGE_KERNEL_RO);
	if (lowest)
		queue_pin(MMUEXT_PIN_L1_TABLE, pfn);
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
}

static void take_table(unsigned long pfn, bool lowest)
{
	unsigned long flags;

	if (!PagePinned(pfn_to_page(pfn)))
		return;
	flags = xen_mc_begin();
	if (lowest)
		queue_pin(MMUEXT_UNPIN_TABLE, pfn);
	queue_prot(pfn, PAGE_KERNEL);
	xen_mc_end(flags, PARAVIRT_LAZY_MMU);
	ClearPagePinned(pfn_to_page(pfn));
}

static void xen_alloc_pte(struct mm_struct *mm, unsigned long pfn)
{
	add_table(mm, pfn, true);
}

static void xen_alloc_upper(struct mm_struct *mm, unsigned long pfn)
{
	add_table(mm, pfn, false);
}

static void xen_release_pte(unsigned long pfn)
{
	take_table(pfn, true);
}

static void xen_release_upper(unsigned long pfn)
{
	take_table(pfn, false);
}

/* Early, all tables are the kernel's own, in use, and stay. */
static void __init xen_alloc_early(struct mm_struct *mm, unsigned long pfn)
{
	xen_make_page_readonly(__va(PFN_PHYS(pfn)));
}

/* A whole address space */

static void walk_flush(struct walk *w)
{
	xen_mc_flush();
	while (w->nr_locked) {
		/* Sparse has been told in walk_lowest() that it was given up. */
		__acquire(w->locked[0]);
		spin_unlock(w->locked[--w->nr_locked]);
	}
}

static void set_mark(struct walk *w, struct page *page)
{
	if (w->pin)
		SetPagePinned(page);
	else
		ClearPagePinned(page);
}

/* One table changes sides; it is asked for, and done with others by walk_flush(). */
static void turn(struct walk *w, unsigned long pfn, int pin_cmd)
{
	unsigned long flags = xen_mc_begin();

	if (w->pin) {
		queue_prot(pfn, PAGE_KERNEL_RO);
		if (pin_cmd != NO_PIN)
			queue_pin(pin_cmd, pfn);
	} else {
		if (pin_cmd != NO_PIN)
			queue_pin(MMUEXT_UNPIN_TABLE, pfn);
		queue_prot(pfn, PAGE_KERNEL);
	}
	local_irq_restore(flags);
}

static void walk_table(struct walk *w, void *table)
{
	struct page *page = virt_to_page(table);

	if (PagePinned(page) == w->pin)
		return;
	turn(w, page_to_pfn(page), NO_PIN);
	set_mark(w, page);
}

static spinlock_t *table_lock(struct walk *w, struct page *page)
{
#if USE_SPLIT_PTE_PTLOCKS
	return ptlock_ptr(page);
#else
	return NULL;
#endif
}

static void walk_lowest(struct walk *w, struct page *page)
{
	spinlock_t *lock = table_lock(w, page);

	if (PagePinned(page) == w->pin)
		return;
	if (w->nr_locked == LOCKED_TABLES)
		walk_flush(w);
	if (lock) {
		spin_lock_nest_lock(lock, &w->mm->page_table_lock);
		w->locked[w->nr_locked++] = lock;
		__release(lock);
	}
	turn(w, page_to_pfn(page), MMUEXT_PIN_L1_TABLE);
	set_mark(w, page);
}

/* A cache line. */
#define ENTRIES_AT_ONCE	8

static bool are_empty(const unsigned long *entry)
{
	return !(entry[0] | entry[1] | entry[2] | entry[3] |
		 entry[4] | entry[5] | entry[6] | entry[7]);
}

/*
 * The next entry from @at on that is worth a look, or the table's end. A process uses a handful of
 * all the entries that a fork and an exit would look at one by one.
 */
static unsigned int next_used(const void *table, unsigned int at, unsigned int end)
{
	while (at < end && IS_ALIGNED(at, ENTRIES_AT_ONCE) &&
	       are_empty((const unsigned long *)table + at))
		at += ENTRIES_AT_ONCE;
	return at;
}

static void walk_pmds(struct walk *w, pmd_t *pmd)
{
	unsigned int i;

	for (i = 0; (i = next_used(pmd, i, PTRS_PER_PMD)) < PTRS_PER_PMD; i++) {
		if (!pmd_none(pmd[i]) && !pmd_large(pmd[i]))
			walk_lowest(w, pmd_page(pmd[i]));
	}
	walk_table(w, pmd);
}

static void walk_puds(struct walk *w, pud_t *pud)
{
	unsigned int i;

	for (i = 0; (i = next_used(pud, i, PTRS_PER_PUD)) < PTRS_PER_PUD; i++) {
		if (!pud_none(pud[i]) && !pud_large(pud[i]))
			walk_pmds(w, pmd_offset(&pud[i], 0));
	}
	walk_table(w, pud);
}

/* What is above is the kernel's and has long been pinned, or the hypervisor's. */
static void walk_user(struct walk *w, pgd_t *pgd)
{
	unsigned int i;

	for (i = 0; (i = next_used(pgd, i, XEN_USER_SLOTS)) < XEN_USER_SLOTS; i++) {
		p4d_t *p4d = p4d_offset(&pgd[i], 0);

		if (!p4d_none(*p4d))
			walk_puds(w, pud_offset(p4d, 0));
	}
}

static void walk_root(struct walk *w, pgd_t *pgd)
{
	turn(w, PFN_DOWN(__pa(pgd)), MMUEXT_PIN_L4_TABLE);
	set_mark(w, virt_to_page(pgd));
}

/* Both with the address space's table lock held. */
static void pin_pgd(struct mm_struct *mm, pgd_t *pgd)
{
	struct walk w = { .mm = mm, .pin = true };

	walk_user(&w, pgd);
	/* The tables must be what they are before the roots refer to them. */
	walk_root(&w, pgd);
	walk_root(&w, xen_user_pgd(pgd));
	walk_flush(&w);
}

static void unpin_pgd(struct mm_struct *mm, pgd_t *pgd)
{
	struct walk w = { .mm = mm, .pin = false };

	walk_root(&w, pgd);
	walk_root(&w, xen_user_pgd(pgd));
	walk_user(&w, pgd);
	walk_flush(&w);
}

static void pin_mm(struct mm_struct *mm)
{
	if (is_pinned_mm(mm))
		return;
	spin_lock(&mm->page_table_lock);
	if (!is_pinned_mm(mm))
		pin_pgd(mm, mm->pgd);
	spin_unlock(&mm->page_table_lock);
}

static void unpin_mm(struct mm_struct *mm)
{
	spin_lock(&mm->page_table_lock);
	if (is_pinned_mm(mm))
		unpin_pgd(mm, mm->pgd);
	spin_unlock(&mm->page_table_lock);
}

static void xen_activate_mm(struct mm_struct *prev, struct mm_struct *next)
{
	pin_mm(next);
}

static void xen_dup_mmap(struct mm_struct *oldmm, struct mm_struct *mm)
{
	pin_mm(mm);
}

/* The end of an address space: CPUs that idle on it must leave it first */

static void leave_on_this_cpu(void *data)
{
	struct mm_struct *mm = data;

	if (this_cpu_read(cpu_tlbstate.loaded_mm) == mm)
		leave_mm(smp_processor_id());
	/* The switch may still be waiting. */
	xen_mc_flush();
}

static bool uses_root(int cpu, void *data)
{
	struct mm_struct *mm = data;

	return cpumask_test_cpu(cpu, mm_cpumask(mm)) || xen_cpu_has_root(cpu, mm->pgd);
}

static void xen_exit_mmap(struct mm_struct *mm)
{
	if (!is_pinned_mm(mm))
		return;
	on_each_cpu_cond(uses_root, leave_on_this_cpu, mm, true);
	unpin_mm(mm);
}

/* A suspend */

/**
 * xen_mm_pin_all() - pin what is being built up, so that the tools find all tables
 *
 * They give each entry of a table another frame. On one CPU, while the others stand still.
 */
void xen_mm_pin_all(void)
{
	struct page *page;

	spin_lock(&pgd_lock);
	list_for_each_entry(page, &pgd_list, lru) {
		if (PagePinned(page))
			continue;
		pin_mm(pgd_page_get_mm(page));
		SetPageSavePinned(page);
	}
	spin_unlock(&pgd_lock);
}

/**
 * xen_mm_unpin_all() - undo xen_mm_pin_all()
 */
void xen_mm_unpin_all(void)
{
	struct page *page;

	spin_lock(&pgd_lock);
	list_for_each_entry(page, &pgd_list, lru) {
		if (!PageSavePinned(page))
			continue;
		unpin_mm(pgd_page_get_mm(page));
		ClearPageSavePinned(page);
	}
	spin_unlock(&pgd_lock);
}

/* Start */

static void __init mark(const void *table)
{
	SetPagePinned(virt_to_page(table));
}

static void __init mark_pmds(pmd_t *pmd)
{
	unsigned int i;

	for (i = 0; i < PTRS_PER_PMD; i++) {
		if (!pmd_none(pmd[i]) && !pmd_large(pmd[i]))
			mark((void *)pmd_page_vaddr(pmd[i]));
	}
	mark(pmd);
}

static void __init mark_puds(pud_t *pud)
{
	unsigned int i;

	for (i = 0; i < PTRS_PER_PUD; i++) {
		if (!pud_none(pud[i]) && !pud_large(pud[i]))
			mark_pmds(pmd_offset(&pud[i], 0));
	}
	mark(pud);
}

static void __init mark_kernel_tables(void)
{
	unsigned int i;

	for (i = KERNEL_PGD_BOUNDARY; i < PTRS_PER_PGD; i++) {
		p4d_t *p4d = p4d_offset(&swapper_pg_dir[i], 0);

		if (!p4d_none(*p4d))
			mark_puds(pud_offset(p4d, 0));
	}
	mark(swapper_pg_dir);
}

/**
 * xen_init_pin_ops() - part of a PV domain's start
 */
void __init xen_init_pin_ops(void)
{
	pv_ops.mmu.alloc_pte = xen_alloc_early;
	pv_ops.mmu.alloc_pmd = xen_alloc_early;
	pv_ops.mmu.alloc_pud = xen_alloc_early;
	pv_ops.mmu.pgd_alloc = xen_pgd_alloc;
	pv_ops.mmu.pgd_free = xen_pgd_free;
	pv_ops.mmu.activate_mm = xen_activate_mm;
	pv_ops.mmu.dup_mmap = xen_dup_mmap;
	pv_ops.mmu.exit_mmap = xen_exit_mmap;
}

/**
 * xen_late_pin_ops() - each page has its struct page by now
 */
void __init xen_late_pin_ops(void)
{
	mark_kernel_tables();
	pv_ops.mmu.alloc_pte = xen_alloc_pte;
	pv_ops.mmu.alloc_pmd = xen_alloc_upper;
	pv_ops.mmu.alloc_pud = xen_alloc_upper;
	pv_ops.mmu.release_pte = xen_release_pte;
	pv_ops.mmu.release_pmd = xen_release_upper;
	pv_ops.mmu.release_pud = xen_release_upper;
}
