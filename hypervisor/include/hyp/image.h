/* SPDX-License-Identifier: GPL-2.0-only */
/* Borders inside the hypervisor's image, each on a page; set by hoist.lds.S. */
#ifndef HYP_IMAGE_H
#define HYP_IMAGE_H

extern char hyp_entry_start[], hyp_entry_end[];	/* entry code, inside .text */
extern char hyp_start[], hyp_text_end[], hyp_rodata_end[], hyp_data_end[];
extern char hyp_init_start[], hyp_init_text_end[], hyp_init_end[];
extern char hyp_bss_start[], hyp_bss_end[], hyp_end[];

#endif /* HYP_IMAGE_H */
