// SPDX-License-Identifier: GPL-2.0-only
/*
 * XEN_DOMCTL_shadow_op for PV domains: the log of dirty frames that a live migration asks
 * for again and again.
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
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/domctl.h>

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

/* A caller without a buffer wants the counts only. */
static long report(struct domain *d, struct xen_domctl_shadow_op *op)
{
	struct arch_domain *a = d->arch;
	long rc = 0;

	if (!a->log_dirty)
		return -EINVAL;
	if (op->pages > MAX_FRAMES)
		return -E2BIG;
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
	d->arch->log_dirty = true;
	d->arch->log_dirty_at = 0;
	return 0;
}

static long disable(struct domain *d)
{
	if (!d->arch->log_dirty)
		return -EINVAL;
	d->arch->log_dirty = false;
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
	default:
		return -EOPNOTSUPP;
	}
}
