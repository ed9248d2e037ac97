// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the ABI has another layout in 32-bit kernels, and which hypercalls they have. An
 * operation that is not named here has the same argument in both: struct gnttab_map_grant_ref,
 * all of event_channel_op and hvm_op, strings.
 */
#include "compat.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include <xen/interface/xen.h>
#include "compat_abi.h"

#define SIZE(s, m)	sizeof(((struct s *)0)->m)
#define PLACE(s, m)	.at32 = offsetof(struct compat_##s, m), .at64 = offsetof(struct s, m), \
			.bytes32 = SIZE(compat_##s, m), .bytes64 = SIZE(s, m)
#define FIELD(s, m)		{ PLACE(s, m) }
#define LIST(s, m, n, type)	{ PLACE(s, m), .view = (n), .to = &(type) }
#define LAYOUTS(name, s, ...)						\
static const struct compat_field name##_fields[] = { __VA_ARGS__ };	\
static const struct compat_type name = {				\
	.bytes32 = sizeof(struct compat_##s), .bytes64 = sizeof(struct s),	\
	.nr = ARRAY_SIZE(name##_fields), .field = name##_fields,	\
};									\
static_assert(sizeof(struct s) <= COMPAT_MAX_BYTES)

static const struct compat_field long_field[] = { { 0, 0, 4, 8, 0, NULL } };
static const struct compat_type a_long = {
	.bytes32 = 4, .bytes64 = 8, .nr = 1, .field = long_field,
};

LAYOUTS(reservation, xen_memory_reservation,
	LIST(xen_memory_reservation, extent_start, 1, a_long),
	FIELD(xen_memory_reservation, nr_extents), FIELD(xen_memory_reservation, extent_order),
	FIELD(xen_memory_reservation, mem_flags), FIELD(xen_memory_reservation, domid));
LAYOUTS(add_to_physmap, xen_add_to_physmap,
	FIELD(xen_add_to_physmap, domid), FIELD(xen_add_to_physmap, size),
	FIELD(xen_add_to_physmap, space), FIELD(xen_add_to_physmap, idx),
	FIELD(xen_add_to_physmap, gpfn));
LAYOUTS(add_batch, xen_add_to_physmap_batch,
	FIELD(xen_add_to_physmap_batch, domid), FIELD(xen_add_to_physmap_batch, space),
	FIELD(xen_add_to_physmap_batch, size), FIELD(xen_add_to_physmap_batch, u),
	LIST(xen_add_to_physmap_batch, idxs, 1, a_long),
	LIST(xen_add_to_physmap_batch, gpfns, 2, a_long),
	FIELD(xen_add_to_physmap_batch, errs));
LAYOUTS(remove_from_physmap, xen_remove_from_physmap,
	FIELD(xen_remove_from_physmap, domid), FIELD(xen_remove_from_physmap, gpfn));
LAYOUTS(memory_map, xen_memory_map,
	FIELD(xen_memory_map, nr_entries), FIELD(xen_memory_map, buffer));
LAYOUTS(setup_table, gnttab_setup_table,
	FIELD(gnttab_setup_table, dom), FIELD(gnttab_setup_table, nr_frames),
	FIELD(gnttab_setup_table, status), LIST(gnttab_setup_table, frame_list, 1, a_long));
LAYOUTS(copy, gnttab_copy,
	FIELD(gnttab_copy, source.u), FIELD(gnttab_copy, source.domid),
	FIELD(gnttab_copy, source.offset), FIELD(gnttab_copy, dest.u),
	FIELD(gnttab_copy, dest.domid), FIELD(gnttab_copy, dest.offset), FIELD(gnttab_copy, len),
	FIELD(gnttab_copy, flags), FIELD(gnttab_copy, status));
LAYOUTS(status_frames, gnttab_get_status_frames,
	FIELD(gnttab_get_status_frames, nr_frames), FIELD(gnttab_get_status_frames, dom),
	FIELD(gnttab_get_status_frames, status), FIELD(gnttab_get_status_frames, frame_list));
LAYOUTS(runstate, vcpu_runstate_info,
	FIELD(vcpu_runstate_info, state), FIELD(vcpu_runstate_info, state_entry_time),
	FIELD(vcpu_runstate_info, time));
LAYOUTS(runstate_area, vcpu_register_runstate_memory_area,
	FIELD(vcpu_register_runstate_memory_area, addr));
LAYOUTS(time_area, vcpu_register_time_memory_area, FIELD(vcpu_register_time_memory_area, addr));
LAYOUTS(singleshot, vcpu_set_singleshot_timer,
	FIELD(vcpu_set_singleshot_timer, timeout_abs_ns), FIELD(vcpu_set_singleshot_timer, flags));
LAYOUTS(poll, sched_poll,
	FIELD(sched_poll, ports), FIELD(sched_poll, nr_ports), FIELD(sched_poll, timeout));
LAYOUTS(parameters, xen_platform_parameters, FIELD(xen_platform_parameters, virt_start));
#define ARGUMENT(n)		FIELD(multicall_entry, args[n])
LAYOUTS(multicall, multicall_entry,
	FIELD(multicall_entry, op), FIELD(multicall_entry, result),
	ARGUMENT(0), ARGUMENT(1), ARGUMENT(2), ARGUMENT(3), ARGUMENT(4), ARGUMENT(5));

static const struct compat_op memory_ops[] = {
	{ XENMEM_increase_reservation, &reservation },
	{ XENMEM_decrease_reservation, &reservation },
	{ XENMEM_populate_physmap, &reservation },
	{ XENMEM_add_to_physmap, &add_to_physmap },
	{ XENMEM_add_to_physmap_batch, &add_batch },
	{ XENMEM_remove_from_physmap, &remove_from_physmap },
	{ XENMEM_memory_map, &memory_map },
	{}
};

/* Those that do without a structure, or with a domain's number; not one of tools. */
#define MEMORY_OPS	(BIT_ULL(XENMEM_increase_reservation) |		\
			 BIT_ULL(XENMEM_decrease_reservation) |		\
			 BIT_ULL(XENMEM_populate_physmap) |		\
			 BIT_ULL(XENMEM_maximum_ram_page) |		\
			 BIT_ULL(XENMEM_current_reservation) |		\
			 BIT_ULL(XENMEM_maximum_reservation) |		\
			 BIT_ULL(XENMEM_maximum_gpfn) |			\
			 BIT_ULL(XENMEM_add_to_physmap) |		\
			 BIT_ULL(XENMEM_add_to_physmap_batch) |		\
			 BIT_ULL(XENMEM_remove_from_physmap) |		\
			 BIT_ULL(XENMEM_memory_map))

static const struct compat_op grant_ops[] = {
	{ GNTTABOP_setup_table, &setup_table },
	{ GNTTABOP_copy, &copy },
	{ GNTTABOP_get_status_frames, &status_frames },
	{}
};

static const struct compat_op vcpu_ops[] = {
	{ VCPUOP_get_runstate_info, &runstate },
	{ VCPUOP_register_runstate_memory_area, &runstate_area },
	{ VCPUOP_register_vcpu_time_memory_area, &time_area },
	{ VCPUOP_set_singleshot_timer, &singleshot },
	{}
};

static const struct compat_op sched_ops[] = {
	{ SCHEDOP_poll, &poll },
	{}
};

static const struct compat_op version_ops[] = {
	{ XENVER_platform_parameters, &parameters },
	{}
};

/* Whatever the first argument is. */
static const struct compat_op multicall_ops[] = {
	{ 0, &multicall },
	{}
};

#define ALL_BITS	0xffffffff
#define ROW(nr, ...)	\
	[__HYPERVISOR_##nr] = { .known = true, __VA_ARGS__ }

const struct compat_call compat_calls[COMPAT_CALLS] = {
	ROW(memory_op, .pointer = 1, .cmd_mask = 0x3f, .op = memory_ops, .refused = ~MEMORY_OPS),
	ROW(multicall, .pointer = 0, .op = multicall_ops),
	ROW(set_timer_op, .join = true),
	ROW(xen_version, .pointer = 1, .cmd_mask = ALL_BITS, .op = version_ops),
	ROW(console_io),
	ROW(grant_table_op, .pointer = 1, .cmd_mask = ALL_BITS, .op = grant_ops,
	    .refused = BIT_ULL(GNTTABOP_transfer)),
	ROW(vm_assist),
	ROW(vcpu_op, .pointer = 2, .cmd_mask = ALL_BITS, .op = vcpu_ops),
	ROW(sched_op, .pointer = 1, .cmd_mask = ALL_BITS, .op = sched_ops),
	ROW(event_channel_op),
	ROW(hvm_op),
};
