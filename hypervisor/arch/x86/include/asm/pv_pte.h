/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of PV guests' page tables: what they may hold, what they refer to,
 * and how they change.  For arch/x86/pv only.
 */
#ifndef ASM_PV_PTE_H
#define ASM_PV_PTE_H

#include <linux/compiler.h>
#include <hyp/domain.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <asm/layout.h>
#include <asm/pte.h>
#include <asm/pv.h>

struct hypercall;
struct vcpu;

/*
 * The guest's kernel runs in ring 3 as its user does, so every entry gets
 * PTE_USER.  What the guest meant is kept: its kernel's pages carry this bit
 * and leave the TLB when CR3 is loaded on the way between the two; the user's
 * pages are global and stay.
 */
#define PTE_GUEST_KERNEL	BIT_ULL(52)

#define PTE_AVAIL		(PTE_AVAIL0 | PTE_AVAIL1 | PTE_AVAIL2 | GENMASK_ULL(62, 52))
#define PTE_CACHE		(PTE_PWT | PTE_PCD | PTE_PAT)
/* All else is refused; superpages are in it, the same bit is PAT in level 1. */
#define PV_TABLE_FLAGS		(PTE_PRESENT | PTE_RW | PTE_USER | PTE_ACCESSED | \
				 PTE_DIRTY | PTE_AVAIL | PTE_NX)
#define PV_L1_FLAGS		(PV_TABLE_FLAGS | PTE_CACHE | PTE_GLOBAL)

/* L4 slots of the hypervisor: no guest may look into or change them. */
static inline bool pv_hyp_slot(unsigned int slot)
{
	return slot >= HYP_SLOT_FIRST && slot <= HYP_SLOT_LAST;
}

/* Not RAM, so without counts.  Never changes for a frame. */
static inline bool pv_frame_is_mmio(mfn_t mfn)
{
	return !mfn_valid(mfn) || mfn_to_page(mfn)->owner == DOMID_IO;
}

/* Device memory: may the domain map it; only for reading; caching other than WB? */
bool pv_iomem_allowed(const struct domain *d, mfn_t mfn);
bool pv_iomem_readonly(mfn_t mfn);
bool pv_may_set_caching(const struct domain *d);

/* The entry as it will stand in a table of @level, rights not yet checked. */
static inline pte_t pv_pte_adjust(pte_t pte, unsigned int level)
{
	if (!(pte & PTE_PRESENT))
		return pte;
	if (level > 1)
		return pte | PTE_USER;
	if (!(pte & PTE_USER) || (pte & PTE_GUEST_KERNEL))
		return (pte & ~PTE_GLOBAL) | PTE_USER | PTE_GUEST_KERNEL;
	return pte | PTE_GLOBAL;
}

/**
 * pv_l1_get() - check a level 1 entry and take its references
 * @pte: IN OUT adjusted entry; RW and cache bits are cleared where they may
 *	not be but do no harm
 * @pt_owner: whose table it is for
 * @pg_owner: who must own the frame; dom_io: device memory only
 *
 * A frame of RAM: a general reference, and a type reference PGT_WRITABLE if
 * the entry is writable.  Device memory has no references.
 * Return: 0; -EINVAL (flags, or not @pg_owner's); -EPERM (device memory);
 * -EBUSY (writable, but the frame is a table).
 */
int pv_l1_get(pte_t *pte, const struct domain *pt_owner, const struct domain *pg_owner);
/* The same for a frame that was granted: the caller vouches for it and holds it. */
int pv_l1_get_granted(pte_t pte);
/* Drops what either took; entries that are not present are fine. */
void pv_l1_put_present(pte_t pte);
static inline void pv_l1_put(pte_t pte)
{
	if (pte & PTE_PRESENT)
		pv_l1_put_present(pte);
}

/**
 * pv_table_get() - the same for an entry of level 2 to 4
 * @owner: of both tables
 *
 * Return: 0, -EINVAL, -EBUSY, -ERESTART.
 */
int pv_table_get(pte_t pte, unsigned int level, const struct domain *owner);
int pv_table_put(pte_t pte);		/* 0 or -ERESTART: nothing dropped yet */

/* Whole tables, for struct page_type_ops. */
int pv_validate(struct page_info *pg, u64 type);
int pv_devalidate(struct page_info *pg, u64 type);
int pv_validate_descriptors(struct page_info *pg);

static inline unsigned int pgt_level(u64 type)
{
	return type >> PGT_TYPE_SHIFT;	/* PGT_L1 to PGT_L4 only */
}

static inline u64 pgt_of_level(unsigned int level)
{
	return (u64)level << PGT_TYPE_SHIFT;
}

static inline bool pgt_is_table(u64 type)
{
	return type >= PGT_L1 && type <= PGT_L4;
}

/*
 * Drops type and general reference of a table.  If that is interrupted, the
 * rest is left to the current vCPU (put_pending), whose next call about page
 * tables goes on with it: the guest can't forget it.
 */
void pv_put_table_later(struct page_info *pg);
static inline void pv_put_table(struct page_info *pg)
{
	if (likely(page_put_type(pg) == 0))
		page_put(pg);
	else
		pv_put_table_later(pg);
}

int pv_put_pending_slow(struct pv_vcpu *pv);
/* 0 or -ERESTART.  @pv is NULL for a caller that is no PV guest: nothing to do. */
static inline int pv_put_pending(struct pv_vcpu *pv)
{
	return pv && unlikely(pv->put_pending) ? pv_put_pending_slow(pv) : 0;
}

/**
 * struct pv_table - a page that is held for changes of its entries
 *
 * General and type reference: a table can't stop being one meanwhile.  Writes
 * are atomic exchanges, so each old entry is released exactly once whoever
 * else changes the same one, and no lock is needed.
 */
struct pv_table {
	struct page_info *pg;
	pte_t *entry;
	u64 type;
};

/* Who may map what: owner of the table, owner of the frames. */
struct pv_owners {
	struct domain *pt, *pg;
};

/* -EINVAL: not @owner's, or neither a table nor writable memory. */
int pv_table_open(struct pv_table *t, const struct domain *owner, mfn_t mfn);
static inline void pv_table_close(struct pv_table *t)
{
	pv_put_table(t->pg);
	t->pg = NULL;
}

/**
 * pv_table_set() - change one entry, with all checks
 * @keep_ad: accessed and dirty bits of the old entry stay
 *
 * Return: 0 or the error of pv_l1_get() or pv_table_get(); the entry is
 * unchanged then.  The release of an old table may be left in put_pending.
 */
int pv_table_set(struct pv_table *t, unsigned int slot, pte_t new,
		 const struct pv_owners *own, bool keep_ad);

/**
 * pv_l1_cmpxchg() - change a level 1 entry if it is as expected
 * @old: IN what it must be, OUT what it was
 *
 * Return: 0 (compare *@old to know if it was changed), or the error of
 * pv_l1_get().
 */
int pv_l1_cmpxchg(struct pv_table *t, unsigned int slot, pte_t *old, pte_t new,
		  const struct pv_owners *own);

/* The entry becomes @new, which has its references; those of the old one go. */
void pv_l1_replace(struct pv_table *t, unsigned int slot, pte_t new);
/* Takes the entry out, references and all, if it maps that frame. */
bool pv_l1_take(struct pv_table *t, unsigned int slot, mfn_t mfn, pte_t *pte);

/**
 * pv_walk_l1() - the L1 table that maps an address of the current vCPU
 *
 * Return: as pv_table_open(), which it ends with; the slot is
 * PT_INDEX(va, 1).  -EINVAL if there is no such table.
 */
int pv_walk_l1(struct pv_table *t, const struct vcpu *v, u64 va);
/* The entry itself, 0 if there is none; nothing is held, so it is a hint. */
pte_t pv_lookup_l1(const struct vcpu *v, u64 va);

/**
 * struct pv_batch - a list of requests and how far it is
 *
 * mmu_update and mmuext_op share their arguments: list, count, where to tell
 * how many were done, and the domains that are meant.
 */
struct pv_batch {
	u64 reqs;		/* gva of the next request */
	u32 left, done;
	u64 done_out;		/* gva of a u32, or 0 */
	u32 owners;		/* domains */
};

/* -EFAULT; @call may be one that was interrupted. */
int pv_batch_start(struct pv_batch *b, const struct hypercall *call);
/* One request of @bytes is done. */
static inline void pv_batch_next(struct pv_batch *b, unsigned int bytes)
{
	b->reqs += bytes;
	b->left--;
	b->done++;
}

/* Result of the hypercall; -ERESTART makes it go on with what is left. */
long pv_batch_end(const struct pv_batch *b, struct hypercall *call, int rc);

/*
 * Domain that a hypercall names as owner of frames, or ERR_PTR, kept until the
 * second call.  The caller's own domain can't go, and takes no reference.
 */
struct domain *pv_frame_owner_other(domid_t domid);
static inline struct domain *pv_frame_owner(domid_t domid)
{
	return likely(domid == DOMID_SELF) ? current->domain : pv_frame_owner_other(domid);
}

static inline void pv_frame_owner_put(struct domain *d)
{
	if (d != current->domain)
		domain_put(d);
}

/*
 * Pins a page as a table of @level: -EINVAL, -ERESTART as page_get_type(), and
 * -EINVAL if it is pinned already (or, for unpin, is not).
 */
int pv_pin(struct domain *d, mfn_t mfn, unsigned int level);
int pv_unpin(struct domain *d, mfn_t mfn);

/* Both references on a frame as a root: 0, -EINVAL, -EBUSY, -ERESTART. */
int pv_root_get(const struct domain *d, mfn_t mfn);

/* Before a frame with type count 0 gets another type (page_type_ops). */
void pv_retype_flush(struct page_info *pg);

#endif /* ASM_PV_PTE_H */
