/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CPU sets up for itself, boot CPU and others alike. */
#ifndef ASM_INIT_CPU_H
#define ASM_INIT_CPU_H

/**
 * control_regs_init_cpu() - set this CPU's CR0, CR4, EFER, PAT and TSC_AUX
 *
 * Each CPU, before it touches memory of other kinds; sets hyp_cr4. LA57 and MCE stay as
 * they are.
 */
void control_regs_init_cpu(void);

/**
 * control_regs_options() - obey smap= and smep=
 *
 * Boot CPU, once the command line is known.
 */
void control_regs_options(void);

/**
 * stubs_alloc() - page of SYSCALL stubs for a CPU that is going to start
 * @cpu: its number
 *
 * On another CPU. A second call for the same CPU does nothing.
 *
 * Return: 0, -ENOMEM.
 */
int stubs_alloc(unsigned int cpu);

/**
 * stubs_init_cpu() - point this CPU's MSRs of SYSCALL and SYSENTER to its stubs
 *
 * On the CPU itself, after stubs_alloc().
 */
void stubs_init_cpu(void);

/**
 * stub_address() - linear address of a CPU's stubs, one page
 * @cpu: its number
 */
unsigned long stub_address(unsigned int cpu);

/*
 * CR4 of the hypervisor itself. A guest may see other values of the bits that
 * it owns; whoever switches guests starts from this.
 */
extern unsigned long hyp_cr4;

#endif /* ASM_INIT_CPU_H */
