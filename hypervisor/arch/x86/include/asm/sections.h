/* SPDX-License-Identifier: GPL-2.0-only */
/* Borders of the image, by hoist.lds.S; all on pages. */
#ifndef ASM_SECTIONS_H
#define ASM_SECTIONS_H

extern char hyp_start[], hyp_text_end[], hyp_rodata_end[], hyp_data_end[];
extern char hyp_init_start[], hyp_init_text_end[], hyp_init_end[];
extern char hyp_bss_start[], hyp_bss_end[], hyp_end[];

#endif /* ASM_SECTIONS_H */
