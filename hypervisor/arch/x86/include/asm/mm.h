/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of arch/x86/mm: steps of memory start-up. */
#ifndef ASM_MM_H
#define ASM_MM_H

#include <asm/pte.h>

struct boot_info;

extern pte_t hyp_root[PT_ENTRIES];	/* the hypervisor's own L4 */

void pgtable_init(pte_t *l4, bool use_1g);
/* Where tables come from: zeroed pages reachable by mfn_to_virt(), or NULL. */
void pgtable_set_alloc(void *(*alloc)(void));

/* Each fails the boot when memory is short; order as in mm_init(). */
void directmap_init(const struct boot_info *bi);
void frame_table_init(const struct boot_info *bi);
void m2p_init(const struct boot_info *bi);
void directmap_protect_image(void);

/* A part of RAM rounded inward to frames, cut to what the direct map can hold. */
bool boot_ram_range(const struct boot_info *bi, unsigned int i, paddr_t *start,
		    paddr_t *end);
/* 2 MiB of zeroed early memory, or boot_fail(). */
mfn_t boot_alloc_2m(const char *what);

#endif /* ASM_MM_H */
