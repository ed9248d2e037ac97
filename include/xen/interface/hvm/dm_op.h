/* SPDX-License-Identifier: MIT */
/*
 * Copyright (c) 2016, Citrix Systems Inc
 */

#ifndef __XEN_PUBLIC_HVM_DM_OP_H__
#define __XEN_PUBLIC_HVM_DM_OP_H__

#include <xen/interface/xen.h>
#include <xen/interface/event_channel.h>

/*
 * IOREQ Servers
 *
 * The interface between an I/O emulator an Xen is called an IOREQ Server.
 * A domain supports a single 'legacy' IOREQ Server which is instantiated if
 * parameter...
 *
 * HVM_PARAM_IOREQ_PFN is read (to get the gfn containing the synchronous
 * ioreq structures), or...
 * HVM_PARAM_BUFIOREQ_PFN is read (to get the gfn containing the buffered
 * ioreq ring), or...
 * HVM_PARAM_BUFIOREQ_EVTCHN is read (to get the event channel that Xen uses
 * to request buffered I/O emulation).
 *
 * The following hypercalls facilitate the creation of IOREQ Servers for
 * 'secondary' emulators which are invoked to implement port I/O, memory, or
 * PCI config space ranges which they explicitly register.
 */

typedef u16 ioservid_t;

/*
 * XEN_DMOP_create_ioreq_server: Instantiate a new IOREQ Server for a
 *                               secondary emulator.
 *
 * The <id> handed back is unique for target domain. The valur of
 * <handle_bufioreq> should be one of HVM_IOREQSRV_BUFIOREQ_* defined in
 * hvm_op.h. If the value is HVM_IOREQSRV_BUFIOREQ_OFF then  the buffered
 * ioreq ring will not be allocated and hence all emulation requests to
 * this server will be synchronous.
 */
#define XEN_DMOP_create_ioreq_server	1

struct xen_dm_op_create_ioreq_server {
	/* IN - should server handle buffered ioreqs */
	u8 handle_bufioreq;
	u8 pad[3];
	/* OUT - server id */
	ioservid_t id;
};

/*
 * XEN_DMOP_get_ioreq_server_info: Get all the information necessary to
 *                                 access IOREQ Server <id>.
 *
 * If the IOREQ Server is handling buffered emulation requests, the
 * emulator needs to bind to event channel <bufioreq_port> to listen for
 * them. (The event channels used for synchronous emulation requests are
 * specified in the per-CPU ioreq structures).
 * In addition, if the XENMEM_acquire_resource memory op cannot be used,
 * the emulator will need to map the synchronous ioreq structures and
 * buffered ioreq ring (if it exists) from guest memory. If <flags> does
 * not contain XEN_DMOP_no_gfns then these pages will be made available and
 * the frame numbers passed back in gfns <ioreq_gfn> and <bufioreq_gfn>
 * respectively. (If the IOREQ Server is not handling buffered emulation
 * only <ioreq_gfn> will be valid).
 *
 * NOTE: To access the synchronous ioreq structures and buffered ioreq
 *       ring, it is preferable to use the XENMEM_acquire_resource memory
 *       op specifying resource type XENMEM_resource_ioreq_server.
 */
#define XEN_DMOP_get_ioreq_server_info	2

struct xen_dm_op_get_ioreq_server_info {
	/* IN - server id */
	ioservid_t id;
	/* IN - flags */
	u16 flags;

#define _XEN_DMOP_no_gfns	0
#define XEN_DMOP_no_gfns	0x1U

	/* OUT - buffered ioreq port */
	evtchn_port_t bufioreq_port;
	/* OUT - sync ioreq gfn (see block comment above) */
	aligned_u64 ioreq_gfn;
	/* OUT - buffered ioreq gfn (see block comment above)*/
	aligned_u64 bufioreq_gfn;
};

/*
 * XEN_DMOP_map_io_range_to_ioreq_server: Register an I/O range for
 *                                        emulation by the client of
 *                                        IOREQ Server <id>.
 * XEN_DMOP_unmap_io_range_from_ioreq_server: Deregister an I/O range
 *                                            previously registered for
 *                                            emulation by the client of
 *                                            IOREQ Server <id>.
 *
 * There are three types of I/O that can be emulated: port I/O, memory
 * accesses and PCI config space accesses. The <type> field denotes which
 * type of range* the <start> and <end> (inclusive) fields are specifying.
 * PCI config space ranges are specified by segment/bus/device/function
 * values which should be encoded using the DMOP_PCI_SBDF helper macro
 * below.
 *
 * NOTE: unless an emulation request falls entirely within a range mapped
 * by a secondary emulator, it will not be passed to that emulator.
 */
#define XEN_DMOP_map_io_range_to_ioreq_server	3
#define XEN_DMOP_unmap_io_range_from_ioreq_server	4

struct xen_dm_op_ioreq_server_range {
	/* IN - server id */
	ioservid_t id;
	u16 pad;
	/* IN - type of range */
	u32 type;
#define XEN_DMOP_IO_RANGE_PORT	0 /* I/O port range */
#define XEN_DMOP_IO_RANGE_MEMORY	1 /* MMIO range */
#define XEN_DMOP_IO_RANGE_PCI	2 /* PCI segment/bus/dev/func range */
	/* IN - inclusive start and end of range */
	aligned_u64 start, end;
};

#define XEN_DMOP_PCI_SBDF(s, b, d, f)	\
	((((s) & 0xffff) << 16) |  \
	(((b) & 0xff) << 8) |     \
	(((d) & 0x1f) << 3) |     \
	((f) & 0x07))

/*
 * XEN_DMOP_set_ioreq_server_state: Enable or disable the IOREQ Server <id>
 *
 * The IOREQ Server will not be passed any emulation requests until it is
 * in the enabled state.
 * Note that the contents of the ioreq_gfn and bufioreq_gfn (see
 * XEN_DMOP_get_ioreq_server_info) are not meaningful until the IOREQ Server
 * is in the enabled state.
 */
#define XEN_DMOP_set_ioreq_server_state	5

struct xen_dm_op_set_ioreq_server_state {
	/* IN - server id */
	ioservid_t id;
	/* IN - enabled? */
	u8 enabled;
	u8 pad;
};

/*
 * XEN_DMOP_destroy_ioreq_server: Destroy the IOREQ Server <id>.
 *
 * Any registered I/O ranges will be automatically deregistered.
 */
#define XEN_DMOP_destroy_ioreq_server	6

struct xen_dm_op_destroy_ioreq_server {
	/* IN - server id */
	ioservid_t id;
	u16 pad;
};

/*
 * XEN_DMOP_track_dirty_vram: Track modifications to the specified pfn
 *                            range.
 *
 * NOTE: The bitmap passed back to the caller is passed in a
 *       secondary buffer.
 */
#define XEN_DMOP_track_dirty_vram	7

struct xen_dm_op_track_dirty_vram {
	/* IN - number of pages to be tracked */
	u32 nr;
	u32 pad;
	/* IN - first pfn to track */
	aligned_u64 first_pfn;
};

/*
 * XEN_DMOP_set_pci_intx_level: Set the logical level of one of a domain's
 *                              PCI INTx pins.
 */
#define XEN_DMOP_set_pci_intx_level	8

struct xen_dm_op_set_pci_intx_level {
	/* IN - PCI INTx identification (domain:bus:device:intx) */
	u16 domain;
	u8 bus, device, intx;
	/* IN - Level: 0 -> deasserted, 1 -> asserted */
	u8 level;
};

/*
 * XEN_DMOP_set_isa_irq_level: Set the logical level of a one of a domain's
 *                             ISA IRQ lines.
 */
#define XEN_DMOP_set_isa_irq_level	9

struct xen_dm_op_set_isa_irq_level {
	/* IN - ISA IRQ (0-15) */
	u8 isa_irq;
	/* IN - Level: 0 -> deasserted, 1 -> asserted */
	u8 level;
};

/*
 * XEN_DMOP_set_pci_link_route: Map a PCI INTx line to an IRQ line.
 */
#define XEN_DMOP_set_pci_link_route	10

struct xen_dm_op_set_pci_link_route {
	/* PCI INTx line (0-3) */
	u8 link;
	/* ISA IRQ (1-15) or 0 -> disable link */
	u8 isa_irq;
};

/*
 * XEN_DMOP_modified_memory: Notify that a set of pages were modified by
 *                           an emulator.
 *
 * DMOP buf 1 contains an array of xen_dm_op_modified_memory_extent with
 * @nr_extents entries.
 *
 * On error, @nr_extents will contain the index+1 of the extent that
 * had the error.  It is not defined if or which pages may have been
 * marked as dirty, in this event.
 */
#define XEN_DMOP_modified_memory	11

struct xen_dm_op_modified_memory {
	/*
	 * IN - Number of extents to be processed
	 * OUT -returns n+1 for failing extent
	 */
	u32 nr_extents;
	/* IN/OUT - Must be set to 0 */
	u32 opaque;
};

struct xen_dm_op_modified_memory_extent {
	/* IN - number of contiguous pages modified */
	u32 nr;
	u32 pad;
	/* IN - first pfn modified */
	aligned_u64 first_pfn;
};

/*
 * XEN_DMOP_set_mem_type: Notify that a region of memory is to be treated
 *                        in a specific way. (See definition of
 *                        hvmmem_type_t).
 *
 * NOTE: In the event of a continuation (return code -ERESTART), the
 *       @first_pfn is set to the value of the pfn of the remaining
 *       region and @nr reduced to the size of the remaining region.
 */
#define XEN_DMOP_set_mem_type	12

struct xen_dm_op_set_mem_type {
	/* IN - number of contiguous pages */
	u32 nr;
	/* IN - new hvmmem_type_t of region */
	u16 mem_type;
	u16 pad;
	/* IN - first pfn in region */
	aligned_u64 first_pfn;
};

/*
 * XEN_DMOP_inject_event: Inject an event into a VCPU, which will
 *                        get taken up when it is next scheduled.
 *
 * Note that the caller should know enough of the state of the CPU before
 * injecting, to know what the effect of injecting the event will be.
 */
#define XEN_DMOP_inject_event	13

struct xen_dm_op_inject_event {
	/* IN - index of vCPU */
	u32 vcpuid;
	/* IN - interrupt vector */
	u8 vector;
	/* IN - event type (DMOP_EVENT_* ) */
	u8 type;
/* NB. This enumeration precisely matches hvm.h:X86_EVENTTYPE_* */
#define XEN_DMOP_EVENT_ext_int	0 /* external interrupt */
#define XEN_DMOP_EVENT_nmi	2 /* nmi */
#define XEN_DMOP_EVENT_hw_exc	3 /* hardware exception */
#define XEN_DMOP_EVENT_sw_int	4 /* software interrupt (CD nn) */
#define XEN_DMOP_EVENT_pri_sw_exc	5 /* ICEBP (F1) */
#define XEN_DMOP_EVENT_sw_exc	6 /* INT3 (CC), INTO (CE) */
	/* IN - instruction length */
	u8 insn_len;
	u8 pad0;
	/* IN - error code (or ~0 to skip) */
	u32 error_code;
	u32 pad1;
	/* IN - type-specific extra data (%cr2 for #PF, pending_dbg for #DB) */
	aligned_u64 cr2;
};

/*
 * XEN_DMOP_inject_msi: Inject an MSI for an emulated device.
 */
#define XEN_DMOP_inject_msi	14

struct xen_dm_op_inject_msi {
	/* IN - MSI data (lower 32 bits) */
	u32 data;
	u32 pad;
	/* IN - MSI address (0xfeexxxxx) */
	aligned_u64 addr;
};

/*
 * XEN_DMOP_map_mem_type_to_ioreq_server : map or unmap the IOREQ Server <id>
 *                                      to specific memory type <type>
 *                                      for specific accesses <flags>
 *
 * For now, flags only accept the value of XEN_DMOP_IOREQ_MEM_ACCESS_WRITE,
 * which means only write operations are to be forwarded to an ioreq server.
 * Support for the emulation of read operations can be added when an ioreq
 * server has such requirement in future.
 */
#define XEN_DMOP_map_mem_type_to_ioreq_server	15

struct xen_dm_op_map_mem_type_to_ioreq_server {
	ioservid_t id;	/* IN - ioreq server id */
	u16 type;	/* IN - memory type */
	/*
	 * IN - types of accesses to be forwarded to the
	 * ioreq server. flags with 0 means to unmap the
	 * ioreq server
	 */
	u32 flags;

#define XEN_DMOP_IOREQ_MEM_ACCESS_READ	0x1U
#define XEN_DMOP_IOREQ_MEM_ACCESS_WRITE	0x2U

	/*
	 * IN/OUT - only used for hypercall continuation,
	 * has to be set to zero by the caller
	 */
	u64 opaque;
};

/*
 * XEN_DMOP_remote_shutdown : Declare a shutdown for another domain
 *                            Identical to SCHEDOP_remote_shutdown
 */
#define XEN_DMOP_remote_shutdown	16

struct xen_dm_op_remote_shutdown {
	u32 reason;	/* SHUTDOWN_* => enum sched_shutdown_reason */
						/* (Other reason values are not blocked) */
};

/*
 * XEN_DMOP_relocate_memory : Relocate GFNs for the specified guest.
 *                            Identical to XENMEM_add_to_physmap with
 *                            space == XENMAPSPACE_gmfn_range.
 */
#define XEN_DMOP_relocate_memory	17

struct xen_dm_op_relocate_memory {
	/* All fields are IN/OUT, with their OUT state undefined. */
	/* Number of GFNs to process. */
	u32 size;
	u32 pad;
	/* Starting GFN to relocate. */
	aligned_u64 src_gfn;
	/* Starting GFN where GFNs should be relocated. */
	aligned_u64 dst_gfn;
};

/*
 * XEN_DMOP_pin_memory_cacheattr : Pin caching type of RAM space.
 *                                 Identical to XEN_DOMCTL_pin_mem_cacheattr.
 */
#define XEN_DMOP_pin_memory_cacheattr	18

struct xen_dm_op_pin_memory_cacheattr {
	aligned_u64 start; /* Start gfn. */
	aligned_u64 end;	/* End gfn. */
/* Caching types: these happen to be the same as x86 MTRR/PAT type codes. */
#define XEN_DMOP_MEM_CACHEATTR_UC	0
#define XEN_DMOP_MEM_CACHEATTR_WC	1
#define XEN_DMOP_MEM_CACHEATTR_WT	4
#define XEN_DMOP_MEM_CACHEATTR_WP	5
#define XEN_DMOP_MEM_CACHEATTR_WB	6
#define XEN_DMOP_MEM_CACHEATTR_UCM	7
#define XEN_DMOP_DELETE_MEM_CACHEATTR	(~(u32)0)
	u32 type;	/* XEN_DMOP_MEM_CACHEATTR_* */
	u32 pad;
};

/*
 * XEN_DMOP_set_irq_level: Set the logical level of a one of a domain's
 *                         IRQ lines (currently Arm only).
 * Only SPIs are supported.
 */
#define XEN_DMOP_set_irq_level	19

struct xen_dm_op_set_irq_level {
	u32 irq;
	/* IN - Level: 0 -> deasserted, 1 -> asserted */
	u8 level;
	u8 pad[3];
};

/*
 * XEN_DMOP_nr_vcpus: Query the number of vCPUs a domain has.
 *
 * This is the number of vcpu objects allocated in Xen for the domain, and is
 * fixed from creation time.  This bound is applicable to e.g. the vcpuid
 * parameter of XEN_DMOP_inject_event, or number of struct ioreq objects
 * mapped via XENMEM_acquire_resource.
 */
#define XEN_DMOP_nr_vcpus	20

struct xen_dm_op_nr_vcpus {
	u32 vcpus; /* OUT */
};

struct xen_dm_op {
	u32 op;
	u32 pad;
	union {
		struct xen_dm_op_create_ioreq_server create_ioreq_server;
		struct xen_dm_op_get_ioreq_server_info get_ioreq_server_info;
		struct xen_dm_op_ioreq_server_range map_io_range_to_ioreq_server;
		struct xen_dm_op_ioreq_server_range unmap_io_range_from_ioreq_server;
		struct xen_dm_op_set_ioreq_server_state set_ioreq_server_state;
		struct xen_dm_op_destroy_ioreq_server destroy_ioreq_server;
		struct xen_dm_op_track_dirty_vram track_dirty_vram;
		struct xen_dm_op_set_pci_intx_level set_pci_intx_level;
		struct xen_dm_op_set_isa_irq_level set_isa_irq_level;
		struct xen_dm_op_set_irq_level set_irq_level;
		struct xen_dm_op_set_pci_link_route set_pci_link_route;
		struct xen_dm_op_modified_memory modified_memory;
		struct xen_dm_op_set_mem_type set_mem_type;
		struct xen_dm_op_inject_event inject_event;
		struct xen_dm_op_inject_msi inject_msi;
		struct xen_dm_op_map_mem_type_to_ioreq_server map_mem_type_to_ioreq_server;
		struct xen_dm_op_remote_shutdown remote_shutdown;
		struct xen_dm_op_relocate_memory relocate_memory;
		struct xen_dm_op_pin_memory_cacheattr pin_memory_cacheattr;
		struct xen_dm_op_nr_vcpus nr_vcpus;
	} u;
};

struct xen_dm_op_buf {
	__guest_handle_void h;
	xen_ulong_t size;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_dm_op_buf);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_dm_op(domid_t domid,
 * `                  unsigned int nr_bufs,
 * `                  xen_dm_op_buf_t bufs[])
 * `
 *
 * @domid is the domain the hypercall operates on.
 * @nr_bufs is the number of buffers in the @bufs array.
 * @bufs points to an array of buffers where @bufs[0] contains a struct
 * xen_dm_op, describing the specific device model operation and its
 * parameters.
 * @bufs[1..] may be referenced in the parameters for the purposes of
 * passing extra information to or from the domain.
 */

#endif /* __XEN_PUBLIC_HVM_DM_OP_H__ */
