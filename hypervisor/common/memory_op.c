// SPDX-License-Identifier: GPL-2.0-only
/*
 * HYPERVISOR_memory_op: from a command to its handler.
 *
 * The command's upper bits carry the progress of a long operation: the number
 * of extents done.  A guest may put anything there, so it is checked like any
 * other argument.
 */
#include <hyp/memory_op.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <hyp/domain.h>
#include <hyp/guest_copy.h>
#include <hyp/hypercall.h>
#include <hyp/mm_init.h>
#include <hyp/p2m.h>
#include <hyp/page_alloc.h>
#include <hyp/reservation.h>
#include <hyp/vcpu.h>
#include <xen/interface/memory.h>

#define CMD_BITS	6
#define CMD_MASK	(BIT(CMD_BITS) - 1)
#define MAX_EXTENTS	(~0UL >> CMD_BITS)

/* As a guest's argument leads to it; the caller puts the reference. */
static struct domain *target_get(domid_t domid, enum target_right right, int *err)
{
	struct domain *d = domain_get_any(domid);

	*err = d ? target_check(current->domain, d, right) : -ESRCH;
	if (!d || !*err)
		return d;
	domain_put(d);
	return NULL;
}

static long restart_at(struct hypercall *call, u64 done)
{
	call->arg[0] = (call->arg[0] & CMD_MASK) | done << CMD_BITS;
	return hypercall_restart(call);
}

/* False: the arguments allow no work at all. */
static bool reservation_check(const struct xen_memory_reservation *x, u64 done,
			      struct reservation *r)
{
	unsigned int bits = XENMEMF_get_address_bits(x->mem_flags);

	if (x->extent_order > RESERVATION_MAX_ORDER || x->nr_extents > MAX_EXTENTS ||
	    done > x->nr_extents || (bits && bits <= PAGE_SHIFT) ||
	    (x->mem_flags & XENMEMF_vnode))
		return false;
	*r = (struct reservation){
		.list = x->extent_start.ptr,
		.nr = x->nr_extents,
		.done = done,
		.order = x->extent_order,
		.on_demand = x->mem_flags & XENMEMF_populate_on_demand,
		.memflags = bits < 64 ? MEMF_BITS(bits) : 0,
	};
	return true;
}

/* These three answer how many extents are done, whatever stopped them. */
static long reservation_op(struct hypercall *call, int (*fn)(struct reservation *r))
{
	u64 done = call->arg[0] >> CMD_BITS;
	struct xen_memory_reservation x;
	struct reservation r;
	int err;

	if (guest_read(&x, call->arg[1]) || !reservation_check(&x, done, &r))
		return done;
	r.d = target_get(x.domid, TARGET_DM, &err);
	if (!r.d)
		return done;
	/* Of one that is being made, by who makes it. */
	if (r.on_demand && (!r.d->p2m || r.d == current->domain || fn != reservation_populate)) {
		domain_put(r.d);
		return done;
	}
	err = fn(&r);
	domain_put(r.d);
	return err == -ERESTART ? restart_at(call, r.done) : (long)r.done;
}

static long op_increase(struct hypercall *call)
{
	return reservation_op(call, reservation_increase);
}

static long op_decrease(struct hypercall *call)
{
	return reservation_op(call, reservation_decrease);
}

static long op_populate(struct hypercall *call)
{
	return reservation_op(call, reservation_populate);
}

static bool exchange_sizes_ok(const struct xen_memory_exchange *ex)
{
	u64 in = ex->in.nr_extents, out = ex->out.nr_extents;
	unsigned int bits = XENMEMF_get_address_bits(ex->out.mem_flags);

	if (ex->in.extent_order > RESERVATION_MAX_ORDER ||
	    ex->out.extent_order > RESERVATION_MAX_ORDER)
		return false;
	return in <= MAX_EXTENTS && out <= MAX_EXTENTS &&
	       in << ex->in.extent_order == out << ex->out.extent_order &&
	       (in << ex->in.extent_order) >> ex->in.extent_order == in &&
	       (out << ex->out.extent_order) >> ex->out.extent_order == out &&
	       ex->nr_exchanged <= in && (!bits || bits > PAGE_SHIFT);
}

static long op_exchange(struct hypercall *call)
{
	u64 count_gva = call->arg[1] + offsetof(struct xen_memory_exchange, nr_exchanged);
	struct xen_memory_exchange ex;
	struct domain *d;
	int err;

	if (guest_read(&ex, call->arg[1]))
		return -EFAULT;
	if (ex.in.domid != ex.out.domid || !exchange_sizes_ok(&ex))
		return -EINVAL;
	d = target_get(ex.in.domid, TARGET_DM, &err);
	if (!d)
		return err;
	err = d->auto_translated ? -EOPNOTSUPP : memory_exchange(d, &ex);
	domain_put(d);
	if (guest_write(count_gva, &ex.nr_exchanged))
		return -EFAULT;
	return err == -ERESTART ? hypercall_restart(call) : err;
}

static long op_maximum_ram_page(struct hypercall *call)
{
	return mm_max_ram_frame() - 1;
}

/* A question about one domain whose answer is a number. */
static long domain_query(struct hypercall *call, long (*fn)(const struct domain *d))
{
	struct xen_memory_domain x;
	struct domain *d;
	long answer;
	int err;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	d = target_get(x.domid, TARGET_DM, &err);
	if (!d)
		return err;
	answer = fn(d);
	domain_put(d);
	return answer;
}

static long tot_pages(const struct domain *d)
{
	return READ_ONCE(d->tot_pages) + (d->p2m ? p2m_demand_promised(d) : 0);
}

static long max_pages(const struct domain *d)
{
	return READ_ONCE(d->max_pages);
}

/* Without a map of ours it is the guest's own word, which it keeps for those that save it. */
static long maximum_gpfn(const struct domain *d)
{
	const struct shared_info *s = d->shared_info;

	if (d->p2m)
		return p2m_max_gfn(d);
	return s ? (long)(READ_ONCE(s->arch.max_pfn) ?: 1) - 1 : -EINVAL;
}

static long op_current_reservation(struct hypercall *call)
{
	return domain_query(call, tot_pages);
}

static long op_maximum_reservation(struct hypercall *call)
{
	return domain_query(call, max_pages);
}

static long op_maximum_gpfn(struct hypercall *call)
{
	return domain_query(call, maximum_gpfn);
}

static long op_claim_pages(struct hypercall *call)
{
	struct xen_memory_reservation x;
	struct domain *d;
	int err;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	if (!handle_is_null(x.extent_start) || x.extent_order || x.mem_flags)
		return -EINVAL;
	if (!current->domain->privileged)
		return -EPERM;
	d = domain_get_by_id(x.domid);
	if (!d)
		return -EINVAL;
	err = page_alloc_claim(d, x.nr_extents);
	domain_put(d);
	return err;
}

static long resource_run(struct hypercall *call, struct domain *d,
			 struct xen_mem_acquire_resource *res)
{
	u64 nr_gva = call->arg[1] + offsetof(struct xen_mem_acquire_resource, nr_frames);
	u32 done = call->arg[0] >> CMD_BITS;
	int err;

	if (handle_is_null(res->frame_list)) {
		if (res->nr_frames)
			return -EINVAL;
		res->nr_frames = acquire_resource_size(d, res);
		return res->nr_frames ? guest_write(nr_gva, &res->nr_frames) : -EOPNOTSUPP;
	}
	if (done > res->nr_frames)
		return -EINVAL;
	err = acquire_resource(d, res, &done);
	return err == -ERESTART ? restart_at(call, done) : err;
}

static long op_acquire_resource(struct hypercall *call)
{
	struct xen_mem_acquire_resource res;
	struct domain *d;
	long rc;
	int err;

	if (guest_read(&res, call->arg[1]))
		return -EFAULT;
	if (res.pad)
		return -EINVAL;
	d = target_get(res.domid, TARGET_DM, &err);
	if (!d)
		return err;
	rc = d->config ? resource_run(call, d, &res) : -EINVAL;
	domain_put(d);
	return rc;
}

/* No virtual NUMA is given to anyone. */
static long op_get_vnumainfo(struct hypercall *call)
{
	struct xen_vnuma_topology_info x;
	struct domain *d;
	int err;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	if (x.pad)
		return -EINVAL;
	d = target_get(x.domid, TARGET_DM, &err);
	if (!d)
		return err;
	domain_put(d);
	return -EOPNOTSUPP;
}

/* Without an IOMMU no region is reserved. */
static long op_reserved_device_memory_map(struct hypercall *call)
{
	u64 nr_gva = call->arg[1] +
		     offsetof(struct xen_reserved_device_memory_map, nr_entries);
	struct xen_reserved_device_memory_map x;

	if (guest_read(&x, call->arg[1]))
		return -EFAULT;
	if (x.flags & ~XENMEM_RDM_ALL)
		return -EINVAL;
	x.nr_entries = 0;
	return guest_write(nr_gva, &x.nr_entries);
}

static long (*const ops[])(struct hypercall *call) = {
	[XENMEM_increase_reservation] = op_increase,
	[XENMEM_decrease_reservation] = op_decrease,
	[XENMEM_populate_physmap] = op_populate,
	[XENMEM_exchange] = op_exchange,
	[XENMEM_maximum_ram_page] = op_maximum_ram_page,
	[XENMEM_current_reservation] = op_current_reservation,
	[XENMEM_maximum_reservation] = op_maximum_reservation,
	[XENMEM_maximum_gpfn] = op_maximum_gpfn,
	[XENMEM_claim_pages] = op_claim_pages,
	[XENMEM_acquire_resource] = op_acquire_resource,
	[XENMEM_get_vnumainfo] = op_get_vnumainfo,
	[XENMEM_reserved_device_memory_map] = op_reserved_device_memory_map,
	[XENMEM_add_to_physmap] = memory_op_add_to_physmap,
	[XENMEM_add_to_physmap_batch] = memory_op_add_to_physmap_batch,
	[XENMEM_remove_from_physmap] = memory_op_remove_from_physmap,
	[XENMEM_set_pod_target] = memory_op_pod_target,
	[XENMEM_get_pod_target] = memory_op_pod_target,
	[XENMEM_memory_map] = memory_op_memory_map,
	[XENMEM_machine_memory_map] = memory_op_machine_memory_map,
	[XENMEM_set_memory_map] = memory_op_set_memory_map,
	[XENMEM_machphys_mfn_list] = memory_op_machphys_mfn_list,
	[XENMEM_machphys_mapping] = memory_op_machphys_mapping,
};

long do_memory_op(struct hypercall *call)
{
	u64 cmd = call->arg[0] & CMD_MASK;

	if (cmd >= ARRAY_SIZE(ops))
		return -ENOSYS;
	cmd = array_index_nospec(cmd, ARRAY_SIZE(ops));
	return ops[cmd] ? ops[cmd](call) : -ENOSYS;
}
