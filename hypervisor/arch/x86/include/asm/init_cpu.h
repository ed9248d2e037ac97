/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CPU sets up for itself, boot CPU and others alike. */
#ifndef ASM_INIT_CPU_H
#define ASM_INIT_CPU_H

/* Control registers, EFER and PAT; before it touches memory of other kinds. */
void control_regs_init_cpu(void);
/* Boot CPU, once the command line is known: smap=, smep=. */
void control_regs_options(void);

/* SYSCALL stubs: memory on another CPU (0 or -ENOMEM), MSRs on itself. */
int stubs_alloc(unsigned int cpu);
void stubs_init_cpu(void);
unsigned long stub_address(unsigned int cpu);	/* one page */

/*
 * CR4 of the hypervisor itself. A guest may see other values of the bits that
 * it owns; whoever switches guests starts from this.
 */
extern unsigned long hyp_cr4;

#endif /* ASM_INIT_CPU_H */
