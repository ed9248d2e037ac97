/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start-up of memory management, called by start-up code on the boot CPU.
 *
 *   mm_init()		early tables -> final tables, every allocator works
 *   mm_init_late()	all CPUs run: .init goes back to the heap, rights are
 *			final
 */
#ifndef HYP_MM_INIT_H
#define HYP_MM_INIT_H

#include <hyp/frame.h>

struct boot_info;

/**
 * mm_init() - bring up memory from the boot memory map
 * @bi: complete; image_start must be right even before, because the
 *	translation of image addresses starts from it
 *
 * Before: interrupts off; the early tables map the image at IMAGE_START and
 * physical 0 to 4 GiB, writable, at DIRECTMAP_START.  RAM that is kept: below
 * 1 MiB (dom0 may map all of that but frame 0 and what frame_keep() names), the
 * image, the modules and ranges that are not RANGE_RAM.
 *
 * After: CR3 is hyp_root_paddr(); direct map, frame table, M2P, heap, vmap and
 * ioremap() work; the image has its final rights except .init, and the early
 * tables are not used any more.  The identity map of early boot is gone.
 * Calls boot_fail() if memory is too small.
 */
void mm_init(struct boot_info *bi);

/*
 * What start-up calls in its long loops, at least each START_STRIDE frames: NULL, or lets
 * whoever else has this CPU run for a while. No lock is held then.
 */
#define START_STRIDE	4096
extern void (*start_breathe)(void);

static inline void start_breathe_at(u64 n)
{
	if (!(n % START_STRIDE) && start_breathe)
		start_breathe();
}

/**
 * mm_init_late() - free .init.text and .init.data
 *
 * All CPUs run; nothing there may be called afterwards.  With bootscrub=yes all free memory is
 * cleared here.
 */
void mm_init_late(void);

/**
 * mm_free_boot_range() - a module of boot_info goes back to the heap
 * @start: bytes; frames that are in the range only in part stay
 * @end: behind it
 *
 * The frames are nobody's and nobody uses them.
 */
void mm_free_boot_range(paddr_t start, paddr_t end);

/**
 * frame_keep() - a frame below 1 MiB that the hypervisor uses: no guest may map it any more
 * @mfn: has a page_info
 */
void frame_keep(mfn_t mfn);

/**
 * hyp_root_paddr() - where the hypervisor's own top page table is
 *
 * Return: physical address, CR3 for CPUs that start; a level 5 table where the CPU walks five.
 */
paddr_t hyp_root_paddr(void);

/**
 * mm_max_ram_frame() - end of RAM that a domain can own
 *
 * Return: highest frame + 1.
 */
u64 mm_max_ram_frame(void);

#endif /* HYP_MM_INIT_H */
