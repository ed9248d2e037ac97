// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of a PV domain as the kernel sees them in its direct map: what the hypervisor uses as a
 * table may only be read there.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/mm.h>

#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include "pv_mmu.h"

static void set_direct(void *addr, pgprot_t prot)
{
	unsigned long va = (unsigned long)__va(__pa(addr));

	if (HYPERVISOR_update_va_mapping(va, pfn_pte(PFN_DOWN(__pa(addr)), prot), UVMF_INVLPG))
		BUG();
}

static void set_image(void *addr, pgprot_t prot)
{
	if (HYPERVISOR_update_va_mapping((unsigned long)addr,
					 pfn_pte(PFN_DOWN(__pa(addr)), prot), UVMF_INVLPG))
		BUG();
}

static bool is_image(void *addr)
{
	return (unsigned long)addr >= __START_KERNEL_map;
}

/**
 * xen_make_page_readonly() - write-protect a page of the kernel's
 * @addr: in the direct map, or in the image, where both mappings change
 */
void xen_make_page_readonly(void *addr)
{
	set_direct(addr, PAGE_KERNEL_RO);
	if (is_image(addr))
		set_image(addr, PAGE_KERNEL_RO);
}

/**
 * xen_make_page_readwrite() - undo xen_make_page_readonly()
 * @addr: as there
 */
void xen_make_page_readwrite(void *addr)
{
	set_direct(addr, PAGE_KERNEL);
	if (is_image(addr))
		set_image(addr, PAGE_KERNEL);
}

/* Wherever the kernel can map something. */
static void set_anywhere(void *addr, pte_t (*change)(pte_t))
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)addr, &level);

	if (!pte || HYPERVISOR_update_va_mapping((unsigned long)addr, change(*pte), UVMF_NONE))
		BUG();
}

/**
 * make_lowmem_page_readonly() - write-protect one mapping of a page
 * @vaddr: the mapping
 */
void make_lowmem_page_readonly(void *vaddr)
{
	set_anywhere(vaddr, pte_wrprotect);
}

/**
 * make_lowmem_page_readwrite() - undo make_lowmem_page_readonly()
 * @vaddr: as there
 */
void make_lowmem_page_readwrite(void *vaddr)
{
	set_anywhere(vaddr, pte_mkwrite);
}

/**
 * arbitrary_virt_to_machine() - where in the machine something lies
 * @address: of the kernel, of any kind
 *
 * Return: the machine address.
 */
xmaddr_t arbitrary_virt_to_machine(void *address)
{
	unsigned int level;
	pte_t *pte;

	if (virt_addr_valid(address))
		return virt_to_machine(address);
	pte = lookup_address((unsigned long)address, &level);
	BUG_ON(!pte);
	return XMADDR(PFN_PHYS((phys_addr_t)pte_mfn(*pte)) | offset_in_page(address));
}
EXPORT_SYMBOL_GPL(arbitrary_virt_to_machine);

/**
 * arbitrary_virt_to_mfn() - the same as a frame's number
 * @vaddr: of the kernel
 *
 * Return: the machine frame.
 */
unsigned long arbitrary_virt_to_mfn(void *vaddr)
{
	return PFN_DOWN(arbitrary_virt_to_machine(vaddr).maddr);
}
