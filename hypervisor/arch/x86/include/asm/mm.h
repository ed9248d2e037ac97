/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of arch/x86/mm: steps of memory start-up. */
#ifndef ASM_MM_H
#define ASM_MM_H

#include <asm/pte.h>

struct boot_info;

extern pte_t hyp_root[PT_ENTRIES];	/* the hypervisor's own L4 */

/**
 * pgtable_init() - which tables hyp_map() and the like work on
 * @l4: the hypervisor's own
 * @use_1g: 1 GiB pages may be used
 *
 * At boot, before any mapping is made.
 */
void pgtable_init(pte_t *l4, bool use_1g);

/**
 * pgtable_set_alloc() - where page tables come from
 * @alloc: gives zeroed pages reachable by mfn_to_virt(), or NULL
 */
void pgtable_set_alloc(void *(*alloc)(void));

/**
 * directmap_init() - make the direct map of all RAM and load the hypervisor's own tables
 * @bi: memory map
 *
 * The steps of memory start-up go in this order, on the boot CPU; see mm_init(). Each
 * fails the boot when memory is short.
 */
void directmap_init(const struct boot_info *bi);

/**
 * frame_table_init() - struct page_info for all RAM
 * @bi: memory map
 */
void frame_table_init(const struct boot_info *bi);

/**
 * m2p_init() - machine-to-phys table for all frames that have a struct page_info
 * @bi: not used
 */
void m2p_init(const struct boot_info *bi);

/**
 * directmap_protect_image() - make the alias of code and constants in the direct map
 *	read-only
 */
void directmap_protect_image(void);

/**
 * boot_ram_range() - a part of RAM rounded inward to frames, cut to what the direct map
 *	can hold
 * @bi: memory map
 * @i: index of a range
 * @start: OUT, physical
 * @end: OUT, behind it
 *
 * Return: false: not RAM, or nothing is left.
 */
bool boot_ram_range(const struct boot_info *bi, unsigned int i, paddr_t *start,
		    paddr_t *end);

/**
 * boot_alloc_2m() - 2 MiB of early memory, aligned
 * @what: what for, in the message of boot_fail()
 */
mfn_t boot_alloc_2m(const char *what);

#endif /* ASM_MM_H */
