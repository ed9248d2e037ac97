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

/**
 * pv_hyp_slot() - is this L4 slot the hypervisor's?
 * @slot: 0 to 511
 *
 * No guest may look into or change them.
 */
static inline bool pv_hyp_slot(unsigned int slot)
{
	return slot >= HYP_SLOT_FIRST && slot <= HYP_SLOT_LAST;
}

/**
 * pv_frame_is_mmio() - is the frame not RAM, so without counts?
 * @mfn: any
 *
 * Never changes for a frame.
 */
static inline bool pv_frame_is_mmio(mfn_t mfn)
{
	return !mfn_valid(mfn) || mfn_to_page(mfn)->owner == DOMID_IO;
}

/**
 * pv_iomem_allowed() - may the domain map this frame of device memory?
 * @d: the domain
 * @mfn: the frame
 */
bool pv_iomem_allowed(const struct domain *d, mfn_t mfn);

/**
 * pv_iomem_readonly() - may guests only read this frame of device memory?
 * @mfn: the frame
 */
bool pv_iomem_readonly(mfn_t mfn);

/**
 * pv_may_set_caching() - may the domain have memory that is not write-back?
 * @d: the domain
 */
bool pv_may_set_caching(const struct domain *d);

/**
 * pv_pte_adjust() - the entry as it will stand in a table
 * @pte: as the guest wrote it
 * @level: of the table, 1 to 4
 *
 * Rights are not checked yet.
 */
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
 * @pte: IN OUT adjusted entry; RW and cache bits are cleared where they may not be but do
 *	no harm
 * @pt_owner: of the table
 * @pg_owner: of the frame; dom_io: device memory only
 *
 * Return: 0; -EINVAL: reserved bits, or not @pg_owner's; -EPERM: no right to device
 * memory; -EBUSY: can't be made writable.
 */
int pv_l1_get(pte_t *pte, const struct domain *pt_owner, const struct domain *pg_owner);

/**
 * pv_l1_get_granted() - the same for a frame that was granted
 * @pte: adjusted entry; the caller vouches for the frame and holds it
 *
 * Return: 0 or a negative errno.
 */
int pv_l1_get_granted(pte_t pte);

/**
 * pv_l1_put_present() - drop what pv_l1_get() or pv_l1_get_granted() took
 * @pte: present
 */
void pv_l1_put_present(pte_t pte);

/**
 * pv_l1_put() - the same for an entry that may not be present
 * @pte: any
 */
static inline void pv_l1_put(pte_t pte)
{
	if (pte & PTE_PRESENT)
		pv_l1_put_present(pte);
}

/**
 * pv_table_get() - check an entry of level 2 to 4 and take its references
 * @pte: adjusted entry
 * @level: of the table it is for
 * @table: that table; a read-only entry may refer to it, without references, or to
 *	another one of its level, see page_get_linear()
 * @owner: of both tables
 *
 * Return: 0, -EINVAL, -EBUSY, -ERESTART.
 */
int pv_table_get(pte_t pte, unsigned int level, struct page_info *table,
		 const struct domain *owner);

/**
 * pv_table_put() - drop what pv_table_get() took
 * @pte: may be not present
 * @table: that it was in
 *
 * Return: 0 or -ERESTART: nothing dropped yet.
 */
int pv_table_put(pte_t pte, struct page_info *table);

/**
 * pv_validate() - make a page a table: member of page_type_ops
 * @pg: the page, of a PV domain; nr_done says how far it is
 * @type: PGT_L1 to PGT_L4, PGT_SEG_DESC
 *
 * Return: 0, -EINVAL, -EBUSY, -ERESTART.
 */
int pv_validate(struct page_info *pg, u64 type);

/**
 * pv_devalidate() - the reverse of pv_validate()
 * @pg: the page
 * @type: what it was
 *
 * Return: 0 or -ERESTART.
 */
int pv_devalidate(struct page_info *pg, u64 type);

/**
 * pv_validate_descriptors() - check a whole page of segment descriptors
 * @pg: the page; entries below ring 3 are raised to it
 *
 * Return: 0, -EINVAL.
 */
int pv_validate_descriptors(struct page_info *pg);

/**
 * pgt_level() - level of a table's type
 * @type: PGT_L1 to PGT_L4 only
 */
static inline unsigned int pgt_level(u64 type)
{
	return type >> PGT_TYPE_SHIFT;	/* PGT_L1 to PGT_L4 only */
}

/**
 * pgt_of_level() - type of a table
 * @level: 1 to 4
 */
static inline u64 pgt_of_level(unsigned int level)
{
	return (u64)level << PGT_TYPE_SHIFT;
}

/**
 * pgt_is_table() - is this the type of a page table?
 * @type: PGT_*
 */
static inline bool pgt_is_table(u64 type)
{
	return type >= PGT_L1 && type <= PGT_L4;
}

/**
 * pv_put_table_later() - drop of a table that was interrupted
 * @pg: the table
 *
 * Left to the current vCPU (put_pending), whose next call about page tables goes on with
 * it: the guest can't forget it. Where that place is taken, all is done here.
 */
void pv_put_table_later(struct page_info *pg);

/**
 * pv_put_table() - drop type and general reference of a table
 * @pg: the table
 *
 * If that is interrupted, the rest is done later.
 */
static inline void pv_put_table(struct page_info *pg)
{
	if (likely(page_put_type(pg) == 0))
		page_put(pg);
	else
		pv_put_table_later(pg);
}

/**
 * pv_put_pending_slow() - go on with an interrupted drop
 * @pv: put_pending is set
 *
 * Return: 0 or -ERESTART.
 */
int pv_put_pending_slow(struct pv_vcpu *pv);

/**
 * pv_put_pending() - go on with an interrupted drop, if there is one
 * @pv: NULL for a caller that is no PV guest: nothing to do
 *
 * Return: 0 or -ERESTART.
 */
static inline int pv_put_pending(struct pv_vcpu *pv)
{
	return pv && unlikely(pv->put_pending) ? pv_put_pending_slow(pv) : 0;
}

/**
 * struct pv_table - a page that is held for changes of its entries
 * @pg: the page
 * @entry: its contents, mapped
 * @type: PGT_L1 to PGT_L4, PGT_SEG_DESC or PGT_WRITABLE
 *
 * General and type reference: a table can't stop being one meanwhile. Writes are atomic
 * exchanges, so each old entry is released exactly once whoever else changes the same
 * one, and no lock is needed.
 */
struct pv_table {
	struct page_info *pg;
	pte_t *entry;
	u64 type;
};

/**
 * struct pv_owners - who may map what
 * @pt: owner of the table
 * @pg: owner of the frames
 */
struct pv_owners {
	struct domain *pt, *pg;
};

/**
 * pv_table_open() - hold a page for changes of its entries
 * @t: OUT
 * @owner: whose it must be
 * @mfn: any number
 *
 * Return: 0; -EINVAL: not @owner's, or neither a table nor writable memory.
 */
int pv_table_open(struct pv_table *t, const struct domain *owner, mfn_t mfn);

/**
 * pv_table_close() - let it go
 * @t: opened
 */
static inline void pv_table_close(struct pv_table *t)
{
	pv_put_table(t->pg);
	t->pg = NULL;
}

/**
 * pv_table_set() - change one entry, with all checks
 * @t: opened
 * @slot: 0 to 511
 * @new: as the guest wrote it
 * @own: of the table and of the frame
 * @keep_ad: accessed and dirty bits of the old entry stay
 *
 * Return: 0 or the error of pv_l1_get() or pv_table_get(); the entry is unchanged then.
 * The release of an old table may be left in put_pending.
 */
int pv_table_set(struct pv_table *t, unsigned int slot, pte_t new,
		 const struct pv_owners *own, bool keep_ad);

/**
 * pv_table_set_gfn() - the same with a frame of a translated domain
 * @t: opened
 * @slot: 0 to 511
 * @new: as the guest wrote it, with the frame's number in the map of @own->pg
 * @own: of the table and of the frame
 * @keep_ad: as for pv_table_set()
 *
 * Return: as for pv_table_set(), and -EINVAL: no memory there.
 */
int pv_table_set_gfn(struct pv_table *t, unsigned int slot, pte_t new,
		     const struct pv_owners *own, bool keep_ad);

/**
 * pv_l1_cmpxchg() - change a level 1 entry if it is as expected
 * @t: opened, of type PGT_L1
 * @slot: 0 to 511
 * @old: IN what it must be, OUT what it was
 * @new: as the guest wrote it
 * @own: of the table and of the frame
 *
 * Return: 0 (compare *@old to know if it was changed), or the error of pv_l1_get().
 */
int pv_l1_cmpxchg(struct pv_table *t, unsigned int slot, pte_t *old, pte_t new,
		  const struct pv_owners *own);

/**
 * pv_l1_replace() - change a level 1 entry without checks
 * @t: opened, of type PGT_L1
 * @slot: 0 to 511
 * @new: has its references; those of the old one go
 */
void pv_l1_replace(struct pv_table *t, unsigned int slot, pte_t new);

/**
 * pv_l1_take() - take a level 1 entry out, references and all, if it maps that frame
 * @t: opened, of type PGT_L1
 * @slot: 0 to 511
 * @mfn: the frame
 * @pte: OUT, what was there
 *
 * Return: whether it was taken.
 */
bool pv_l1_take(struct pv_table *t, unsigned int slot, mfn_t mfn, pte_t *pte);

/**
 * pv_walk_l1() - the L1 table that maps an address
 * @t: OUT, opened
 * @v: the current vCPU
 * @va: the address; the slot is PT_INDEX(va, 1)
 *
 * Return: as pv_table_open(), which it ends with; -EINVAL if there is no such table.
 */
int pv_walk_l1(struct pv_table *t, const struct vcpu *v, u64 va);

/**
 * pv_lookup_l1() - the level 1 entry of an address
 * @v: the current vCPU
 * @va: the address
 *
 * Nothing is held, so it is a hint.
 *
 * Return: 0 if there is none.
 */
pte_t pv_lookup_l1(const struct vcpu *v, u64 va);

/**
 * struct pv_batch - a list of requests and how far it is
 * @reqs: gva of the next request
 * @left: requests to be done
 * @done: requests that are through
 * @done_out: gva of a u32, or 0
 * @owners: domains
 *
 * mmu_update and mmuext_op share their arguments: list, count, where to tell how many
 * were done, and the domains that are meant.
 */
struct pv_batch {
	u64 reqs;
	u32 left, done;
	u64 done_out;
	u32 owners;
};

/**
 * pv_batch_start() - take the arguments of a call
 * @b: OUT
 * @call: may be one that was interrupted
 *
 * Return: 0, -EFAULT.
 */
int pv_batch_start(struct pv_batch *b, const struct hypercall *call);

/**
 * pv_batch_next() - one request is done
 * @b: the batch
 * @bytes: of a request
 */
static inline void pv_batch_next(struct pv_batch *b, unsigned int bytes)
{
	b->reqs += bytes;
	b->left--;
	b->done++;
}

/**
 * pv_batch_end() - result of the hypercall
 * @b: the batch
 * @call: arguments for what is left, if there is a rest
 * @rc: of the last request; -ERESTART makes it go on with what is left
 *
 * Return: @rc, -EFAULT (the count could not be told), HYPERCALL_RESTART.
 */
long pv_batch_end(const struct pv_batch *b, struct hypercall *call, int rc);

/**
 * pv_frame_owner_other() - pv_frame_owner() of another domain than DOMID_SELF
 * @domid: a domain, DOMID_IO, or the caller's own number
 *
 * Return: ERR_PTR: -ESRCH, -EPERM.
 */
struct domain *pv_frame_owner_other(domid_t domid);

/**
 * pv_frame_owner() - the domain that a hypercall names as owner of frames
 * @domid: DOMID_SELF, another one, DOMID_IO
 *
 * Kept until pv_frame_owner_put(). The caller's own domain can't go, and takes no
 * reference.
 *
 * Return: ERR_PTR: -ESRCH, -EPERM.
 */
static inline struct domain *pv_frame_owner(domid_t domid)
{
	return likely(domid == DOMID_SELF) ? current->domain : pv_frame_owner_other(domid);
}

/**
 * pv_frame_owner_put() - the end of it
 * @d: as pv_frame_owner() gave it
 */
static inline void pv_frame_owner_put(struct domain *d)
{
	if (d != current->domain)
		domain_put(d);
}

/**
 * pv_pin() - pin a page as a table
 * @d: its owner
 * @mfn: any number
 * @level: 1 to 4
 *
 * Return: 0; -EINVAL (also if it is pinned already), -EBUSY, -ERESTART as
 * page_get_type().
 */
int pv_pin(struct domain *d, mfn_t mfn, unsigned int level);

/**
 * pv_unpin() - undo it
 * @d: its owner
 * @mfn: any number
 *
 * Return: 0, -EINVAL: is not pinned.
 */
int pv_unpin(struct domain *d, mfn_t mfn);

/**
 * pv_root_get() - both references on a frame as a root
 * @d: its owner
 * @mfn: any number
 *
 * Return: 0, -EINVAL, -EBUSY, -ERESTART.
 */
int pv_root_get(const struct domain *d, mfn_t mfn);

/**
 * pv_retype_flush() - before a frame with type count 0 gets another type: member of
 *	page_type_ops
 * @pg: the frame
 *
 * Flushes the CPUs that may have stale translations of it, and waits for them.
 */
void pv_retype_flush(struct page_info *pg);

#endif /* ASM_PV_PTE_H */
