/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's own page tables: walk, map, unmap, change rights.
 *
 * All 16 L3 tables of the hypervisor's L4 slots exist from mm_init() on and
 * are the same in every L4, so that a change here shows in each address
 * space.  New tables come from the hypervisor's heap (before it stands, from
 * early memory).
 */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

#include <asm/pte.h>
#include <hyp/vmap.h>

/* Leaf flags of the hypervisor's mappings; 4 KiB form of the PAT bit. */
#define PTE_HYP_BASE	(PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY | PTE_GLOBAL)
#define PTE_HYP_RW	(PTE_HYP_BASE | PTE_RW | PTE_NX)
#define PTE_HYP_RO	(PTE_HYP_BASE | PTE_NX)
#define PTE_HYP_RX	PTE_HYP_BASE
#define PTE_HYP_UC	(PTE_HYP_RW | PTE_PCD | PTE_PWT)
/* With the PAT value that the ABI prescribes for PV guests, entry 5 is WC. */
#define PTE_HYP_WC	(PTE_HYP_RW | PTE_PAT | PTE_PWT)

/**
 * map_kind_flags() - PTE_HYP_* for a kind of mapping
 * @kind: MAP_*
 */
u64 map_kind_flags(enum map_kind kind);

/**
 * hyp_map() - map consecutive frames into the hypervisor's address space
 * @va: page aligned, in the hypervisor's slots, nothing mapped there
 * @mfn: first frame
 * @frames: how many
 * @flags: PTE_HYP_* (or others, 4 KiB form)
 *
 * Uses 2 MiB and 1 GiB pages where alignment allows. No flush is needed. Takes
 * LOCK_PGTABLE.
 *
 * Return: 0, -ENOMEM, -EEXIST (something was mapped; what was done stays).
 */
int hyp_map(unsigned long va, mfn_t mfn, u64 frames, u64 flags);

/**
 * hyp_map_small() - as hyp_map() with 4 KiB pages only
 * @va: page aligned, in the hypervisor's slots, nothing mapped there
 * @mfn: first frame
 * @frames: how many
 * @flags: PTE_HYP_*
 *
 * For ranges whose pages change one by one.
 *
 * Return: as hyp_map().
 */
int hyp_map_small(unsigned long va, mfn_t mfn, u64 frames, u64 flags);

/**
 * hyp_unmap() - unmap a range, holes are fine
 * @va: page aligned
 * @frames: how many
 *
 * Splits large pages and flushes all CPUs. Takes LOCK_PGTABLE.
 */
void hyp_unmap(unsigned long va, u64 frames);

/**
 * hyp_protect() - change the flags of what is mapped, holes are fine
 * @va: page aligned
 * @frames: how many
 * @flags: PTE_HYP_*
 *
 * As hyp_unmap().
 *
 * Return: 0, -ENOMEM when a large page can't be split.
 */
int hyp_protect(unsigned long va, u64 frames, u64 flags);

/**
 * hyp_lookup() - the leaf that maps an address
 * @va: in the hypervisor's slots
 * @level: OUT, 1 to 3
 *
 * No lock: a snapshot.
 *
 * Return: the entry, 0 if none.
 */
pte_t hyp_lookup(unsigned long va, unsigned int *level);

/**
 * pgtable_fill_hyp_slots() - the hypervisor's part of a guest's L4
 * @l4: a mapped L4 page; slots 256 to 271 are overwritten, no others
 * @perdomain_l3: for PERDOMAIN_SLOT; INVALID_MFN leaves that slot empty
 *
 * Slot 256 (the M2P) is user readable, the others are not.
 */
void pgtable_fill_hyp_slots(void *l4, mfn_t perdomain_l3);

#endif /* ASM_PGTABLE_H */
