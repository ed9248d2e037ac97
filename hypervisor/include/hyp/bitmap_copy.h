/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of CPUs as the tools pass them: struct xenctl_bitmap of the ABI. */
#ifndef HYP_BITMAP_COPY_H
#define HYP_BITMAP_COPY_H

struct cpumask;
struct xenctl_bitmap;

/**
 * cpumask_to_guest() - write a set into the current guest's bitmap
 * @out: nr_bits says how many bits there is room for; bytes beyond our CPUs
 *       become 0
 * @mask: the set
 *
 * Return: 0 or -EFAULT.
 */
int cpumask_to_guest(const struct xenctl_bitmap *out, const struct cpumask *mask);

/**
 * cpumask_from_guest() - read a set from the current guest's bitmap
 * @mask: OUT; bits beyond the bitmap are 0
 * @in: the guest's; bits beyond our CPUs are dropped
 *
 * Return: 0 or -EFAULT.
 */
int cpumask_from_guest(struct cpumask *mask, const struct xenctl_bitmap *in);

#endif /* HYP_BITMAP_COPY_H */
