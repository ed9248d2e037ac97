/* SPDX-License-Identifier: GPL-2.0-only */
/* Labels in pv/entry.S where the hardware's entry points lead; never called. */
#ifndef ASM_PV_ENTRY_H
#define ASM_PV_ENTRY_H

void pv_syscall_entry(void);
void pv_syscall32_entry(void);
void pv_sysenter_entry(void);

#endif /* ASM_PV_ENTRY_H */
