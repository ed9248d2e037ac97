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

struct arch_domain {
	/* Exactly one of these. */
	struct pv_domain *pv;		/* <asm/pv.h> */
	struct hvm_domain *hvm;
	struct cpu_policy *policy;	/* CPUID and MSRs as shown to it */
	u64 tsc_offset;			/* ns, guest time 0 in system time */
	u32 tsc_khz;
	bool tsc_always_emulate;
	u32 tsc_mode, tsc_incarnation;	/* XEN_DOMCTL_settscinfo */
	bool log_dirty;			/* XEN_DOMCTL_shadow_op; with the domctl lock */
	u64 log_dirty_at;		/* byte of the bitmap to go on from */
	u32 nr_e820;			/* XENMEM_set_memory_map */
	struct boot_range *e820;
};

struct arch_vcpu {
	struct cpu_user_regs regs;	/* while it does not run */
	struct pv_vcpu *pv;
	struct hvm_vcpu *hvm;
	struct xstate *xstate;		/* XSAVE area, 64-byte aligned */
	u64 xcr0, xcr0_accum;
	u64 dr[4], dr6, dr7;
	u64 tsc_aux;
	u64 cr3;			/* machine address, what CR3 holds in the guest */
	u32 pvclock_version;
};

#endif /* ASM_DOMAIN_H */
