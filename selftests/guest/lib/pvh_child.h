/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PVH children of a test kernel in dom0's place: each runs one case of the program that
 * is linked in (pvh/pvh.h), in a hardware container that is made as the tools make one.
 */
#ifndef GUEST_PVH_CHILD_H
#define GUEST_PVH_CHILD_H

#include <linux/types.h>
#include <xen/interface/xen.h>

#include "../pvh/abi.h"

struct pvh_child {
	domid_t domid;
	u32 vcpus;
	/* The first of the pages that both write, while it lives. */
	struct pvh_shared *shared;
};

extern const u8 pvh_image_start[], pvh_image_end[];
#define pvh_image	((const struct pvh_image *)pvh_image_start)
/* What is at address @pa of the program. */
const void *pvh_at(u32 pa);

/* 0, or the error of the call that failed; then there is no such domain. */
long pvh_child_create(struct pvh_child *c, u32 index, u32 vcpus);
/* Copies what is at @pa of its memory, in one page. */
void pvh_child_read(const struct pvh_child *c, u64 pa, void *to, u32 bytes);
void pvh_child_destroy(struct pvh_child *c);
/* Does what a case may ask for now; @state is 0 when it begins. */
void pvh_serve(const struct pvh_child *c, u32 service, u64 *state);
/* SHUTDOWN_x, or -1 while it lives. */
long pvh_child_ended(const struct pvh_child *c);

#endif /* GUEST_PVH_CHILD_H */
