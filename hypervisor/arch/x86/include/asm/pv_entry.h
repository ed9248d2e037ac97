/* SPDX-License-Identifier: GPL-2.0-only */
/* Labels in pv/entry.S where the hardware's entry points lead; never called. */
#ifndef ASM_PV_ENTRY_H
#define ASM_PV_ENTRY_H

/**
 * pv_syscall_entry() - SYSCALL of 64-bit code, by this CPU's stub
 */
void pv_syscall_entry(void);

/**
 * pv_syscall32_entry() - SYSCALL of 32-bit code, by this CPU's stub
 */
void pv_syscall32_entry(void);

/**
 * pv_sysenter_entry() - SYSENTER
 */
void pv_sysenter_entry(void);

#endif /* ASM_PV_ENTRY_H */
