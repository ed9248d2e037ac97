// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping grants.
 *
 *	check -> free handle -> pin the entry (host, device) -> guest's page
 *	tables -> fill the handle
 *
 * Each step is undone by the labels behind it. The handle is filled last: until then
 * nobody can unmap it.
 */
#include <hyp/domain.h>
#include <hyp/gnttab.h>
#include <hyp/guest.h>
#include <hyp/page.h>
#include <hyp/printk.h>
#include <hyp/vcpu.h>
#include <linux/compiler.h>

#include "gnttab_priv.h"

#define MAP_ANY		(GNTMAP_host_map | GNTMAP_device_map)
/* Not for a domain whose addresses are translated: it has no such PTEs. */
#define MAP_PV_ONLY	(GNTMAP_device_map | GNTMAP_application_map | GNTMAP_contains_pte)

static int check(const struct domain *d, const struct gnttab_map_grant_ref *op)
{
	if (!(op->flags & MAP_ANY)) {
		guest_log(d, "grant map with flags %#x\n", op->flags);
		return GNTST_bad_gntref;
	}
	if (d->auto_translated && (op->flags & MAP_PV_ONLY))
		return GNTST_general_error;

	return GNTST_okay;
}

static int pin_both(struct domain *granter, const struct gnttab_map_grant_ref *op, domid_t who,
		    struct page_info **pg)
{
	bool readonly = op->flags & GNTMAP_readonly;
	enum pin_kind host = readonly ? PIN_HOST_READ : PIN_HOST_WRITE;
	enum pin_kind dev = readonly ? PIN_DEV_READ : PIN_DEV_WRITE;
	int rc = GNTST_okay;

	if (op->flags & GNTMAP_host_map)
		rc = gnttab_pin(granter, op->ref, who, host, pg);
	if (rc || !(op->flags & GNTMAP_device_map))
		return rc;
	rc = gnttab_pin(granter, op->ref, who, dev, pg);
	if (rc && (op->flags & GNTMAP_host_map))
		gnttab_unpin(granter, op->ref, host);

	return rc;
}

static void unpin_both(struct domain *granter, const struct gnttab_map_grant_ref *op)
{
	bool readonly = op->flags & GNTMAP_readonly;

	if (op->flags & GNTMAP_host_map)
		gnttab_unpin(granter, op->ref, readonly ? PIN_HOST_READ : PIN_HOST_WRITE);
	if (op->flags & GNTMAP_device_map)
		gnttab_unpin(granter, op->ref, readonly ? PIN_DEV_READ : PIN_DEV_WRITE);
}

static int map_in_guest(struct vcpu *v, const struct gnttab_map_grant_ref *op, mfn_t mfn)
{
	const struct grant_map_req req = {
		.host_addr = op->host_addr,
		.flags = op->flags,
		.mfn = mfn,
	};

	if (!(op->flags & GNTMAP_host_map))
		return GNTST_okay;

	return v->domain->ops->map_grant(v, &req);
}

/* From here on the handle can be unmapped. */
static void fill_handle(struct domain *d, u32 handle, struct domain *granter, mfn_t mfn,
			const struct gnttab_map_grant_ref *op)
{
	struct maptrack *mt = maptrack_lookup(d, handle);

	mt->domain = granter;
	mt->mfn = mfn;
	mt->ref = op->ref;
	/* The rest of it before the flags, which say that there is something. */
	smp_store_release(&mt->flags, op->flags & (MAP_PV_ONLY | MAP_ANY | GNTMAP_readonly));
}

static int map_from(struct vcpu *v, struct domain *granter, struct gnttab_map_grant_ref *op)
{
	struct domain *d = v->domain;
	u32 handle = maptrack_get(d, v->id);
	struct page_info *pg;
	mfn_t mfn;
	int rc;

	if (handle == MAPTRACK_NONE) {
		guest_log(d, "no free grant handle\n");
		return GNTST_no_device_space;
	}
	rc = pin_both(granter, op, d->domid, &pg);
	if (rc)
		goto out_handle;
	mfn = page_to_mfn(pg);
	rc = map_in_guest(v, op, mfn);
	if (rc)
		goto out_unpin;
	op->dev_bus_addr = mfn_to_paddr(mfn);
	op->handle = handle;
	fill_handle(d, handle, granter, mfn, op);

	return GNTST_okay;

out_unpin:
	unpin_both(granter, op);
out_handle:
	maptrack_put(d, v->id, handle);
	return rc;
}

static int map_one(struct vcpu *v, struct gnttab_map_grant_ref *op)
{
	int rc = check(v->domain, op);
	struct domain *granter;

	if (rc)
		return rc;
	granter = domain_get_by_id(op->dom);
	if (!granter) {
		guest_log(v->domain, "grant of no domain d%u\n", op->dom);
		return GNTST_bad_domain;
	}
	rc = granter->gnttab ? map_from(v, granter, op) : GNTST_bad_domain;
	/* A mapping keeps the reference. */
	if (rc)
		domain_put(granter);

	return rc;
}

static void map_fn(void *arg, void *vcpu)
{
	struct gnttab_map_grant_ref *op = arg;

	op->status = map_one(vcpu, op);
}

long gnttab_op_map(struct gnttab_array *a)
{
	return gnttab_for_each(a, map_fn, current);
}
