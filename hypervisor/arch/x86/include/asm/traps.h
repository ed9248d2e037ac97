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

/* From entry.S, interrupts off: exceptions in ring 0 and in ring 3. */
void handle_exception(struct cpu_user_regs *regs);
void handle_guest_exception(struct cpu_user_regs *regs);
/* NMI, #MC, #DF, and #DB in ring 0; on a stack of its own. */
void handle_ist_exception(struct cpu_user_regs *regs);
void handle_interrupt(struct cpu_user_regs *regs);

/*
 * Where a faulting instruction has an entry in the exception table: continues
 * there.  False: it has none.
 */
bool extable_fixup(struct cpu_user_regs *regs);
void extable_init(void);		/* sorts it; before the first fault */

/* #MC: logs the banks and ends the machine. */
void __noreturn handle_machine_check(const struct cpu_user_regs *regs);
void machine_check_init_cpu(void);
/* Panic with the registers of @regs. */
void __noreturn fatal_exception(const struct cpu_user_regs *regs, const char *what);

/* By the PV code, for exceptions of ring 3; interrupts are on. */
void pv_trap(struct cpu_user_regs *regs);
void pv_page_fault(struct cpu_user_regs *regs, unsigned long cr2);
void pv_debug_trap(struct cpu_user_regs *regs, unsigned long dr6);

const char *trap_name(unsigned int vector);

#endif /* !__ASSEMBLY__ */

#endif /* ASM_TRAPS_H */
