// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator.
 *
 * A chunk of order o is 2^o frames, aligned to its size.  Free chunks hang on
 * one list for each order and zone; a zone is the bit width of the frame
 * number, so that "below 2^n" is a matter of where to stop, and ordinary
 * requests take the highest zone first and leave low memory to devices.
 *
 * A frame is clean when it is known to be zero.  Everything that was in use,
 * and all memory at start-up, is dirty and is cleared when it is given out or
 * by idle CPUs before that.  On each list chunks that are clean stand at the
 * head and those with a dirty frame at the tail.
 *
 * While a chunk is free its first page_info holds: PGC_FREE, order, and in
 * type_info the offset of the first frame that may be dirty, or CLEAN.  The
 * other pages of the chunk keep PGC_DIRTY and PGC_TLB_PENDING of their own.
 */
#include <hyp/page_alloc.h>

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/string.h>
#include <hyp/bug.h>
#include <hyp/pglist.h>
#include <hyp/printk.h>
#include <hyp/spinlock.h>
#include <hyp/tlb.h>
#include <hyp/vmap.h>

#define ZONES		41	/* bit widths of frame numbers, 0 to 40 */
#define SCRUB_ORDER	6	/* frames cleared in one go */
#define PGC_KEPT	(PGC_DIRTY | PGC_TLB_PENDING)
#define CLEAN		(~0ULL)	/* as an offset: no frame is dirty */

static struct page_list free_list[ZONES][PAGE_MAX_ORDER + 1];
static u64 zone_free[ZONES];
/* Which lists are not empty: zones with anything, and orders in a zone. */
static u64 zones_used;
static u32 orders_used[ZONES];
static u64 free_frames, total_frames, claimed_frames;
static atomic64_t dirty_frames;
static bool lists_ready;
static DEFINE_SPINLOCK(alloc_lock, LOCK_PAGE_ALLOC);

static unsigned int zone_of(const struct page_info *pg)
{
	return fls64(mfn_x(page_to_mfn(pg)));
}

static void chunk_link(struct page_info *pg, unsigned int order, u64 first_dirty)
{
	unsigned int zone = zone_of(pg);
	struct page_list *list = &free_list[zone][order];

	pg->order = order;
	pg->type_info = first_dirty;
	pg->count_info = (pg->count_info & PGC_KEPT) | PGC_FREE;
	if (first_dirty != CLEAN)
		page_list_add_tail(pg, list);
	else
		page_list_add(pg, list);
	orders_used[zone] |= BIT(order);
	zones_used |= BIT_ULL(zone);
}

static void chunk_unlink(struct page_info *pg)
{
	unsigned int zone = zone_of(pg);
	struct page_list *list = &free_list[zone][pg->order];

	page_list_del(pg, list);
	pg->count_info &= ~PGC_FREE;
	if (!page_list_empty(list))
		return;
	orders_used[zone] &= ~BIT(pg->order);
	if (!orders_used[zone])
		zones_used &= ~BIT_ULL(zone);
}

/* The other half of the chunk twice as large, if it is free and whole. */
static struct page_info *free_buddy(struct page_info *pg, unsigned int order)
{
	mfn_t mfn = to_mfn(mfn_x(page_to_mfn(pg)) ^ BIT_ULL(order));
	struct page_info *buddy;

	if (!mfn_valid(mfn))
		return NULL;
	buddy = mfn_to_page(mfn);
	if (!(buddy->count_info & PGC_FREE) || buddy->order != order ||
	    zone_of(buddy) != zone_of(pg))
		return NULL;
	return buddy;
}

static u64 merge_dirty(u64 low, u64 high, u64 half)
{
	if (low != CLEAN)
		return low;
	return high == CLEAN ? CLEAN : half + high;
}

/* Caller holds the lock; the frames are off every list. */
static void chunk_insert(struct page_info *pg, unsigned int order, u64 dirty)
{
	free_frames += BIT_ULL(order);
	zone_free[zone_of(pg)] += BIT_ULL(order);
	while (order < PAGE_MAX_ORDER) {
		struct page_info *buddy = free_buddy(pg, order);

		if (!buddy)
			break;
		chunk_unlink(buddy);
		if (buddy < pg) {
			dirty = merge_dirty(buddy->type_info, dirty, BIT_ULL(order));
			pg = buddy;
		} else {
			dirty = merge_dirty(dirty, buddy->type_info, BIT_ULL(order));
		}
		order++;
	}
	chunk_link(pg, order, dirty);
}

/*
 * Takes a chunk off its list, keeps the part of @order that holds the frame at
 * offset @at, and gives back the rest.
 */
static struct page_info *chunk_cut(struct page_info *pg, unsigned int order, u64 at)
{
	unsigned int o = pg->order;
	u64 dirty = pg->type_info;

	chunk_unlink(pg);
	while (o > order) {
		u64 half = BIT_ULL(--o);
		u64 low = dirty < half ? dirty : CLEAN;
		/* What comes behind the first dirty frame is not known. */
		u64 high = dirty == CLEAN ? CLEAN : dirty < half ? 0 : dirty - half;

		if (at < half) {
			chunk_link(pg + half, o, high);
			dirty = low;
		} else {
			chunk_link(pg, o, low);
			dirty = high;
			pg += half;
			at -= half;
		}
	}
	pg->order = order;
	free_frames -= BIT_ULL(order);
	zone_free[zone_of(pg)] -= BIT_ULL(order);
	return pg;
}

/* The smallest chunk that is large enough. */
static struct page_info *zone_find(unsigned int zone, unsigned int order)
{
	u32 orders = orders_used[zone] & ~(u32)(BIT(order) - 1);

	return orders ? page_list_first(&free_list[zone][__ffs(orders)]) : NULL;
}

/* Number of the highest zone that @memflags allow, plus 1. */
static unsigned int zone_limit(u32 memflags)
{
	unsigned int bits = memflags >> 16;

	if (!bits || bits > ZONES - 1 + PAGE_SHIFT)
		bits = ZONES - 1 + PAGE_SHIFT;
	if ((memflags & MEMF_BELOW_4G) && bits > 32)
		bits = 32;
	return bits > PAGE_SHIFT ? bits - PAGE_SHIFT + 1 : 0;
}

static struct page_info *chunk_take(unsigned int order, u32 memflags, u64 entitled)
{
	u64 zones = zones_used & (BIT_ULL(zone_limit(memflags)) - 1);
	u64 want = BIT_ULL(order);

	if (!lists_ready || free_frames < want ||
	    free_frames - want + entitled < claimed_frames)
		return NULL;
	while (zones) {
		unsigned int zone = __fls(zones);
		struct page_info *pg = zone_find(zone, order);

		if (pg)
			return chunk_cut(pg, order, 0);
		zones &= ~BIT_ULL(zone);
	}
	return NULL;
}

/*
 * A CPU that still has a translation of a frame from its former life must
 * lose it before the frame gets new contents.
 */
static void flush_stale(const struct page_info *pg, u64 frames)
{
	struct cpumask all = { };
	u32 stamp = 0;
	bool any = false;
	u64 i;

	for (i = 0; i < frames; i++) {
		struct cpumask mask;
		unsigned int w;

		if (!(pg[i].count_info & PGC_TLB_PENDING) ||
		    (any && pg[i].tlb_stamp == stamp))
			continue;
		any = true;
		stamp = pg[i].tlb_stamp;
		mask = cpu_online;
		tlb_filter_mask(&mask, stamp);
		for (w = 0; w < BITS_TO_LONGS(NR_CPUS); w++)
			all.bits[w] |= mask.bits[w];
	}
	if (any && !cpumask_empty(&all))
		tlb_flush_mask(&all, FLUSH_TLB | FLUSH_GLOBAL, 0);
}

static void frame_scrub(struct page_info *pg)
{
	mfn_t mfn = page_to_mfn(pg);

	memset(mfn_to_virt(mfn), 0, PAGE_SIZE);
}

/* From "off the list" to "belongs to nobody, no state". */
static void chunk_prepare(struct page_info *pg, unsigned int order, u32 memflags)
{
	u64 i, dirty = 0;

	flush_stale(pg, BIT_ULL(order));
	for (i = 0; i < BIT_ULL(order); i++) {
		if (pg[i].count_info & PGC_DIRTY) {
			dirty++;
			if (!(memflags & MEMF_NO_SCRUB))
				frame_scrub(&pg[i]);
		}
		pg[i].count_info = 0;
		pg[i].type_info = 0;
		pg[i].tlb_stamp = 0;
		pg[i].owner = DOMID_INVALID;
	}
	atomic64_sub(dirty, &dirty_frames);
}

struct page_info *page_alloc_frames(unsigned int order, u32 memflags, u64 entitled)
{
	struct page_info *pg;

	if (order > PAGE_MAX_ORDER)
		return NULL;
	spin_lock(&alloc_lock);
	pg = chunk_take(order, memflags, entitled);
	spin_unlock(&alloc_lock);
	if (pg)
		chunk_prepare(pg, order, memflags);
	return pg;
}

/* The free chunk that has all of a chunk of @order at @mfn, or NULL. */
static struct page_info *chunk_around(mfn_t mfn, unsigned int order)
{
	unsigned int o;

	for (o = order; o <= PAGE_MAX_ORDER; o++) {
		mfn_t first = to_mfn(mfn_x(mfn) & ~(BIT_ULL(o) - 1));
		struct page_info *pg = mfn_to_page(first);

		if (mfn_valid(first) && (pg->count_info & PGC_FREE) && pg->order >= o)
			return pg;
	}
	return NULL;
}

static struct page_info *chunk_take_at(mfn_t mfn, unsigned int order, u64 entitled)
{
	u64 want = BIT_ULL(order);
	struct page_info *pg;

	if (!lists_ready || free_frames < want ||
	    free_frames - want + entitled < claimed_frames)
		return NULL;
	pg = chunk_around(mfn, order);
	return pg ? chunk_cut(pg, order, mfn_x(mfn) - mfn_x(page_to_mfn(pg))) : NULL;
}

struct page_info *page_alloc_frames_at(mfn_t mfn, unsigned int order, u32 memflags, u64 entitled)
{
	struct page_info *pg;

	if (order > PAGE_MAX_ORDER || (mfn_x(mfn) & (BIT_ULL(order) - 1)) || !mfn_valid(mfn))
		return NULL;
	spin_lock(&alloc_lock);
	pg = chunk_take_at(mfn, order, entitled);
	spin_unlock(&alloc_lock);
	if (pg)
		chunk_prepare(pg, order, memflags);
	return pg;
}

void page_free_frames(struct page_info *pg, unsigned int order, u64 flags)
{
	u64 i;

	for (i = 0; i < BIT_ULL(order); i++) {
		if (WARN_ON(pg[i].count_info & (PGC_FREE | PGC_ALLOCATED)))
			return;
		pg[i].count_info = flags & PGC_KEPT;
		pg[i].owner = DOMID_INVALID;
	}
	if (flags & PGC_DIRTY)
		atomic64_add(BIT_ULL(order), &dirty_frames);
	spin_lock(&alloc_lock);
	chunk_insert(pg, order, flags & PGC_DIRTY ? 0 : CLEAN);
	spin_unlock(&alloc_lock);
}

static void lists_init(void)
{
	unsigned int z, o;

	for (z = 0; z < ZONES; z++)
		for (o = 0; o <= PAGE_MAX_ORDER; o++)
			page_list_init(&free_list[z][o]);
	lists_ready = true;
}

void page_alloc_add(mfn_t start, u64 frames)
{
	u64 n = mfn_x(start), end = n + frames;

	if (!lists_ready)
		lists_init();
	/* Frame 0 would be a chunk without a zone of its own. */
	if (!n && frames)
		n = 1;
	total_frames += end - n;
	while (n < end) {
		struct page_info *pg = mfn_to_page(to_mfn(n));
		unsigned int order = __ffs(n);
		u64 i;

		if (order > PAGE_MAX_ORDER)
			order = PAGE_MAX_ORDER;
		while (n + BIT_ULL(order) > end)
			order--;
		for (i = 0; i < BIT_ULL(order); i++)
			pg[i] = (struct page_info){ .owner = DOMID_INVALID };
		page_free_frames(pg, order, PGC_DIRTY);
		n += BIT_ULL(order);
	}
}

u64 page_alloc_free_frames(void)
{
	return READ_ONCE(free_frames);
}

u64 page_alloc_total_frames(void)
{
	return READ_ONCE(total_frames);
}

u64 page_alloc_outstanding_claims(void)
{
	return READ_ONCE(claimed_frames);
}

bool page_alloc_claim_adjust(s64 delta)
{
	bool ok = true;

	spin_lock(&alloc_lock);
	/* Less may be free than is claimed, while a claim turns into pages. */
	if (delta > 0 && free_frames < claimed_frames + (u64)delta)
		ok = false;
	else
		claimed_frames += delta;
	spin_unlock(&alloc_lock);
	return ok;
}

/* A piece of a chunk with dirty frames, off the lists. */
static struct page_info *dirty_take(void)
{
	u64 zones;
	u32 orders;

	for (zones = zones_used; zones; zones &= zones - 1) {
		unsigned int z = __ffs(zones);

		for (orders = orders_used[z]; orders; orders &= orders - 1) {
			unsigned int o = __ffs(orders);
			struct page_info *pg = frame_table + free_list[z][o].tail;

			if (pg->type_info != CLEAN)
				return chunk_cut(pg, o < SCRUB_ORDER ? o : SCRUB_ORDER,
						 pg->type_info);
		}
	}
	return NULL;
}

bool page_alloc_scrub_some(void)
{
	struct page_info *pg;
	u64 i, dirty = 0;
	unsigned int order;

	if (!atomic64_read(&dirty_frames))
		return false;
	spin_lock(&alloc_lock);
	pg = lists_ready ? dirty_take() : NULL;
	spin_unlock(&alloc_lock);
	if (!pg)
		return false;

	order = pg->order;
	flush_stale(pg, BIT_ULL(order));
	for (i = 0; i < BIT_ULL(order); i++) {
		if (!(pg[i].count_info & PGC_DIRTY))
			continue;
		frame_scrub(&pg[i]);
		dirty++;
	}
	atomic64_sub(dirty, &dirty_frames);
	page_free_frames(pg, order, 0);
	return atomic64_read(&dirty_frames) != 0;
}

void page_alloc_dump(void)
{
	unsigned int z, o;

	printk("Frames: %llu total, %llu free, %llu of them not clean, %llu claimed\n",
	       total_frames, free_frames, (u64)atomic64_read(&dirty_frames),
	       claimed_frames);
	for (z = 0; z < ZONES; z++) {
		if (!zone_free[z])
			continue;
		printk("  below 2^%u: %llu free; chunks by order:", z + PAGE_SHIFT,
		       zone_free[z]);
		for (o = 0; o <= PAGE_MAX_ORDER; o++)
			printk(" %llu", free_list[z][o].count);
		printk("\n");
	}
}
