/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's own page tables, read as its CPU would. */
#ifndef ASM_GUEST_WALK_H
#define ASM_GUEST_WALK_H

#include <linux/types.h>

struct domain;

/**
 * struct guest_paging - the registers that say how addresses are translated
 * @cr0: as the guest sees it
 * @cr3: likewise
 * @cr4: likewise
 * @efer: likewise
 */
struct guest_paging {
	u64 cr0, cr3, cr4, efer;
};

/**
 * guest_walk() - guest virtual to guest physical
 * @d: the domain
 * @p: its registers
 * @gva: virtual address
 * @access: PF_WRITE, PF_INSN, PF_USER, as in a page fault's error code; without PF_USER
 *	it is one of the kernel, for which SMAP and SMEP don't count
 * @gpa: OUT
 * @error: OUT with -EFAULT: the error code of the fault that the CPU would raise
 *
 * Sets accessed and dirty bits as the CPU does.
 *
 * Return: 0 or -EFAULT.
 */
int guest_walk(struct domain *d, const struct guest_paging *p, u64 gva, u32 access,
	       u64 *gpa, u32 *error);

#endif /* ASM_GUEST_WALK_H */
