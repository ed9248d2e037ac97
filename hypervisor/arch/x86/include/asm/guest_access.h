/* SPDX-License-Identifier: GPL-2.0-only */
/* How a PV guest's memory is reached: members of pv_guest_ops. */
#ifndef ASM_GUEST_ACCESS_H
#define ASM_GUEST_ACCESS_H

#include <linux/types.h>

/* Set by CPU start-up when CR4.SMAP is in use on all CPUs. */
extern bool cpu_smap_on;

/* [gva, gva + bytes) is canonical and outside the hypervisor's slots. */
bool pv_guest_range(u64 gva, u64 bytes);

/* Bytes not copied; in the address space that is loaded. */
unsigned long pv_copy_from(void *to, u64 gva, unsigned long bytes);
unsigned long pv_copy_to(u64 gva, const void *from, unsigned long bytes);
unsigned long pv_clear(u64 gva, unsigned long bytes);

#endif /* ASM_GUEST_ACCESS_H */
