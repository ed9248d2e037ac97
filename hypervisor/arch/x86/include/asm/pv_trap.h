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

struct pv_bounce {
	u64 rip;		/* entry point of the guest kernel */
	u32 error_code;
	bool has_error;
	bool masks_events;
	bool failsafe;		/* DS, ES, FS, GS are in the frame too */
};

/**
 * pv_bounce() - let the guest kernel of the current vCPU go on at an entry point
 *
 * Changes guest_regs() and the mode.  A stack that can't be written or an
 * entry point that was never set crashes the domain.
 */
void pv_bounce(struct pv_bounce b);

/* Calls the guest's handler of a vector as the hardware would. */
void pv_inject_trap(unsigned int vector);
void pv_inject_trap_error(unsigned int vector, u32 error_code);
/* #PF; the U bit of the error code is set from the mode. */
void pv_inject_page_fault(u32 error_code, u64 cr2);
/* After an emulated instruction: single step. */
void pv_inject_debug(u64 dr6);

/* Entries of arch/x86/cpu for exceptions from ring 3; interrupts are on. */
void pv_trap(struct cpu_user_regs *regs);
void pv_page_fault(struct cpu_user_regs *regs, unsigned long cr2);
void pv_debug_trap(struct cpu_user_regs *regs, unsigned long dr6);

/* From pv/entry.S; interrupts are off. */
void pv_syscall(struct cpu_user_regs *regs);
void pv_syscall32(struct cpu_user_regs *regs);
void pv_sysenter(struct cpu_user_regs *regs);
void pv_iret_fault(struct cpu_user_regs *regs);
/* Last work before the guest goes on; returns with interrupts off. */
void pv_exit_work(void);

/* Assembly: leaves for the current vCPU; see pv/entry.S. */
void __noreturn pv_resume_guest(void);

/* Guest kernel <-> guest user of the current vCPU: GS bases and page tables. */
void pv_toggle_mode(struct vcpu *v);

/**
 * pv_emulate_privileged() - an instruction of the guest raised #GP
 *
 * Return: true if it was carried out (RIP is behind it) or if the guest got
 * another exception for it; false if it is not ours: the #GP is the guest's.
 */
bool pv_emulate_privileged(struct cpu_user_regs *regs);

#endif /* ASM_PV_TRAP_H */
