// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which machine frame is behind each page of a PV domain: a list that is contiguous in virtual
 * memory.
 *
 *	pfn	0              512            1024           ...        xen_p2m_size
 *		+--------------+--------------+--------------+----------+
 *		| its own page | p2m_missing  | p2m_identity | its own  |	xen_p2m_addr
 *		+--------------+--------------+--------------+----------+
 *
 * An entry is a machine frame, one of another domain (FOREIGN_FRAME), a device's, of the same
 * number (IDENTITY_FRAME), or INVALID_P2M_ENTRY. Parts of the list without memory share one
 * read-only page, and so do parts that are all devices. Both hold INVALID_P2M_ENTRY, which sends
 * a reader to get_phys_to_machine(); a write faults, and set_phys_to_machine() gives the part a
 * page of its own. Beyond xen_max_p2m_pfn all is devices.
 *
 * The tools of the hypervisor's domain read the list, too. They see by a generation in
 * shared_info that its mapping has changed.
 */
#define pr_fmt(fmt) "xen:p2m: " fmt

#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <asm/pgalloc.h>
#include <asm/pgtable.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "p2m.h"
#include "pv_mmu.h"

unsigned long *xen_p2m_addr __read_mostly;
EXPORT_SYMBOL_GPL(xen_p2m_addr);
unsigned long xen_p2m_size __read_mostly;
EXPORT_SYMBOL_GPL(xen_p2m_size);
unsigned long xen_max_p2m_pfn __read_mostly;
EXPORT_SYMBOL_GPL(xen_max_p2m_pfn);

unsigned long *xen_p2m_missing __ro_after_init;
unsigned long *xen_p2m_identity __ro_after_init;
unsigned long xen_p2m_limit __ro_after_init;

/* Parts get pages one after the other. */
static DEFINE_SPINLOCK(p2m_lock);

static pte_t *part_of(unsigned long pfn)
{
	unsigned int level;

	return lookup_address((unsigned long)&xen_p2m_addr[pfn], &level);
}

static bool is_shared(pte_t pte, const unsigned long *page)
{
	return page && pte_pfn(pte) == PFN_DOWN(__pa(page));
}

/**
 * get_phys_to_machine() - the slow way of __pfn_to_mfn()
 * @pfn: where the list says INVALID_P2M_ENTRY, or behind its end
 *
 * Return: the entry.
 */
unsigned long __ref get_phys_to_machine(unsigned long pfn)
{
	if (pfn >= xen_max_p2m_pfn)
		return IDENTITY_FRAME(pfn);
	/* Only before the list has its final form. */
	if (pfn >= xen_p2m_size)
		return xen_is_ram(pfn) ? INVALID_P2M_ENTRY : IDENTITY_FRAME(pfn);
	if (xen_p2m_identity && is_shared(*part_of(pfn), xen_p2m_identity))
		return IDENTITY_FRAME(pfn);
	return xen_p2m_addr[pfn];
}
EXPORT_SYMBOL_GPL(get_phys_to_machine);

/**
 * __set_phys_to_machine() - change an entry if that needs no memory
 * @pfn: the page
 * @mfn: the new entry
 *
 * Return: whether it is so now.
 */
bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (unlikely(pfn >= xen_p2m_size))
		return mfn == get_phys_to_machine(pfn);
	if (likely(!xen_safe_write_ulong(&xen_p2m_addr[pfn], mfn)))
		return true;
	return mfn == get_phys_to_machine(pfn);
}

/**
 * set_phys_to_machine() - change an entry
 * @pfn: the page
 * @mfn: the new entry
 *
 * Return: whether it is so now; there may be no memory for a longer list.
 */
bool set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (likely(__set_phys_to_machine(pfn, mfn)))
		return true;
	return !xen_alloc_p2m_entry(pfn) && __set_phys_to_machine(pfn, mfn);
}

/**
 * set_phys_range_identity() - these are devices
 * @pfn_s: first page
 * @pfn_e: the one behind the last
 *
 * Return: how many of them are in the list.
 */
unsigned long __init set_phys_range_identity(unsigned long pfn_s, unsigned long pfn_e)
{
	unsigned long pfn;

	for (pfn = pfn_s; pfn < min(pfn_e, xen_p2m_size); pfn++)
		xen_p2m_addr[pfn] = IDENTITY_FRAME(pfn);
	return pfn - pfn_s;
}

/* Changes of the list's mapping */

/* Odd while it changes. */
static void next_generation(void)
{
	wmb();	/* Between the mapping's change and both steps, as the tools see it. */
	HYPERVISOR_shared_info->arch.p2m_generation++;
	wmb();	/* As above. */
}

/* Other CPUs may still read the shared page: an old answer that they must not keep. */
static void forget_part(unsigned long pfn)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_INVLPG_ALL,
		.arg1.linear_addr = (unsigned long)&xen_p2m_addr[pfn] & PAGE_MASK,
	};

	if (HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF))
		BUG();
}

static void fill_part(unsigned long *page, unsigned long pfn, bool identity)
{
	unsigned int i;

	pfn = ALIGN_DOWN(pfn, P2M_PER_PAGE);
	for (i = 0; i < P2M_PER_PAGE; i++)
		page[i] = identity ? IDENTITY_FRAME(pfn + i) : INVALID_P2M_ENTRY;
}

/* Return: whether the page was needed. */
static bool replace_part(unsigned long pfn, unsigned long *page)
{
	unsigned long flags;
	bool shared;
	pte_t *pte;

	spin_lock_irqsave(&p2m_lock, flags);
	pte = part_of(pfn);
	shared = is_shared(*pte, xen_p2m_missing) || is_shared(*pte, xen_p2m_identity);
	if (shared) {
		fill_part(page, pfn, is_shared(*pte, xen_p2m_identity));
		next_generation();
		set_pte(pte, pfn_pte(PFN_DOWN(__pa(page)), PAGE_KERNEL));
		next_generation();
		forget_part(pfn);
	}
	spin_unlock_irqrestore(&p2m_lock, flags);
	return shared;
}

static int own_part(unsigned long pfn)
{
	unsigned long page;

	if (!is_shared(*part_of(pfn), xen_p2m_missing) &&
	    !is_shared(*part_of(pfn), xen_p2m_identity))
		return 0;
	page = __get_free_page(GFP_ATOMIC);
	if (!page)
		return -ENOMEM;
	if (!replace_part(pfn, (unsigned long *)page))
		free_page(page);
	return 0;
}

/* A longer list */

static pte_t *new_place(unsigned long addr)
{
	p4d_t *p4d = p4d_offset(pgd_offset_k(addr), addr);
	pud_t *pud = pud_alloc(&init_mm, p4d, addr);
	pmd_t *pmd = pud ? pmd_alloc(&init_mm, pud, addr) : NULL;

	return pmd ? pte_alloc_kernel(pmd, addr) : NULL;
}

/* What is between has been devices so far, and remains so. */
static int add_part(void)
{
	pte_t *pte = new_place((unsigned long)&xen_p2m_addr[xen_p2m_size]);

	if (!pte)
		return -ENOMEM;
	set_pte(pte, pfn_pte(PFN_DOWN(__pa(xen_p2m_identity)), PAGE_KERNEL_RO));
	smp_wmb();	/* The part is there before a reader looks: __pfn_to_mfn() on other CPUs. */
	xen_p2m_size += P2M_PER_PAGE;
	xen_max_p2m_pfn = xen_p2m_size;
	return 0;
}

static int lengthen(unsigned long pfn)
{
	static DEFINE_MUTEX(mutex);
	int ret = 0;

	if (pfn >= xen_p2m_limit)
		return -ENOSPC;
	mutex_lock(&mutex);
	while (pfn >= xen_p2m_size && !ret)
		ret = add_part();
	HYPERVISOR_shared_info->arch.max_pfn = xen_p2m_size;
	mutex_unlock(&mutex);
	return ret;
}

/**
 * xen_alloc_p2m_entry() - make sure that a page's entry can be changed
 * @pfn: the page; it has no memory
 *
 * May sleep when the page is behind the list's end.
 *
 * Return: 0 or a negative error.
 */
int xen_alloc_p2m_entry(unsigned long pfn)
{
	int ret = pfn < xen_p2m_size ? 0 : lengthen(pfn);

	if (!ret)
		ret = own_part(pfn);
	if (!ret && xen_p2m_addr[pfn] == IDENTITY_FRAME(pfn))
		__set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
	return ret;
}
EXPORT_SYMBOL(xen_alloc_p2m_entry);

/**
 * xen_setup_mfn_list_list() - tell the tools where the list is
 *
 * The three-level tree of the past isn't made: each version of the tools that Hoist is built for
 * knows the linear list.
 */
void xen_setup_mfn_list_list(void)
{
	struct arch_shared_info *arch = &HYPERVISOR_shared_info->arch;

	/* While the builder's list is in use, nobody can look. */
	if (!xen_p2m_missing)
		return;
	if (!(xen_start_info->flags & (SIF_VIRT_P2M_4TOOLS | SIF_INITDOMAIN)))
		pr_info_once("the tools do not know linear lists: no suspend, no dump\n");
	arch->max_pfn = xen_p2m_size;
	arch->pfn_to_mfn_frame_list_list = ~0UL;
	arch->p2m_vaddr = (unsigned long)xen_p2m_addr;
	arch->p2m_generation = 0;
	wmb();	/* The root's being there says that the rest is. */
	arch->p2m_cr3 = xen_pfn_to_cr3(virt_to_mfn(swapper_pg_dir));
}
