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

struct pv_domain {
	mfn_t perdomain_l3;		/* filled into slot 259 of each L4 */
	pte_t **dt_l1;			/* L1 tables of the descriptor windows */
	struct cpumask cpus;		/* may hold translations of it */
	bool relinquishing;		/* vCPUs are done, page list in turn */
	u64 relinquish_left;		/* pages that this turn has not seen */
};

struct pv_vcpu {
	/* Page tables: type references are held on both. */
	mfn_t guest_table;		/* kernel L4 */
	mfn_t guest_table_user;		/* user L4, INVALID_MFN: none */
	struct page_info *put_pending;	/* a table whose release was interrupted */
	bool kernel_mode;		/* guest kernel runs (as opposed to user) */
	/* Entry points. */
	struct trap_info trap[PV_TRAPS];
	u64 event_callback, failsafe_callback, syscall_callback;
	u64 syscall32_callback, sysenter_callback;
	u16 syscall32_cs, sysenter_cs;
	bool syscall_masks_events, failsafe_masks_events;
	bool syscall32_masks_events, sysenter_masks_events;
	/* Segments. */
	u64 kernel_sp;			/* HYPERVISOR_stack_switch */
	u16 kernel_ss;
	u64 fs_base, gs_base_kernel, gs_base_user;	/* while it does not run */
	bool segments_faulted;		/* selectors could not be loaded: failsafe */
	mfn_t gdt_frame[PV_GDT_FRAMES];
	u16 gdt_entries;
	u64 ldt_base;
	u32 ldt_entries;
	/* Privileged state that is emulated. */
	u64 cr0, cr2, cr4;		/* as the guest sees them */
	bool nmi_masked;		/* an NMI is being handled, until iret */
	u8 iopl;
	u64 iobmp;			/* guest pointer, PHYSDEVOP_set_iobitmap */
	u32 iobmp_limit;
	u32 pci_config_address;		/* what it wrote to port 0xcf8 */
	u8 rtc_index;			/* and to port 0x70 */
};

#endif /* ASM_PV_H */
