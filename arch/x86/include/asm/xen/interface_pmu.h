/* SPDX-License-Identifier: MIT */
/*
 * Copyright (c) 2015 Oracle and/or its affiliates. All rights reserved.
 */

#ifndef _ASM_X86_XEN_INTERFACE_PMU_H
#define _ASM_X86_XEN_INTERFACE_PMU_H

#include <xen/interface/abi-types.h>

/* x86-specific PMU definitions */

/* AMD PMU registers and structures */
struct xen_pmu_amd_ctxt {
	/*
	 * Offsets to counter and control MSRs (relative to xen_pmu_arch.c.amd).
	 * For PV(H) guests these fields are RO.
	 */
	u32 counters;
	u32 ctrls;

	/* Counter MSRs */
	u64 regs[];
};

DEFINE_GUEST_HANDLE_STRUCT(xen_pmu_amd_ctxt);

/* Intel PMU registers and structures */
struct xen_pmu_cntr_pair {
	u64 counter;
	u64 control;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_pmu_cntr_pair);

struct xen_pmu_intel_ctxt {
	/*
	 * Offsets to fixed and architectural counter MSRs (relative to
	 * xen_pmu_arch.c.intel).
	 * For PV(H) guests these fields are RO.
	 */
	u32 fixed_counters;
	u32 arch_counters;

	/* PMU registers */
	u64 global_ctrl;
	u64 global_ovf_ctrl;
	u64 global_status;
	u64 fixed_ctrl;
	u64 ds_area;
	u64 pebs_enable;
	u64 debugctl;

	/* Fixed and architectural counter MSRs */
	u64 regs[];
};

DEFINE_GUEST_HANDLE_STRUCT(xen_pmu_intel_ctxt);

/* Sampled domain's registers */
struct xen_pmu_regs {
	u64 ip;
	u64 sp;
	u64 flags;
	u16 cs;
	u16 ss;
	u8 cpl;
	u8 pad[3];
};

DEFINE_GUEST_HANDLE_STRUCT(xen_pmu_regs);

/* PMU flags */
#define PMU_CACHED	0x1 /* PMU MSRs are cached in the context */
#define PMU_SAMPLE_USER	0x2 /* Sample is from user or kernel mode */
#define PMU_SAMPLE_REAL	0x4 /* Sample is from realmode */
#define PMU_SAMPLE_PV	0x8 /* Sample from a PV guest */

/*
 * Architecture-specific information describing state of the processor at
 * the time of PMU interrupt.
 * Fields of this structure marked as RW for guest should only be written by
 * the guest when PMU_CACHED bit in pmu_flags is set (which is done by the
 * hypervisor during PMU interrupt). Hypervisor will read updated data in
 * XENPMU_flush hypercall and clear PMU_CACHED bit.
 */
struct xen_pmu_arch {
	union {
		/*
		 * Processor's registers at the time of interrupt.
		 * WO for hypervisor, RO for guests.
		 */
		struct xen_pmu_regs regs;
		/* Padding for adding new registers to xen_pmu_regs in the future */
#define XENPMU_REGS_PAD_SZ	64
		u8 pad[XENPMU_REGS_PAD_SZ];
	} r;

	/* WO for hypervisor, RO for guest */
	u64 pmu_flags;

	/*
	 * APIC LVTPC register.
	 * RW for both hypervisor and guest.
	 * Only APIC_LVT_MASKED bit is loaded by the hypervisor into hardware
	 * during XENPMU_flush or XENPMU_lvtpc_set.
	 */
	union {
		u32 lapic_lvtpc;
		u64 pad;
	} l;

	/*
	 * Vendor-specific PMU registers.
	 * RW for both hypervisor and guest (see exceptions above).
	 * Guest's updates to this field are verified and then loaded by the
	 * hypervisor into hardware during XENPMU_flush
	 */
	union {
		struct xen_pmu_amd_ctxt amd;
		struct xen_pmu_intel_ctxt intel;

		/*
		 * Padding for contexts (fixed parts only, does not include MSR banks
		 * that are specified by offsets)
		 */
#define XENPMU_CTXT_PAD_SZ	128
		u8 pad[XENPMU_CTXT_PAD_SZ];
	} c;
};

DEFINE_GUEST_HANDLE_STRUCT(xen_pmu_arch);

#endif /* __XEN_PUBLIC_ARCH_X86_PMU_H__ */
