// SPDX-License-Identifier: GPL-2.0-only
/*
 * One entry of a page table changes.
 *
 *   1. take the references that the new entry needs (may fail, may restart)
 *   2. exchange old and new, atomically
 *   3. drop the references of the entry that came out
 *
 * Two vCPUs that write the same entry at once both succeed, one after the
 * other, and whatever comes out of an exchange went in with references exactly
 * once.  The processor may set accessed and dirty bits at any time; they carry
 * no reference.
 */
#include <asm/pv_pte.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/p2m.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/isolation.h>
#include <asm/pv.h>

#define PTE_AD	(PTE_ACCESSED | PTE_DIRTY)
/* Bits besides RW on which references and checks depend. */
#define PTE_REF	(PTE_ADDR_MASK | PTE_PRESENT | PTE_CACHE)

int pv_table_open(struct pv_table *t, const struct domain *owner, mfn_t mfn)
{
	struct page_info *pg;

	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, owner))
		return -EINVAL;

	t->type = page_hold_type(pg);
	if (t->type == PGT_NONE && !page_get_type(pg, PGT_WRITABLE))
		t->type = PGT_WRITABLE;
	if (t->type == PGT_NONE) {
		page_put(pg);
		return -EINVAL;
	}
	t->pg = pg;
	t->entry = mfn_to_virt(mfn);
	return 0;
}

void pv_put_table_later(struct page_info *pg)
{
	struct arch_vcpu *arch = current->arch;

	if (arch && arch->pv && !arch->pv->put_pending) {
		arch->pv->put_pending = pg;
	} else {
		page_put_type_all(pg);
		page_put(pg);
	}
}

int pv_put_pending_slow(struct pv_vcpu *pv)
{
	if (page_put_type(pv->put_pending))
		return -ERESTART;
	page_put(pv->put_pending);
	pv->put_pending = NULL;
	return 0;
}

/* Same frame and at most the right to write goes: nothing new to be checked. */
static bool needs_no_more(pte_t old, pte_t new)
{
	return (old & PTE_PRESENT) && !((old ^ new) & PTE_REF) && !(new & ~old & PTE_RW);
}

/* After such a change at level 1. */
static void put_difference(pte_t old, pte_t new)
{
	if ((old & ~new & PTE_RW) && !pv_frame_is_mmio(pte_mfn(old)))
		page_put_type(mfn_to_page(pte_mfn(old)));
}

static pte_t entry_exchange(pte_t *entry, pte_t new, bool keep_ad)
{
	pte_t old;

	if (!keep_ad)
		return xchg(entry, new);
	old = READ_ONCE(*entry);
	while (!try_cmpxchg(entry, &old, new | (old & PTE_AD)))
		;
	return old;
}

/* True if the change could be made without new references; @old: what it was. */
static bool entry_adjust(pte_t *entry, pte_t new, bool keep_ad, pte_t *old)
{
	*old = READ_ONCE(*entry);
	while (needs_no_more(*old, new)) {
		if (try_cmpxchg(entry, old, new | (keep_ad ? *old & PTE_AD : 0)))
			return true;
	}
	return false;
}

static int l1_set(pte_t *entry, pte_t new, const struct pv_owners *own, bool keep_ad)
{
	pte_t old;
	int rc;

	new = pv_pte_adjust(new, 1);
	if (new & PTE_PRESENT) {
		if (!(pte_flags(new) & ~PV_L1_FLAGS) && entry_adjust(entry, new, keep_ad, &old)) {
			put_difference(old, new);
			return 0;
		}
		rc = pv_l1_get(&new, own->pt, own->pg);
		if (rc)
			return rc;
	}
	pv_l1_put(entry_exchange(entry, new, keep_ad));
	return 0;
}

/* Levels 2 to 4: both frames belong to the domain of the table. */
static int upper_set(struct pv_table *t, unsigned int slot, pte_t new,
		     const struct pv_owners *own, bool keep_ad)
{
	unsigned int level = pgt_level(t->type);
	pte_t *entry = &t->entry[slot], old;
	int rc;

	new = pv_pte_adjust(new, level);
	if ((new & PTE_PRESENT) && !(pte_flags(new) & ~PV_TABLE_FLAGS) &&
	    entry_adjust(entry, new, keep_ad, &old)) {
		old = 0;	/* its references are the new one's */
	} else {
		rc = new & PTE_PRESENT ? pv_table_get(new, level, t->pg, own->pt) : 0;
		if (rc)
			return rc;
		old = entry_exchange(entry, new, keep_ad);
	}
	if (level == 4)
		isolation_root_changed();
	/* For itself it has no references. */
	if ((old & PTE_PRESENT) && mfn_to_page(pte_mfn(old)) != t->pg)
		pv_put_table(mfn_to_page(pte_mfn(old)));
	return 0;
}

int pv_table_set(struct pv_table *t, unsigned int slot, pte_t new,
		 const struct pv_owners *own, bool keep_ad)
{
	if (t->type == PGT_L1)
		return l1_set(&t->entry[slot], new, own, keep_ad);
	if (pgt_is_table(t->type)) {
		if (t->type == PGT_L4 && pv_hyp_slot(slot))
			return -EINVAL;
		return upper_set(t, slot, new, own, keep_ad);
	}
	if (t->type != PGT_WRITABLE)
		return -EINVAL;
	/* Not a table, or not yet: the guest could write it itself. */
	entry_exchange(&t->entry[slot], new, keep_ad);
	return 0;
}

/* Our reference holds the frame until the entry has its own. */
int pv_table_set_gfn(struct pv_table *t, unsigned int slot, pte_t new,
		     const struct pv_owners *own, bool keep_ad)
{
	struct page_info *pg;
	int rc;

	if (!(new & PTE_PRESENT))
		return pv_table_set(t, slot, new, own, keep_ad);
	pg = gfn_get_page(own->pg, to_gfn(mfn_x(pte_mfn(new))));
	if (!pg)
		return -EINVAL;
	rc = pv_table_set(t, slot, pte_make(page_to_mfn(pg), pte_flags(new)), own, keep_ad);
	page_put(pg);
	return rc;
}

int pv_l1_cmpxchg(struct pv_table *t, unsigned int slot, pte_t *old, pte_t new,
		  const struct pv_owners *own)
{
	pte_t expected = *old;
	int rc;

	new = pv_pte_adjust(new, 1);
	if ((new & PTE_PRESENT) && needs_no_more(expected, new) &&
	    !(pte_flags(new) & ~PV_L1_FLAGS)) {
		if (try_cmpxchg(&t->entry[slot], old, new))
			put_difference(expected, new);
		return 0;
	}
	if (new & PTE_PRESENT) {
		rc = pv_l1_get(&new, own->pt, own->pg);
		if (rc)
			return rc;
	}
	if (try_cmpxchg(&t->entry[slot], old, new))
		pv_l1_put(expected);
	else
		pv_l1_put(new);
	return 0;
}

void pv_l1_replace(struct pv_table *t, unsigned int slot, pte_t new)
{
	pv_l1_put(entry_exchange(&t->entry[slot], new, false));
}

bool pv_l1_take(struct pv_table *t, unsigned int slot, mfn_t mfn, pte_t *pte)
{
	*pte = READ_ONCE(t->entry[slot]);
	do {
		if (!(*pte & PTE_PRESENT) || !mfn_eq(pte_mfn(*pte), mfn))
			return false;
	} while (!try_cmpxchg(&t->entry[slot], pte, 0));
	return true;
}

/*
 * The entry of a level on the way to @va.  Tables may change under us, since
 * nothing is held; each step reads RAM of the direct map at worst, and callers
 * check what they find at the end.
 */
static pte_t walk(const struct vcpu *v, u64 va, unsigned int to_level)
{
	pte_t pte = pte_make(v->arch->pv->guest_table, PTE_PRESENT);
	unsigned int level;

	if (pv_hyp_slot(PT_INDEX(va, 4)) || (u64)((s64)(va << 16) >> 16) != va)
		return 0;
	for (level = 4; level >= to_level; level--) {
		const pte_t *table;

		if (!(pte & PTE_PRESENT) || !mfn_is_ram(pte_mfn(pte)))
			return 0;
		table = mfn_to_virt(pte_mfn(pte));
		pte = READ_ONCE(table[PT_INDEX(va, level)]);
	}
	return pte & PTE_PRESENT ? pte : 0;
}

pte_t pv_lookup_l1(const struct vcpu *v, u64 va)
{
	return walk(v, va, 1);
}

int pv_walk_l1(struct pv_table *t, const struct vcpu *v, u64 va)
{
	pte_t pte = walk(v, va, 2);
	int rc;

	if (!pte)
		return -EINVAL;
	rc = pv_table_open(t, v->domain, pte_mfn(pte));
	if (!rc && t->type != PGT_L1) {
		pv_table_close(t);
		rc = -EINVAL;
	}
	return rc;
}
