// SPDX-License-Identifier: GPL-2.0-only
/* Which L4s a PV vCPU has, and the references on them. */
#include <asm/pv_mm.h>
#include <linux/errno.h>
#include <hyp/domain.h>
#include <hyp/tlb.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>

int pv_root_get(const struct domain *d, mfn_t mfn)
{
	struct page_info *pg;
	int rc;

	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d))
		return -EINVAL;
	rc = page_get_type(pg, PGT_L4);
	if (rc)
		page_put(pg);
	return rc;
}

/* One of a vCPU's two roots; if it is there, it was taken before a restart. */
static int root_set(const struct domain *d, mfn_t *root, mfn_t mfn)
{
	int rc;

	if (mfn_eq(*root, mfn))
		return 0;
	rc = pv_root_get(d, mfn);
	if (!rc)
		*root = mfn;
	return rc;
}

static int root_drop(mfn_t *root)
{
	struct page_info *pg = mfn_to_page(*root);
	int rc;

	if (mfn_eq(*root, INVALID_MFN))
		return 0;
	rc = page_put_type(pg);
	if (rc)
		return rc;
	page_put(pg);
	*root = INVALID_MFN;
	return 0;
}

int pv_set_roots(struct vcpu *v, mfn_t kernel, mfn_t user)
{
	struct pv_vcpu *pv = v->arch->pv;
	int rc = root_set(v->domain, &pv->guest_table, kernel);

	if (!rc && !mfn_eq(user, INVALID_MFN))
		rc = root_set(v->domain, &pv->guest_table_user, user);
	return rc;
}

int pv_drop_roots(struct vcpu *v)
{
	int rc = root_drop(&v->arch->pv->guest_table_user);

	return rc ?: root_drop(&v->arch->pv->guest_table);
}

int pv_new_user_cr3(struct vcpu *v, mfn_t mfn)
{
	struct pv_vcpu *pv = v->arch->pv;
	mfn_t old = pv->guest_table_user;
	int rc;

	if (mfn_eq(mfn, old))
		return 0;
	if (!mfn_eq(mfn, INVALID_MFN)) {
		rc = pv_root_get(v->domain, mfn);
		if (rc)
			return rc;
	}
	pv->guest_table_user = mfn;
	/*
	 * The user's translations are global: no load of CR3 drops those of the old
	 * table.  A kernel that loads its own root first, as most do, has flushed.
	 */
	if (pv->user_cached)
		tlb_flush_local(FLUSH_TLB | FLUSH_GLOBAL, 0);
	pv->user_cached = false;
	if (!mfn_eq(old, INVALID_MFN))
		pv_put_table(mfn_to_page(old));
	return 0;
}
