/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of SVM share; nobody else includes it. */
#ifndef HVM_SVM_H
#define HVM_SVM_H

#include <linux/types.h>
#include <hyp/vcpu.h>
#include <asm/domain.h>
#include <asm/hvm.h>
#include "vmcb.h"

struct hvm_state;
struct cpu_user_regs;

struct svm_domain {
	void *msrpm;			/* 8 KiB */
	void *iopm;			/* 12 KiB; NULL: all ports are the guest's */
};

struct svm_vcpu {
	struct vmcb *vmcb;
	paddr_t vmcb_pa;
	unsigned int last_cpu;		/* whose caches may have the block and the ASID */
	u64 asid_generation;		/* of that CPU */
};

static inline struct svm_vcpu *svm_of(const struct vcpu *v)
{
	return v->arch->hvm->vendor;
}

static inline struct vmcb *vmcb_of(const struct vcpu *v)
{
	return svm_of(v)->vmcb;
}

extern bool svm_has_nrip, svm_has_decode;

/* svm_entry.S: leaves for the current vCPU. */
void svm_resume_guest(void) __noreturn;
/* C side of it: what is left to do before and after VMRUN. */
void svm_enter(void);
void svm_exit(struct cpu_user_regs *regs);

/* svm_vmcb.c */
int svm_vcpu_init(struct vcpu *v);
void svm_vcpu_destroy(struct vcpu *v);
void svm_get_state(struct vcpu *v, struct hvm_state *s);
int svm_set_state(struct vcpu *v, const struct hvm_state *s);

/* svm_maps.c */
int svm_domain_init(struct domain *d);
void svm_domain_destroy(struct domain *d);

/* svm_asid.c */
void svm_asid_init_cpu(void);
void svm_asid_assign(struct vcpu *v);

/* svm_events.c: from exitintinfo, to eventinj. */
void svm_take_interrupted_event(struct vcpu *v);
void svm_put_event(struct vcpu *v);

#endif /* HVM_SVM_H */
