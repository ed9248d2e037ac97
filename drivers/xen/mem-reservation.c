// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory from the hypervisor and back to it, page by page.
 *
 * A page of ours has memory behind it, or has not. In a PV domain the change shows in the p2m and
 * in the kernel's own mapping of the page; elsewhere the hypervisor does all of it.
 */
#define pr_fmt(fmt) "xen:reservation: " fmt

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>

#include <asm/xen/hypercall.h>

#include <xen/interface/memory.h>
#include <xen/mem-reservation.h>

bool __read_mostly xen_scrub_pages = IS_ENABLED(CONFIG_XEN_SCRUB_PAGES_DEFAULT);
core_param(xen_scrub_pages, xen_scrub_pages, bool, 0);

#ifdef CONFIG_XEN_HAVE_PVMMU
static void set_mapping(struct page *page, pte_t pte)
{
	/* Highmem has no mapping; x86-64 has no highmem. */
	if (!PageHighMem(page) &&
	    HYPERVISOR_update_va_mapping((unsigned long)page_address(page), pte, 0))
		BUG();
}

/**
 * __xenmem_reservation_va_mapping_update() - pages of a PV domain have got memory
 * @count: how many
 * @pages: the pages
 * @frames: machine frames of each
 */
void __xenmem_reservation_va_mapping_update(unsigned long count, struct page **pages,
					    xen_pfn_t *frames)
{
	unsigned long i;

	for (i = 0; i < count; i++) {
		set_phys_to_machine(page_to_pfn(pages[i]), frames[i]);
		set_mapping(pages[i], mfn_pte(frames[i], PAGE_KERNEL));
	}
}
EXPORT_SYMBOL_GPL(__xenmem_reservation_va_mapping_update);

/**
 * __xenmem_reservation_va_mapping_reset() - pages of a PV domain are about to lose their memory
 * @count: how many
 * @pages: the pages
 *
 * The hypervisor takes a frame only when nothing maps it any more.
 */
void __xenmem_reservation_va_mapping_reset(unsigned long count, struct page **pages)
{
	unsigned long i;

	for (i = 0; i < count; i++) {
		set_mapping(pages[i], __pte_ma(0));
		__set_phys_to_machine(page_to_pfn(pages[i]), INVALID_P2M_ENTRY);
	}
}
EXPORT_SYMBOL_GPL(__xenmem_reservation_va_mapping_reset);
#endif

static int change(unsigned int cmd, int count, xen_pfn_t *frames)
{
	struct xen_memory_reservation op = { .nr_extents = count, .domid = DOMID_SELF };

	set_xen_guest_handle(op.extent_start, frames);
	return HYPERVISOR_memory_op(cmd, &op);
}

/**
 * xenmem_reservation_increase() - get memory for pages
 * @count: how many
 * @frames: guest frame numbers; receives the machine frames of a PV domain
 *
 * Return: how many of the first have memory now, or a negative error.
 */
int xenmem_reservation_increase(int count, xen_pfn_t *frames)
{
	return change(XENMEM_populate_physmap, count, frames);
}
EXPORT_SYMBOL_GPL(xenmem_reservation_increase);

/**
 * xenmem_reservation_decrease() - give the memory of pages back
 * @count: how many
 * @frames: guest frame numbers; in a PV domain machine frames
 *
 * Return: how many of the first are given back, or a negative error.
 */
int xenmem_reservation_decrease(int count, xen_pfn_t *frames)
{
	return change(XENMEM_decrease_reservation, count, frames);
}
EXPORT_SYMBOL_GPL(xenmem_reservation_decrease);
