/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing how much memory a domain has, extent by extent. */
#ifndef HYP_RESERVATION_H
#define HYP_RESERVATION_H

#include <linux/types.h>

struct domain;

/* Largest extent, log2 of frames: 2 MiB keeps one step of work short. */
#define RESERVATION_MAX_ORDER	9

/**
 * struct reservation - a change of a domain's memory, extent by extent
 * @d: whose memory, with a reference
 * @list: address of frame numbers in the caller's memory, 0: none
 * @nr: extents
 * @done: those that are done
 * @order: log2 of the frames of an extent; at most RESERVATION_MAX_ORDER
 * @memflags: MEMF_*
 * @on_demand: of reservation_populate(): a frame gets its page when it is touched
 */
struct reservation {
	struct domain *d;
	u64 list;
	u64 nr, done;
	unsigned int order;
	u32 memflags;
	bool on_demand;
};

/**
 * reservation_increase() - new frames, whose numbers are written to the list if there is one
 * @r: goes on from extent @done, counts it up
 *
 * Ends when all are done, one fails, or other work waits.
 *
 * Return: 0, or -ERESTART (call again).
 */
int reservation_increase(struct reservation *r);

/**
 * reservation_decrease() - the list's frames go back
 * @r: goes on from extent @done, counts it up
 *
 * Ends when all are done, one fails, or other work waits.
 *
 * Return: 0, or -ERESTART (call again).
 */
int reservation_decrease(struct reservation *r);

/**
 * reservation_populate() - new frames at the guest frames of the list
 * @r: goes on from extent @done, counts it up; a PV domain's list gets their numbers
 *
 * Ends when all are done, one fails, or other work waits.
 *
 * Return: 0, or -ERESTART (call again).
 */
int reservation_populate(struct reservation *r);

/**
 * guest_remove_page() - take one frame from a domain
 * @d: domain
 * @gfn: guest frame
 *
 * Mappings and grants of it keep the frame until they go.
 *
 * Return: 0, -EINVAL (it isn't the domain's, or there is no memory to change its map).
 */
int guest_remove_page(struct domain *d, u64 gfn);

struct xen_memory_exchange;

/**
 * memory_exchange() - exchange frames for others
 * @d: PV
 * @ex: lists in the caller's memory; the orders and sizes are checked; nr_exchanged counts up
 *
 * Return: 0, -ERESTART, -EFAULT, -EINVAL, -ENOMEM.
 */
int memory_exchange(struct domain *d, struct xen_memory_exchange *ex);

struct xen_mem_acquire_resource;

/**
 * acquire_resource() - write frame numbers of a resource to the caller's list
 * @d: whose resource
 * @res: type, first frame, number of frames, list
 * @done: frames of the list that are there already; counts up
 *
 * Return: 0, -ERESTART (call again), -EOPNOTSUPP (no such type), -EINVAL, -EFAULT, -ENOMEM.
 */
int acquire_resource(struct domain *d, struct xen_mem_acquire_resource *res, u32 *done);

/**
 * acquire_resource_size() - how many frames a resource can have
 * @d: whose resource
 * @res: type and id
 *
 * Return: 0: no such resource.
 */
u32 acquire_resource_size(struct domain *d, const struct xen_mem_acquire_resource *res);

#endif /* HYP_RESERVATION_H */
