// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_op with wrong domains, frames, orders, flags, sizes and pointers.
 *
 * Each operation is made with each kind of argument that it must refuse, by dom0 and by a
 * guest, with the answer that real Xen gives: an errno, or how many extents were done.  No
 * page may change its owner by such a call.
 */
#include "guest.h"

#include <xen/interface/memory.h>

#include "refuse.h"

static xen_pfn_t bad_frames[4] = { BAD_FRAME, ~0UL, 0, 1UL << 40 };

#define RESERVE(text, op, dom0, guest, ...)	\
	MEMORY(text, op, memory_reservation, dom0, guest, __VA_ARGS__)

static const struct refusal domains[] = {
	RESERVE("nobody", increase_reservation, 0, 0, .domid = NOBODY, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("nobody", decrease_reservation, 0, 0, .domid = NOBODY, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("nobody", populate_physmap, 0, 0, .domid = NOBODY, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("DOMID_XEN", populate_physmap, 0, 0, .domid = DOMID_XEN, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("DOMID_IO", decrease_reservation, 0, 0, .domid = DOMID_IO, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("of another", populate_physmap, NOT_MADE, 0, .domid = PEER, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("of another", decrease_reservation, NOT_MADE, 0, .domid = PEER, .nr_extents = 1,
		.extent_start = bad_frames),
	RESERVE("nobody", claim_pages, -EINVAL, DENIED, .domid = NOBODY, .nr_extents = 1),
	RESERVE("DOMID_XEN", claim_pages, -EINVAL, DENIED, .domid = DOMID_XEN, .nr_extents = 1),
	RESERVE("DOMID_SELF", claim_pages, -EINVAL, DENIED, .domid = DOMID_SELF, .nr_extents = 1),
	RESERVE("of another", claim_pages, NOT_MADE, DENIED, .domid = PEER, .nr_extents = 1),
	MEMORY("nobody", current_reservation, memory_domain, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("nobody", maximum_reservation, memory_domain, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("nobody", maximum_gpfn, memory_domain, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("DOMID_XEN", current_reservation, memory_domain, -ESRCH, -ESRCH, .domid = DOMID_XEN),
	MEMORY("DOMID_INVALID", maximum_gpfn, memory_domain, -ESRCH, -ESRCH,
	       .domid = DOMID_INVALID),
	MEMORY("of another", current_reservation, memory_domain, NOT_MADE, -EPERM, .domid = PEER),
	MEMORY("of another", maximum_gpfn, memory_domain, NOT_MADE, -EPERM, .domid = PEER),
	MEMORY("nobody", exchange, memory_exchange, -ESRCH, -ESRCH, .in.domid = NOBODY,
	       .out.domid = NOBODY, .in.nr_extents = 1, .out.nr_extents = 1,
	       .in.extent_start = bad_frames, .out.extent_start = bad_frames),
	MEMORY("two owners", exchange, memory_exchange, -EINVAL, -EINVAL, .in.domid = DOMID_SELF,
	       .out.domid = PEER, .in.nr_extents = 1, .out.nr_extents = 1,
	       .in.extent_start = bad_frames, .out.extent_start = bad_frames),
	MEMORY("nobody", add_to_physmap, add_to_physmap, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("of another", add_to_physmap, add_to_physmap, NOT_MADE, DENIED, .domid = PEER),
	MEMORY("nobody", add_to_physmap_batch, add_to_physmap_batch, -ESRCH, -ESRCH,
	       .domid = NOBODY),
	MEMORY("of another", add_to_physmap_batch, add_to_physmap_batch, NOT_MADE, DENIED,
	       .domid = PEER),
	MEMORY("nobody", remove_from_physmap, remove_from_physmap, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("of another", remove_from_physmap, remove_from_physmap, NOT_MADE, DENIED,
	       .domid = PEER),
	MEMORY("nobody", set_memory_map, foreign_memory_map, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("of another", set_memory_map, foreign_memory_map, NOT_MADE, -EPERM, .domid = PEER),
	MEMORY("nobody", set_pod_target, pod_target, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("nobody", get_pod_target, pod_target, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("of another", set_pod_target, pod_target, NOT_MADE, DENIED, .domid = PEER),
	MEMORY("nobody", get_vnumainfo, vnuma_topology_info, -ESRCH, -ESRCH, .domid = NOBODY),
	MEMORY("of another", get_vnumainfo, vnuma_topology_info, NOT_MADE, -EPERM, .domid = PEER),
	MEMORY("nobody", acquire_resource, mem_acquire_resource, -ESRCH, -ESRCH, .domid = NOBODY,
	       .type = XENMEM_resource_grant_table),
	MEMORY("DOMID_XEN", acquire_resource, mem_acquire_resource, -ESRCH, -ESRCH,
	       .domid = DOMID_XEN, .type = XENMEM_resource_grant_table),
	MEMORY("of another", acquire_resource, mem_acquire_resource, NOT_MADE, -EPERM,
	       .domid = PEER, .type = XENMEM_resource_grant_table),
};

static const struct refusal frames[] = {
	RESERVE("no such frame", decrease_reservation, 0, 0, .domid = DOMID_SELF, .nr_extents = 4,
		.extent_start = bad_frames),
	RESERVE("no such frame, of another", decrease_reservation, 0, NOT_MADE, .domid = PEER,
		.nr_extents = 4, .extent_start = bad_frames),
	RESERVE("a list of the hypervisor's", decrease_reservation, 0, 0, .domid = DOMID_SELF,
		.nr_extents = 4, .extent_start = BAD_PTR),
	RESERVE("no such place", populate_physmap, 0, 0, .domid = DOMID_SELF, .nr_extents = 0,
		.extent_start = bad_frames),
	RESERVE("a list of the hypervisor's", populate_physmap, 0, 0, .domid = DOMID_SELF,
		.nr_extents = 1, .extent_start = BAD_PTR),
	MEMORY("no such frame", exchange, memory_exchange, -EINVAL, -EINVAL, .in.domid = DOMID_SELF,
	       .out.domid = DOMID_SELF, .in.nr_extents = 1, .out.nr_extents = 1,
	       .in.extent_start = bad_frames, .out.extent_start = bad_frames),
	MEMORY("lists of the hypervisor's", exchange, memory_exchange, -EFAULT, -EFAULT,
	       .in.domid = DOMID_SELF, .out.domid = DOMID_SELF, .in.nr_extents = 1,
	       .out.nr_extents = 1, .in.extent_start = BAD_PTR, .out.extent_start = BAD_PTR),
	MEMORY("of a PV guest", add_to_physmap, add_to_physmap, -EACCES, -EACCES,
	       .domid = DOMID_SELF, .space = 77),
	MEMORY("of a PV guest", remove_from_physmap, remove_from_physmap, -EACCES, -EACCES,
	       .domid = DOMID_SELF, .gpfn = BAD_FRAME),
	MEMORY("no such frame", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE,
	       .domid = PEER, .type = XENMEM_resource_grant_table, .nr_frames = 1, .frame = 4,
	       .frame_list = bad_frames),
	MEMORY("the largest frame", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE,
	       .domid = PEER, .type = XENMEM_resource_grant_table, .nr_frames = 1, .frame = ~0UL,
	       .frame_list = bad_frames),
	MEMORY("status frames of version 1", acquire_resource, mem_acquire_resource, -EINVAL,
	       NOT_MADE, .domid = PEER, .type = XENMEM_resource_grant_table,
	       .id = XENMEM_resource_grant_table_id_status, .nr_frames = 1,
	       .frame_list = bad_frames),
};

static const struct refusal sizes[] = {
	RESERVE("order 63", populate_physmap, 0, 0, .domid = DOMID_SELF, .nr_extents = 1,
		.extent_order = 63, .extent_start = bad_frames),
	RESERVE("order 63", increase_reservation, 0, 0, .domid = DOMID_SELF, .nr_extents = 1,
		.extent_order = 63, .extent_start = bad_frames),
	RESERVE("order 63", decrease_reservation, 0, 0, .domid = DOMID_SELF, .nr_extents = 1,
		.extent_order = 63, .extent_start = bad_frames),
	RESERVE("as many as can be", populate_physmap, 0, 0, .domid = DOMID_SELF,
		.nr_extents = ~0UL, .extent_start = bad_frames),
	RESERVE("as many as can be", decrease_reservation, 0, 0, .domid = DOMID_SELF,
		.nr_extents = ~0UL, .extent_start = bad_frames),
	RESERVE("more than the machine has", claim_pages, -EINVAL, NOT_MADE, .domid = PEER,
		.nr_extents = 1UL << 40),
	RESERVE("with an order", claim_pages, -EINVAL, NOT_MADE, .domid = PEER, .nr_extents = 1,
		.extent_order = 1),
	RESERVE("with flags", claim_pages, -EINVAL, NOT_MADE, .domid = PEER, .nr_extents = 1,
		.mem_flags = 1),
	MEMORY("unequal", exchange, memory_exchange, -EINVAL, -EINVAL, .in.domid = DOMID_SELF,
	       .out.domid = DOMID_SELF, .in.nr_extents = 3, .out.nr_extents = 1,
	       .out.extent_order = 1, .in.extent_start = bad_frames,
	       .out.extent_start = bad_frames),
	MEMORY("too many", set_memory_map, foreign_memory_map, -EINVAL, -EINVAL,
	       .domid = DOMID_SELF, .map = { .nr_entries = 100000, .buffer = bad_frames }),
	MEMORY("at a bad address", set_memory_map, foreign_memory_map, -EFAULT, -EFAULT,
	       .domid = DOMID_SELF, .map = { .nr_entries = 1, .buffer = BAD_PTR }),
	MEMORY("with padding", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE,
	       .domid = PEER, .pad = 1, .type = XENMEM_resource_grant_table),
	MEMORY("no such kind", acquire_resource, mem_acquire_resource, -EOPNOTSUPP, NOT_MADE,
	       .domid = PEER, .type = 77, .nr_frames = 1, .frame_list = bad_frames),
	MEMORY("no such table", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE,
	       .domid = PEER, .id = 2, .type = XENMEM_resource_grant_table, .nr_frames = 1,
	       .frame_list = bad_frames),
	MEMORY("the most", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE, .domid = PEER,
	       .nr_frames = ~0U, .type = XENMEM_resource_grant_table, .frame_list = bad_frames),
	MEMORY("without a list", acquire_resource, mem_acquire_resource, -EINVAL, NOT_MADE,
	       .domid = PEER, .type = XENMEM_resource_grant_table, .nr_frames = 1),
	MEMORY("without a buffer", machphys_mfn_list, machphys_mfn_list, -EFAULT, NOT_MADE,
	       .max_extents = 1, .extent_start = BAD_PTR),
	MEMORY("for one", machine_memory_map, memory_map, -EINVAL, -EPERM, .nr_entries = 1,
	       .buffer = BAD_PTR),
};

static const struct refusal pointers[] = {
	AT("null", __HYPERVISOR_memory_op, XENMEM_increase_reservation, NULL, 0, 0, 0),
	AT("null", __HYPERVISOR_memory_op, XENMEM_decrease_reservation, NULL, 0, 0, 0),
	AT("null", __HYPERVISOR_memory_op, XENMEM_populate_physmap, NULL, 0, 0, 0),
	AT("null", __HYPERVISOR_memory_op, XENMEM_exchange, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_current_reservation, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_maximum_gpfn, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_machphys_mfn_list, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_machphys_mapping, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_add_to_physmap, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_add_to_physmap_batch, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_remove_from_physmap, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_memory_map, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_machine_memory_map, NULL, 0, -EFAULT, -EPERM),
	AT("null", __HYPERVISOR_memory_op, XENMEM_set_memory_map, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_get_pod_target, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_claim_pages, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_get_vnumainfo, NULL, 0, -EFAULT, -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_reserved_device_memory_map, NULL, 0, -EFAULT,
	   -EFAULT),
	AT("null", __HYPERVISOR_memory_op, XENMEM_acquire_resource, NULL, 0, -EFAULT, -EFAULT),
	AT("bad pointer", __HYPERVISOR_memory_op, XENMEM_populate_physmap, BAD_PTR, 0, 0, 0),
	AT("bad pointer", __HYPERVISOR_memory_op, XENMEM_exchange, BAD_PTR, 0, -EFAULT, -EFAULT),
	AT("bad pointer", __HYPERVISOR_memory_op, XENMEM_acquire_resource, BAD_PTR, 0, -EFAULT,
	   -EFAULT),
	AT("unknown", __HYPERVISOR_memory_op, 8, NO_PAGE, 0, -ENOSYS, -ENOSYS),
	AT("unknown, the largest", __HYPERVISOR_memory_op, 63, NO_PAGE, 0, -ENOSYS, -ENOSYS),
	/* Not for dom0, which has memory that is shared or paged out by nobody. */
	AT("of a PV guest", __HYPERVISOR_memory_op, XENMEM_paging_op, NULL, 0, -ENOSYS, -ENOSYS),
	AT("of a PV guest", __HYPERVISOR_memory_op, XENMEM_sharing_op, NULL, 0, -ENOSYS, -ENOSYS),
};

/* The sizes are looked at before the lists are. */
static const struct refusal order_of_checks[] = {
	MEMORY("as many as can be", exchange, memory_exchange, -EINVAL, -EINVAL,
	       .in.domid = DOMID_SELF, .out.domid = DOMID_SELF, .in.nr_extents = ~0UL,
	       .out.nr_extents = ~0UL, .in.extent_start = bad_frames,
	       .out.extent_start = bad_frames),
};

static void bad_order_of_checks(void)
{
	XEN_DIFFERS("checks in another order");
	refuse(order_of_checks, ARRAY_SIZE(order_of_checks));
}

#define CASE(name)	static void bad_##name(void) { refuse(name, ARRAY_SIZE(name)); }
CASE(domains)
static void bad_places(void) { refuse(frames, ARRAY_SIZE(frames)); }
CASE(sizes)
CASE(pointers)

GUEST_TEST({ "wrong domains", bad_domains },
	   { "wrong frames and places", bad_places },
	   { "wrong sizes, orders and flags", bad_sizes },
	   { "two things wrong", bad_order_of_checks },
	   { "wrong pointers and operations", bad_pointers });
