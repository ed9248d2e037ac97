/* SPDX-License-Identifier: GPL-2.0-only */
/* Flaws of CPUs that leak by speculation, and what is done about them. */
#ifndef ASM_SPEC_H
#define ASM_SPEC_H

#include <linux/types.h>

struct domain;

/**
 * spec_init() - decide what is done about flaws of this CPU, and say so
 *
 * Boot CPU, command line parsed, before alternatives_apply().
 */
void spec_init(void);

/**
 * spec_refuses_pv_guests() - does a flaw of this CPU let a PV kernel read all memory?
 *
 * Then only dom0 is trusted so far.
 */
bool spec_refuses_pv_guests(void);

/**
 * spec_switch_to() - before another domain's vCPU runs here: forget what this CPU learnt
 * @next: its domain
 *
 * Interrupts are off.
 */
void spec_switch_to(const struct domain *next);

#endif /* ASM_SPEC_H */
