/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Non-maskable interrupts. They come anywhere, so handlers take no lock that is
 * taken elsewhere, and don't fault: an IRET would let the next NMI in.
 */
#ifndef ASM_NMI_H
#define ASM_NMI_H

#include <linux/types.h>

struct cpu_user_regs;

/**
 * nmi_init() - prepare the message about NMIs that nobody knows
 *
 * At boot, once.
 */
void nmi_init(void);

/**
 * handle_nmi() - an NMI came
 * @regs: what was interrupted
 *
 * From entry code, on the NMI's own stack. Handlers are asked in turn; where nobody knows
 * it, it is dom0's if that owns the platform, else it is reported by a softirq.
 */
void handle_nmi(const struct cpu_user_regs *regs);

/**
 * nmi_register() - ask this handler on each NMI
 * @fn: gives true if it was its NMI
 *
 * At boot, once for each; there is no way back.
 */
void nmi_register(bool (*fn)(const struct cpu_user_regs *regs));

#endif /* ASM_NMI_H */
