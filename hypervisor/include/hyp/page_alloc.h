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
#define MEMF_NO_REFCOUNT 0x4		/* don't count in d->tot_pages */
#define MEMF_BITS(n)	((u32)(n) << 16)	/* address width limit, bits */

/* Early memory: page aligned, zeroed, never freed except as noted. */
void boot_alloc_add(paddr_t start, paddr_t end);
void boot_alloc_reserve(paddr_t start, paddr_t end);
/* Return INVALID_PADDR when nothing is left; @align a power of two >= 4096. */
paddr_t boot_alloc(u64 bytes, u64 align);
/* Gives all that is left to the buddy allocator; frame table must stand. */
void boot_alloc_finish(void);

/* A chunk of RAM for the buddy allocator; its page_info are written anew. */
void page_alloc_add(mfn_t start, u64 frames);

/**
 * page_alloc_frames() - frames without an owner, reference or mapping
 * @entitled: frames that other domains' claims don't keep from the caller
 *
 * Zero unless MEMF_NO_SCRUB, and in no CPU's TLB.  Return: first, or NULL.
 */
struct page_info *page_alloc_frames(unsigned int order, u32 memflags, u64 entitled);

/**
 * page_free_frames() - give back frames that nobody refers to
 * @flags: PGC_DIRTY unless they are zero; PGC_TLB_PENDING if a guest could
 *	map them: tlb_stamp of each says when the last mapping went
 */
void page_free_frames(struct page_info *pg, unsigned int order, u64 flags);

/**
 * page_alloc_domheap() - frames for a domain, or for nobody
 * @d: owner, or NULL
 * @order: log2 of the number of frames
 * @memflags: MEMF_*
 *
 * Scrubbed unless MEMF_NO_SCRUB.  Counted and assigned to @d with one
 * allocation reference.
 * Return: first page, or NULL.
 */
struct page_info *page_alloc_domheap(struct domain *d, unsigned int order,
				     u32 memflags);
/* For frames that nobody refers to; owned ones go by page_put(). */
void page_free_domheap(struct page_info *pg, unsigned int order);

/* The hypervisor's own pages: mapped (direct map), zeroed; NULL if none. */
void *page_alloc_hyp(unsigned int order);
void page_free_hyp(void *va, unsigned int order);

u64 page_alloc_free_frames(void);	/* now free, frames */
u64 page_alloc_total_frames(void);	/* ever fed, frames */
/* Claims (XENMEM_claim_pages): frames kept for a domain that is being built. */
u64 page_alloc_outstanding_claims(void);
/* -EINVAL: has a claim already, above its limit, or dying; -ENOMEM; 0 frames cancel. */
int page_alloc_claim(struct domain *d, u64 frames);
/* Changes the sum of all claims; false if free memory doesn't cover it. */
bool page_alloc_claim_adjust(s64 delta);
/* Clears free frames that are dirty, as boot or idle work; true if more is left. */
bool page_alloc_scrub_some(void);
void page_alloc_dump(void);		/* debug key */

#endif /* HYP_PAGE_ALLOC_H */
