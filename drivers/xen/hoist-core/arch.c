// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a kernel that knew its hypervisor from the start has in arch/x86/xen: that this is
 * dom0, a domain with page tables of its own, without a device model.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm_types.h>

#include <asm/xen/events.h>
#include <asm/xen/hypervisor.h>

#include <xen/grant_table.h>
#include <xen/interface/xen.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

enum xen_domain_type xen_domain_type = XEN_HVM_DOMAIN;
EXPORT_SYMBOL_GPL(xen_domain_type);

bool xen_pvh = true;
EXPORT_SYMBOL_GPL(xen_pvh);

u32 xen_start_flags = SIF_PRIVILEGED | SIF_INITDOMAIN;
EXPORT_SYMBOL_GPL(xen_start_flags);

/* A vector for each CPU: vector.c. */
bool xen_have_vector_callback = true;
EXPORT_SYMBOL_GPL(xen_have_vector_callback);

/**
 * xen_unmap_domain_gfn_range() - take frames of another domain away
 * @vma: where a program has them
 * @nr: how many
 * @pages: what they are behind
 *
 * Return: 0 or a negative error.
 */
int xen_unmap_domain_gfn_range(struct vm_area_struct *vma, int nr, struct page **pages)
{
	return pages ? xen_xlate_unmap_gfn_range(vma, nr, pages) : -EINVAL;
}
EXPORT_SYMBOL_GPL(xen_unmap_domain_gfn_range);

/* Only PV maps the grant table by page table entries. */

int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status)
{
	return 0;
}

int arch_gnttab_map_shared(xen_pfn_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **__shared)
{
	return -EOPNOTSUPP;
}

int arch_gnttab_map_status(u64 *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, grant_status_t **__shared)
{
	return -EOPNOTSUPP;
}

void arch_gnttab_unmap(void *shared, unsigned long nr_gframes)
{
}
