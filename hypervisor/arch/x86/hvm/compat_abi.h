/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arguments of hypercalls as 32-bit kernels lay them out, where that is not how 64-bit ones do:
 * longs, frame numbers and pointers have four bytes, and nothing is aligned to eight. All else
 * of the ABI is the same in both worlds. abi_test holds these against Xen's own headers.
 */
#ifndef HVM_COMPAT_ABI_H
#define HVM_COMPAT_ABI_H

#include <linux/types.h>

#pragma pack(push, 4)

struct compat_xen_memory_reservation {
	u32 extent_start;
	u32 nr_extents;
	u32 extent_order;
	u32 mem_flags;
	u16 domid;
};

struct compat_xen_add_to_physmap {
	u16 domid;
	u16 size;
	u32 space;
	u32 idx;
	u32 gpfn;
};

struct compat_xen_add_to_physmap_batch {
	u16 domid;
	u16 space;
	u16 size;
	u16 u;
	u32 idxs;
	u32 gpfns;
	u32 errs;
};

struct compat_xen_remove_from_physmap {
	u16 domid;
	u32 gpfn;
};

struct compat_xen_memory_map {
	u32 nr_entries;
	u32 buffer;
};

struct compat_gnttab_setup_table {
	u16 dom;
	u32 nr_frames;
	s16 status;
	u32 frame_list;
};

struct compat_gnttab_copy {
	struct compat_gnttab_copy_ptr {
		u32 u;
		u16 domid;
		u16 offset;
	} source, dest;
	u16 len;
	u16 flags;
	s16 status;
};

struct compat_gnttab_get_status_frames {
	u32 nr_frames;
	u16 dom;
	s16 status;
	u32 frame_list;
};

struct compat_vcpu_runstate_info {
	s32 state;
	u64 state_entry_time;
	u64 time[4];
};

/* A pointer in the place of an address of 64 bits; the upper half is nobody's. */
struct compat_vcpu_register_runstate_memory_area {
	u32 addr;
	u32 unused;
};

struct compat_vcpu_register_time_memory_area {
	u32 addr;
	u32 unused;
};

struct compat_vcpu_set_singleshot_timer {
	u64 timeout_abs_ns;
	u32 flags;
};

struct compat_sched_poll {
	u32 ports;
	u32 nr_ports;
	u64 timeout;
};

struct compat_xen_platform_parameters {
	u32 virt_start;
};

struct compat_multicall_entry {
	u32 op;
	u32 result;
	u32 args[6];
};

#pragma pack(pop)

#endif /* HVM_COMPAT_ABI_H */
