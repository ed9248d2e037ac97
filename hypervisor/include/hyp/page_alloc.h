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

/* A chunk of RAM for the buddy allocator; undone by page_alloc_remove(). */
void page_alloc_add(mfn_t start, u64 frames);

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
int page_alloc_claim(struct domain *d, u64 frames);
/* Clears free frames that are dirty, as boot or idle work; true if more is left. */
bool page_alloc_scrub_some(void);
void page_alloc_dump(void);		/* debug key */

#endif /* HYP_PAGE_ALLOC_H */
