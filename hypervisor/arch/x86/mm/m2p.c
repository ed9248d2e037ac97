// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine-to-phys table: for each frame the pfn under which its PV owner
 * knows it.  Guests read it at RO_M2P_START; the hypervisor writes it through
 * an alias, because the guest's mapping is a user page and read-only.
 *
 * Backed in pieces of 2 MiB (entries for 1 GiB of frames) where there is RAM.
 */
#include <hyp/p2m.h>

#include <linux/init.h>
#include <linux/string.h>
#include <hyp/boot_info.h>
#include <hyp/m2p.h>
#include <hyp/page.h>
#include <hyp/panic.h>
#include <hyp/vmap.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/pgtable.h>

#define PIECE_BYTES	0x200000UL
#define PIECE_ENTRIES	(PIECE_BYTES / sizeof(u64))

static u64 *const table = (u64 *)RW_M2P_START;

u64 m2p_get(mfn_t mfn)
{
	return mfn_valid(mfn) ? READ_ONCE(table[mfn_x(mfn)]) : INVALID_M2P_ENTRY;
}

void m2p_set(mfn_t mfn, u64 pfn)
{
	if (mfn_valid(mfn))
		WRITE_ONCE(table[mfn_x(mfn)], pfn);
}

mfn_t m2p_piece(u64 n)
{
	unsigned long va = RW_M2P_START + n * PIECE_BYTES;
	unsigned int level;
	pte_t pte;

	if (va >= RW_M2P_END)
		return INVALID_MFN;
	pte = hyp_lookup(va, &level);
	/* Bit 12 of a large leaf is a flag (PAT); it is 0 here. */
	return pte ? pte_mfn(pte) : INVALID_MFN;
}

/* The tools of dom0 map the table, read-only and as a frame of DOMID_XEN. */
static void __init piece_share(mfn_t first)
{
	u64 i;

	for (i = 0; i < PIECE_BYTES / PAGE_SIZE; i++) {
		struct page_info *pg = mfn_to_page(mfn_add(first, i));

		pg->owner = DOMID_XEN;
		pg->type_info = PGT_NONE | PGT_VALIDATED | 1;
		pg->count_info = PGC_HYP_HEAP | PGC_XENPAGE | PGC_ALLOCATED | 1;
	}
}

static void __init piece_add(u64 n)
{
	unsigned long offset = n * PIECE_BYTES;
	mfn_t mfn = boot_alloc_2m("machine-to-phys table");

	memset(mfn_to_virt(mfn), 0xff, PIECE_BYTES);
	if (hyp_map(RW_M2P_START + offset, mfn, 512, PTE_HYP_RW) ||
	    hyp_map(RO_M2P_START + offset, mfn, 512, PTE_HYP_RO | PTE_USER))
		boot_fail("no memory for page tables");
	piece_share(mfn);
}

void __init m2p_init(const struct boot_info *bi)
{
	u64 next = 0;
	u64 n;

	/* mfn_valid() must be enough to know that there is an entry. */
	for (n = 0; n < max_mfn; n++) {
		u64 piece = n / PIECE_ENTRIES;

		if (!mfn_valid(to_mfn(n))) {
			n |= 0xffff;
			continue;
		}
		if (piece >= next) {
			piece_add(piece);
			next = piece + 1;
		}
		n |= 0xffff;
	}
}
