/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions, system calls and events of PV guests.
 *
 * Guest kernel and guest user both run in ring 3; pv->kernel_mode says which.
 * A "bounce" makes the guest kernel go on at one of its entry points, with a
 * frame on its stack; the formats are drawn in Documentation/pv-entry.rst.
 */
#ifndef ASM_PV_TRAP_H
#define ASM_PV_TRAP_H

#include <linux/types.h>
#include <linux/compiler.h>

struct cpu_user_regs;
struct vcpu;

/*
 * In cpu_user_regs.entry_vector: RCX and R11 need not survive the way back to
 * the guest, so SYSRET will do (low bits: vector of an exception).
 */
#define PV_EXIT_SYSRET	0x100

/**
 * struct pv_bounce - how the guest kernel is entered
 * @rip: entry point of the guest kernel
 * @error_code: pushed if @has_error
 * @has_error: the frame has an error code
 * @masks_events: event channels are masked on the way in
 * @failsafe: DS, ES, FS, GS are in the frame too
 */
struct pv_bounce {
	u64 rip;
	u32 error_code;
	bool has_error;
	bool masks_events;
	bool failsafe;
};

/**
 * pv_bounce() - let the guest kernel of the current vCPU go on at an entry point
 * @b: where and how
 *
 * Changes guest_regs() and the mode. A stack that can't be written or an entry point that
 * was never set crashes the domain.
 */
void pv_bounce(struct pv_bounce b);

/**
 * pv_inject_trap() - call the guest's handler of an exception as the hardware would
 * @vector: without an error code
 */
void pv_inject_trap(unsigned int vector);

/**
 * pv_inject_trap_error() - the same with an error code
 * @vector: the exception
 * @error_code: it
 */
void pv_inject_trap_error(unsigned int vector, u32 error_code);

/**
 * pv_inject_page_fault() - #PF for the guest
 * @error_code: its U bit is set from the mode
 * @cr2: the address
 */
void pv_inject_page_fault(u32 error_code, u64 cr2);

/**
 * pv_inject_debug() - #DB for the guest, after a single step of an emulated instruction
 * @dr6: bits to set
 */
void pv_inject_debug(u64 dr6);

/**
 * pv_trap() - an exception from ring 3, but #PF, #DB and those with a stack of their own
 * @regs: guest_regs()
 *
 * From arch/x86/cpu; interrupts are on.
 */
void pv_trap(struct cpu_user_regs *regs);

/**
 * pv_page_fault() - #PF from ring 3
 * @regs: guest_regs()
 * @cr2: read before interrupts were on
 */
void pv_page_fault(struct cpu_user_regs *regs, unsigned long cr2);

/**
 * pv_debug_trap() - #DB from ring 3
 * @regs: guest_regs()
 * @dr6: read before interrupts were on
 */
void pv_debug_trap(struct cpu_user_regs *regs, unsigned long dr6);

/**
 * pv_syscall() - SYSCALL: hypercall of guest kernel, or system call of guest user
 * @regs: guest_regs()
 *
 * From pv/entry.S; interrupts are off.
 */
void pv_syscall(struct cpu_user_regs *regs);

/**
 * pv_syscall32() - SYSCALL of 32-bit code
 * @regs: guest_regs()
 *
 * As pv_syscall().
 */
void pv_syscall32(struct cpu_user_regs *regs);

/**
 * pv_sysenter() - SYSENTER
 * @regs: guest_regs(); RIP and RSP are lost and 0
 *
 * As pv_syscall().
 */
void pv_sysenter(struct cpu_user_regs *regs);

/**
 * pv_iret_fault() - IRET to the guest faulted
 * @regs: guest_regs()
 *
 * As pv_syscall(). Maps an LDT page that was not there yet, or bounces to the failsafe
 * callback.
 */
void pv_iret_fault(struct cpu_user_regs *regs);

/**
 * pv_exit_work() - last work before the guest goes on
 *
 * Softirqs, events, NMIs. Returns with interrupts off.
 */
void pv_exit_work(void);

/**
 * pv_resume_guest() - assembly: leave for the current vCPU; see pv/entry.S
 */
void __noreturn pv_resume_guest(void);

/**
 * pv_toggle_mode() - guest kernel <-> guest user: GS bases and page tables
 * @v: the current one
 */
void pv_toggle_mode(struct vcpu *v);

/**
 * pv_emulate_privileged() - an instruction of the guest raised #GP
 * @regs: guest_regs()
 *
 * Return: true if it was carried out (RIP is behind it) or if the guest got another
 * exception for it; false if it is not ours: the #GP is the guest's.
 */
bool pv_emulate_privileged(struct cpu_user_regs *regs);

#endif /* ASM_PV_TRAP_H */
