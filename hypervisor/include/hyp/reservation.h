/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing how much memory a domain has, extent by extent. */
#ifndef HYP_RESERVATION_H
#define HYP_RESERVATION_H

#include <linux/types.h>

struct domain;

/* Largest extent, log2 of frames: 2 MiB keeps one step of work short. */
#define RESERVATION_MAX_ORDER	9

struct reservation {
	struct domain *d;
	u64 list;		/* guest address of frame numbers, 0: none */
	u64 nr, done;		/* extents */
	unsigned int order;
	u32 memflags;		/* MEMF_* */
};

/*
 * Each works from extent @done on and counts it up until all are done, one
 * fails, or other work waits.  Return: 0, or -ERESTART (call again).
 *
 * increase: new frames, whose numbers are written to the list if there is one
 * decrease: the list's frames go back
 * populate: new frames at the guest frames of the list; a PV caller's list
 *           gets their numbers
 */
int reservation_increase(struct reservation *r);
int reservation_decrease(struct reservation *r);
int reservation_populate(struct reservation *r);

/* Takes one frame from a domain: 0, -EINVAL (it isn't the domain's). */
int guest_remove_page(struct domain *d, u64 gfn);

struct xen_memory_exchange;
/*
 * Exchanges frames for others; counts ex->nr_exchanged up.  The orders and
 * sizes are checked.  Return: 0, -ERESTART, -EFAULT, -EINVAL, -ENOMEM.
 */
int memory_exchange(struct domain *d, struct xen_memory_exchange *ex);

struct xen_mem_acquire_resource;
/*
 * Writes frame numbers of a resource of @d to the caller's list, from number
 * *done on.  Return: 0, -ERESTART, or an error.
 */
int acquire_resource(struct domain *d, struct xen_mem_acquire_resource *res, u32 *done);
/* Frames that the resource can have at most; 0: no such resource. */
u32 acquire_resource_size(struct domain *d, const struct xen_mem_acquire_resource *res);

#endif /* HYP_RESERVATION_H */
