// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PV domain's page tables from the first instruction on.
 *
 *	builder's	maps the image and what comes behind it, from page 0 on, at
 *			__START_KERNEL_map; and the list of frames, elsewhere
 *	init_top_pgt	as the linker has made it; takes over the builder's lowest tables, for the
 *			image and for the start of the direct map alike
 *
 * Both mappings share their lowest tables, so what may only be read is so in both. The rest of
 * the direct map is made by init_mem_mapping(), as on any machine.
 */
#define pr_fmt(fmt) "xen:mmu: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/fixmap.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/memory.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>

#include "pv_mmu.h"
#include "xen.h"

/* The list of all frames of the machine that the hypervisor shows. */
unsigned long *machine_to_phys_mapping = (void *)MACH2PHYS_VIRT_START;
EXPORT_SYMBOL(machine_to_phys_mapping);
unsigned long machine_to_phys_nr;
EXPORT_SYMBOL(machine_to_phys_nr);

/**
 * xen_setup_machphys_mapping() - find the machine's list of frames
 */
void __init xen_setup_machphys_mapping(void)
{
	struct xen_machphys_mapping mapping;

	machine_to_phys_nr = MACH2PHYS_NR_ENTRIES;
	if (HYPERVISOR_memory_op(XENMEM_machphys_mapping, &mapping))
		return;
	machine_to_phys_mapping = (unsigned long *)mapping.v_start;
	machine_to_phys_nr = mapping.max_mfn + 1;
}

static void __init insist(bool right, const char *what)
{
	if (!right)
		xen_refuse("%s", what);
}

/*
 * Both lists agree on a page. What the builder has mapped has memory; elsewhere the tools may
 * have left gaps.
 */
static bool __init lists_agree(unsigned long pfn)
{
	unsigned long mfn;

	if (xen_safe_read_ulong(&xen_p2m_addr[pfn], &mfn))
		return false;
	if (mfn == INVALID_P2M_ENTRY)
		return pfn >= max_pfn_mapped;
	return mfn_to_pfn_no_overrides(mfn) == pfn;
}

/*
 * An entry that is wrong would be refused in a page table much later, with nobody to tell the
 * reason: the whole list is looked at, a few instructions for each page.
 */
static void __init check_list(void)
{
	unsigned long pfn;

	for (pfn = 0; pfn < xen_p2m_size; pfn++) {
		if (!lists_agree(pfn))
			xen_refuse("the list of %lu frames is wrong at page %#lx", xen_p2m_size,
				   pfn);
	}
}

/* The builder's tables, before there is a direct map */

static void *__init image_va(u64 entry)
{
	unsigned long mfn = (entry & XEN_PTE_MFN_MASK) >> PAGE_SHIFT;

	return (void *)(__START_KERNEL_map + PFN_PHYS(mfn_to_pfn_no_overrides(mfn)));
}

static pmd_t *__init builders_pmds(const pgd_t *pgd)
{
	const pud_t *pud = image_va(pgd[pgd_index(__START_KERNEL_map)].pgd);

	return image_va(native_pud_val(pud[pud_index(__START_KERNEL_map)]));
}

/* The end of what is mapped behind the image. */
static unsigned long __init mapped_end(const pmd_t *pmd)
{
	unsigned long pfn = PFN_UP(__pa_symbol(_end));
	const pte_t *pte;

	for (; pfn < KERNEL_IMAGE_SIZE / PAGE_SIZE; pfn++) {
		if (!(pmd[pfn / PTRS_PER_PTE].pmd & _PAGE_PRESENT))
			break;
		pte = image_va(pmd[pfn / PTRS_PER_PTE].pmd);
		if (!(pte[pfn % PTRS_PER_PTE].pte & _PAGE_PRESENT))
			break;
	}
	return pfn;
}

/* The linker's tables */

/* They refer to each other by addresses that are not the machine's. */
static void __init to_machine(void *table)
{
	u64 *entry = table;
	unsigned int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		if (entry[i] & _PAGE_PRESENT)
			entry[i] = __pmd(entry[i]).pmd;
	}
}

static void __init protect(void *table)
{
	pte_t pte = pfn_pte(PFN_DOWN(__pa_symbol(table)), PAGE_KERNEL_RO);

	insist(!HYPERVISOR_update_va_mapping((unsigned long)table, pte, UVMF_INVLPG),
	       "a page table cannot be write-protected");
}

static void __init protect_all(void)
{
	unsigned int i;

	protect(init_top_pgt);
	protect(level3_ident_pgt);
	protect(level3_kernel_pgt);
	protect(level2_ident_pgt);
	protect(level2_kernel_pgt);
	protect(level2_fixmap_pgt);
	for (i = 0; i < FIXMAP_PMD_NUM; i++)
		protect(level1_fixmap_pgt + i * PTRS_PER_PTE);
}

static void __init take_over(const pgd_t *pgd, const pmd_t *pmd)
{
	unsigned long list = xen_start_info->mfn_list;

	/* No identity mapping in user space. */
	memset(init_top_pgt, 0, KERNEL_PGD_BOUNDARY * sizeof(pgd_t));
	to_machine(init_top_pgt);
	to_machine(level3_ident_pgt);
	to_machine(level3_kernel_pgt);
	to_machine(level2_fixmap_pgt);
	memcpy(level2_ident_pgt, pmd, PAGE_SIZE);
	memcpy(level2_kernel_pgt, pmd, PAGE_SIZE);
	if (list < __START_KERNEL_map)
		init_top_pgt[pgd_index(list)] = pgd[pgd_index(list)];
}

static void __init pin(unsigned int cmd, unsigned long mfn)
{
	struct mmuext_op op = { .cmd = cmd, .arg1.mfn = mfn };

	insist(!HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF),
	       "the hypervisor does not take the page tables");
}

static void __init reserve_page(unsigned long mfn)
{
	if (mfn)
		memblock_reserve(PFN_PHYS(mfn_to_pfn(mfn)), PAGE_SIZE);
}

static void __init reserve_builders(void)
{
	const struct start_info *s = xen_start_info;

	memblock_reserve(__pa(s), PAGE_SIZE);
	memblock_reserve(__pa(s->pt_base), s->nr_pt_frames * PAGE_SIZE);
	if (s->flags & SIF_INITDOMAIN)
		return;
	reserve_page(s->store_mfn);
	reserve_page(s->console.domU.mfn);
}

/**
 * xen_setup_kernel_pagetable() - from the builder's tables to the kernel's
 * @pgd: the builder's root
 * @nr_pages: memory of the domain
 */
void __init xen_setup_kernel_pagetable(pgd_t *pgd, unsigned long nr_pages)
{
	const pmd_t *pmd;
	unsigned long mfn;

	xen_p2m_early_init(nr_pages);
	pmd = builders_pmds(pgd);
	max_pfn_mapped = mapped_end(pmd);
	check_list();
	mfn = virt_to_mfn(pgd);
	take_over(pgd, pmd);
	protect_all();
	pin(MMUEXT_PIN_L4_TABLE, virt_to_mfn(init_top_pgt));
	write_cr3(__pa_symbol(init_top_pgt));
	pin(MMUEXT_UNPIN_TABLE, mfn);
	reserve_builders();
}

/* Fixed mappings */

/* In place of the registers of interrupt controllers that a PV domain has none of. */
static u8 no_registers[PAGE_SIZE] __page_aligned_bss;

/* The place of shared_info is told as a machine address, all others as the kernel's own. */
static void xen_set_fixmap(unsigned int idx, phys_addr_t phys, pgprot_t prot)
{
	pte_t pte;

	pgprot_val(prot) &= __default_kernel_pte_mask;
	switch (idx) {
	case FIX_PARAVIRT_BOOTMAP:
		pte = mfn_pte(PFN_DOWN(phys), prot);
		break;
#ifdef CONFIG_X86_LOCAL_APIC
	case FIX_APIC_BASE:
#endif
#ifdef CONFIG_X86_IO_APIC
	case FIX_IO_APIC_BASE_0 ... FIX_IO_APIC_BASE_END:
#endif
		pte = pfn_pte(PFN_DOWN(__pa_symbol(no_registers)), PAGE_KERNEL_RO);
		break;
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	case VSYSCALL_PAGE:
		pte = pfn_pte(PFN_DOWN(phys), prot);
		xen_show_vsyscall(pte);
		break;
#endif
	default:
		pte = pfn_pte(PFN_DOWN(phys), prot);
	}
	__native_set_fixmap(idx, pte);
}

/**
 * xen_map_shared_info() - make HYPERVISOR_shared_info point to what start_info tells
 */
void xen_map_shared_info(void)
{
	set_fixmap(FIX_PARAVIRT_BOOTMAP, xen_start_info->shared_info);
	HYPERVISOR_shared_info = (struct shared_info *)fix_to_virt(FIX_PARAVIRT_BOOTMAP);
	xen_setup_mfn_list_list();
}

/* The rest of the start */

static void __init xen_pagetable_init(void)
{
	paging_init();
	xen_p2m_build();
	xen_populate_moved();
	xen_setup_mfn_list_list();
}

static void __init xen_after_bootmem(void)
{
	xen_late_pin_ops();
	xen_late_pte_ops();
}

/**
 * xen_init_mmu_ops() - the kernel changes page tables our way from now on
 */
void __init xen_init_mmu_ops(void)
{
	x86_init.paging.pagetable_init = xen_pagetable_init;
	x86_init.hyper.init_after_bootmem = xen_after_bootmem;
	pv_ops.mmu.set_fixmap = xen_set_fixmap;
	xen_init_tlb_ops();
	xen_init_pte_ops();
	xen_init_pin_ops();
	memset(no_registers, 0xff, sizeof(no_registers));

	/* The hypervisor does without it, and one that minds would say so for each entry. */
	__supported_pte_mask &= ~_PAGE_GLOBAL;
	__default_kernel_pte_mask &= ~_PAGE_GLOBAL;
}
