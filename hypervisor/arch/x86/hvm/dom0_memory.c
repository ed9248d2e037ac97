// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a PVH dom0: gfn = mfn, so that its devices find what its drivers mean.
 *
 *	boot_info.dom0			P2M_RAM, owned by dom0		RAM in its map
 *	other RAM			nothing				unusable
 *	RAM below 1 MiB			P2M_RAM, owned by dom0		RAM
 *	frame 0				P2M_MMIO, as the BIOS left it	RAM
 *	real-mode code for CPUs		P2M_RAM_RO: kernels look for tables there	unusable
 *	registers of IOMMUs		nothing				as the BIOS says
 *	page of the local APIC		nothing: each access comes to the virtual one
 *	all else a CPU can address	P2M_MMIO			as the BIOS says
 */
#include "dom0_build.h"

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <hyp/acpi.h>
#include <hyp/boot_info.h>
#include <hyp/domain.h>
#include <hyp/heap.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/panic.h>
#include <asm/domain.h>
#include <asm/mm.h>
#include <asm/smpboot.h>
#include "own.h"

#define LOW_END		0x100000ULL
#define IOMMU_BYTES	0x4000

struct e820_map {
	struct boot_range *range;
	u32 nr;
	paddr_t tables, tables_end;
};

static void __init own_range(struct domain *d, paddr_t start, paddr_t end)
{
	u64 n;

	for (n = start >> PAGE_SHIFT; n < end >> PAGE_SHIFT; n++)
		if (n != smp_trampoline_page() >> PAGE_SHIFT)
			own_frame(d, n);
}

static void __init set(struct domain *d, paddr_t start, paddr_t end, enum p2m_type type)
{
	u64 n = start >> PAGE_SHIFT, frames = (end - start) >> PAGE_SHIFT;

	if (frames && p2m_set_range(d, to_gfn(n), type == P2M_NONE ? INVALID_MFN : to_mfn(n),
				    frames, type))
		boot_fail("dom0: no memory for its physical map");
}

static void __init set_page(struct domain *d, paddr_t pa, enum p2m_type type)
{
	pa &= PAGE_MASK;
	set(d, pa, pa + PAGE_SIZE, type);
}

/* RAM of dom0, piece by piece: below 1 MiB all but frame 0. */
static void __init visit_own(struct domain *d,
			     void (*fn)(struct domain *d, paddr_t start, paddr_t end))
{
	paddr_t start, end;
	u32 i;

	for (i = 0; i < boot_info.nr_ranges; i++)
		if (boot_ram_range(&boot_info, i, &start, &end) && start < LOW_END)
			fn(d, max_t(paddr_t, start, PAGE_SIZE), min_t(paddr_t, end, LOW_END));
	for (i = 0; i < boot_info.nr_dom0; i++)
		fn(d, boot_info.dom0[i].start, boot_info.dom0[i].start + boot_info.dom0[i].size);
}

static void __init map_own(struct domain *d, paddr_t start, paddr_t end)
{
	if (start < end)
		set(d, start, end, P2M_RAM);
}

static void __init map_all(struct domain *d)
{
	paddr_t start, end;
	u32 i;

	set(d, 0, own_device_frames() << PAGE_SHIFT, P2M_MMIO);
	for (i = 0; i < boot_info.nr_ranges; i++)
		if (boot_ram_range(&boot_info, i, &start, &end) && end > LOW_END)
			set(d, max_t(paddr_t, start, LOW_END), end, P2M_NONE);
	visit_own(d, map_own);
	set_page(d, acpi_info.lapic_address, P2M_NONE);
	for (i = 0; i < acpi_info.nr_iommus; i++)
		set(d, acpi_info.iommu[i].address, acpi_info.iommu[i].address + IOMMU_BYTES,
		    P2M_NONE);
	if (smp_trampoline_page())
		set_page(d, smp_trampoline_page(), P2M_RAM_RO);
}

static void __init add(struct e820_map *map, paddr_t start, paddr_t end, u32 type)
{
	if (start >= end)
		return;
	if (map->nr == BOOT_MAX_RANGES)
		boot_fail("dom0: its memory map has too many parts");
	map->range[map->nr++] = (struct boot_range){ start, end - start, type };
}

/* The kernel's tables lie in one piece of it. */
static void __init add_own(struct e820_map *map, paddr_t start, paddr_t end)
{
	if (map->tables >= start && map->tables_end <= end) {
		add(map, start, map->tables, RANGE_RAM);
		add(map, map->tables, map->tables_end, RANGE_ACPI);
		start = map->tables_end;
	}
	add(map, start, end, RANGE_RAM);
}

/* What of RAM is not dom0's is no room for devices either. */
static void __init add_ram(struct e820_map *map, paddr_t start, paddr_t end)
{
	u32 i;

	for (i = 0; i < boot_info.nr_dom0; i++) {
		paddr_t first = max(boot_info.dom0[i].start, start);
		paddr_t last = min(boot_info.dom0[i].start + boot_info.dom0[i].size, end);

		if (first >= last)
			continue;
		add(map, start, first, RANGE_UNUSABLE);
		add_own(map, first, last);
		start = last;
	}
	add(map, start, end, RANGE_UNUSABLE);
}

static void __init add_low_ram(struct e820_map *map, paddr_t start, paddr_t end)
{
	paddr_t code = smp_trampoline_page();

	if (!code || code < start || code >= end) {
		add(map, start, end, RANGE_RAM);
		return;
	}
	add(map, start, code, RANGE_RAM);
	add(map, code, code + PAGE_SIZE, RANGE_UNUSABLE);
	add(map, code + PAGE_SIZE, end, RANGE_RAM);
}

static void __init make_map(struct domain *d, paddr_t tables, u64 bytes)
{
	struct e820_map map = {
		.range = heap_new_array(struct boot_range, BOOT_MAX_RANGES),
		.tables = tables,
		.tables_end = tables + bytes,
	};
	u32 i;

	if (!map.range)
		boot_fail("dom0: out of memory");
	for (i = 0; i < boot_info.nr_ranges; i++) {
		const struct boot_range *r = &boot_info.range[i];
		paddr_t end = r->start + r->size;

		if (r->type != RANGE_RAM)
			add(&map, r->start, end, r->type);
		else if (r->start < LOW_END)
			add_low_ram(&map, r->start, min_t(paddr_t, end, LOW_END));
		if (r->type == RANGE_RAM && end > LOW_END)
			add_ram(&map, max_t(paddr_t, r->start, LOW_END), end);
	}
	d->arch->e820 = map.range;
	d->arch->nr_e820 = map.nr;
}

void __init dom0_memory_map(struct domain *d, paddr_t tables, u64 bytes)
{
	visit_own(d, own_range);
	p2m_batch_begin(d);
	map_all(d);
	p2m_batch_end(d);
	make_map(d, tables, bytes);
}

bool __init dom0_memory_has(paddr_t start, u64 bytes)
{
	u32 i;

	for (i = 0; i < boot_info.nr_dom0; i++) {
		const struct boot_range *r = &boot_info.dom0[i];

		if (start >= r->start && start - r->start < r->size &&
		    bytes <= r->size - (start - r->start))
			return true;
	}
	return false;
}

paddr_t __init dom0_memory_top(u64 bytes, paddr_t limit)
{
	u32 i = boot_info.nr_dom0;

	while (i--) {
		const struct boot_range *r = &boot_info.dom0[i];
		paddr_t end = min_t(paddr_t, r->start + r->size, limit);

		if (end > r->start && end - r->start >= bytes)
			return (end - bytes) & PAGE_MASK;
	}
	return INVALID_PADDR;
}
