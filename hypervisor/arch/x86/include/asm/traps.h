/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions: numbers and the joints between entry code and handlers. */
#ifndef ASM_TRAPS_H
#define ASM_TRAPS_H

#define TRAP_DE		0
#define TRAP_DB		1
#define TRAP_NMI	2
#define TRAP_BP		3
#define TRAP_OF		4
#define TRAP_BR		5
#define TRAP_UD		6
#define TRAP_NM		7
#define TRAP_DF		8
#define TRAP_TS		10
#define TRAP_NP		11
#define TRAP_SS		12
#define TRAP_GP		13
#define TRAP_PF		14
#define TRAP_MF		16
#define TRAP_AC		17
#define TRAP_MC		18
#define TRAP_XM		19
#define TRAP_VE		20
#define TRAP_CP		21

/* Error code of a page fault (SDM 3A 4.7). */
#define PF_PRESENT	0x01
#define PF_WRITE	0x02
#define PF_USER		0x04
#define PF_RSVD		0x08
#define PF_INSN		0x10

#ifndef __ASSEMBLY__

#include <linux/compiler.h>
#include <linux/types.h>

struct cpu_user_regs;

/**
 * handle_exception() - an exception in ring 0
 * @regs: what was interrupted
 *
 * From entry.S, interrupts off. Goes on where the exception table says, or panics.
 */
void handle_exception(struct cpu_user_regs *regs);

/**
 * handle_guest_exception() - an exception in ring 3, that is in a PV guest
 * @regs: guest_regs()
 *
 * From entry.S, interrupts off; they are on when it is handled.
 */
void handle_guest_exception(struct cpu_user_regs *regs);

/**
 * handle_ist_exception() - NMI, #MC, #DF, and #DB in ring 0
 * @regs: what was interrupted
 *
 * From entry.S, on a stack of its own.
 */
void handle_ist_exception(struct cpu_user_regs *regs);

/**
 * handle_interrupt() - an interrupt, vector 0x20 and up
 * @regs: what was interrupted
 *
 * From entry.S, interrupts off.
 */
void handle_interrupt(struct cpu_user_regs *regs);

/**
 * extable_fixup() - go on where the exception table says
 * @regs: of the exception; RIP is changed
 *
 * Return: false: the instruction has no entry.
 */
bool extable_fixup(struct cpu_user_regs *regs);

/**
 * extable_init() - sort the exception table
 *
 * At boot, before the first fault.
 */
void extable_init(void);

/**
 * handle_machine_check() - log the banks and end the machine
 * @regs: what was interrupted
 *
 * On #MC, on its own stack.
 */
void __noreturn handle_machine_check(const struct cpu_user_regs *regs);

/**
 * machine_check_init_cpu() - let this CPU report all machine checks (SDM volume 3, 15)
 *
 * Each CPU; what the firmware left in the banks is cleared.
 */
void machine_check_init_cpu(void);

/**
 * fatal_exception() - panic with registers
 * @regs: of the exception
 * @what: first words of the message
 */
void __noreturn fatal_exception(const struct cpu_user_regs *regs, const char *what);

/**
 * pv_trap() - an exception from ring 3, but #PF, #DB and those with a stack of their own
 * @regs: guest_regs()
 *
 * By the PV code; interrupts are on.
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
 * trap_name() - an exception in words, for messages
 * @vector: any number
 */
const char *trap_name(unsigned int vector);

#endif /* !__ASSEMBLY__ */

#endif /* ASM_TRAPS_H */
