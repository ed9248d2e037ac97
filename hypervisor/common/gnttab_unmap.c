// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unmapping grants, in batches of three steps:
 *
 *	each: claim the handle, take the page out of the guest's page tables
 *	once: flush the TLBs
 *	each: drop the pins, with their references, and free the handle
 *
 * A page must not change hands while somebody can still reach it by an old
 * translation, and a flush costs more than all the rest: hence the batches.
 */
#include <hyp/domain.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/guest_copy.h>
#include <hyp/printk.h>
#include <hyp/softirq.h>
#include <hyp/vcpu.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/stddef.h>

#include "gnttab_priv.h"

#define UNMAP_BATCH	32

/* What both forms of the operation ask for, and how far it is. */
struct unmap {
	u64 host_addr, dev_bus_addr, new_addr;
	struct maptrack *mt;	/* claimed, or NULL */
	u32 handle;
	s16 status;
	u16 done;		/* GNTMAP_*_map that are gone from the guest */
};

static int unmap_parts(struct vcpu *v, struct unmap *u, struct maptrack *mt)
{
	const struct grant_map_req req = {
		.host_addr = u->host_addr,
		.new_addr = u->new_addr,
		.flags = mt->flags,
		.mfn = mt->mfn,
	};
	bool device = u->dev_bus_addr && (mt->flags & GNTMAP_device_map);
	int rc = GNTST_okay;

	if (device && u->dev_bus_addr != mfn_to_paddr(req.mfn))
		return GNTST_general_error;
	if (u->host_addr && (mt->flags & GNTMAP_host_map)) {
		rc = v->domain->ops->unmap_grant(v, &req);
		if (!rc)
			u->done |= GNTMAP_host_map;
	}
	if (!rc && device)
		u->done |= GNTMAP_device_map;

	return rc;
}

/* False: somebody else has the handle, who may be this batch. */
static bool unmap_begin(struct vcpu *v, struct unmap *u)
{
	struct maptrack *mt = maptrack_lookup(v->domain, u->handle);
	enum claim claim = mt ? maptrack_claim(mt) : CLAIM_NOTHING;

	u->done = 0;
	u->mt = claim == CLAIM_OK ? mt : NULL;
	if (claim == CLAIM_BUSY)
		return false;
	if (u->mt) {
		u->status = unmap_parts(v, u, mt);
	} else {
		guest_log(v->domain, "grant handle %#x maps nothing\n", u->handle);
		u->status = GNTST_bad_handle;
	}

	return true;
}

static void unmap_end(struct vcpu *v, struct unmap *u)
{
	if (u->mt)
		maptrack_release(v->domain, v->id, u->handle, u->mt, u->done);
}

static void flush(struct domain *d, const struct unmap *u, unsigned int n)
{
	u16 done = 0;

	while (n--)
		done |= u[n].done;
	if ((done & GNTMAP_host_map) && d->ops->flush_tlb)
		d->ops->flush_tlb(d);
}

/* The two forms: how one is read and how its status is written. */
struct unmap_form {
	u32 size, status_offset;
	int (*read)(u64 gva, struct unmap *u);
};

static int read_plain(u64 gva, struct unmap *u)
{
	struct gnttab_unmap_grant_ref op;

	if (guest_read(&op, gva))
		return -EFAULT;
	u->host_addr = op.host_addr;
	u->dev_bus_addr = op.dev_bus_addr;
	u->new_addr = 0;
	u->handle = op.handle;

	return 0;
}

static int read_replace(u64 gva, struct unmap *u)
{
	struct gnttab_unmap_and_replace op;

	if (guest_read(&op, gva))
		return -EFAULT;
	u->host_addr = op.host_addr;
	u->dev_bus_addr = 0;
	u->new_addr = op.new_addr;
	u->handle = op.handle;

	return 0;
}

static const struct unmap_form plain = {
	.size = sizeof(struct gnttab_unmap_grant_ref),
	.status_offset = offsetof(struct gnttab_unmap_grant_ref, status),
	.read = read_plain,
}, replace = {
	.size = sizeof(struct gnttab_unmap_and_replace),
	.status_offset = offsetof(struct gnttab_unmap_and_replace, status),
	.read = read_replace,
};

/* Up to a batch; returns how many were begun, *@rc tells why it ended early. */
static unsigned int begin_batch(const struct unmap_form *form, u64 gva, unsigned int count,
				struct unmap *u, int *rc)
{
	struct vcpu *v = current;
	unsigned int n;

	*rc = 0;
	for (n = 0; n < count; n++) {
		*rc = form->read(gva + (u64)n * form->size, &u[n]);
		if (*rc)
			break;
		while (!unmap_begin(v, &u[n])) {
			/* First give back what we have. */
			if (n)
				return n;
			cpu_relax();
		}
	}

	return n;
}

static long run(const struct unmap_form *form, struct gnttab_array *a)
{
	struct unmap u[UNMAP_BATCH];
	struct vcpu *v = current;
	u64 gva = a->gva;
	unsigned int i, n;
	int rc = 0;

	while (!rc && a->done < a->count) {
		if (a->done && hypercall_preempt_check())
			return -ERESTART;
		n = begin_batch(form, gva, min_t(u32, a->count - a->done, UNMAP_BATCH), u, &rc);
		flush(v->domain, u, n);
		for (i = 0; i < n; i++, gva += form->size) {
			unmap_end(v, &u[i]);
			if (guest_write(gva + form->status_offset, &u[i].status))
				rc = -EFAULT;
		}
		a->done += n;
	}

	return rc;
}

long gnttab_op_unmap(struct gnttab_array *a)
{
	return run(&plain, a);
}

long gnttab_op_unmap_and_replace(struct gnttab_array *a)
{
	return run(&replace, a);
}

/* Handles looked at between two looks at whether to go on. */
#define RELEASE_BATCH	64

int gnttab_domain_relinquish(struct domain *d)
{
	struct gnttab *gt = d->gnttab;

	if (!gt)
		return 0;
	/* Who lengthens the table and has not seen that the domain dies is through then. */
	write_lock(&gt->lock);
	write_unlock(&gt->lock);
	/* Its page tables go too, and no CPU uses them any more. */
	for (; gt->release_at < gt->nr_handles; gt->release_at++) {
		struct maptrack *mt = maptrack_lookup(d, gt->release_at);

		if (maptrack_claim(mt) == CLAIM_OK)
			maptrack_release(d, 0, gt->release_at, mt, mt->flags);
		if (gt->release_at % RELEASE_BATCH == RELEASE_BATCH - 1 &&
		    hypercall_preempt_check()) {
			gt->release_at++;
			return -ERESTART;
		}
	}

	return 0;
}
