// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of SVM's nested page tables: as those of 64-bit mode, and every access is
 * one of user mode (APM 2 15.25.5).
 *
 * Accessed and dirty are set from the start, so that the CPU has nothing to write. Pages of
 * other domains hold no code: they can change while the hypervisor looks at an instruction.
 */
#include "p2m_format.h"

#define NPT_RO		(PTE_PRESENT | PTE_USER | PTE_ACCESSED | PTE_DIRTY)
#define NPT_RW		(NPT_RO | PTE_RW)

const struct p2m_format p2m_npt = {
	.present = PTE_PRESENT,
	.leaf_mask = PTE_PSE,
	.leaf_bits = PTE_PSE,
	.table = PTE_PRESENT | PTE_RW | PTE_USER | PTE_ACCESSED,
	.leaf = {
		[P2M_NONE] = P2M_STORED(P2M_NONE),
		[P2M_RAM] = P2M_STORED(P2M_RAM) | NPT_RW,
		[P2M_RAM_RO] = P2M_STORED(P2M_RAM_RO) | NPT_RO,
		[P2M_MMIO] = P2M_STORED(P2M_MMIO) | NPT_RW,
		[P2M_HIDDEN] = P2M_STORED(P2M_HIDDEN),
		[P2M_GRANT_RW] = P2M_STORED(P2M_GRANT_RW) | NPT_RW | PTE_NX,
		[P2M_GRANT_RO] = P2M_STORED(P2M_GRANT_RO) | NPT_RO | PTE_NX,
		[P2M_FOREIGN] = P2M_STORED(P2M_FOREIGN) | NPT_RW | PTE_NX,
		[P2M_FOREIGN_RO] = P2M_STORED(P2M_FOREIGN_RO) | NPT_RO | PTE_NX,
		[P2M_ON_DEMAND] = P2M_STORED(P2M_ON_DEMAND),
		[P2M_LOGGED] = P2M_STORED(P2M_LOGGED) | NPT_RO,
	},
};
