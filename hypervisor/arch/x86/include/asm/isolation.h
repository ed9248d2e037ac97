/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table isolation, against Meltdown: while a PV guest runs, CR3 is an L4
 * of this CPU with a copy of the guest's entries, and of the hypervisor only
 * what entry code touches before it has loaded the full tables.
 */
#ifndef ASM_ISOLATION_H
#define ASM_ISOLATION_H

#include <linux/types.h>

extern bool isolation_on;		/* fixed at boot */

/* Tables of a CPU that is going to start: 0 or -ENOMEM. */
int isolation_alloc(unsigned int cpu);
/* This CPU's CR3 is going to be @cr3, which maps all of the hypervisor. */
void isolation_set_root(u64 cr3);
/*
 * An entry of some L4 in use changed; after the change, before references of
 * the old entry are dropped.
 */
void isolation_root_changed(void);
/* The copy is out of date: a fault may be due to that. */
bool isolation_stale(void);
/* On the way to the guest, interrupts off. */
void isolation_sync(void);

#endif /* ASM_ISOLATION_H */
