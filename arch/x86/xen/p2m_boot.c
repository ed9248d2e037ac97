// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of a PV domain's frames, from the builder's to the kernel's own.
 */
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "p2m.h"
#include "pv_mmu.h"

/* With a list of this length, memory can be added up to there. */
#ifdef CONFIG_XEN_MEMORY_HOTPLUG_LIMIT
#define LIMIT_PFN	((unsigned long)CONFIG_XEN_MEMORY_HOTPLUG_LIMIT * (SZ_1G >> PAGE_SHIFT))
#else
#define LIMIT_PFN	0UL
#endif

/* The builder's list and, where it has some of its own, its page tables. */
static unsigned long builders_pfn __initdata, builders_pages __initdata;

/* Behind the image, or at a place of its own? */
static bool __init is_apart(void)
{
	return xen_start_info->mfn_list < __START_KERNEL_map;
}

/**
 * xen_p2m_early_init() - use the builder's list
 * @nr_pages: its length
 */
void __init xen_p2m_early_init(unsigned long nr_pages)
{
	xen_p2m_addr = (unsigned long *)xen_start_info->mfn_list;
	xen_p2m_size = nr_pages;
	xen_max_p2m_pfn = nr_pages;
	if (is_apart()) {
		builders_pfn = xen_start_info->first_p2m_pfn;
		builders_pages = xen_start_info->nr_p2m_frames;
	} else {
		builders_pfn = PFN_DOWN(__pa(xen_start_info->mfn_list));
		builders_pages = PFN_UP(nr_pages * sizeof(*xen_p2m_addr));
	}
	memblock_reserve(PFN_PHYS(builders_pfn), PFN_PHYS(builders_pages));
}

/**
 * xen_p2m_is_boot_page() - is it part of the builder's list, or of its page tables?
 * @pfn: the page
 *
 * Return: whether the direct map must not make it writable.
 */
bool __init xen_p2m_is_boot_page(unsigned long pfn)
{
	return pfn >= builders_pfn && pfn - builders_pfn < builders_pages;
}

static unsigned long *__init new_page(void)
{
	unsigned long *page = memblock_alloc(PAGE_SIZE, PAGE_SIZE);

	if (!page)
		panic("xen: no memory for the list of frames\n");
	return page;
}

static unsigned long *__init new_shared(void)
{
	unsigned long *page = new_page();

	memset64((u64 *)page, INVALID_P2M_ENTRY, P2M_PER_PAGE);
	return page;
}

/* All 512 of a kind that shares a page? */
static bool __init all_missing(unsigned long pfn)
{
	unsigned long i;

	for (i = 0; i < P2M_PER_PAGE; i++) {
		if (__pfn_to_mfn(pfn + i) != INVALID_P2M_ENTRY)
			return false;
	}
	return true;
}

static bool __init all_identity(unsigned long pfn)
{
	unsigned long i;

	for (i = 0; i < P2M_PER_PAGE; i++) {
		if (__pfn_to_mfn(pfn + i) != IDENTITY_FRAME(pfn + i))
			return false;
	}
	return true;
}

static pte_t __init shared_part(const unsigned long *page)
{
	return pfn_pte(PFN_DOWN(__pa(page)), PAGE_KERNEL_RO);
}

static pte_t __init own_part(unsigned long pfn)
{
	unsigned long *page = new_page(), i;

	for (i = 0; i < P2M_PER_PAGE; i++)
		page[i] = __pfn_to_mfn(pfn + i);
	return pfn_pte(PFN_DOWN(__pa(page)), PAGE_KERNEL);
}

static pte_t __init part(unsigned long pfn, const unsigned long *missing,
			 const unsigned long *identity)
{
	if (all_missing(pfn) && !xen_is_moved(pfn, pfn + P2M_PER_PAGE))
		return shared_part(missing);
	if (all_identity(pfn))
		return shared_part(identity);
	return own_part(pfn);
}

static void __init drop_builders(unsigned long list, bool apart)
{
	unsigned long pfn = builders_pfn, end = builders_pfn + builders_pages;
	p4d_t *p4d = p4d_offset(pgd_offset_k(list), list);

	/* From here on they may be written to. */
	builders_pages = 0;
	if (apart) {
		set_p4d(p4d, __p4d(0));
		__flush_tlb_all();
		for (; pfn < end; pfn++)
			xen_make_page_readwrite(__va(PFN_PHYS(pfn)));
	}
	memblock_phys_free(PFN_PHYS(builders_pfn), PFN_PHYS(end - builders_pfn));
}

/**
 * xen_p2m_build() - make the kernel's own list
 */
void __init xen_p2m_build(void)
{
	unsigned long size = ALIGN(xen_max_p2m_pfn, P2M_PER_PAGE), pfn, addr;
	unsigned long *missing = new_shared(), *identity = new_shared();
	static struct vm_struct area = { .flags = VM_ALLOC };
	bool apart = is_apart();

	xen_p2m_limit = max(size, LIMIT_PFN);
	area.size = PAGE_ALIGN(xen_p2m_limit * sizeof(*xen_p2m_addr));
	/* Within one entry of the root, so that all address spaces see a list that grows. */
	vm_area_register_early(&area, PUD_SIZE);
	for (pfn = 0; pfn < size; pfn += P2M_PER_PAGE) {
		addr = (unsigned long)area.addr + pfn * sizeof(*xen_p2m_addr);
		set_pte(populate_extra_pte(addr), part(pfn, missing, identity));
	}
	xen_p2m_missing = missing;
	xen_p2m_identity = identity;
	xen_p2m_addr = area.addr;
	xen_p2m_size = size;
	xen_max_p2m_pfn = size;
	drop_builders(xen_start_info->mfn_list, apart);
}
