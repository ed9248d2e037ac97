/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies at virtual addresses of the PV guest whose page tables are loaded:
 * the members of pv_guest_ops behind <hyp/guest_copy.h>.  Each returns the
 * number of bytes not copied; addresses of the hypervisor are refused.
 */
#ifndef ASM_GUEST_COPY_H
#define ASM_GUEST_COPY_H

#include <linux/types.h>

unsigned long pv_copy_from(void *to, u64 gva, unsigned long bytes);
unsigned long pv_copy_to(u64 gva, const void *from, unsigned long bytes);
unsigned long pv_clear(u64 gva, unsigned long bytes);

#endif /* ASM_GUEST_COPY_H */
