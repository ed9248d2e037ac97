// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vsyscall page of a PV domain. With vsyscall=emulate programs may read it, at an address in
 * the kernel's half, of which their roots have nothing. They get tables with this one page:
 * what lies beside it in the kernel's own is not for them.
 */
#define pr_fmt(fmt) "xen:mmu: " fmt

#include <linux/pgtable.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <uapi/asm/vsyscall.h>

#include "pv_mmu.h"

static pud_t user_puds[PTRS_PER_PUD] __page_aligned_bss;
static pmd_t user_pmds[PTRS_PER_PMD] __page_aligned_bss;
static pte_t user_ptes[PTRS_PER_PTE] __page_aligned_bss;
static bool shown;

/* As the hypervisor takes it. */
static u64 refer_to(void *table)
{
	return PFN_PHYS((u64)virt_to_mfn(table)) | _PAGE_TABLE;
}

static int pin_tables(void)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_PIN_L3_TABLE,
		.arg1.mfn = virt_to_mfn(user_puds),
	};

	xen_make_page_readonly(user_ptes);
	xen_make_page_readonly(user_pmds);
	xen_make_page_readonly(user_puds);
	return HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF);
}

/**
 * xen_show_vsyscall() - programs may see that page
 * @pte: the entry of the kernel's own tables
 *
 * Called once, before there is an address space of a program.
 */
void xen_show_vsyscall(pte_t pte)
{
	user_ptes[pte_index(VSYSCALL_ADDR)] = pte;
	user_pmds[pmd_index(VSYSCALL_ADDR)] = native_make_pmd(refer_to(user_ptes));
	user_puds[pud_index(VSYSCALL_ADDR)] = native_make_pud(refer_to(user_pmds));
	shown = !pin_tables();
	if (!shown)
		pr_warn("programs will not see the vsyscall page\n");
}

/**
 * xen_put_vsyscall() - put the page into a root for user mode
 * @root: not in use yet
 *
 * Machine frames change when the domain is restored, so the entry is made anew for each root.
 */
void xen_put_vsyscall(pgd_t *root)
{
	if (shown)
		root[pgd_index(VSYSCALL_ADDR)] = native_make_pgd(refer_to(user_puds));
}
