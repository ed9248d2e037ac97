// SPDX-License-Identifier: GPL-2.0-only
/*
 * XEN_DOMCTL_shadow_op: the log of dirty frames that a live migration asks for again and
 * again. Of a translated domain it is the physical map's.
 *
 * Writes of a PV guest are not tracked: that would need its page tables changed under it,
 * and Linux decides by what it reads there which page to copy on write.  So the answer is
 * always that every frame may have been written since the last question.  A number without
 * a frame behind it is in the answer too; the tools look up each one's type before they
 * send it.
 *
 * Another round while the guest runs would gain nothing, so the count that goes with the
 * answer is 0 then: by it the tools decide to stop the guest and send what is left.
 */
#include "domctl.h"

#include <asm/domain.h>
#include <asm/hvm.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/p2m.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/domctl.h>

#define MB_SHIFT	20
#define CHUNK_BYTES	256
/* 1 TiB of guest memory. */
#define MAX_FRAMES	BIT(28)

/* All ones from byte @from to the end; the place to go on from is kept in the domain. */
static long write_bitmap(struct arch_domain *a, u64 gva, u64 frames)
{
	u8 ones[CHUNK_BYTES];
	u64 bytes = frames / 8;

	memset(ones, 0xff, sizeof(ones));
	while (a->log_dirty_at < bytes) {
		u64 n = min(bytes - a->log_dirty_at, (u64)CHUNK_BYTES);

		if (guest_copy_to(gva + a->log_dirty_at, ones, n))
			return -EFAULT;
		a->log_dirty_at += n;
		if (hypercall_preempt_check())
			return -ERESTART;
	}
	ones[0] = (1u << frames % 8) - 1;
	return frames % 8 && guest_copy_to(gva + bytes, ones, 1) ? -EFAULT : 0;
}

#define CHUNK_WORDS	(CHUNK_BYTES / sizeof(u64))

/* A piece of the log at byte log_dirty_at, of at most @frames in all. */
static long copy_piece(struct domain *d, struct xen_domctl_shadow_op *op, bool clean)
{
	u64 words[CHUNK_WORDS], bytes = (op->pages + 7) / 8 - d->arch->log_dirty_at;
	u64 gfn = d->arch->log_dirty_at * 8;

	bytes = min_t(u64, bytes, CHUNK_BYTES);
	d->arch->log_dirty_count += p2m_dirty_take(d, gfn, words, (bytes + 7) / 8, clean);
	if (op->pages - gfn < bytes * 8)
		((u8 *)words)[bytes - 1] &= (1U << op->pages % 8) - 1;
	if (op->dirty_bitmap.ptr &&
	    guest_copy_to(op->dirty_bitmap.ptr + d->arch->log_dirty_at, words, bytes))
		return -EFAULT;
	d->arch->log_dirty_at += bytes;
	return 0;
}

/* Whatever ends it, what was taken is protected when the caller goes on. */
static long report_translated(struct domain *d, struct xen_domctl_shadow_op *op)
{
	bool clean = op->op == XEN_DOMCTL_SHADOW_OP_CLEAN;
	struct arch_domain *a = d->arch;
	long rc = 0;

	if (!a->log_dirty_at)
		a->log_dirty_count = 0;
	while (!rc && a->log_dirty_at * 8 < op->pages) {
		rc = copy_piece(d, op, clean);
		if (!rc && a->log_dirty_at * 8 < op->pages && hypercall_preempt_check())
			rc = -ERESTART;
	}
	if (clean)
		p2m_dirty_flush(d);
	if (rc == -ERESTART)
		return rc;
	a->log_dirty_at = 0;
	op->stats.fault_count = 0;
	op->stats.dirty_count = a->log_dirty_count;
	return rc;
}

/* A caller without a buffer wants the counts only. */
static long report(struct domain *d, struct xen_domctl_shadow_op *op)
{
	struct arch_domain *a = d->arch;
	long rc = 0;

	if (!a->log_dirty)
		return -EINVAL;
	if (op->pages > MAX_FRAMES)
		return -E2BIG;
	if (d->p2m)
		return report_translated(d, op);
	if (op->dirty_bitmap.ptr)
		rc = write_bitmap(a, op->dirty_bitmap.ptr, op->pages);
	if (rc == -ERESTART)
		return rc;
	a->log_dirty_at = 0;
	op->stats.fault_count = 0;
	op->stats.dirty_count = READ_ONCE(d->shut_down) ? READ_ONCE(d->tot_pages) : 0;
	return rc;
}

static long enable(struct domain *d, u32 mode)
{
	if (mode != XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY)
		return -EOPNOTSUPP;
	if (d->arch->log_dirty)
		return -EINVAL;
	if (d->p2m && p2m_dirty_start(d))
		return -ENOMEM;
	d->arch->log_dirty = true;
	d->arch->log_dirty_at = 0;
	return 0;
}

static long disable(struct domain *d)
{
	if (!d->arch->log_dirty)
		return -EINVAL;
	d->arch->log_dirty = false;
	if (d->p2m)
		p2m_dirty_stop(d);
	return 0;
}

/* The older form of XEN_DOMCTL_set_paging_mempool_size. */
static long allocation(struct domain *d, struct xen_domctl_shadow_op *op)
{
	struct hvm_domain *hd = d->arch->hvm;

	if (!hd)
		return -EOPNOTSUPP;
	if (op->op == XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION)
		hvm_set_paging_bytes(d, (u64)op->mb << MB_SHIFT);
	else
		op->mb = hd->paging_bytes >> MB_SHIFT;
	return 0;
}

long domctl_shadow_op(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_shadow_op *s = &op->u.shadow_op;

	if (d == current->domain)
		return -EINVAL;
	switch (s->op) {
	case XEN_DOMCTL_SHADOW_OP_OFF:
		return disable(d);
	case XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY:
		return enable(d, XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY);
	case XEN_DOMCTL_SHADOW_OP_ENABLE:
		return enable(d, s->mode);
	case XEN_DOMCTL_SHADOW_OP_CLEAN:
	case XEN_DOMCTL_SHADOW_OP_PEEK:
		return report(d, s);
	case XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION:
	case XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION:
		return allocation(d, s);
	default:
		return -EOPNOTSUPP;
	}
}
