// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_mmu_update: a list of (machine address of an entry, new value).
 *
 * Requests are copied in some at a time, and the table page of one stays held
 * for the next, because guests send runs of neighbouring entries.
 */
#include <asm/pv_hypercalls.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/p2m.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_pte.h>
#include <xen/interface/xen.h>

#define UPDATE_CHUNK	8
#define UPDATE_CMD	3ULL

struct update_run {
	struct pv_owners own;
	struct pv_table table;		/* table.pg NULL: none held */
	mfn_t table_mfn;
	bool has_tables;		/* the domain of the tables is PV */
};

/* Domains of the call: low half owns the frames, high half - 1 the tables. */
static int run_start(struct update_run *run, u32 owners)
{
	u16 table_owner = owners >> 16;

	run->table.pg = NULL;
	run->own.pt = pv_frame_owner(table_owner ? table_owner - 1U : DOMID_SELF);
	if (IS_ERR(run->own.pt))
		return PTR_ERR(run->own.pt);
	run->own.pg = pv_frame_owner(owners & 0xffff);
	if (IS_ERR(run->own.pg)) {
		pv_frame_owner_put(run->own.pt);
		return PTR_ERR(run->own.pg);
	}
	run->has_tables = run->own.pt->arch && run->own.pt->arch->pv;
	return 0;
}

static void run_release_table(struct update_run *run)
{
	if (run->table.pg)
		pv_table_close(&run->table);
}

static void run_end(struct update_run *run)
{
	run_release_table(run);
	pv_frame_owner_put(run->own.pg);
	pv_frame_owner_put(run->own.pt);
}

static int run_use_table(struct update_run *run, mfn_t mfn)
{
	if (run->table.pg && mfn_eq(mfn, run->table_mfn))
		return 0;
	run_release_table(run);
	run->table_mfn = mfn;
	return pv_table_open(&run->table, run->own.pt, mfn);
}

static int update_entry(struct update_run *run, u64 ptr, pte_t pte, u64 cmd)
{
	bool keep_ad = cmd == MMU_PT_UPDATE_PRESERVE_AD;
	unsigned int slot = (ptr & ~PAGE_MASK) / sizeof(pte_t);
	int rc = run->has_tables ? run_use_table(run, paddr_to_mfn(ptr)) : -EINVAL;

	if (rc)
		return rc;
	if (unlikely(run->own.pg->auto_translated) && cmd != MMU_PT_UPDATE_NO_TRANSLATE)
		return pv_table_set_gfn(&run->table, slot, pte, &run->own, keep_ad);
	return pv_table_set(&run->table, slot, pte, &run->own, keep_ad);
}

static int update_machphys(struct update_run *run, mfn_t mfn, u64 pfn)
{
	struct page_info *pg;

	if (!mfn_valid(mfn) || run->own.pg->auto_translated)
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, run->own.pg))
		return -EINVAL;
	m2p_set(mfn, pfn);
	page_put(pg);
	return 0;
}

static int update_one(struct update_run *run, const struct mmu_update *req)
{
	u64 cmd = req->ptr & UPDATE_CMD;

	if (cmd == MMU_MACHPHYS_UPDATE)
		return update_machphys(run, paddr_to_mfn(req->ptr), req->val);
	return update_entry(run, req->ptr, req->val, cmd);
}

/* What the last request left behind, and whether others wait for the CPU. */
static int update_pause(void)
{
	int rc = pv_put_pending(current->arch->pv);

	if (!rc && hypercall_preempt_check())
		rc = -ERESTART;
	return rc;
}

/* Up to UPDATE_CHUNK requests. */
static int update_chunk(struct update_run *run, struct pv_batch *b)
{
	struct mmu_update req[UPDATE_CHUNK];
	u32 i, n = min_t(u32, b->left, UPDATE_CHUNK);
	unsigned long missing = guest_copy_from(req, b->reqs, n * sizeof(req[0]));
	int rc;

	/* Those before the one that can't be read are done. */
	n -= DIV_ROUND_UP(missing, sizeof(req[0]));
	if (!n)
		return -EFAULT;
	for (i = 0; i < n; i++) {
		rc = update_one(run, &req[i]);
		if (rc)
			return rc;
		pv_batch_next(b, sizeof(req[0]));
		rc = update_pause();
		if (rc)
			return rc;
	}
	return 0;
}

long do_mmu_update(struct hypercall *call)
{
	struct update_run run;
	struct pv_batch b;
	int rc = pv_batch_start(&b, call);

	if (rc)
		return rc;
	rc = pv_put_pending(current->arch->pv);
	if (rc)
		return pv_batch_end(&b, call, rc);
	rc = run_start(&run, b.owners);
	/* Also then the number that were done is told: Linux starts with a random one. */
	if (rc)
		return pv_batch_end(&b, call, rc);
	while (b.left && !rc)
		rc = update_chunk(&run, &b);
	run_end(&run);
	/* The last change may be all that was left. */
	if (rc == -ERESTART && !b.left && !pv_put_pending(current->arch->pv))
		rc = 0;
	return pv_batch_end(&b, call, rc);
}
