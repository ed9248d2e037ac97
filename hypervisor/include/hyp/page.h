/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One struct page_info per frame of RAM, in a table that is contiguous in
 * virtual space only (FRAME_TABLE_START, indexed by mfn).
 *
 * count_info  general references; a frame is freed when the last one goes.
 * type_info   PV type and its count: what the frame may be used as while the
 *             count is not zero.  See Documentation/pv-mmu.rst.
 *
 * All changes go through the functions below, which the host tests compile
 * too.  A count refuses at saturation instead of wrapping.
 */
#ifndef HYP_PAGE_H
#define HYP_PAGE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/nospec.h>
#include <hyp/frame.h>
#include <hyp/domid.h>
#include <asm/layout.h>

struct domain;

/* count_info */
#define PGC_COUNT_BITS	48
#define PGC_COUNT_MASK	(BIT_ULL(PGC_COUNT_BITS) - 1)
#define PGC_ALLOCATED	BIT_ULL(63)	/* owner's own reference is held */
#define PGC_HYP_HEAP	BIT_ULL(62)	/* hypervisor's own memory */
#define PGC_XENPAGE	BIT_ULL(61)	/* hypervisor page shared to a guest */
#define PGC_FREE	BIT_ULL(60)	/* in the buddy allocator */
#define PGC_OFFLINE	BIT_ULL(59)	/* not RAM, or kept out of use */
#define PGC_DIRTY	BIT_ULL(58)	/* must be scrubbed before reuse */
#define PGC_TLB_PENDING	BIT_ULL(57)	/* free: see tlb_stamp before reuse */
#define PGC_FREE_LAST	BIT_ULL(56)	/* shared page: goes with its last reference */

/* type_info: type in the top bits, state, count in the low bits */
#define PGT_TYPE_SHIFT	61
#define PGT_TYPE_MASK	(7ULL << PGT_TYPE_SHIFT)
#define PGT_NONE	(0ULL << PGT_TYPE_SHIFT)
#define PGT_L1		BIT_ULL(PGT_TYPE_SHIFT)
#define PGT_L2		(2ULL << PGT_TYPE_SHIFT)
#define PGT_L3		(3ULL << PGT_TYPE_SHIFT)
#define PGT_L4		(4ULL << PGT_TYPE_SHIFT)
#define PGT_SEG_DESC	(5ULL << PGT_TYPE_SHIFT)	/* GDT or LDT page */
#define PGT_WRITABLE	(7ULL << PGT_TYPE_SHIFT)
#define PGT_PINNED	BIT_ULL(60)
#define PGT_VALIDATED	BIT_ULL(59)
#define PGT_PARTIAL	BIT_ULL(58)	/* (in)validation was interrupted */
#define PGT_LOCKED	BIT_ULL(57)	/* the type is changing */
#define PGT_UNCACHED	BIT_ULL(56)	/* was written past the caches, see flush() */
#define PGT_FOREIGN	BIT_ULL(55)	/* another domain mapped it writable, see flush() */
#define PGT_LINEAR_FROM	BIT_ULL(54)	/* has had an entry for another table of its level */
#define PGT_LINEAR_TO	BIT_ULL(53)	/* such an entry has referred to it */
#define PGT_LINEAR	(PGT_LINEAR_FROM | PGT_LINEAR_TO)
#define PGT_COUNT_MASK	(BIT_ULL(48) - 1)

/**
 * struct page_info - what the hypervisor knows of a frame
 * @count_info: PGC_*, and the count of general references
 * @type_info: PGT_*, and the count of type references; the heap keeps its slabs' state there, the
 *             page allocator where a free chunk begins to be dirty
 * @next: mfn link of the list it is on, see pglist.h
 * @prev: the other direction
 * @owner: DOMID_INVALID: none
 * @order: while PGC_FREE: order of the free chunk
 * @tlb_stamp: flush clock when its type count became 0
 * @nr_done: PGT_PARTIAL: entries done so far
 */
struct page_info {
	u64 count_info;
	u64 type_info;
	u32 next, prev;
	domid_t owner;
	u16 order;
	union {
		u32 tlb_stamp;
		u32 nr_done;
	};
};

extern struct page_info *const frame_table;
extern u64 max_mfn;		/* frames [0, max_mfn) may have a page_info */

#ifdef HYP_HOST_TEST
bool mfn_valid(mfn_t mfn);
#else
/* Which pieces of the frame table exist; a piece has 2 MiB. */
#define FRAME_PIECE_SHIFT	16
#define FRAME_PIECES	((DIRECTMAP_END - DIRECTMAP_START) >> (PAGE_SHIFT + FRAME_PIECE_SHIFT))
extern unsigned long frame_pieces[BITS_TO_LONGS(FRAME_PIECES)];

/**
 * mfn_valid() - has the frame a page_info?
 * @mfn: any
 *
 * RAM, or a hole near RAM.  Holes have PGC_OFFLINE and owner DOMID_IO; frames kept since boot
 * (image, frame 0, tables of start-up) have PGC_HYP_HEAP and no owner.  Holds under speculation.
 *
 * Return: true if so.
 */
static inline bool mfn_valid(mfn_t mfn)
{
	u64 piece = mfn_x(mfn) >> FRAME_PIECE_SHIFT;

	return piece < FRAME_PIECES &&
	       test_bit(array_index_nospec(piece, FRAME_PIECES), frame_pieces);
}
#endif

/**
 * mfn_valid_set() - mark the page_infos of frames as existing (start-up)
 * @start: first frame
 * @frames: how many; whole pieces of the table are marked
 */
void mfn_valid_set(mfn_t start, u64 frames);

static inline struct page_info *mfn_to_page(mfn_t mfn)
{
	return frame_table + mfn_x(mfn);
}

static inline mfn_t page_to_mfn(const struct page_info *pg)
{
	return to_mfn((u64)(pg - frame_table));
}

/**
 * mfn_is_ram() - is a frame ordinary memory, whoever owns it?
 * @mfn: any
 *
 * Return: valid and not a hole.
 */
static inline bool mfn_is_ram(mfn_t mfn)
{
	return mfn_valid(mfn) && !(mfn_to_page(mfn)->count_info & PGC_OFFLINE);
}

/**
 * page_owner() - domain that owns a frame
 * @pg: the frame
 *
 * The answer is stable only while the caller holds a reference on the page.
 *
 * Return: NULL for frames of nobody; DOMID_XEN and DOMID_IO have domains.
 */
struct domain *page_owner(const struct page_info *pg);

/**
 * page_get() - take a general reference
 * @pg: any
 * @d: domain that must own the frame
 *
 * Return: false if @d doesn't own it, it is free, or the count is saturated.
 */
bool page_get(struct page_info *pg, const struct domain *d);

/**
 * page_get_more() - one more reference where one is held already
 * @pg: the page
 *
 * Return: false at saturation, and if there is none.
 */
bool page_get_more(struct page_info *pg);

/**
 * page_put_slow() - the part of page_put() that is not inline
 * @pg: a reference is held
 */
void page_put_slow(struct page_info *pg);

/**
 * page_put() - drop a reference; the last one frees the frame to the domain heap
 * @pg: a reference is held
 *
 * The last one takes the owner's page_lock and LOCK_PAGE_ALLOC, and may be the last of the owner.
 */
static inline void page_put(struct page_info *pg)
{
	u64 old = READ_ONCE(pg->count_info);

	if (unlikely((old & PGC_COUNT_MASK) <= 1) ||
	    unlikely(!try_cmpxchg(&pg->count_info, &old, old - 1)))
		page_put_slow(pg);
}

/**
 * page_put_alloc_ref() - drop the reference that allocation took (clears PGC_ALLOCATED)
 * @pg: a reference is held, be it only this one
 *
 * Return: false if somebody did it before.
 */
bool page_put_alloc_ref(struct page_info *pg);

/**
 * page_get_type_slow() - the part of page_get_type() that is not inline
 * @pg: a general reference is held
 * @type: one PGT_* type
 *
 * Return: as there.
 */
int page_get_type_slow(struct page_info *pg, u64 type);

/**
 * page_get_type() - take a type reference
 * @pg: the caller holds a general reference
 * @type: one PGT_* type
 *
 * The first reference of a page-table or descriptor type validates the contents, which may be
 * long.  A CPU that changes the type at the moment is waited for if it is to the same type.
 *
 * Return: 0, -EINVAL (contents or present type forbid it), -EBUSY at
 * saturation, -ERESTART (interrupted; progress is kept, call again).
 */
static inline int page_get_type(struct page_info *pg, u64 type)
{
	u64 info = READ_ONCE(pg->type_info);

	/* Of that type already: one count more, whether it is in use or not. */
	if (likely((info & (PGT_TYPE_MASK | PGT_VALIDATED)) == (type | PGT_VALIDATED)) &&
	    likely((info & PGT_COUNT_MASK) != PGT_COUNT_MASK) &&
	    likely(try_cmpxchg(&pg->type_info, &info, info + 1)))
		return 0;
	return page_get_type_slow(pg, type);
}

/**
 * page_hold_type() - one more reference of the type that the page has
 * @pg: the caller holds a general reference
 *
 * Return: the type, or PGT_NONE without a reference: the count is 0, at
 * saturation, or the page is not valid at the moment.
 */
u64 page_hold_type(struct page_info *pg);

/**
 * page_put_type_slow() - the part of page_put_type() that is not inline
 * @pg: a type reference is held
 *
 * Return: as there.
 */
int page_put_type_slow(struct page_info *pg);

/**
 * page_get_linear() - a type reference for an entry in a table of the same type
 * @from: the table with the entry; its type is held, or is being validated, by the caller
 * @to: what it refers to, not @from itself; the caller holds a general reference
 * @type: of both
 *
 * Not both at a time: for as long as a page stays a table, it has such entries or is
 * referred to by them. So there are no circles, which would never be released, and the
 * release of one table goes through one other of its level at most. It does not wait.
 * page_put_type() drops the reference.
 * Return: 0, -EINVAL (@to is no valid table of @type, or against the rule), -EBUSY.
 */
int page_get_linear(struct page_info *from, struct page_info *to, u64 type);

/**
 * page_put_type() - drop a type reference
 * @pg: a type reference is held, and a general one
 *
 * The last one of a page table gives back what its entries refer to.
 *
 * Return: 0, or -ERESTART (interrupted: the reference is still held and the
 * caller calls again).
 */
static inline int page_put_type(struct page_info *pg)
{
	u64 info = READ_ONCE(pg->type_info);

	if (likely((info & PGT_COUNT_MASK) > 1) &&
	    likely(try_cmpxchg(&pg->type_info, &info, info - 1)))
		return 0;
	return page_put_type_slow(pg);
}

/**
 * page_put_type_all() - as page_put_type(), and never interrupted
 * @pg: a type reference is held, and a general one
 *
 * For callers that can't restart.
 */
void page_put_type_all(struct page_info *pg);

/**
 * page_get_and_type() - take both kinds of reference
 * @pg: any
 * @d: domain that must own the frame
 * @type: one PGT_* type; not of page tables, which may ask for a restart
 *
 * Return: false: it has none of them.
 */
bool page_get_and_type(struct page_info *pg, const struct domain *d, u64 type);

/**
 * page_put_and_type() - drop both kinds of reference
 * @pg: both are held; not for page tables, which may take long
 */
void page_put_and_type(struct page_info *pg);

/**
 * page_abandon_type() - undo a validation that was interrupted and given up
 * @pg: any
 *
 * For the end of a domain: nobody calls page_get_type() any more.
 *
 * Return: 0 (also if there is nothing to undo) or -ERESTART.
 */
int page_abandon_type(struct page_info *pg);

/* The holder of a PGT_WRITABLE reference maps it other than write-back. */
static inline void page_mark_uncached(struct page_info *pg)
{
	if (!(READ_ONCE(pg->type_info) & PGT_UNCACHED))
		__atomic_fetch_or(&pg->type_info, PGT_UNCACHED, __ATOMIC_SEQ_CST);
}

/* The holder of a PGT_WRITABLE reference is another domain than the owner. */
static inline void page_mark_foreign(struct page_info *pg)
{
	if (!(READ_ONCE(pg->type_info) & PGT_FOREIGN))
		__atomic_fetch_or(&pg->type_info, PGT_FOREIGN, __ATOMIC_SEQ_CST);
}

/**
 * page_pin() - mark that one general and one type reference belong to the pin
 * @pg: the caller holds the references that the pin takes over
 *
 * Return: false if it was pinned already: the references are the caller's still.
 */
bool page_pin(struct page_info *pg);

/**
 * page_unpin() - take the mark away
 * @pg: any
 *
 * Return: true: its two references are the caller's now; false: it was not pinned.
 */
bool page_unpin(struct page_info *pg);

/**
 * struct page_type_ops - what the types mean, by the PV code
 * @validate: takes the references of a page table's or descriptor page's entries; 0, -EINVAL,
 *            -ERESTART
 * @devalidate: gives those of a page table back; 0 or -ERESTART
 * @flush: comes before a frame whose type count is 0 gets another type
 *
 * validate() and devalidate() find in nr_done how many entries hold their references, and leave
 * it there; -ERESTART asks for another call.  After flush() no stale translation is in a TLB,
 * and if the frame is PGT_UNCACHED, no cache line of it, which may differ from memory, in a
 * cache.  If it is PGT_FOREIGN, CPUs that never ran the owner have translations, too.
 */
struct page_type_ops {
	int (*validate)(struct page_info *pg, u64 type);
	int (*devalidate)(struct page_info *pg, u64 type);
	void (*flush)(struct page_info *pg);
};

/**
 * page_type_set_ops() - who validates
 * @ops: stays; until it is set only PGT_WRITABLE can be taken
 *
 * Start-up, once.
 */
void page_type_set_ops(const struct page_type_ops *ops);

/**
 * page_share() - make a hypervisor page mappable by a guest
 * @pg: of page_alloc_hyp(), not shared
 * @d: who may map it
 * @readonly: not writable
 *
 * Sets owner, PGC_XENPAGE and a type of PGT_WRITABLE (or PGT_NONE when
 * @readonly) with a count of one, so that it can't change; used for
 * shared_info, grant frames, event array of the ring.
 *
 * The end has two halves, in any order.  page_put_alloc_ref() ends the
 * sharing: when the guests' last reference goes, the page is nobody's and the
 * hypervisor's alone (domain_kill() does it for all pages on xenpage_list).
 * page_free_hyp() ends the hypervisor's use, and the sharing if need be: the
 * frame is free when both have happened.  Takes @d's page_lock.
 */
void page_share(struct page_info *pg, struct domain *d, bool readonly);

/**
 * page_steal() - take an exclusively owned page from a domain (exchange, transfer)
 * @d: owner
 * @pg: an ordinary page of it
 *
 * Afterwards it is nobody's, without references, and not counted: for
 * page_assign() or page_free_stolen().  Takes @d's page_lock.
 *
 * Return: 0, -EBUSY (a reference but the owner's own, or a type, is held; this
 * includes one that the caller holds), -EPERM (not @d's).
 */
int page_steal(struct domain *d, struct page_info *pg);

/**
 * page_free_stolen() - free a page that page_steal() took
 * @pg: nobody's
 */
void page_free_stolen(struct page_info *pg);

/**
 * page_assign() - give pages that are nobody's to a domain, counted in tot_pages
 * @d: new owner
 * @pg: first page
 * @order: log2 of their number
 *
 * Each gets one general reference, PGC_ALLOCATED.  A claim of @d's shrinks.  Takes @d's
 * page_lock and LOCK_PAGE_ALLOC.
 *
 * Return: 0, -ENOMEM (above max_pages), -EINVAL (@d is dying).
 */
int page_assign(struct domain *d, struct page_info *pg, unsigned int order);

/**
 * page_assign_promised() - the same for what @d may have whatever max_pages is now
 * @d: new owner
 * @pg: first page
 * @order: log2 of their number
 *
 * Return: 0, -EINVAL (@d is dying).
 */
int page_assign_promised(struct domain *d, struct page_info *pg, unsigned int order);

#endif /* HYP_PAGE_H */
