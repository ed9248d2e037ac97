// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map of a PV domain.
 *
 * The builder gives pages 0 to nr_pages - 1, without gaps. The map is the machine's for dom0,
 * that of the tools for others, and says where there may be memory at all.
 *
 *	builder's	|0 ............................ nr_pages|
 *	map		|  RAM  |ISA|   RAM   | devices |       RAM           |  RAM
 *	result		|  RAM  | = |   RAM   |    =    | RAM |moved| extra   | not ours
 *
 * What the builder has put into a gap is given back, and as much is asked for behind nr_pages
 * (setup_moved.c); in the gap (=) page numbers are machine frames. Behind that there are pages
 * without memory, up to what the domain may have: the balloon's.
 */
#define pr_fmt(fmt) "xen:setup: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>

#include <asm/e820/api.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "pv_mmu.h"

/* Each page costs a struct page even without memory; so many times what there is at the start. */
#define EXTRA_TIMES 10

struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS] __initdata;
static unsigned int nr_extra __initdata;

static struct e820_table map __initdata;

static unsigned long __init nr_pages(void)
{
	return min(xen_start_info->nr_pages, MAXMEM >> PAGE_SHIFT);
}

static void __init say_what_is_lost(void)
{
	if (xen_start_info->nr_pages > nr_pages())
		pr_warn("of %lu pages of memory %lu are used: the kernel has no addresses for more\n",
			xen_start_info->nr_pages, nr_pages());
}

/* The map */

static void __init get_map(void)
{
	struct xen_memory_map op = { .nr_entries = ARRAY_SIZE(map.entries) };
	int ret;

	set_xen_guest_handle(op.buffer, map.entries);
	ret = HYPERVISOR_memory_op(xen_initial_domain() ? XENMEM_machine_memory_map :
				   XENMEM_memory_map, &op);
	map.nr_entries = op.nr_entries;
	if (!ret && op.nr_entries)
		return;
	if (xen_initial_domain())
		panic("xen:setup: the hypervisor does not tell the machine's memory map (%d)", ret);
	/* The tools have not set one. */
	map.nr_entries = 1;
	map.entries[0].addr = 0;
	map.entries[0].size = PFN_PHYS((u64)nr_pages());
	map.entries[0].type = E820_TYPE_RAM;
}

static unsigned long __init first_page(const struct e820_entry *e)
{
	return PFN_UP(e->addr);
}

static unsigned long __init end_page(const struct e820_entry *e)
{
	return max_t(unsigned long, first_page(e), PFN_DOWN(e->addr + e->size));
}

/* All of the builder's pages between pieces of memory. */
static void __init release_gaps(void)
{
	unsigned long at = 0, end = nr_pages();
	unsigned int i;

	for (i = 0; i < map.nr_entries && at < end; i++) {
		const struct e820_entry *e = &map.entries[i];

		if (e->type != E820_TYPE_RAM)
			continue;
		if (first_page(e) > at)
			xen_release_range(at, min(first_page(e), end));
		at = end_page(e);
	}
	if (at < end)
		xen_release_range(at, end);
}

/* Pages behind the builder's */

static void __init keep(unsigned long pfn, unsigned long n)
{
	e820__range_add(PFN_PHYS((u64)pfn), PFN_PHYS((u64)n), E820_TYPE_RAM);
	xen_max_p2m_pfn = max(xen_max_p2m_pfn, pfn + n);
}

static void __init add_extra(unsigned long pfn, unsigned long n)
{
	xen_extra_mem[nr_extra].start_pfn = pfn;
	xen_extra_mem[nr_extra++].n_pfns = n;
	memblock_reserve(PFN_PHYS((u64)pfn), PFN_PHYS((u64)n));
}

/* What the domain may have beyond what it has. */
static unsigned long __init extra_pages(void)
{
	domid_t self = DOMID_SELF;
	long most = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &self);
	unsigned long now = nr_pages();

	if (most <= (long)now)
		return 0;
	return min_t(unsigned long, most - now, now * EXTRA_TIMES);
}

/* Return: how much of the extra memory is left. */
static unsigned long __init add_behind(unsigned long pfn, unsigned long end, unsigned long extra)
{
	unsigned long n = min(xen_to_move(), end - pfn);

	if (n) {
		xen_move_to(pfn, n);
		keep(pfn, n);
		pfn += n;
	}
	n = min(extra, end - pfn);
	if (n && nr_extra < ARRAY_SIZE(xen_extra_mem)) {
		add_extra(pfn, n);
		keep(pfn, n);
		pfn += n;
		extra -= n;
	}
	/* The machine's, but not ours: no place for devices either. */
	if (pfn < end && xen_initial_domain())
		e820__range_add(PFN_PHYS((u64)pfn), PFN_PHYS((u64)end - pfn), E820_TYPE_UNUSABLE);
	return extra;
}

static void __init build_map(void)
{
	unsigned long have = nr_pages(), extra = extra_pages(), pfn, end;
	unsigned int i;

	for (i = 0; i < map.nr_entries; i++) {
		const struct e820_entry *e = &map.entries[i];

		if (e->type != E820_TYPE_RAM) {
			e820__range_add(e->addr, e->size, e->type);
			continue;
		}
		pfn = first_page(e);
		end = end_page(e);
		if (pfn < min(end, have))
			keep(pfn, min(end, have) - pfn);
		if (max(pfn, have) < end)
			extra = add_behind(max(pfn, have), end, extra);
	}
	/* Drivers look there, whatever it is. */
	e820__range_add(ISA_START_ADDRESS, ISA_END_ADDRESS - ISA_START_ADDRESS,
			E820_TYPE_RESERVED);
}

/**
 * xen_is_ram() - is it one of the pages behind the builder's?
 * @pfn: not less than nr_pages
 *
 * Return: whether it may have memory, now or later.
 */
bool __init xen_is_ram(unsigned long pfn)
{
	unsigned int i;

	for (i = 0; i < nr_extra; i++) {
		if (pfn >= xen_extra_mem[i].start_pfn &&
		    pfn - xen_extra_mem[i].start_pfn < xen_extra_mem[i].n_pfns)
			return true;
	}
	return xen_is_moved(pfn, pfn + 1);
}

/**
 * xen_memory_setup() - part of a PV domain's start
 *
 * Return: whose map it is.
 */
char *__init xen_memory_setup(void)
{
	say_what_is_lost();
	get_map();
	e820__update_table(&map);
	release_gaps();
	build_map();
	e820__update_table(e820_table);
	return "Xen";
}
