/* SPDX-License-Identifier: GPL-2.0-only */
/* Data segment registers and the bases of FS and GS of PV vCPUs. */
#ifndef ASM_PV_SEGMENT_H
#define ASM_PV_SEGMENT_H

#include <linux/types.h>

struct vcpu;

/* Out of and into the CPU; the guest's GDT, LDT and page tables are loaded. */
void pv_save_segments(struct vcpu *v);
void pv_load_segments(struct vcpu *v);

/* GS of guest user; a selector that can't be loaded becomes 0. */
void pv_load_user_gs(u16 sel);

#endif /* ASM_PV_SEGMENT_H */
