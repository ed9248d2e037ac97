/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies at virtual addresses of the PV guest whose page tables are loaded:
 * the members of pv_guest_ops behind <hyp/guest_copy.h>.  Each returns the
 * number of bytes not copied; addresses of the hypervisor are refused.
 */
#ifndef ASM_GUEST_COPY_H
#define ASM_GUEST_COPY_H

#include <linux/types.h>

/**
 * pv_copy_from() - copy from the current guest
 * @to: OUT; what could not be copied is cleared
 * @gva: virtual address in the guest
 * @bytes: any number
 *
 * Page faults of the guest's own tables end it; no lock is taken.
 *
 * Return: the number of bytes not copied.
 */
unsigned long pv_copy_from(void *to, u64 gva, unsigned long bytes);

/**
 * pv_copy_to() - copy to the current guest
 * @gva: virtual address in the guest
 * @from: the hypervisor's memory
 * @bytes: any number
 *
 * Return: the number of bytes not copied.
 */
unsigned long pv_copy_to(u64 gva, const void *from, unsigned long bytes);

/**
 * pv_clear() - clear memory of the current guest
 * @gva: virtual address in the guest
 * @bytes: any number
 *
 * Return: the number of bytes not cleared.
 */
unsigned long pv_clear(u64 gva, unsigned long bytes);

#endif /* ASM_GUEST_COPY_H */
