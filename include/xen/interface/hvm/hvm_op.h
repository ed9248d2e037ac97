/* SPDX-License-Identifier: MIT */
/*
 * Copyright (c) 2007, Keir Fraser
 */

#ifndef __XEN_PUBLIC_HVM_HVM_OP_H__
#define __XEN_PUBLIC_HVM_HVM_OP_H__

#include <xen/interface/event_channel.h>
#include <xen/interface/xen.h>

/* Get/set subcommands: extra argument == pointer to xen_hvm_param struct. */
#define HVMOP_set_param	0
#define HVMOP_get_param	1
struct xen_hvm_param {
	domid_t domid;	/* IN */
	u16 pad;
	u32 index;	/* IN */
	u64 value;	/* IN/OUT */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_param);

struct xen_hvm_altp2m_suppress_ve {
	u16 view;
	u8 suppress_ve; /* Boolean type. */
	u8 pad1;
	u32 pad2;
	u64 gfn;
};

struct xen_hvm_altp2m_suppress_ve_multi {
	u16 view;
	u8 suppress_ve; /* Boolean type. */
	u8 pad1;
	s32 first_error; /* Should be set to 0. */
	u64 first_gfn; /* Value may be updated. */
	u64 last_gfn;
	u64 first_error_gfn; /* Gfn of the first error. */
};

/* Flushes all VCPU TLBs: @arg must be NULL. */
#define HVMOP_flush_tlbs	5

/* What a guest frame is, for the device model. */
enum hvmmem_type_t {
	HVMMEM_ram_rw,	/* Normal read/write guest RAM */
	HVMMEM_ram_ro,	/* Read-only; writes are discarded */
	HVMMEM_mmio_dm,	/* Reads and write go to the device model */
	/*
	 * Placeholder; setting memory to this type
	 * will fail for code after 4.7.0
	 */
	HVMMEM_unused,
	/*
	 * Memory type claimed by an ioreq server; type
	 * changes to this value are only allowed after
	 * an ioreq server has claimed its ownership.
	 * Only pages with HVMMEM_ram_rw are allowed to
	 * change to this type; conversely, pages with
	 * this type are only allowed to be changed back
	 * to HVMMEM_ram_rw.
	 */
	HVMMEM_ioreq_server
};

/* Hint from PV drivers for pagetable destruction. */
#define HVMOP_pagetable_dying	9
struct xen_hvm_pagetable_dying {
	/* Domain with a pagetable about to be destroyed. */
	domid_t domid;
	u16 pad[3]; /* align next field on 8-byte boundary */
	/* guest physical address of the toplevel pagetable dying */
	u64 gpa;
};

typedef struct xen_hvm_pagetable_dying xen_hvm_pagetable_dying_t;

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_pagetable_dying);

/* Get the current Xen time, in nanoseconds since system boot. */
#define HVMOP_get_time	10
struct xen_hvm_get_time {
	u64 now;	/* OUT */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_get_time);

#define HVMOP_xentrace	11
struct xen_hvm_xentrace {
	u16 event, extra_bytes;
	u8 extra[7 * sizeof(u32)];
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_xentrace);

/* Following tools-only interfaces may change in future. */

/* Deprecated by XENMEM_access_op_set_access */
#define HVMOP_set_mem_access	12

/* Deprecated by XENMEM_access_op_get_access */
#define HVMOP_get_mem_access	13

#define HVMOP_get_mem_type	15
/* Return hvmmem_type_t for the specified pfn. */
struct xen_hvm_get_mem_type {
	/* Domain to be queried. */
	domid_t domid;
	/* OUT variable. */
	u16 mem_type;
	u16 pad[2]; /* align next field on 8-byte boundary */
	/* IN variable. */
	u64 pfn;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_get_mem_type);

/* Following tools-only interfaces may change in future. */

/*
 * Definitions relating to DMOP_create_ioreq_server. (Defined here for
 * backwards compatibility).
 */

#define HVM_IOREQSRV_BUFIOREQ_OFF	0
#define HVM_IOREQSRV_BUFIOREQ_LEGACY	1
/*
 * Use this when read_pointer gets updated atomically and
 * the pointer pair gets read atomically:
 */
#define HVM_IOREQSRV_BUFIOREQ_ATOMIC	2

/*
 * HVMOP_set_evtchn_upcall_vector: Set a <vector> that should be used for event
 *                                 channel upcalls on the specified <vcpu>. If set,
 *                                 this vector will be used in preference to the
 *                                 domain global callback via (see
 *                                 HVM_PARAM_CALLBACK_IRQ).
 */
#define HVMOP_set_evtchn_upcall_vector	23
struct xen_hvm_evtchn_upcall_vector {
	u32 vcpu;
	u8 vector;
};

typedef struct xen_hvm_evtchn_upcall_vector xen_hvm_evtchn_upcall_vector_t;

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_evtchn_upcall_vector);

#define HVMOP_guest_request_vm_event	24

/* HVMOP_altp2m: perform altp2m state operations */
#define HVMOP_altp2m	25

#define HVMOP_ALTP2M_INTERFACE_VERSION	0x00000001

struct xen_hvm_altp2m_domain_state {
	/* IN or OUT variable on/off */
	u8 state;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_domain_state);

struct xen_hvm_altp2m_vcpu_enable_notify {
	u32 vcpu_id;
	u32 pad;
	/* #VE info area gfn */
	u64 gfn;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_vcpu_enable_notify);

struct xen_hvm_altp2m_vcpu_disable_notify {
	u32 vcpu_id;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_vcpu_disable_notify);

struct xen_hvm_altp2m_view {
	/* IN/OUT variable */
	u16 view;
	u16 hvmmem_default_access; /* xenmem_access_t */
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_view);

struct xen_hvm_altp2m_mem_access {
	/* view */
	u16 view;
	/* Memory type */
	u16 access; /* xenmem_access_t */
	u32 pad;
	/* gfn */
	u64 gfn;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_mem_access);

struct xen_hvm_altp2m_set_mem_access_multi {
	/* view */
	u16 view;
	u16 pad;
	/* Number of pages */
	u32 nr;
	/*
	 * Used for continuation purposes.
	 * Must be set to zero upon initial invocation.
	 */
	u64 opaque;
	/* List of pfns to set access for */
	__guest_handle_u64 pfn_list;
	/* Corresponding list of access settings for pfn_list */
	__guest_handle_u8 access_list;
};

struct xen_hvm_altp2m_change_gfn {
	/* view */
	u16 view;
	u16 pad1;
	u32 pad2;
	/* old gfn */
	u64 old_gfn;
	/* new gfn, INVALID_GFN (~0UL) means revert */
	u64 new_gfn;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_change_gfn);

struct xen_hvm_altp2m_get_vcpu_p2m_idx {
	u32 vcpu_id;
	u16 altp2m_idx;
};

struct xen_hvm_altp2m_set_visibility {
	u16 altp2m_idx;
	u8 visible;
	u8 pad;
};

struct xen_hvm_altp2m_op {
	u32 version;	/* HVMOP_ALTP2M_INTERFACE_VERSION */
	u32 cmd;
/* Get/set the altp2m state for a domain */
#define HVMOP_altp2m_get_domain_state	1
#define HVMOP_altp2m_set_domain_state	2
/* Set a given VCPU to receive altp2m event notifications */
#define HVMOP_altp2m_vcpu_enable_notify	3
/* Create a new view */
#define HVMOP_altp2m_create_p2m	4
/* Destroy a view */
#define HVMOP_altp2m_destroy_p2m	5
/* Switch view for an entire domain */
#define HVMOP_altp2m_switch_p2m	6
/* Notify that a page of memory is to have specific access types */
#define HVMOP_altp2m_set_mem_access	7
/* Change a p2m entry to have a different gfn->mfn mapping */
#define HVMOP_altp2m_change_gfn	8
/* Set access for an array of pages */
#define HVMOP_altp2m_set_mem_access_multi	9
/* Set the "Suppress #VE" bit on a page */
#define HVMOP_altp2m_set_suppress_ve	10
/* Get the "Suppress #VE" bit of a page */
#define HVMOP_altp2m_get_suppress_ve	11
/* Get the access of a page of memory from a certain view */
#define HVMOP_altp2m_get_mem_access	12
/* Disable altp2m event notifications for a given VCPU */
#define HVMOP_altp2m_vcpu_disable_notify	13
/* Get the active vcpu p2m index */
#define HVMOP_altp2m_get_p2m_idx	14
/* Set the "Suppress #VE" bit for a range of pages */
#define HVMOP_altp2m_set_suppress_ve_multi	15
/* Set visibility for a given altp2m view */
#define HVMOP_altp2m_set_visibility	16
	domid_t domain;
	u16 pad1;
	u32 pad2;
	union {
		struct xen_hvm_altp2m_domain_state domain_state;
		struct xen_hvm_altp2m_vcpu_enable_notify enable_notify;
		struct xen_hvm_altp2m_view view;
		struct xen_hvm_altp2m_mem_access mem_access;
		struct xen_hvm_altp2m_change_gfn change_gfn;
		struct xen_hvm_altp2m_set_mem_access_multi set_mem_access_multi;
		struct xen_hvm_altp2m_suppress_ve suppress_ve;
		struct xen_hvm_altp2m_suppress_ve_multi suppress_ve_multi;
		struct xen_hvm_altp2m_vcpu_disable_notify disable_notify;
		struct xen_hvm_altp2m_get_vcpu_p2m_idx get_vcpu_p2m_idx;
		struct xen_hvm_altp2m_set_visibility set_visibility;
		u8 pad[64];
	} u;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_altp2m_op);

#endif /* __XEN_PUBLIC_HVM_HVM_OP_H__ */
