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

/**
 * isolation_alloc() - tables of a CPU that is going to start
 * @cpu: its number
 *
 * On another CPU, after stubs_alloc() and stacks_alloc(). Nothing to do without
 * isolation, or the second time.
 *
 * Return: 0, -ENOMEM: may be called again.
 */
int isolation_alloc(unsigned int cpu);

/**
 * isolation_set_root() - this CPU's CR3 is going to be another one
 * @cr3: of the full tables, which map all of the hypervisor
 */
void isolation_set_root(u64 cr3);

/**
 * isolation_root_changed() - an entry of some L4 in use has changed
 *
 * After the change, before references of the old entry are dropped. Any CPU.
 */
void isolation_root_changed(void);

/**
 * isolation_stale() - is this CPU's copy out of date?
 *
 * A fault may be due to that. False without isolation.
 */
bool isolation_stale(void);

/**
 * isolation_sync() - bring this CPU's copy of the L4 up to date
 *
 * On the way to the guest, interrupts off.
 */
void isolation_sync(void);

#endif /* ASM_ISOLATION_H */
