/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happens for an exit, whatever CPU it is: the vendor's file says which
 * instruction and how long it is, these do it. All are of the current vCPU.
 */
#ifndef HVM_INTERCEPT_H
#define HVM_INTERCEPT_H

#include <linux/types.h>

struct hvm_cr_access;
struct hvm_fault;
struct vcpu;

#define HVM_INSN_MAX	15

struct hvm_port_access {
	u16 port;
	u8 bytes;			/* 1, 2, 4 */
	bool in, string;
	u8 insn_bytes;
};

/* Before the guest is entered, interrupts off: softirqs, then an event if there is one. */
void hvm_exit_work(struct vcpu *v);

/* Instructions of @bytes. */
void hvm_skip(struct vcpu *v, unsigned int bytes);
void hvm_do_cpuid(struct vcpu *v, unsigned int bytes);
void hvm_do_rdmsr(struct vcpu *v, unsigned int bytes);
void hvm_do_wrmsr(struct vcpu *v, unsigned int bytes);
void hvm_do_xsetbv(struct vcpu *v, unsigned int bytes);
void hvm_do_hlt(struct vcpu *v, unsigned int bytes);
void hvm_do_mwait(struct vcpu *v, unsigned int bytes);
void hvm_do_wbinvd(struct vcpu *v, unsigned int bytes);
void hvm_do_hypercall(struct vcpu *v, unsigned int bytes);
void hvm_do_port(struct vcpu *v, const struct hvm_port_access *p);
void hvm_cr_access(struct vcpu *v, const struct hvm_cr_access *a);
/* #UD: a hypercall instruction of the other vendor, or the guest's own. */
void hvm_invalid_opcode(struct vcpu *v);
void hvm_nested_fault(struct vcpu *v, const struct hvm_fault *f);

/* An NMI handler is at its IRET. */
void hvm_nmi_iret(struct vcpu *v);

/* reset.c: on the vCPU's way in, interrupts off. */
void hvm_take_init(struct vcpu *v);
void hvm_take_startup(struct vcpu *v);

#endif /* HVM_INTERCEPT_H */
