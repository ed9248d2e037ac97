// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a test kernel.  The hypervisor maps the initial area linearly from
 * VIRT_BASE on: frame n of our own numbering at VIRT_BASE + n * 4 KiB.
 */
#include "guest.h"

#include "internal.h"

#define POOL_PAGES	192

struct start_info *start_info;
struct shared_info *shared_info;

static u8 pool[POOL_PAGES][4096] __aligned(4096);
static u8 shared_window[4096] __aligned(4096);
static unsigned int pool_used;

void *alloc_page(void)
{
	void *page;

	if (pool_used == POOL_PAGES)
		guest_panic("out of pages");
	page = pool[pool_used++];
	memset(page, 0, PAGE_SIZE);
	return page;
}

u64 virt_to_pfn(const void *va)
{
	return ((u64)va - VIRT_BASE) >> PAGE_SHIFT;
}

void *pfn_to_virt(u64 pfn)
{
	return (void *)(VIRT_BASE + (pfn << PAGE_SHIFT));
}

u64 pfn_to_mfn(u64 pfn)
{
	return ((const u64 *)start_info->mfn_list)[pfn];
}

u64 mfn_to_pfn(u64 mfn)
{
	return ((const u64 *)MACH2PHYS_VIRT_START)[mfn];
}

u64 virt_to_mfn(const void *va)
{
	return pfn_to_mfn(virt_to_pfn(va));
}

/* The table entry of @va at @level, through the linear mapping of the tables. */
static const u64 *entry_at(const void *va, int level)
{
	const u64 *table = (const u64 *)start_info->pt_base;
	int at;

	for (at = 4; ; at--) {
		const u64 *e = &table[((u64)va >> (PAGE_SHIFT + 9 * (at - 1))) & 511];

		if (at == level)
			return e;
		table = pfn_to_virt(mfn_to_pfn((*e & 0xffffffffff000UL) >> PAGE_SHIFT));
	}
}

u64 pte_maddr(const void *va)
{
	const u64 *e = entry_at(va, 1);

	return virt_to_mfn(e) << PAGE_SHIFT | ((u64)e & (PAGE_SIZE - 1));
}

u64 pte_read(const void *va)
{
	return READ_ONCE(*entry_at(va, 1));
}

volatile u64 *pte_virt(const void *va)
{
	return (volatile u64 *)entry_at(va, 1);
}

long map_mfn(void *va, u64 mfn, u64 flags)
{
	return hypercall(__HYPERVISOR_update_va_mapping, va, mfn << PAGE_SHIFT | flags,
			 UVMF_INVLPG);
}

void memory_init(void)
{
	if (map_mfn(shared_window, start_info->shared_info >> PAGE_SHIFT, PTE_KERNEL))
		guest_panic("shared_info can't be mapped");
	shared_info = (struct shared_info *)shared_window;
}
