/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buddy allocator, fed by chunks of RAM at any address, and memory for
 * early boot before it stands.
 */
#ifndef HYP_PAGE_ALLOC_H
#define HYP_PAGE_ALLOC_H

#include <hyp/frame.h>

struct domain;
struct page_info;

#define PAGE_MAX_ORDER	18		/* 1 GiB */

/* memflags */
#define MEMF_BELOW_4G	0x1		/* frame below 4 GiB */
#define MEMF_NO_SCRUB	0x2		/* caller overwrites the whole frame */
#define MEMF_PROMISED	0x4		/* max_pages was asked when it was promised */
#define MEMF_BITS(n)	((u32)(n) << 16)	/* address width limit, bits */

/**
 * boot_alloc_add() - RAM for early memory
 * @start: bytes; rounded up to a page
 * @end: behind it; rounded down
 *
 * What is there already is counted once.
 */
void boot_alloc_add(paddr_t start, paddr_t end);

/**
 * boot_alloc_reserve() - keep a range out of early memory
 * @start: bytes; rounded down to a page
 * @end: behind it; rounded up
 */
void boot_alloc_reserve(paddr_t start, paddr_t end);

/**
 * boot_alloc() - early memory: page aligned, zeroed, never freed
 * @bytes: rounded up to pages
 * @align: a power of two >= 4096
 *
 * From the highest range below the limit of boot_alloc_set_limit().
 *
 * Return: physical address; INVALID_PADDR when nothing is left.
 */
paddr_t boot_alloc(u64 bytes, u64 align);

/**
 * boot_alloc_finish() - give all that is left to the buddy allocator
 *
 * The frame table must stand.
 */
void boot_alloc_finish(void);

/**
 * page_alloc_add() - a chunk of RAM for the buddy allocator
 * @start: first frame
 * @frames: how many; frame 0 is left out
 *
 * Their page_info are written anew.
 */
void page_alloc_add(mfn_t start, u64 frames);

/**
 * page_alloc_frames() - frames without an owner, reference or mapping
 * @order: log2 of their number; at most PAGE_MAX_ORDER
 * @memflags: MEMF_*
 * @entitled: frames that other domains' claims don't keep from the caller
 *
 * Zero unless MEMF_NO_SCRUB, and in no CPU's TLB.  Takes LOCK_PAGE_ALLOC; may wait for CPUs.
 *
 * Return: first, or NULL.
 */
struct page_info *page_alloc_frames(unsigned int order, u32 memflags, u64 entitled);

/**
 * page_alloc_frames_at() - the same, these and no others
 * @mfn: first, aligned to their number
 * @order: log2 of it
 * @memflags: MEMF_NO_SCRUB counts
 * @entitled: as there
 *
 * Return: NULL: one of them is not free, or too few are unclaimed.
 */
struct page_info *page_alloc_frames_at(mfn_t mfn, unsigned int order, u32 memflags,
				       u64 entitled);

/**
 * page_free_frames() - give back frames that nobody refers to
 * @pg: first
 * @order: log2 of their number
 * @flags: PGC_DIRTY unless they are zero; PGC_TLB_PENDING if a guest could
 *         map them: tlb_stamp of each says when the last mapping went
 *
 * Takes LOCK_PAGE_ALLOC.
 */
void page_free_frames(struct page_info *pg, unsigned int order, u64 flags);

/**
 * page_alloc_domheap() - frames for a domain, or for nobody
 * @d: owner, or NULL
 * @order: log2 of the number of frames
 * @memflags: MEMF_*
 *
 * Scrubbed unless MEMF_NO_SCRUB.  Counted and assigned to @d with one
 * allocation reference; with MEMF_PROMISED even if @d has max_pages already.
 *
 * Return: first page, or NULL (no memory, above max_pages, or @d is dying).
 */
struct page_info *page_alloc_domheap(struct domain *d, unsigned int order,
				     u32 memflags);

/**
 * page_alloc_domheap_at() - the same, these and no others
 * @d: whose they become
 * @mfn: first, aligned to their number
 * @order: log2 of it
 * @memflags: MEMF_NO_SCRUB counts
 *
 * Return: NULL: one is not free, or the domain may not have more.
 */
struct page_info *page_alloc_domheap_at(struct domain *d, mfn_t mfn, unsigned int order,
					u32 memflags);

/**
 * page_free_domheap() - free frames of nobody; owned ones go by page_put()
 * @pg: first
 * @order: log2 of their number
 */
void page_free_domheap(struct page_info *pg, unsigned int order);

/**
 * page_alloc_hyp() - the hypervisor's own pages: mapped (direct map), zeroed
 * @order: log2 of their number
 *
 * Return: NULL if there are none.
 */
void *page_alloc_hyp(unsigned int order);

/**
 * page_free_hyp() - give back pages of page_alloc_hyp()
 * @va: NULL is fine
 * @order: as then
 *
 * A shared page (order 0) is freed when guests drop their last reference.
 */
void page_free_hyp(void *va, unsigned int order);

/**
 * page_alloc_free_frames() - how much is free
 *
 * Return: frames, as of now.
 */
u64 page_alloc_free_frames(void);

/**
 * page_alloc_total_frames() - how much the allocator was ever given
 *
 * Return: frames.
 */
u64 page_alloc_total_frames(void);

/**
 * page_alloc_outstanding_claims() - how much is claimed (XENMEM_claim_pages)
 *
 * Return: frames kept for domains that are being built.
 */
u64 page_alloc_outstanding_claims(void);

/**
 * page_alloc_claim() - keep frames for a domain that is being built
 * @d: has no claim yet
 * @frames: size that it shall reach; 0 cancels the claim
 *
 * Takes its page_lock and LOCK_PAGE_ALLOC.
 *
 * Return: 0; -EINVAL: has a claim already, above its limit, below what it has, or dying;
 * -ENOMEM.
 */
int page_alloc_claim(struct domain *d, u64 frames);

/**
 * page_alloc_claim_adjust() - change the sum of all claims
 * @delta: frames
 *
 * Takes LOCK_PAGE_ALLOC.
 *
 * Return: false if free memory doesn't cover it; a negative @delta always works.
 */
bool page_alloc_claim_adjust(s64 delta);

/**
 * page_alloc_scrub_some() - clear up to 64 free frames that are dirty, as boot or idle work
 *
 * Return: true if more is left.
 */
bool page_alloc_scrub_some(void);

/**
 * page_alloc_dump() - print free chunks, for a debug key
 */
void page_alloc_dump(void);

#endif /* HYP_PAGE_ALLOC_H */
