// SPDX-License-Identifier: GPL-2.0-only
/*
 * Roots of a PV domain's page tables: each has a second one for user mode, which has the lower
 * half and the vsyscall page only. It is named by the private word of the first one's struct page.
 */
#include <linux/gfp.h>
#include <linux/mm.h>

#include <asm/pgalloc.h>
#include <asm/pgtable.h>

#include "pv_mmu.h"

/**
 * xen_user_pgd() - the root for user mode
 * @pgd: the kernel's, or one of its entries' page
 *
 * Return: the other root, or %NULL for the kernel's own tables.
 */
pgd_t *xen_user_pgd(const pgd_t *pgd)
{
	if (__pa(pgd) == __pa_symbol(swapper_pg_dir))
		return NULL;
	return (pgd_t *)page_private(virt_to_page(pgd));
}

/**
 * xen_pgd_alloc() - new address space
 * @mm: its root is there, without content
 *
 * Return: 0 or -ENOMEM.
 */
int xen_pgd_alloc(struct mm_struct *mm)
{
	unsigned long user = get_zeroed_page(GFP_KERNEL_ACCOUNT);

	if (!user)
		return -ENOMEM;
	xen_put_vsyscall((pgd_t *)user);
	set_page_private(virt_to_page(mm->pgd), user);
	return 0;
}

/**
 * xen_pgd_free() - an address space goes
 * @mm: not needed
 * @pgd: its root, not pinned any more
 */
void xen_pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	free_page((unsigned long)xen_user_pgd(pgd));
	set_page_private(virt_to_page(pgd), 0);
}
