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

/**
 * struct svm_domain - what SVM has for a domain
 * @msrpm: permission map of MSRs, 8 KiB (APM volume 2, 15.11)
 * @iopm: that of ports, 12 KiB; NULL: all ports are the guest's
 */
struct svm_domain {
	void *msrpm;
	void *iopm;
};

/**
 * struct svm_vcpu - what SVM has for a vCPU
 * @vmcb: its control block
 * @vmcb_pa: physical address of it
 * @last_cpu: whose caches may have the block and the ASID
 * @asid_generation: of that CPU
 */
struct svm_vcpu {
	struct vmcb *vmcb;
	paddr_t vmcb_pa;
	unsigned int last_cpu;
	u64 asid_generation;
};

/**
 * svm_of() - SVM's data of a vCPU
 * @v: of a container
 */
static inline struct svm_vcpu *svm_of(const struct vcpu *v)
{
	return v->arch->hvm->vendor;
}

/**
 * vmcb_of() - control block of a vCPU
 * @v: of a container
 */
static inline struct vmcb *vmcb_of(const struct vcpu *v)
{
	return svm_of(v)->vmcb;
}

extern bool svm_has_nrip, svm_has_decode, svm_has_pause_filter, svm_has_pause_threshold;
extern bool svm_repeats_interrupts;

/**
 * svm_resume_guest() - svm_entry.S: leave for the current vCPU
 */
void svm_resume_guest(void) __noreturn;

/**
 * svm_enter() - what is left to do before VMRUN
 *
 * From svm_resume_guest(), interrupts off; returns with interrupts off.
 */
void svm_enter(void);

/**
 * svm_exit() - what there is to do after an exit
 * @regs: guest_regs(), in which RAX, RIP, RSP and RFLAGS are still to be filled
 *
 * From svm_resume_guest(), interrupts on.
 */
void svm_exit(struct cpu_user_regs *regs);

/**
 * svm_vcpu_init() - make and fill a vCPU's control block
 * @v: new
 *
 * Return: 0, -ENOMEM.
 */
int svm_vcpu_init(struct vcpu *v);

/**
 * svm_vcpu_destroy() - free it; fine without svm_vcpu_init()
 * @v: the vCPU
 */
void svm_vcpu_destroy(struct vcpu *v);

/**
 * svm_get_state() - hvm_ops->get_state
 * @v: as described there
 * @s: OUT
 */
void svm_get_state(struct vcpu *v, struct hvm_state *s);

/**
 * svm_set_state() - hvm_ops->set_state
 * @v: as described there
 * @s: checked (APM volume 2, 15.5.1)
 *
 * Return: 0, -EINVAL.
 */
int svm_set_state(struct vcpu *v, const struct hvm_state *s);

/**
 * svm_domain_init() - permission maps of a domain
 * @d: new
 *
 * Return: 0, -ENOMEM.
 */
int svm_domain_init(struct domain *d);

/**
 * svm_domain_destroy() - free them; fine without svm_domain_init()
 * @d: the domain
 */
void svm_domain_destroy(struct domain *d);

/**
 * svm_asid_init_cpu() - find out how many ASIDs this CPU has
 *
 * When SVM is switched on here. The next one that is given begins a new generation.
 */
void svm_asid_init_cpu(void);

/**
 * svm_asid_switch() - a vCPU has got this CPU
 * @v: the vCPU; what it had of ASIDs and of its control block in caches is of its last CPU
 */
void svm_asid_switch(struct vcpu *v);

/**
 * svm_asid_assign() - give a vCPU an ASID of this CPU, a new one if it has to flush
 * @v: about to be entered, interrupts off
 */
void svm_asid_assign(struct vcpu *v);

/**
 * svm_take_interrupted_event() - an exit came while an event was delivered: deliver it
 *	again
 * @v: the current one
 */
void svm_take_interrupted_event(struct vcpu *v);

/**
 * svm_put_event() - inject the vCPU's event at the next VMRUN
 * @v: the current one; its event is valid
 */
void svm_put_event(struct vcpu *v);

#endif /* HVM_SVM_H */
