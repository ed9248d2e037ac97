/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest frames to machine frames.  PV domains have none: gfn is mfn, and the
 * machine-to-phys table (M2P) is what the guest reads.
 */
#ifndef HYP_P2M_H
#define HYP_P2M_H

#include <hyp/frame.h>

struct domain;
struct page_info;

/* M2P entry that says "no pfn". */
#define INVALID_M2P_ENTRY	(~0ULL)
#define SHARED_M2P_ENTRY	(~0ULL - 1)

/**
 * gfn_get_page() - the page behind a gfn of a domain, with a reference
 * Return: NULL if there is none or it isn't @d's RAM.
 */
struct page_info *gfn_get_page(struct domain *d, gfn_t gfn);

void m2p_set(mfn_t mfn, u64 pfn);
u64 m2p_get(mfn_t mfn);
/* Physical map changes: no-ops for PV but for the M2P. */
int p2m_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order);
int p2m_remove(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order);

#endif /* HYP_P2M_H */
