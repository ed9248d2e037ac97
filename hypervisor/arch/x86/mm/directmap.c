// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's L4 and what is in it from the start: the direct map of all
 * RAM, the image with its rights, and the stacks that early code set up.
 *
 * The 16 tables below the reserved L4 slots are part of the image and never
 * replaced: each guest L4 gets the same 16 entries once, and later changes
 * show in all of them.
 */
#include <asm/pgtable.h>

#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_alloc.h>
#include <hyp/boot_info.h>
#include <hyp/bug.h>
#include <hyp/image.h>
#include <hyp/mm_init.h>
#include <hyp/page_alloc.h>
#include <hyp/panic.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/system.h>

#define HYP_SLOTS	(HYP_SLOT_LAST - HYP_SLOT_FIRST + 1)
#define LOW_END		0x100000ULL	/* what the BIOS and real mode use */
#define DIRECTMAP_BYTES	(DIRECTMAP_END - DIRECTMAP_START)

/* In .bss: zero when the image starts. */
pte_t hyp_root[PT_ENTRIES] __aligned(4096);
static pte_t hyp_l3[HYP_SLOTS][PT_ENTRIES] __aligned(4096);

/* Where the running kernel chose 5 levels: all of ours is under its last entry. */
static pte_t hyp_top[PT_ENTRIES] __aligned(4096);

static bool five_levels(void)
{
	return read_cr4() & CR4_LA57;
}

paddr_t hyp_root_paddr(void)
{
	return virt_to_paddr(five_levels() ? hyp_top : hyp_root);
}

static pte_t slot_entry(unsigned int slot)
{
	u64 flags = PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY;

	if (slot == HYP_SLOT_FIRST)
		flags |= PTE_USER;
	return pte_make(virt_to_mfn(hyp_l3[slot - HYP_SLOT_FIRST]), flags);
}

void pgtable_fill_hyp_slots(void *l4, mfn_t perdomain_l3)
{
	pte_t *entry = l4;
	unsigned int slot;

	for (slot = HYP_SLOT_FIRST; slot <= HYP_SLOT_LAST; slot++)
		entry[slot] = slot_entry(slot);
	entry[PERDOMAIN_SLOT] = 0;
	if (!mfn_eq(perdomain_l3, INVALID_MFN))
		entry[PERDOMAIN_SLOT] = pte_make(perdomain_l3, PTE_PRESENT | PTE_RW |
						 PTE_ACCESSED | PTE_DIRTY);
}

bool __init boot_ram_range(const struct boot_info *bi, unsigned int i, paddr_t *start,
			   paddr_t *end)
{
	const struct boot_range *r = &bi->range[i];

	if (r->type != RANGE_RAM)
		return false;
	*start = (r->start + PAGE_SIZE - 1) & PAGE_MASK;
	*end = (r->start + r->size) & PAGE_MASK;
	if (*end > DIRECTMAP_BYTES)
		*end = DIRECTMAP_BYTES;
	return *start < *end;
}

mfn_t __init boot_alloc_2m(const char *what)
{
	paddr_t pa = boot_alloc(0x200000, 0x200000);

	if (pa == INVALID_PADDR)
		boot_fail("no 2 MiB of memory for the %s", what);
	return paddr_to_mfn(pa);
}

static void __init map_or_fail(unsigned long va, paddr_t pa, u64 bytes, u64 flags)
{
	if (hyp_map(va, paddr_to_mfn(pa), bytes_to_frames(bytes), flags))
		boot_fail("no memory for page tables");
}

static void __init map_ram(const struct boot_info *bi)
{
	unsigned int i;

	map_or_fail(DIRECTMAP_START, 0, LOW_END, PTE_HYP_RW);
	for (i = 0; i < bi->nr_ranges; i++) {
		paddr_t start, end;

		if (!boot_ram_range(bi, i, &start, &end))
			continue;
		if (start < LOW_END)
			start = LOW_END;
		if (start < end)
			map_or_fail(DIRECTMAP_START + start, start, end - start,
				    PTE_HYP_RW);
	}
}

/* A part of the image, in small pages because the next part differs. */
static void __init map_part(const char *from, const char *to, u64 flags)
{
	u64 frames = (u64)(to - from) >> PAGE_SHIFT;

	if (hyp_map_small((unsigned long)from, virt_to_mfn(from), frames, flags))
		boot_fail("no memory for page tables");
}

static void __init map_image(void)
{
	map_part(hyp_start, hyp_text_end, PTE_HYP_RX);
	map_part(hyp_text_end, hyp_rodata_end, PTE_HYP_RO);
	map_part(hyp_rodata_end, hyp_data_end, PTE_HYP_RW);
	map_part(hyp_init_start, hyp_init_text_end, PTE_HYP_RX);
	map_part(hyp_init_text_end, hyp_init_end, PTE_HYP_RW);
	map_part(hyp_bss_start, hyp_bss_end, PTE_HYP_RW);
}

/* Loads CR3 and drops global translations too (SDM volume 3, 4.10.4.1). */
static void load_root(paddr_t pa)
{
	unsigned long cr4 = read_cr4();

	write_cr4(cr4 & ~CR4_PGE);
	write_cr3(pa);
	write_cr4(cr4);
}

static pte_t *early_table(pte_t entry)
{
	return entry & PTE_PRESENT ? paddr_to_virt(mfn_to_paddr(pte_mfn(entry))) : NULL;
}

/*
 * We may run on a stack that early code mapped in STUBS_START..IMAGE_END: the
 * L2 entries there move over as they are.
 */
static void __init adopt_early_stacks(void)
{
	pte_t *top = early_table(read_cr3() | PTE_PRESENT);
	pte_t *l4 = five_levels() ? early_table(top[PT_INDEX(STUBS_START, 5)]) : top;
	pte_t *l3 = early_table(l4[PT_INDEX(STUBS_START, 4)]);
	pte_t *from = l3 ? early_table(l3[PT_INDEX(STUBS_START, 3)]) : NULL;
	pte_t *to = hyp_l3[PT_INDEX(IMAGE_START, 4) - HYP_SLOT_FIRST];
	unsigned int i;

	to = early_table(to[PT_INDEX(IMAGE_START, 3)]);
	for (i = PT_INDEX(STUBS_START, 2); from && i < PT_ENTRIES; i++)
		to[i] = from[i];
}

static void * __init early_page(void)
{
	paddr_t pa = boot_alloc(PAGE_SIZE, PAGE_SIZE);

	return pa == INVALID_PADDR ? NULL : paddr_to_virt(pa);
}

static bool has_1g_pages(void)
{
	u32 eax = 0x80000001, ebx, ecx = 0, edx;

	__asm__ __volatile__("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	return edx & BIT(26);
}

void __init directmap_init(const struct boot_info *bi)
{
	pgtable_init(hyp_root, has_1g_pages());
	pgtable_set_alloc(early_page);
	pgtable_fill_hyp_slots(hyp_root, virt_to_mfn(hyp_l3[PERDOMAIN_SLOT - HYP_SLOT_FIRST]));
	hyp_top[PT_INDEX(HYP_VIRT_START, 5)] =
		pte_make(virt_to_mfn(hyp_root), PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY);
	map_ram(bi);
	map_image();
	adopt_early_stacks();
	load_root(hyp_root_paddr());
	boot_alloc_set_limit(DIRECTMAP_BYTES);
}

/* The alias of code and constants in the direct map is not writable either. */
void __init directmap_protect_image(void)
{
	unsigned long va = DIRECTMAP_START + virt_to_paddr(hyp_start);

	if (hyp_protect(va, (u64)(hyp_rodata_end - hyp_start) >> PAGE_SHIFT, PTE_HYP_RO))
		boot_fail("no memory for page tables");
}
