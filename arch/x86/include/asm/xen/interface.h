/* SPDX-License-Identifier: MIT */
/*
 * Guest OS interface to x86 Xen, 64-bit.
 *
 * Copyright (c) 2004-2006, K A Fraser
 */

#ifndef _ASM_X86_XEN_INTERFACE_H
#define _ASM_X86_XEN_INTERFACE_H

#include <xen/interface/abi-types.h>

#ifndef __ASSEMBLY__
/*
 * Integers that hold a frame number or a machine word in the ABI have a type
 * of their own, so that one layout serves 32 and 64-bit guests elsewhere.
 */
typedef unsigned long xen_pfn_t;
#define PRI_xen_pfn	"lx"
typedef unsigned long xen_ulong_t;
#define PRI_xen_ulong	"lx"
typedef long xen_long_t;
#define PRI_xen_long	"lx"

DEFINE_GUEST_HANDLE(xen_pfn_t);

DEFINE_GUEST_HANDLE(xen_ulong_t);
#endif

#ifndef HYPERVISOR_VIRT_START
#define HYPERVISOR_VIRT_START	mk_unsigned_long(__HYPERVISOR_VIRT_START)
#endif

#define MACH2PHYS_VIRT_START	mk_unsigned_long(__MACH2PHYS_VIRT_START)
#define MACH2PHYS_VIRT_END	mk_unsigned_long(__MACH2PHYS_VIRT_END)
#define MACH2PHYS_NR_ENTRIES	((MACH2PHYS_VIRT_END - MACH2PHYS_VIRT_START) >> __MACH2PHYS_SHIFT)

/* Maximum number of virtual CPUs in legacy multi-processor guests. */
#define MAX_VIRT_CPUS		32
#define XEN_LEGACY_MAX_VCPUS	MAX_VIRT_CPUS

/*
 * A number of GDT entries are reserved by Xen. These are not situated at the
 * start of the GDT because some stupid OSes export hard-coded selector values
 * in their ABI. These hard-coded values are always near the start of the GDT,
 * so Xen places itself out of the way, at the far end of the GDT.
 *
 * NB The LDT is set using the MMUEXT_SET_LDT op of HYPERVISOR_mmuext_op
 */
#define FIRST_RESERVED_GDT_PAGE	14
#define FIRST_RESERVED_GDT_BYTE	(FIRST_RESERVED_GDT_PAGE * 4096)
#define FIRST_RESERVED_GDT_ENTRY	(FIRST_RESERVED_GDT_BYTE / 8)

/*
 * Send an array of these to HYPERVISOR_set_trap_table().
 * Terminate the array with a sentinel entry, with traps[].address==0.
 * The privilege level specifies which modes may enter a trap via a software
 * interrupt. On x86/64, since rings 1 and 2 are unavailable, we allocate
 * privilege levels as follows:
 *  Level == 0: Noone may enter
 *  Level == 1: Kernel may enter
 *  Level == 2: Kernel may enter
 *  Level == 3: Everyone may enter
 *
 * Note: For compatibility with kernels not setting up exception handlers
 *       early enough, Xen will avoid trying to inject #GP (and hence crash
 *       the domain) when an RDMSR would require this, but no handler was
 *       set yet. The precise conditions are implementation specific, and
 *       new code may not rely on such behavior anyway.
 */
#define TI_GET_DPL(_ti)		((_ti)->flags & 3)
#define TI_GET_IF(_ti)		((_ti)->flags & 4)
#define TI_SET_DPL(_ti, _dpl)	((_ti)->flags |= (_dpl))
#define TI_SET_IF(_ti, _if)	((_ti)->flags |= ((!!(_if)) << 2))

#ifndef __ASSEMBLY__
struct trap_info {
	u8 vector;	/* exception vector */
	u8 flags;	/* 0-3: privilege level; 4: clear event enable? */
	u16 cs;	/* code selector */
	unsigned long address; /* code offset */
};

DEFINE_GUEST_HANDLE_STRUCT(trap_info);

struct arch_shared_info {
	/*
	 * Number of valid entries in the p2m table(s) anchored at
	 * pfn_to_mfn_frame_list_list and/or p2m_vaddr.
	 */
	unsigned long max_pfn;
	/*
	 * Frame containing list of mfns containing list of mfns containing p2m.
	 * A value of 0 indicates it has not yet been set up, ~0 indicates it has
	 * been set to invalid e.g. due to the p2m being too large for the 3-level
	 * p2m tree. In this case the linear mapper p2m list anchored at p2m_vaddr
	 * is to be used.
	 */
	xen_pfn_t pfn_to_mfn_frame_list_list;
	unsigned long nmi_reason;
	/*
	 * Following three fields are valid if p2m_cr3 contains a value different
	 * from 0.
	 * p2m_cr3 is the root of the address space where p2m_vaddr is valid.
	 * p2m_cr3 is in the same format as a cr3 value in the vcpu register state
	 * and holds the folded machine frame number (via xen_pfn_to_cr3) of a
	 * L3 or L4 page table.
	 * p2m_vaddr holds the virtual address of the linear p2m list. All entries
	 * in the range [0...max_pfn[ are accessible via this pointer.
	 * p2m_generation will be incremented by the guest before and after each
	 * change of the mappings of the p2m list. p2m_generation starts at 0 and
	 * a value with the least significant bit set indicates that a mapping
	 * update is in progress. This allows guest external software (e.g. in Dom0)
	 * to verify that read mappings are consistent and whether they have changed
	 * since the last check.
	 * Modifying a p2m element in the linear p2m list is allowed via an atomic
	 * write only.
	 */
	unsigned long p2m_cr3;	/* cr3 value of the p2m address space */
	unsigned long p2m_vaddr;	/* virtual address of the p2m list */
	unsigned long p2m_generation;	/* generation count of p2m mapping */
};
#endif /* !__ASSEMBLY__ */

#include <asm/xen/interface_64.h>

#ifndef __ASSEMBLY__
#if defined(__KERNEL__) && !defined(__XEN__)
#include <asm/pvclock-abi.h>
#else
/*
 * Time of a vCPU, in shared_info and in the area that
 * VCPUOP_register_vcpu_time_memory_area names. An odd @version means that an
 * update is in progress. System time now is
 * system_time + (((tsc - tsc_timestamp) << tsc_shift) * tsc_to_system_mul >> 32);
 * a negative shift goes to the right.
 */
struct pvclock_vcpu_time_info {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;	/* TSC at last update of time vals. */
	u64 system_time;	/* Time, in nanosecs, since boot. */
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
};

/* System time 0 as seconds and nanoseconds since 1970. */
struct pvclock_wall_clock {
	u32 version;
	u32 sec;
	u32 nsec;
};

#define PVCLOCK_TSC_STABLE_BIT	0x1
#define PVCLOCK_GUEST_STOPPED	0x2
#endif

/*
 * The following is all CPU context. Note that the fpu_ctxt block is filled
 * in by FXSAVE if the CPU has feature FXSR; otherwise FSAVE is used.
 *
 * Also note that when calling DOMCTL_setvcpucontext for HVM guests, not all
 * information in this structure is updated, the fields read include: fpu_ctxt
 * (if VGCT_I387_VALID is set), flags, user_regs and debugreg[*].
 *
 * Note: VCPUOP_initialise for HVM guests is non-symetric with
 * DOMCTL_setvcpucontext, and uses struct vcpu_hvm_context from hvm/hvm_vcpu.h
 */
struct vcpu_guest_context {
	/* FPU registers come first so they can be aligned for FXSAVE/FXRSTOR. */
	struct {
		char x[512];
	} fpu_ctxt;	/* User-level FPU registers */
#define VGCF_I387_VALID	0x1
#define VGCF_IN_KERNEL	0x4
#define _VGCF_i387_valid	0
#define VGCF_i387_valid	0x1
#define _VGCF_in_kernel	2
#define VGCF_in_kernel	0x4
#define _VGCF_failsafe_disables_events	3
#define VGCF_failsafe_disables_events	0x8
#define _VGCF_syscall_disables_events	4
#define VGCF_syscall_disables_events	0x10
#define _VGCF_online	5
#define VGCF_online	0x20
	unsigned long flags;	/* VGCF_* flags */
	struct cpu_user_regs user_regs;	/* User-level CPU registers */
	struct trap_info trap_ctxt[256];	/* Virtual IDT */
	unsigned long ldt_base, ldt_ents;	/* LDT (linear address, # ents) */
	unsigned long gdt_frames[16], gdt_ents; /* GDT (machine frames, # ents) */
	unsigned long kernel_ss, kernel_sp;	/* Virtual TSS (only SS1/SP1) */
	/* NB. User pagetable on x86/64 is placed in ctrlreg[1]. */
	unsigned long ctrlreg[8];	/* CR0-CR7 (control registers) */
	unsigned long debugreg[8];	/* DB0-DB7 (debug registers) */
	unsigned long event_callback_eip;
	unsigned long failsafe_callback_eip;
	unsigned long syscall_callback_eip;
	unsigned long vm_assist;	/* VMASST_TYPE_* bitmap */
	/* Segment base addresses. */
	u64 fs_base;
	u64 gs_base_kernel;
	u64 gs_base_user;
};

DEFINE_GUEST_HANDLE_STRUCT(vcpu_guest_context);

/*
 * The architecture's part of struct xen_domctl_createdomain; its layout is
 * covered by XEN_DOMCTL_INTERFACE_VERSION.
 */
struct xen_arch_domainconfig {
#define _XEN_X86_EMU_LAPIC	0
#define XEN_X86_EMU_LAPIC	0x1U
#define _XEN_X86_EMU_HPET	1
#define XEN_X86_EMU_HPET	0x2U
#define _XEN_X86_EMU_PM	2
#define XEN_X86_EMU_PM	0x4U
#define _XEN_X86_EMU_RTC	3
#define XEN_X86_EMU_RTC	0x8U
#define _XEN_X86_EMU_IOAPIC	4
#define XEN_X86_EMU_IOAPIC	0x10U
#define _XEN_X86_EMU_PIC	5
#define XEN_X86_EMU_PIC	0x20U
#define _XEN_X86_EMU_VGA	6
#define XEN_X86_EMU_VGA	0x40U
#define _XEN_X86_EMU_IOMMU	7
#define XEN_X86_EMU_IOMMU	0x80U
#define _XEN_X86_EMU_PIT	8
#define XEN_X86_EMU_PIT	0x100U
#define _XEN_X86_EMU_USE_PIRQ	9
#define XEN_X86_EMU_USE_PIRQ	0x200U
#define _XEN_X86_EMU_VPCI	10
#define XEN_X86_EMU_VPCI	0x400U

#define XEN_X86_EMU_ALL		0x7ffU
	u32 emulation_flags;

/*
 * Select whether to use a relaxed behavior for accesses to MSRs not explicitly
 * handled by Xen instead of injecting a #GP to the guest. Note this option
 * doesn't allow the guest to read or write to the underlying MSR.
 */
#define XEN_X86_MSR_RELAXED	0x1U
	u32 misc_flags;
};

/*
 * Representations of architectural CPUID and MSR information.  Used as the
 * serialised version of Xen's internal representation.
 */
struct xen_cpuid_leaf {
#define XEN_CPUID_NO_SUBLEAF	0xffffffffu
	u32 leaf, subleaf;
	u32 a, b, c, d;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_cpuid_leaf);

struct xen_msr_entry {
	u32 idx;
	u32 flags; /* Reserved MBZ. */
	u64 val;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_msr_entry);

#endif /* !__ASSEMBLY__ */

/*
 * This prefix forces emulation of an instruction that does not trap.
 * Currently only CPUID.
 */
#if defined(__KERNEL__) && !defined(__XEN__)
#include <asm/emulate_prefix.h>
#define XEN_EMULATE_PREFIX	__ASM_FORM(.byte __XEN_EMULATE_PREFIX ;)
#define XEN_CPUID		XEN_EMULATE_PREFIX __ASM_FORM(cpuid)
#else
#define __XEN_EMULATE_PREFIX	0x0f, 0x0b, 0x78, 0x65, 0x6e
#ifndef __ASSEMBLY__
#define XEN_EMULATE_PREFIX	".byte 0x0f,0x0b,0x78,0x65,0x6e ; "
#define XEN_CPUID		XEN_EMULATE_PREFIX "cpuid"
#endif
#endif

/*
 * Debug console I/O port, also called "port E9 hack". Each character written
 * to it is printed on the hypervisor's console, subject to log levels.
 */
#define XEN_HVM_DEBUGCONS_IOPORT	0xe9

#endif /* _ASM_X86_XEN_INTERFACE_H */
