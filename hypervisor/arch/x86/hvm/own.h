/* SPDX-License-Identifier: GPL-2.0-only */
/* What a dom0 with gfn = mfn is given, built or adopted. */
#ifndef HVM_OWN_H
#define HVM_OWN_H

#include <linux/types.h>

struct domain;

/**
 * own_frame() - a frame that no allocator ever had becomes a domain's
 * @d: counted in its tot_pages
 * @n: number of the frame, RAM
 */
void own_frame(struct domain *d, u64 n);

/**
 * own_device_frames() - from frame 0 on, what may be a device's
 *
 * Return: how many frames this CPU addresses; above 16 TiB there is no device that would
 * be worth the tables.
 */
u64 own_device_frames(void);

#endif /* HVM_OWN_H */
