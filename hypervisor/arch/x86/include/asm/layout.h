/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's part of the virtual address space: L4 slots 256 to 271,
 * which the ABI for 64-bit PV guests reserves.  Everything else is the
 * guest's.  The drawing is in Documentation/memory-layout.rst.
 */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

#include <linux/const.h>

#define HYP_SLOT_FIRST		256
#define HYP_SLOT_LAST		271
#define HYP_VIRT_START		_AC(0xffff800000000000, UL)
#define HYP_VIRT_END		_AC(0xffff880000000000, UL)

/* Slot 256: machine-to-phys table, read-only to guests; 8 bytes a frame. */
#define RO_M2P_START		_AC(0xffff800000000000, UL)
#define RO_M2P_END		_AC(0xffff808000000000, UL)
/* Slot 257: ioremap() and PCI MMCFG windows. */
#define IOREMAP_START		_AC(0xffff808000000000, UL)
#define IOREMAP_END		_AC(0xffff810000000000, UL)
/* Slot 258: the same machine-to-phys table, writable for the hypervisor. */
#define RW_M2P_START		_AC(0xffff810000000000, UL)
#define RW_M2P_END		_AC(0xffff818000000000, UL)
/* Slot 259: mappings of the domain that runs: descriptor tables of its vCPUs. */
#define PERDOMAIN_START		_AC(0xffff818000000000, UL)
#define PERDOMAIN_SLOT		259
/* Slot 261, behind the frame table: image, per-CPU stacks and stubs. */
#define IMAGE_START		_AC(0xffff82d040000000, UL)	/* 1 GiB */
#define IMAGE_END		_AC(0xffff82d080000000, UL)
#define STUBS_START		_AC(0xffff82d060000000, UL)	/* inside that GiB: */
#define STACKS_START		_AC(0xffff82d068000000, UL)	/* rip-relative reach */
#define STACKS_END		_AC(0xffff82d080000000, UL)
/* Slot 260: vmap. */
#define VMAP_START		_AC(0xffff820000000000, UL)
#define VMAP_END		_AC(0xffff824000000000, UL)
/* Slot 261: the frame table (struct page_info), indexed by mfn. */
#define FRAME_TABLE_START	_AC(0xffff828000000000, UL)
#define FRAME_TABLE_END		_AC(0xffff82d000000000, UL)
/* Slots 262 to 271: direct map of all RAM, 5 TiB. */
#define DIRECTMAP_START		_AC(0xffff830000000000, UL)
#define DIRECTMAP_END		_AC(0xffff880000000000, UL)

/* Where boot loaders put the image: physical 2 MiB. */
#define IMAGE_LOAD_PADDR	_AC(0x200000, UL)

/*
 * Each CPU has 64 KiB of address space for stacks in STACKS_START.., aligned
 * to its size so that any stack pointer leads to the struct cpu_local at its
 * end.  Pages: 1 #MC, 3 NMI, 5 #DF, 7 #DB, 9 GDT and TSS, 12 to 15 the normal stack; the others are
 * not mapped and guard them.  The block of NMI and the like is the same, so that
 * cpu_local() works there too.
 */
#define STACK_ORDER		4
#define STACK_SIZE		_AC(0x10000, UL)
#define STACK_PAGE_MCE		1
#define STACK_PAGE_NMI		3
#define STACK_PAGE_DF		5
#define STACK_PAGE_DB		7
#define STACK_PAGE_TABLES	9
#define STACK_PAGE_MAIN		12

/* Flat segments as the ABI gives them to a PV guest, and ours. */
#define HYP_CS64		0xe008
#define HYP_DS32		0xe010
#define HYP_TSS			0xe040
#define HYP_LDT			0xe050

#endif /* ASM_LAYOUT_H */
