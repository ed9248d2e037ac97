// SPDX-License-Identifier: GPL-2.0-only
/* Where the grant table is mapped: at addresses where the machine has nothing. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <asm/xen/hypercall.h>

#include <xen/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "core.h"

int place_start(void)
{
	struct grant_frames *place = &xen_auto_xlat_grant_frames;
	unsigned int nr = gnttab_max_grant_frames();
	int err = xen_xlate_map_ballooned_pages(&place->pfn, &place->vaddr, nr);

	if (err)
		pr_err("no place for the grant table's %u frames (%d)\n", nr, err);
	else
		place->count = nr;
	return err;
}

/* Those that the table has not grown to are not there, and the hypervisor says so. */
static void take_away(xen_pfn_t pfn)
{
	struct xen_remove_from_physmap op = { .domid = DOMID_SELF, .gpfn = pfn };
	struct page *page = pfn_to_page(pfn);

	HYPERVISOR_memory_op(XENMEM_remove_from_physmap, &op);
	xen_free_unpopulated_pages(1, &page);
}

void place_stop(void)
{
	struct grant_frames *place = &xen_auto_xlat_grant_frames;
	unsigned int i;

	vunmap(place->vaddr);
	for (i = 0; i < place->count; i++)
		take_away(place->pfn[i]);
	kfree(place->pfn);
	memset(place, 0, sizeof(*place));
}
