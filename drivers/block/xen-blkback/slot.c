// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slots of a ring, in the layout of a 64-bit front-end or of a 32-bit one.
 *
 * i386 aligns 8 bytes at 4.  In each kind of request the first such number is the id, and
 * all that is before it fits 4 bytes, so a 32-bit request is a 64-bit one without the bytes
 * 4 to 7:
 *
 *	        0        4         8                                  108       112
 *	64-bit  | op ... | padding | id, sector, segments ...                    |
 *	32-bit  | op ... | id, sector, segments ...                   |
 *
 * A response has the same layout.  Rings of each size have the same number of slots, and
 * indexes stand in the same places, so only the slots themselves differ.
 */
#include <linux/build_bug.h>
#include <linux/string.h>

#include "blkback.h"

#define SLOT_64		sizeof(union blkif_sring_entry)
#define SLOT_32		(SLOT_64 - 4)
#define SLOTS(order, slot) \
	__RD32(((XEN_PAGE_SIZE << (order)) - offsetof(struct blkif_sring, ring)) / (slot))

static_assert(SLOT_64 == 112);
static_assert(offsetof(struct blkif_request, u.rw.id) == 8);
static_assert(offsetof(struct blkif_request, u.discard.id) == 8);
static_assert(offsetof(struct blkif_request, u.indirect.id) == 8);
static_assert(offsetof(struct blkif_request, u.other.id) == 8);
static_assert(offsetof(struct blkif_response, operation) == 8);
static_assert(SLOTS(0, SLOT_32) == SLOTS(0, SLOT_64));
static_assert(SLOTS(1, SLOT_32) == SLOTS(1, SLOT_64));
static_assert(SLOTS(2, SLOT_32) == SLOTS(2, SLOT_64));
static_assert(SLOTS(3, SLOT_32) == SLOTS(3, SLOT_64));
static_assert(SLOTS(VBD_MAX_ORDER, SLOT_32) == SLOTS(VBD_MAX_ORDER, SLOT_64));

static void *slot(struct vbd_ring *r, RING_IDX at)
{
	size_t size = r->vbd->abi32 ? SLOT_32 : SLOT_64;

	return (u8 *)r->ring.sring->ring + (at & (RING_SIZE(&r->ring) - 1)) * size;
}

/**
 * slot_read - copy a request out of the ring, once
 * @r: the ring
 * @at: its index
 * @req: gets it, in the layout of this domain
 */
void slot_read(struct vbd_ring *r, RING_IDX at, struct blkif_request *req)
{
	const u8 *from = slot(r, at);

	if (!r->vbd->abi32) {
		memcpy(req, from, sizeof(*req));
	} else {
		memset(req, 0, 8);
		memcpy(req, from, 4);
		memcpy((u8 *)req + 8, from + 4, sizeof(*req) - 8);
	}
	/* What is checked is the copy: it is not read again. */
	barrier();
}

/**
 * slot_answer - put an answer into the ring
 * @r: the ring, locked
 * @at: its index
 * @rsp: the answer
 */
void slot_answer(struct vbd_ring *r, RING_IDX at, const struct blkif_response *rsp)
{
	memcpy(slot(r, at), rsp, offsetofend(struct blkif_response, status));
}
