// SPDX-License-Identifier: GPL-2.0-only
/*
 * Granted frames in a PV guest's page tables.
 *
 * An entry for a granted frame has references like any other, on top of those
 * that the grant mapping itself holds.  So a guest that writes over it leaves
 * no dangling count, only a mapping that it can't name any more; its own loss.
 */
#include <asm/pv_mm.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/guest.h>
#include <hyp/page.h>
#include <hyp/vcpu.h>
#include <asm/pv_pte.h>
#include <xen/interface/grant_table.h>

/* Flags from bit 16 on go to the bits of the entry that software may use. */
static pte_t grant_pte(const struct grant_map_req *req)
{
	u64 flags = PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY | (req->cache & PTE_CACHE);

	if (!(req->flags & GNTMAP_readonly))
		flags |= PTE_RW;
	if (req->flags & GNTMAP_application_map)
		flags |= PTE_USER;
	flags |= (u64)(req->flags >> _GNTMAP_guest_avail0) * PTE_AVAIL0 &
		 (PTE_AVAIL0 | PTE_AVAIL1 | PTE_AVAIL2);
	return pv_pte_adjust(pte_make(req->mfn, flags), 1);
}

/* Where the request says that the entry is: machine address of it, or what it maps. */
static int grant_find(struct vcpu *v, const struct grant_map_req *req, struct pv_table *t,
		      unsigned int *slot)
{
	int rc;

	if (!(req->flags & GNTMAP_contains_pte)) {
		*slot = PT_INDEX(req->host_addr, 1);
		return pv_walk_l1(t, v, req->host_addr);
	}
	if (req->host_addr & (sizeof(pte_t) - 1))
		return -EINVAL;
	*slot = (req->host_addr & ~PAGE_MASK) / sizeof(pte_t);
	rc = pv_table_open(t, v->domain, paddr_to_mfn(req->host_addr));
	if (!rc && t->type != PGT_L1) {
		pv_table_close(t);
		rc = -EINVAL;
	}
	return rc;
}

int pv_map_grant(struct vcpu *v, const struct grant_map_req *req)
{
	pte_t pte = grant_pte(req);
	struct pv_table t;
	unsigned int slot;

	if (pv_l1_get_granted(pte))
		return GNTST_general_error;
	if (grant_find(v, req, &t, &slot)) {
		pv_l1_put(pte);
		return GNTST_general_error;
	}
	pv_l1_replace(&t, slot, pte);
	pv_table_close(&t);
	return GNTST_okay;
}

/* The entry that maps another address moves here. */
static int grant_replace(struct vcpu *v, u64 from, struct pv_table *to, unsigned int slot)
{
	struct pv_table t;
	pte_t pte;

	if (pv_walk_l1(&t, v, from))
		return GNTST_general_error;
	pte = READ_ONCE(t.entry[PT_INDEX(from, 1)]);
	if ((pte & PTE_PRESENT) && !pv_l1_take(&t, PT_INDEX(from, 1), pte_mfn(pte), &pte))
		pte = 0;
	pv_table_close(&t);
	pv_l1_replace(to, slot, pte & PTE_PRESENT ? pte : 0);
	return GNTST_okay;
}

int pv_unmap_grant(struct vcpu *v, const struct grant_map_req *req)
{
	int status = GNTST_okay;
	struct pv_table t;
	unsigned int slot;
	pte_t old;

	if ((req->flags & GNTMAP_contains_pte) && req->new_addr)
		return GNTST_general_error;
	if (grant_find(v, req, &t, &slot))
		return GNTST_general_error;
	if (!pv_l1_take(&t, slot, req->mfn, &old)) {
		status = GNTST_general_error;
	} else {
		pv_l1_put(old);
		if (req->new_addr)
			status = grant_replace(v, req->new_addr, &t, slot);
	}
	pv_table_close(&t);
	return status;
}
