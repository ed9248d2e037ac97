// SPDX-License-Identifier: GPL-2.0-only
/* HYPERVISOR_mmuext_op: pins, roots, LDT, whole pages; flushes are in mmuext_flush.c. */
#include <asm/pv_hypercalls.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <hyp/vmap.h>
#include <asm/domain.h>
#include <asm/pv.h>
#include <asm/pv_flush.h>
#include <asm/pv_mm.h>
#include <asm/pv_pte.h>
#include <xen/interface/xen.h>

static int op_pin(struct domain *owner, const struct mmuext_op *op)
{
	return pv_pin(owner, to_mfn(op->arg1.mfn), op->cmd - MMUEXT_PIN_L1_TABLE + 1);
}

static int op_unpin(struct domain *owner, const struct mmuext_op *op)
{
	return pv_unpin(owner, to_mfn(op->arg1.mfn));
}

static int op_new_baseptr(struct domain *owner, const struct mmuext_op *op)
{
	return pv_new_cr3(current, to_mfn(op->arg1.mfn));
}

static int op_new_user_baseptr(struct domain *owner, const struct mmuext_op *op)
{
	return pv_new_user_cr3(current, op->arg1.mfn ? to_mfn(op->arg1.mfn) : INVALID_MFN);
}

static int op_set_ldt(struct domain *owner, const struct mmuext_op *op)
{
	return pv_set_ldt(current, op->arg1.linear_addr, op->arg2.nr_ents);
}

/* Memory that the guest could write itself, if it had it mapped. */
static struct page_info *writable_page(struct domain *owner, mfn_t mfn)
{
	if (!mfn_valid(mfn) ||
	    !page_get_and_type(mfn_to_page(mfn), owner, PGT_WRITABLE))
		return NULL;
	return mfn_to_page(mfn);
}

static int op_clear_page(struct domain *owner, const struct mmuext_op *op)
{
	mfn_t mfn = to_mfn(op->arg1.mfn);
	struct page_info *pg = writable_page(owner, mfn);

	if (!pg)
		return -EINVAL;
	memset(mfn_to_virt(mfn), 0, PAGE_SIZE);
	page_put_and_type(pg);
	return 0;
}

static int op_copy_page(struct domain *owner, const struct mmuext_op *op)
{
	mfn_t dst = to_mfn(op->arg1.mfn), src = to_mfn(op->arg2.src_mfn);
	struct page_info *pg;
	int rc = -EINVAL;

	if (!mfn_valid(src) || !page_get(mfn_to_page(src), owner))
		return -EINVAL;
	pg = writable_page(owner, dst);
	if (pg) {
		memcpy(mfn_to_virt(dst), mfn_to_virt(src), PAGE_SIZE);
		page_put_and_type(pg);
		rc = 0;
	}
	page_put(mfn_to_page(src));
	return rc;
}

static int op_no_superpages(struct domain *owner, const struct mmuext_op *op)
{
	return -EOPNOTSUPP;
}

struct mmuext_entry {
	int (*fn)(struct domain *owner, const struct mmuext_op *op);
	bool foreign;		/* makes sense for another domain */
};

static const struct mmuext_entry mmuext_table[] = {
	[MMUEXT_PIN_L1_TABLE]		= { op_pin, true },
	[MMUEXT_PIN_L2_TABLE]		= { op_pin, true },
	[MMUEXT_PIN_L3_TABLE]		= { op_pin, true },
	[MMUEXT_PIN_L4_TABLE]		= { op_pin, true },
	[MMUEXT_UNPIN_TABLE]		= { op_unpin, true },
	[MMUEXT_NEW_BASEPTR]		= { op_new_baseptr },
	[MMUEXT_TLB_FLUSH_LOCAL]	= { pv_flush_local },
	[MMUEXT_INVLPG_LOCAL]		= { pv_invlpg_local },
	[MMUEXT_TLB_FLUSH_MULTI]	= { pv_flush_multi },
	[MMUEXT_INVLPG_MULTI]		= { pv_flush_multi },
	[MMUEXT_TLB_FLUSH_ALL]		= { pv_flush_all },
	[MMUEXT_INVLPG_ALL]		= { pv_flush_all },
	[MMUEXT_FLUSH_CACHE]		= { pv_flush_cache },
	[MMUEXT_SET_LDT]		= { op_set_ldt },
	[MMUEXT_NEW_USER_BASEPTR]	= { op_new_user_baseptr },
	[MMUEXT_CLEAR_PAGE]		= { op_clear_page, true },
	[MMUEXT_COPY_PAGE]		= { op_copy_page, true },
	[MMUEXT_FLUSH_CACHE_GLOBAL]	= { pv_flush_cache },
	[MMUEXT_MARK_SUPER]		= { op_no_superpages, true },
	[MMUEXT_UNMARK_SUPER]		= { op_no_superpages, true },
};

static int mmuext_one(struct domain *owner, const struct mmuext_op *op)
{
	const struct mmuext_entry *e;

	if (op->cmd >= ARRAY_SIZE(mmuext_table))
		return -ENOSYS;
	e = &mmuext_table[array_index_nospec(op->cmd, ARRAY_SIZE(mmuext_table))];
	if (!e->fn)
		return -ENOSYS;
	if (!e->foreign && (owner != current->domain || !current->arch->pv))
		return -EPERM;
	return e->fn(owner, op);
}

static int mmuext_batch(struct domain *owner, struct pv_batch *b)
{
	struct mmuext_op op;
	int rc;

	while (b->left) {
		if (guest_read(&op, b->reqs))
			return -EFAULT;
		rc = mmuext_one(owner, &op);
		if (rc)
			return rc;
		pv_batch_next(b, sizeof(op));
		rc = pv_put_pending(current->arch->pv);
		if (rc)
			return rc;
		if (b->left && hypercall_preempt_check())
			return -ERESTART;
	}
	return 0;
}

long do_mmuext_op(struct hypercall *call)
{
	struct domain *owner;
	struct pv_batch b;
	int rc = pv_batch_start(&b, call);

	if (rc)
		return rc;
	rc = pv_put_pending(current->arch->pv);
	if (rc)
		return pv_batch_end(&b, call, rc);
	owner = pv_frame_owner(b.owners & 0xffff);
	if (IS_ERR(owner))
		return PTR_ERR(owner);
	rc = mmuext_batch(owner, &b);
	pv_frame_owner_put(owner);
	return pv_batch_end(&b, call, rc);
}
