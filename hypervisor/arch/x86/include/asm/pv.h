/* SPDX-License-Identifier: GPL-2.0-only */
/* State of PV domains and vCPUs (arch/x86/pv). */
#ifndef ASM_PV_H
#define ASM_PV_H

#include <linux/types.h>
#include <hyp/cpumask.h>
#include <hyp/frame.h>
#include <asm/pte.h>
#include <asm/xen/interface.h>

struct domain;
struct page_info;
struct vcpu;

#define PV_TRAPS	256
#define PV_GDT_FRAMES	14	/* FIRST_RESERVED_GDT_PAGE: ours follow */

/**
 * struct pv_domain - a PV domain
 * @perdomain_l3: filled into slot 259 of each L4
 * @dt_l1: L1 tables of the descriptor windows
 * @cpus: may hold translations of it
 * @ldt_used: some vCPU has had an LDT
 * @relinquishing: vCPUs are done, page list in turn
 * @relinquish_left: pages that this turn has not seen
 */
struct pv_domain {
	mfn_t perdomain_l3;
	pte_t **dt_l1;
	struct cpumask cpus;
	bool ldt_used;
	bool relinquishing;
	u64 relinquish_left;
};

/**
 * struct pv_vcpu - a PV vCPU
 * @guest_table: kernel L4
 * @guest_table_user: user L4, INVALID_MFN: none
 * @put_pending: a table whose release was interrupted
 * @kernel_mode: guest kernel runs (as opposed to user)
 * @user_cached: the user L4 was loaded since the last full flush
 * @trap: guest's exception handlers by vector; address 0: none
 * @event_callback: entry point of the guest kernel, 0: none
 * @failsafe_callback: likewise
 * @syscall_callback: likewise
 * @syscall32_callback: the same for 32-bit SYSCALL
 * @sysenter_callback: the same for SYSENTER
 * @syscall32_cs: as the guest registered it
 * @sysenter_cs: likewise
 * @syscall_masks_events: event channels are masked on the way in there
 * @failsafe_masks_events: likewise
 * @syscall32_masks_events: likewise
 * @sysenter_masks_events: likewise
 * @kernel_sp: HYPERVISOR_stack_switch
 * @kernel_ss: stack segment with @kernel_sp
 * @fs_base: while it does not run
 * @gs_base_kernel: likewise
 * @gs_base_user: likewise
 * @segments_faulted: selectors could not be loaded: failsafe
 * @gdt_frame: frames of its GDT, INVALID_MFN: none
 * @gdt_entries: descriptors in it
 * @ldt_base: linear address of its LDT
 * @ldt_entries: descriptors in it, 0: none
 * @cr0: as the guest sees it
 * @cr2: likewise
 * @cr4: likewise
 * @nmi_masked: an NMI is being handled, until iret
 * @iopl: as the guest set it (PHYSDEVOP_set_iopl)
 * @iobmp: guest pointer, PHYSDEVOP_set_iobitmap
 * @iobmp_limit: ports in the bitmap
 * @pci_config_address: what it wrote to port 0xcf8
 * @rtc_index: and to port 0x70
 */
struct pv_vcpu {
	/* Page tables: type references are held on both. */
	mfn_t guest_table;
	mfn_t guest_table_user;
	struct page_info *put_pending;
	bool kernel_mode;
	bool user_cached;
	/* Entry points. */
	struct trap_info trap[PV_TRAPS];
	u64 event_callback, failsafe_callback, syscall_callback;
	u64 syscall32_callback, sysenter_callback;
	u16 syscall32_cs, sysenter_cs;
	bool syscall_masks_events, failsafe_masks_events;
	bool syscall32_masks_events, sysenter_masks_events;
	/* Segments. */
	u64 kernel_sp;
	u16 kernel_ss;
	u64 fs_base, gs_base_kernel, gs_base_user;
	bool segments_faulted;
	mfn_t gdt_frame[PV_GDT_FRAMES];
	u16 gdt_entries;
	u64 ldt_base;
	u32 ldt_entries;
	/* Privileged state that is emulated. */
	u64 cr0, cr2, cr4;
	bool nmi_masked;
	u8 iopl;
	u64 iobmp;
	u32 iobmp_limit;
	u32 pci_config_address;
	u8 rtc_index;
};

#endif /* ASM_PV_H */
