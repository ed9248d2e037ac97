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
struct hvm_insn;
struct vcpu;

#define HVM_INSN_MAX	15

/**
 * struct hvm_port_access - IN, OUT, INS or OUTS
 * @port: the first
 * @bytes: 1, 2, 4
 * @in: not out
 * @string: INS, OUTS
 * @insn_bytes: of the instruction
 */
struct hvm_port_access {
	u16 port;
	u8 bytes;
	bool in, string;
	u8 insn_bytes;
};

/**
 * hvm_exit_work() - before the guest is entered
 * @v: the current one
 *
 * Interrupts are off, in between they are on. Softirqs, INIT and start-up, then an event
 * if there is one that can be delivered.
 */
void hvm_exit_work(struct vcpu *v);

/**
 * hvm_skip() - an instruction without effect
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_skip(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_cpuid() - CPUID
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_cpuid(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_rdmsr() - RDMSR, or #GP
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_rdmsr(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_wrmsr() - WRMSR, or #GP
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_wrmsr(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_xsetbv() - XSETBV, or #GP
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_xsetbv(struct vcpu *v, unsigned int bytes);

/**
 * hvm_halt() - a vCPU that only NMI and INIT can wake up stops
 * @v: the current one
 *
 * The last one of a guest that does so ends it: this is how a kernel without a device to
 * switch its power off does that.
 */
void hvm_halt(struct vcpu *v);

/**
 * hvm_do_hlt() - HLT: blocks the vCPU unless an event is to be delivered already
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_hlt(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_mwait() - MWAIT: sleeps until an event, but not for long
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_mwait(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_pause() - PAUSE, once too often: somebody else may run
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_pause(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_wbinvd() - WBINVD, INVD: for real if the domain has devices
 * @v: the current one
 * @bytes: of the instruction
 */
void hvm_do_wbinvd(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_hypercall() - VMMCALL or VMCALL
 * @v: the current one
 * @bytes: of the instruction; RIP stays when the call is to be made again
 */
void hvm_do_hypercall(struct vcpu *v, unsigned int bytes);

/**
 * hvm_do_port() - an access to ports that are not the guest's: ones, or nothing
 * @v: the current one
 * @p: the access
 */
void hvm_do_port(struct vcpu *v, const struct hvm_port_access *p);

/**
 * hvm_string_port() - the same with memory, INS or OUTS
 * @v: the current one
 * @p: the access
 */
void hvm_string_port(struct vcpu *v, const struct hvm_port_access *p);

/**
 * hvm_cr_access() - MOV to or from a control register, LMSW, SMSW, CLTS
 * @v: the current one
 * @a: the access
 */
void hvm_cr_access(struct vcpu *v, const struct hvm_cr_access *a);

/**
 * hvm_lmsw_memory() - LMSW of a word in memory
 * @v: the current one
 * @insn: scanned, LMSW if its operand is one
 * @code: bytes at CS:RIP
 * @n: how many there are
 *
 * Anything else is not what the CPU has seen there, and is done again.
 */
void hvm_lmsw_memory(struct vcpu *v, const struct hvm_insn *insn, const u8 *code,
		     unsigned int n);

/**
 * hvm_invalid_opcode() - #UD: a hypercall instruction of the other vendor, or the guest's
 *	own
 * @v: the current one
 */
void hvm_invalid_opcode(struct vcpu *v);

/**
 * hvm_nested_fault() - an access that the p2m does not allow
 * @v: the current one
 * @f: what the CPU said of it
 *
 * Emulates it, makes the guest do it again, or ends the domain.
 */
void hvm_nested_fault(struct vcpu *v, const struct hvm_fault *f);

/**
 * hvm_triple_fault() - the vCPU is in shutdown: its domain ends as it has asked for
 * @v: the current one
 */
void hvm_triple_fault(struct vcpu *v);

/**
 * hvm_nmi_iret() - an NMI handler is at its IRET: the next NMI may come
 * @v: the current one
 */
void hvm_nmi_iret(struct vcpu *v);

/**
 * hvm_take_init() - INIT came: reset the vCPU, which waits for a start-up IPI then
 * @v: the current one, on its way in, interrupts off
 */
void hvm_take_init(struct vcpu *v);

/**
 * hvm_take_startup() - a start-up IPI came: begin at its page
 * @v: the current one, on its way in, interrupts off
 */
void hvm_take_startup(struct vcpu *v);

#endif /* HVM_INTERCEPT_H */
