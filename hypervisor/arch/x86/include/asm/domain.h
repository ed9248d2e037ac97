/* SPDX-License-Identifier: GPL-2.0-only */
/* The architecture's part of domains and vCPUs. */
#ifndef ASM_DOMAIN_H
#define ASM_DOMAIN_H

#include <linux/types.h>
#include <hyp/frame.h>
#include <asm/xen/interface.h>

struct cpu_policy;
struct pv_domain;
struct pv_vcpu;
struct hvm_domain;
struct hvm_vcpu;
struct xstate;

/**
 * struct arch_domain - the architecture's part of a domain
 * @pv: a PV domain, <asm/pv.h>; at most one of this and @hvm is there
 * @hvm: a domain in a container, <asm/hvm.h>
 * @policy: CPUID and MSRs as shown to it
 * @tsc_offset: system time that is the guest's time 0, ns
 * @tsc_khz: rate of the TSC that it is told, kHz
 * @tsc_always_emulate: what the CPUID leaf of the TSC says of RDTSC
 * @tsc_mode: XEN_DOMCTL_settscinfo
 * @tsc_incarnation: likewise
 * @log_dirty: XEN_DOMCTL_shadow_op; with the domctl lock
 * @log_dirty_at: byte of the bitmap to go on from
 * @log_dirty_count: frames in what went before
 * @nr_e820: XENMEM_set_memory_map
 * @e820: @nr_e820 ranges, NULL: none
 */
struct arch_domain {
	/* Exactly one of these. */
	struct pv_domain *pv;
	struct hvm_domain *hvm;
	struct cpu_policy *policy;
	u64 tsc_offset;
	u32 tsc_khz;
	bool tsc_always_emulate;
	u32 tsc_mode, tsc_incarnation;
	bool log_dirty;
	u64 log_dirty_at, log_dirty_count;
	u32 nr_e820;
	struct boot_range *e820;
};

/**
 * struct arch_vcpu - the architecture's part of a vCPU
 * @regs: while it does not run
 * @pv: of a PV domain; at most one of this and @hvm is there
 * @hvm: of a domain in a container
 * @xstate: XSAVE area, 64-byte aligned
 * @xcr0: what the guest has set
 * @xcr0_accum: all components that it ever set: those that are saved
 * @dr: debug registers while it does not run
 * @dr6: likewise
 * @dr7: likewise
 * @tsc_aux: MSR TSC_AUX of the guest
 * @cr3: machine address, what CR3 holds in the guest
 * @pvclock_version: of the time in its vcpu_info, even; 0: none was written yet
 */
struct arch_vcpu {
	struct cpu_user_regs regs;
	struct pv_vcpu *pv;
	struct hvm_vcpu *hvm;
	struct xstate *xstate;
	u64 xcr0, xcr0_accum;
	u64 dr[4], dr6, dr7;
	u64 tsc_aux;
	u64 cr3;
	u32 pvclock_version;
};

#endif /* ASM_DOMAIN_H */
