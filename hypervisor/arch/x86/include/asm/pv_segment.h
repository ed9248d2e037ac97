/* SPDX-License-Identifier: GPL-2.0-only */
/* Data segment registers and the bases of FS and GS of PV vCPUs. */
#ifndef ASM_PV_SEGMENT_H
#define ASM_PV_SEGMENT_H

#include <linux/types.h>

struct vcpu;

/**
 * pv_save_segments() - data selectors and bases out of the CPU
 * @v: its GDT, LDT and page tables are loaded
 */
void pv_save_segments(struct vcpu *v);

/**
 * pv_load_segments() - data selectors and bases into the CPU
 * @v: its GDT, LDT and page tables are loaded
 *
 * A selector that can't be loaded becomes 0 and sets segments_faulted.
 */
void pv_load_segments(struct vcpu *v);

/**
 * pv_load_user_gs() - GS of guest user, while its kernel runs
 * @sel: the selector; one that can't be loaded becomes 0
 */
void pv_load_user_gs(u16 sel);

#endif /* ASM_PV_SEGMENT_H */
