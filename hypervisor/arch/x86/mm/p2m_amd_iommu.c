// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the page tables of an AMD IOMMU (AMD I/O Virtualization Technology
 * Specification 3.05, 2.2.3). An entry names the level of what it leads to; a page, of
 * whatever level, is level 0.
 *
 * Devices see each kind of memory that the CPUs of the domain see. Types are not stored,
 * because the bits that the CPUs ignore are reserved here: the CPUs' table has them.
 */
#include "p2m_format.h"

#define IO_PRESENT	BIT_ULL(0)
#define IO_NEXT_LEVEL	GENMASK_ULL(11, 9)
#define IO_LEVEL_1	BIT_ULL(9)
#define IO_COHERENT	BIT_ULL(60)	/* even if the device asks for no snoop */
#define IO_READ		BIT_ULL(61)
#define IO_WRITE	BIT_ULL(62)

#define IO_RO		(IO_PRESENT | IO_COHERENT | IO_READ)
#define IO_RW		(IO_RO | IO_WRITE)

const struct p2m_format p2m_amd_iommu = {
	.present = IO_PRESENT,
	.leaf_mask = IO_NEXT_LEVEL,
	.leaf_bits = 0,
	.table = IO_PRESENT | IO_READ | IO_WRITE,
	.table_level = IO_LEVEL_1,
	.leaf = {
		[P2M_RAM] = IO_RW,
		[P2M_RAM_RO] = IO_RO,
		[P2M_MMIO] = IO_RW,
		[P2M_GRANT_RW] = IO_RW,
		[P2M_GRANT_RO] = IO_RO,
		[P2M_FOREIGN] = IO_RW,
		[P2M_FOREIGN_RO] = IO_RO,
		[P2M_LOGGED] = IO_RW,
	},
};
