// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame table, backed in pieces of 2 MiB where there is RAM.
 *
 * A piece describes 65536 frames (256 MiB); a bitmap says which pieces exist.
 */
#include <hyp/page.h>

#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/init.h>
#include <linux/nospec.h>
#include <hyp/boot_info.h>
#include <hyp/bug.h>
#include <hyp/mm_init.h>
#include <hyp/panic.h>
#include <asm/layout.h>
#include <asm/mm.h>
#include <asm/pgtable.h>

#define PIECE_SHIFT	FRAME_PIECE_SHIFT
#define PIECE_FRAMES	BIT_ULL(PIECE_SHIFT)
#define LOW_FRAMES	256
#define MAX_PIECES	FRAME_PIECES

struct page_info *const frame_table = (struct page_info *)FRAME_TABLE_START;
u64 max_mfn;
void (*start_breathe)(void);
static u64 max_ram_frame;
unsigned long frame_pieces[BITS_TO_LONGS(FRAME_PIECES)];

static_assert(sizeof(struct page_info) == 32);

void mfn_valid_set(mfn_t start, u64 frames)
{
	u64 first = mfn_x(start) >> PIECE_SHIFT;
	u64 last = (mfn_x(start) + frames - 1) >> PIECE_SHIFT;
	u64 end = (last + 1) << PIECE_SHIFT;

	for (; first <= last; first++)
		__set_bit(first, frame_pieces);
	if (end > max_mfn)
		max_mfn = end;
}

u64 mm_max_ram_frame(void)
{
	return max_ram_frame;
}

/* A piece full of holes. */
static void __init piece_add(u64 piece)
{
	mfn_t first = to_mfn(piece << PIECE_SHIFT);
	struct page_info *pg = mfn_to_page(first);
	u64 i;

	if (hyp_map((unsigned long)pg, boot_alloc_2m("frame table"), 512, PTE_HYP_RW))
		boot_fail("no memory for page tables");
	for (i = 0; i < PIECE_FRAMES; i++) {
		pg[i] = (struct page_info){ .count_info = PGC_OFFLINE, .owner = DOMID_IO };
		start_breathe_at(i);
	}
	mfn_valid_set(first, PIECE_FRAMES);
}

/* All RAM is kept until the allocator gets what is left of it. */
static void __init ram_add(u64 start, u64 end)
{
	u64 n;

	for (n = start >> PIECE_SHIFT; n <= (end - 1) >> PIECE_SHIFT; n++)
		if (!test_bit(n, frame_pieces))
			piece_add(n);
	for (n = start; n < end; n++) {
		frame_table[n] = (struct page_info){
			.count_info = PGC_HYP_HEAP,
			.owner = DOMID_INVALID,
		};
		start_breathe_at(n);
	}
	if (end > max_ram_frame)
		max_ram_frame = end;
}

/*
 * What BIOS and devices left below 1 MiB is dom0's to look at, like a device.
 * Frame 0 has real mode's vectors, which CPUs that start may run into.
 */
static void __init low_memory_is_io(void)
{
	u64 n;

	for (n = 1; n < LOW_FRAMES; n++)
		frame_table[n] = (struct page_info){
			.count_info = PGC_OFFLINE,
			.owner = DOMID_IO,
		};
}

void frame_keep(mfn_t mfn)
{
	*mfn_to_page(mfn) = (struct page_info){
		.count_info = PGC_HYP_HEAP,
		.owner = DOMID_INVALID,
	};
}

void __init frame_table_init(const struct boot_info *bi)
{
	unsigned int i;

	for (i = 0; i < bi->nr_ranges; i++) {
		paddr_t start, end;

		if (boot_ram_range(bi, i, &start, &end))
			ram_add(start >> PAGE_SHIFT, end >> PAGE_SHIFT);
	}
	low_memory_is_io();
}
