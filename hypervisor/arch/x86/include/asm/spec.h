/* SPDX-License-Identifier: GPL-2.0-only */
/* Flaws of CPUs that leak by speculation, and what is done about them. */
#ifndef ASM_SPEC_H
#define ASM_SPEC_H

#include <linux/types.h>

struct domain;

/* Boot CPU, command line parsed, before alternatives_apply(): decides and says so. */
void spec_init(void);
/* A flaw of this CPU lets a PV kernel read all memory: only dom0 is trusted so far. */
bool spec_refuses_pv_guests(void);
/* Before another domain's vCPU runs here: forgets what this CPU learnt. */
void spec_switch_to(const struct domain *next);

#endif /* ASM_SPEC_H */
