/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Non-maskable interrupts. They come anywhere, so handlers take no lock that is
 * taken elsewhere, and don't fault: an IRET would let the next NMI in.
 */
#ifndef ASM_NMI_H
#define ASM_NMI_H

#include <linux/types.h>

struct cpu_user_regs;

void nmi_init(void);
void handle_nmi(const struct cpu_user_regs *regs);

/* Asked on each NMI; true: it was its NMI. Registered once, at boot. */
void nmi_register(bool (*fn)(const struct cpu_user_regs *regs));

#endif /* ASM_NMI_H */
