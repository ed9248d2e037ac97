// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's page tables in fake memory: what was mapped translates to
 * the right frame with the right flags whatever page sizes were used, changing
 * a part splits large pages without touching the rest, and running out of
 * memory for tables is an error and not damage.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/cpumask.h>
#include <hyp/tlb.h>
#include <hyp/vmap.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/pgtable.h>

#include "test.h"

#define TABLES	400

struct cpumask cpu_online = { .bits = { 1 } };

static pte_t (*tables)[PT_ENTRIES];
static unsigned int next_table, table_limit;
static unsigned int flushes;

void *mfn_to_virt(mfn_t mfn)
{
	return tables[mfn_x(mfn)];
}

mfn_t virt_to_mfn(const void *va)
{
	return to_mfn((u64)((const u8 *)va - (const u8 *)tables) / PAGE_SIZE);
}

void tlb_flush_local(u32 flags, u64 va)
{
	flushes++;
}

void tlb_flush_mask(const struct cpumask *mask, u32 flags, u64 va)
{
}

static void *take_table(void)
{
	return next_table < table_limit ? tables[next_table++] : NULL;
}

static void start_over(bool use_1g)
{
	host_free(tables);
	tables = host_alloc_aligned(TABLES * PAGE_SIZE, PAGE_SIZE);
	next_table = 1;
	table_limit = TABLES;
	flushes = 0;
	pgtable_init(tables[0], use_1g);
	pgtable_set_alloc(take_table);
}

/* What the CPU would find, or INVALID_MFN. */
static mfn_t translate(unsigned long va, u64 *flags)
{
	unsigned int level;
	pte_t pte = hyp_lookup(va, &level);
	u64 size = BIT_ULL(9 * (level - 1));

	if (!pte)
		return INVALID_MFN;
	if (level > 1)
		EXPECT(pte & PTE_PSE);
	*flags = pte_flags(pte);
	/* Large leaves have the PAT bit elsewhere. */
	if (level > 1)
		*flags = (*flags & ~PTE_PSE) | (pte & BIT_ULL(12) ? PTE_PAT : 0);
	return to_mfn((mfn_x(pte_mfn(pte)) & ~(size - 1)) +
		      ((va >> PAGE_SHIFT) & (size - 1)));
}

static void expect_range(unsigned long va, u64 mfn, u64 frames, u64 flags)
{
	u64 i, step = frames > 4096 ? 37 : 1;

	for (i = 0; i < frames; i += step) {
		u64 got = 0;

		EXPECT_EQ(mfn_x(translate(va + i * PAGE_SIZE, &got)), mfn + i);
		EXPECT_EQ(got, flags);
	}
}

static void expect_hole(unsigned long va, u64 frames)
{
	u64 i, flags;

	for (i = 0; i < frames; i++)
		EXPECT(mfn_eq(translate(va + i * PAGE_SIZE, &flags), INVALID_MFN));
}

TEST(small_pages)
{
	start_over(true);
	EXPECT_EQ(hyp_map(VMAP_START + 0x1000, to_mfn(77), 3, PTE_HYP_RW), 0);
	expect_range(VMAP_START + 0x1000, 77, 3, PTE_HYP_RW);
	expect_hole(VMAP_START, 1);
	expect_hole(VMAP_START + 0x4000, 1);
	EXPECT_EQ(next_table, 4);
}

TEST(large_pages_where_they_fit)
{
	unsigned int level;

	start_over(true);
	/* 4 KiB up to 2 MiB, 2 MiB pages up to 1 GiB, one of 1 GiB, and the tail. */
	EXPECT_EQ(hyp_map(DIRECTMAP_START + 0x1ff000, to_mfn(0x1ff), 0x80000, PTE_HYP_RW), 0);
	expect_range(DIRECTMAP_START + 0x1ff000, 0x1ff, 0x80000, PTE_HYP_RW);
	hyp_lookup(DIRECTMAP_START + 0x1ff000, &level);
	EXPECT_EQ(level, 1);
	hyp_lookup(DIRECTMAP_START + 0x200000, &level);
	EXPECT_EQ(level, 2);
	hyp_lookup(DIRECTMAP_START + 0x40000000, &level);
	EXPECT_EQ(level, 3);
	start_over(false);
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0), 0x40000, PTE_HYP_RW), 0);
	hyp_lookup(DIRECTMAP_START, &level);
	EXPECT_EQ(level, 2);
	start_over(true);
	EXPECT_EQ(hyp_map_small(DIRECTMAP_START, to_mfn(0), 0x200, PTE_HYP_RW), 0);
	hyp_lookup(DIRECTMAP_START, &level);
	EXPECT_EQ(level, 1);
}

TEST(what_is_mapped_stays)
{
	start_over(true);
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0), 0x400, PTE_HYP_RW), 0);
	EXPECT_EQ(hyp_map(DIRECTMAP_START + 0x1000, to_mfn(9), 1, PTE_HYP_RW), -EEXIST);
	expect_range(DIRECTMAP_START, 0, 0x400, PTE_HYP_RW);
}

TEST(protect_splits)
{
	start_over(true);
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0), 0x80000, PTE_HYP_RW), 0);
	EXPECT_EQ(hyp_protect(DIRECTMAP_START + 0x201000, 0x300, PTE_HYP_RO), 0);
	EXPECT_EQ(flushes, 1);
	expect_range(DIRECTMAP_START, 0, 0x201, PTE_HYP_RW);
	expect_range(DIRECTMAP_START + 0x201000, 0x201, 0x300, PTE_HYP_RO);
	expect_range(DIRECTMAP_START + 0x501000, 0x501, 0x7f000, PTE_HYP_RW);
}

TEST(unmap_part_of_a_large_page)
{
	unsigned int level;

	start_over(true);
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0), 0x600, PTE_HYP_WC), 0);
	hyp_unmap(DIRECTMAP_START + 0x3ff000, 2);
	expect_range(DIRECTMAP_START, 0, 0x3ff, PTE_HYP_WC);
	expect_hole(DIRECTMAP_START + 0x3ff000, 2);
	expect_range(DIRECTMAP_START + 0x401000, 0x401, 0x1ff, PTE_HYP_WC);
	hyp_lookup(DIRECTMAP_START, &level);
	EXPECT_EQ(level, 2);
	/* Holes are fine, and an emptied table takes a mapping of any size. */
	hyp_unmap(DIRECTMAP_START, 0x600);
	expect_hole(DIRECTMAP_START, 0x600);
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0x1000), 0x600, PTE_HYP_RW), 0);
	expect_range(DIRECTMAP_START, 0x1000, 0x600, PTE_HYP_RW);
}

TEST(memory_type_survives_a_split)
{
	start_over(true);
	EXPECT_EQ(hyp_map(IOREMAP_START, to_mfn(0xe0000), 0x200, PTE_HYP_WC), 0);
	EXPECT_EQ(hyp_protect(IOREMAP_START, 1, PTE_HYP_UC), 0);
	expect_range(IOREMAP_START, 0xe0000, 1, PTE_HYP_UC);
	expect_range(IOREMAP_START + 0x1000, 0xe0001, 0x1ff, PTE_HYP_WC);
}

TEST(without_memory_for_tables)
{
	start_over(true);
	table_limit = 2;
	EXPECT_EQ(hyp_map(VMAP_START, to_mfn(5), 1, PTE_HYP_RW), -ENOMEM);
	table_limit = TABLES;
	EXPECT_EQ(hyp_map(DIRECTMAP_START, to_mfn(0), 0x200, PTE_HYP_RW), 0);
	table_limit = next_table;
	EXPECT_EQ(hyp_protect(DIRECTMAP_START, 1, PTE_HYP_RO), -ENOMEM);
	expect_range(DIRECTMAP_START, 0, 0x200, PTE_HYP_RW);
}

TEST(only_the_m2p_is_for_guests)
{
	start_over(true);
	EXPECT_EQ(hyp_map(RO_M2P_START, to_mfn(0x200), 0x200, PTE_HYP_RO | PTE_USER), 0);
	EXPECT_EQ(hyp_map(RW_M2P_START, to_mfn(0x200), 0x200, PTE_HYP_RW), 0);
	EXPECT(tables[0][256] & PTE_USER);
	EXPECT(!(tables[0][258] & PTE_USER));
	expect_range(RO_M2P_START, 0x200, 0x200, PTE_HYP_RO | PTE_USER);
}

TEST(outside_of_the_hypervisors_slots)
{
	start_over(true);
	EXPECT_EQ(hyp_map(0x1000, to_mfn(1), 1, PTE_HYP_RW), -EINVAL);
	EXPECT_EQ(hyp_map(HYP_VIRT_END - PAGE_SIZE, to_mfn(1), 2, PTE_HYP_RW), -EINVAL);
	EXPECT_EQ(hyp_map(HYP_VIRT_END - PAGE_SIZE, to_mfn(1), 1, PTE_HYP_RW), 0);
}
