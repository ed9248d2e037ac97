// SPDX-License-Identifier: GPL-2.0-only
/*
 * blk-mq above, the shared ring below.
 *
 * Ring slots are written, never read back: what is on its way is kept in flight[], and an
 * answer is copied once and held against that.  A request needs an id, pages and a slot;
 * there are as many ids as slots, so whoever has an id has a slot as well.
 */
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/vmalloc.h>
#include <xen/events.h>
#include <xen/grant_table.h>

#include "blkfront.h"

#define NO_ID	U16_MAX

/* Sending */

static u16 flight_take(struct vdisk_queue *q)
{
	u16 id = q->free_id;

	if (id != NO_ID)
		q->free_id = q->flight[id].next;
	return id;
}

static void flight_free(struct vdisk_queue *q, u16 id)
{
	struct flight *f = &q->flight[id];

	bounce_put(q, f->pages);
	bounce_put(q, f->table);
	f->pages = NULL;
	f->table = NULL;
	f->rq = NULL;
	f->next = q->free_id;
	q->free_id = id;
}

static unsigned int request_pages(struct request *rq)
{
	switch (req_op(rq)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		return DIV_ROUND_UP(blk_rq_bytes(rq), XEN_PAGE_SIZE);
	default:
		return 0;
	}
}

/* Which operation asks for @rq, or -1. */
static int request_op(struct vdisk *vd, struct request *rq)
{
	switch (req_op(rq)) {
	case REQ_OP_READ:
		return BLKIF_OP_READ;
	case REQ_OP_WRITE:
		return BLKIF_OP_WRITE;
	case REQ_OP_FLUSH:
		if (vd->has.flush)
			return BLKIF_OP_FLUSH_DISKCACHE;
		return vd->has.barrier ? BLKIF_OP_WRITE_BARRIER : -1;
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return vd->has.discard ? BLKIF_OP_DISCARD : -1;
	default:
		return -1;
	}
}

/* An id and pages for @rq, or NO_ID: nothing is taken then. Locked. */
static u16 flight_prepare(struct vdisk_queue *q, struct request *rq, u8 op)
{
	unsigned int pages = request_pages(rq);
	u16 id = flight_take(q);
	struct flight *f;

	if (id == NO_ID)
		return NO_ID;
	f = &q->flight[id];
	if (pages) {
		f->pages = bounce_get(q, pages);
		if (!f->pages)
			goto none;
	}
	if (pages > BLKIF_MAX_SEGMENTS_PER_REQUEST) {
		f->table = bounce_get(q, 1);
		if (!f->table)
			goto none;
	}
	f->rq = rq;
	f->op = op;
	return id;

none:
	flight_free(q, id);
	return NO_ID;
}

static void fill_segments(struct blkif_request_segment *seg, struct bounce *b, unsigned int sectors)
{
	for (; b; b = b->next, seg++) {
		unsigned int n = min_t(unsigned int, sectors, VDISK_SEG_SECTORS);

		seg->gref = b->ref;
		seg->first_sect = 0;
		seg->last_sect = n - 1;
		sectors -= n;
	}
}

static void fill_direct(struct blkif_request *req, u16 id, struct flight *f)
{
	bool data = f->pages;

	req->operation = f->op;
	req->u.rw.nr_segments = data ? request_pages(f->rq) : 0;
	req->u.rw.handle = 0;
	req->u.rw._pad1 = 0;
	req->u.rw.id = id;
	req->u.rw.sector_number = data ? blk_rq_pos(f->rq) : 0;
	fill_segments(req->u.rw.seg, f->pages, blk_rq_sectors(f->rq));
}

static void fill_indirect(struct blkif_request *req, u16 id, struct flight *f)
{
	struct blkif_request_indirect *ind = &req->u.indirect;

	fill_segments(f->table->data, f->pages, blk_rq_sectors(f->rq));
	req->operation = BLKIF_OP_INDIRECT;
	memset(ind, 0, sizeof(*ind));
	ind->indirect_op = f->op;
	ind->nr_segments = request_pages(f->rq);
	ind->id = id;
	ind->sector_number = blk_rq_pos(f->rq);
	ind->indirect_grefs[0] = f->table->ref;
}

/* Put a prepared request into the next slot. Locked. */
static void flight_send(struct vdisk_queue *q, u16 id)
{
	struct flight *f = &q->flight[id];
	struct blkif_request *req = RING_GET_REQUEST(&q->ring, q->ring.req_prod_pvt);

	f->sent = true;
	if (f->op == BLKIF_OP_DISCARD)
		discard_fill(req, id, f->rq);
	else if (f->table)
		fill_indirect(req, id, f);
	else
		fill_direct(req, id, f);
	q->ring.req_prod_pvt++;
}

/* Show the back-end what was put into the ring. Locked. */
static void ring_push(struct vdisk_queue *q)
{
	bool notify;

	RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&q->ring, notify);
	if (notify)
		notify_remote_via_irq(q->irq);
}

/* @rq was made for a back-end that took larger ones: let it be cut anew, later. */
static blk_status_t vdisk_too_large(struct vdisk *vd, struct request *rq)
{
	unsigned long flags;

	blk_mq_start_request(rq);
	spin_lock_irqsave(&vd->split_lock, flags);
	list_add_tail(&rq->queuelist, &vd->split);
	spin_unlock_irqrestore(&vd->split_lock, flags);
	schedule_work(&vd->split_work);
	return BLK_STS_OK;
}

static blk_status_t vdisk_send(struct vdisk_queue *q, struct request *rq, u8 op, bool last)
{
	unsigned long flags;
	u16 id;

	spin_lock_irqsave(&q->lock, flags);
	id = q->live ? flight_prepare(q, rq, op) : NO_ID;
	spin_unlock_irqrestore(&q->lock, flags);
	if (id == NO_ID)
		return READ_ONCE(q->vd->gone) ? BLK_STS_IOERR : BLK_STS_RESOURCE;

	blk_mq_start_request(rq);
	if (op == BLKIF_OP_WRITE)
		bounce_fill(q->flight[id].pages, rq);

	/* Rings go down only while the queue is quiesced, so this one is still there. */
	spin_lock_irqsave(&q->lock, flags);
	flight_send(q, id);
	if (last)
		ring_push(q);
	spin_unlock_irqrestore(&q->lock, flags);
	return BLK_STS_OK;
}

static struct vdisk_queue *hctx_queue(struct vdisk *vd, struct blk_mq_hw_ctx *hctx)
{
	/* A successor of the back-end may have fewer rings than the first one had. */
	return &vd->queues[hctx->queue_num < vd->nr_queues ? hctx->queue_num :
			   hctx->queue_num % vd->nr_queues];
}

static blk_status_t vdisk_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct vdisk *vd = hctx->queue->queuedata;
	struct request *rq = bd->rq;
	int op;

	if (unlikely(READ_ONCE(vd->gone)))
		return BLK_STS_IOERR;
	if (unlikely(request_pages(rq) > vd->has.segments))
		return vdisk_too_large(vd, rq);
	op = request_op(vd, rq);
	if (unlikely(op < 0))
		return BLK_STS_NOTSUPP;
	return vdisk_send(hctx_queue(vd, hctx), rq, op, bd->last);
}

static void vdisk_commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct vdisk *vd = hctx->queue->queuedata;
	struct vdisk_queue *q;
	unsigned long flags;

	if (READ_ONCE(vd->gone))
		return;
	q = hctx_queue(vd, hctx);
	spin_lock_irqsave(&q->lock, flags);
	if (q->live)
		ring_push(q);
	spin_unlock_irqrestore(&q->lock, flags);
}

const struct blk_mq_ops vdisk_mq_ops = {
	.queue_rq = vdisk_queue_rq,
	.commit_rqs = vdisk_commit_rqs,
};

/* Requests that a new back-end can't take in one piece go in again as bios. */
void vdisk_split(struct work_struct *work)
{
	struct vdisk *vd = container_of(work, struct vdisk, split_work);
	struct request *rq, *next;
	struct bio_list bios;
	struct bio *bio;
	LIST_HEAD(list);

	spin_lock_irq(&vd->split_lock);
	list_splice_init(&vd->split, &list);
	spin_unlock_irq(&vd->split_lock);
	bio_list_init(&bios);
	list_for_each_entry_safe(rq, next, &list, queuelist) {
		list_del_init(&rq->queuelist);
		blk_steal_bios(&bios, rq);
		blk_mq_end_request(rq, BLK_STS_OK);
	}
	while ((bio = bio_list_pop(&bios)))
		submit_bio_noacct(bio);
}

/* Answers */

static blk_status_t answer_status(struct vdisk *vd, struct flight *f)
{
	if (likely(f->status == BLKIF_RSP_OKAY))
		return BLK_STS_OK;
	if (f->status != BLKIF_RSP_EOPNOTSUPP)
		return BLK_STS_IOERR;
	switch (req_op(f->rq)) {
	case REQ_OP_FLUSH:
		/* There is no cache to be flushed below, so all is written. */
		dev_warn(&vd->dev->dev, "the back-end's device has no cache to flush\n");
		blk_queue_write_cache(f->rq->q, false, false);
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		discard_refused(vd, f->rq);
		return BLK_STS_NOTSUPP;
	default:
		return BLK_STS_IOERR;
	}
}

static bool answer_fits(const struct flight *f, u8 op)
{
	/* Of an indirect request some back-ends echo what it is made of. */
	return op == f->op || (f->table && op == BLKIF_OP_INDIRECT);
}

/*
 * Take one answer: its flight goes to the chain *@done. Returns the rule that was broken,
 * or NULL.
 */
static const char *answer_take(struct vdisk_queue *q, RING_IDX i, u16 *done)
{
	struct blkif_response rsp;
	struct flight *f;
	u64 id;

	RING_COPY_RESPONSE(&q->ring, i, &rsp);
	if (rsp.id >= RING_SIZE(&q->ring))
		return "an answer's id is not below the size of the ring";
	id = array_index_nospec(rsp.id, RING_SIZE(&q->ring));
	f = &q->flight[id];
	if (!f->sent)
		return "an answer without a request";
	if (!answer_fits(f, rsp.operation))
		return "an answer to another operation than was asked for";
	f->sent = false;
	f->status = rsp.status;
	f->next = *done;
	*done = id;
	return NULL;
}

/* Take what is answered; returns how many, and the chain. Locked. */
static unsigned int answers_take(struct vdisk_queue *q, u16 *done)
{
	const char *rule = NULL;
	unsigned int n = 0;
	int more = 1;

	while (more && !rule) {
		RING_IDX prod = READ_ONCE(q->ring.sring->rsp_prod);

		virt_rmb(); /* index before answers; partner: RING_PUSH_RESPONSES */
		if (prod - q->ring.rsp_cons > q->ring.req_prod_pvt - q->ring.rsp_cons) {
			rule = "more answers than requests";
			break;
		}
		while (q->ring.rsp_cons != prod && !rule) {
			rule = answer_take(q, q->ring.rsp_cons++, done);
			n += !rule;
		}
		q->ring.sring->rsp_event = q->ring.rsp_cons + 1;
		virt_mb(); /* ask, then look again; partner: ..._RESPONSES_AND_CHECK_NOTIFY */
		more = READ_ONCE(q->ring.sring->rsp_prod) != q->ring.rsp_cons;
	}
	if (rule) {
		q->live = false;
		vdisk_broken(q->vd, rule);
	}
	return n;
}

static void batch_end(struct io_comp_batch *batch)
{
	blk_mq_end_request_batch(batch);
}

/* Sort what is answered: most can be ended together, the rest goes to *@slow. */
static void answers_sort(struct vdisk_queue *q, u16 done, struct io_comp_batch *batch,
			 struct request **slow)
{
	for (; done != NO_ID; done = q->flight[done].next) {
		struct flight *f = &q->flight[done];
		struct vdisk_cmd *cmd = blk_mq_rq_to_pdu(f->rq);

		cmd->status = answer_status(q->vd, f);
		if (f->op == BLKIF_OP_READ && !cmd->status)
			bounce_drain(f->pages, f->rq);
		if (!blk_mq_add_to_batch(f->rq, batch, cmd->status != BLK_STS_OK, batch_end))
			rq_list_add(slow, f->rq);
	}
}

static void answers_free(struct vdisk_queue *q, u16 done)
{
	spin_lock(&q->lock);
	while (done != NO_ID) {
		u16 id = done;

		done = q->flight[id].next;
		flight_free(q, id);
	}
	spin_unlock(&q->lock);
}

static void answers_end(struct request *slow, struct io_comp_batch *batch)
{
	while (slow) {
		struct request *rq = slow;
		struct vdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

		slow = rq_list_next(rq);
		blk_mq_end_request(rq, cmd->status);
	}
	if (batch->complete)
		batch->complete(batch);
}

/*
 * Ids and pages become free before the requests end, since the end of one lets the next
 * one in, which needs them.
 */
static irqreturn_t vdisk_interrupt(int irq, void *data)
{
	struct vdisk_queue *q = data;
	struct request *slow = NULL;
	DEFINE_IO_COMP_BATCH(batch);
	unsigned int n = 0;
	u16 done = NO_ID;

	spin_lock(&q->lock);
	if (likely(q->live))
		n = answers_take(q, &done);
	q->answered |= n;
	spin_unlock(&q->lock);
	answers_sort(q, done, &batch, &slow);
	answers_free(q, done);
	answers_end(slow, &batch);
	xen_irq_lateeoi(irq, n ? 0 : XEN_EOI_FLAG_SPURIOUS);
	return IRQ_HANDLED;
}

/* Making and ending a ring */

static int flights_make(struct vdisk_queue *q)
{
	unsigned int i, n = RING_SIZE(&q->ring);

	q->flight = kvcalloc(n, sizeof(*q->flight), GFP_NOIO);
	if (!q->flight)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		q->flight[i].next = i + 1 < n ? i + 1 : NO_ID;
	q->free_id = 0;
	return 0;
}

static int channel_make(struct vdisk_queue *q)
{
	int err = xenbus_alloc_evtchn(q->vd->dev, &q->port);

	if (err)
		return err;
	err = bind_evtchn_to_irqhandler_lateeoi(q->port, vdisk_interrupt, 0, q->vd->name, q);
	if (err < 0) {
		xenbus_free_evtchn(q->vd->dev, q->port);
		return err;
	}
	q->irq = err;
	return 0;
}

/**
 * vdisk_queue_up - make a ring and its event channel
 * @vd: the disk, its lock held
 * @q: zeroed
 * @order: the ring has 2^@order pages
 *
 * Return: 0 or a negative errno; vdisk_queue_down() is right after either.
 */
int vdisk_queue_up(struct vdisk *vd, struct vdisk_queue *q, unsigned int order)
{
	int err;

	q->vd = vd;
	spin_lock_init(&q->lock);
	err = xenbus_setup_ring(vd->dev, GFP_NOIO, &q->shared, 1U << order, q->ring_ref);
	if (err)
		return err;
	q->ring_pages = 1U << order;
	XEN_FRONT_RING_INIT(&q->ring, (struct blkif_sring *)q->shared,
			    (size_t)q->ring_pages * XEN_PAGE_SIZE);
	err = flights_make(q);
	if (!err)
		err = channel_make(q);
	return err;
}

/* Let requests in; the back-end's limits are known now. */
int vdisk_queue_start(struct vdisk_queue *q)
{
	unsigned int segments = q->vd->has.segments;
	int err = bounce_reserve(q, segments + (segments > BLKIF_MAX_SEGMENTS_PER_REQUEST));

	if (err)
		return err;
	spin_lock_irq(&q->lock);
	q->live = true;
	spin_unlock_irq(&q->lock);
	return 0;
}

/* A request waits for its answer. Caller: no queue_rq runs. */
bool vdisk_queue_busy(const struct vdisk_queue *q)
{
	unsigned int i;

	for (i = 0; q->flight && i < RING_SIZE(&q->ring); i++)
		if (q->flight[i].rq)
			return true;
	return false;
}

/* What was on its way waits for the next back-end, or fails when there will be none. */
static void flights_down(struct vdisk_queue *q)
{
	unsigned int i;

	for (i = 0; i < RING_SIZE(&q->ring); i++) {
		struct request *rq = q->flight[i].rq;

		if (!rq)
			continue;
		flight_free(q, i);
		if (q->vd->gone)
			blk_mq_end_request(rq, BLK_STS_IOERR);
		else
			blk_mq_requeue_request(rq, false);
	}
	kvfree(q->flight);
}

/**
 * vdisk_queue_down - end a ring
 * @q: a queue of which vdisk_queue_up() was called; no queue_rq runs
 */
void vdisk_queue_down(struct vdisk_queue *q)
{
	if (q->irq)
		unbind_from_irqhandler(q->irq, q);
	if (q->flight)
		flights_down(q);
	bounce_drop(q->pool);
	if (q->ring_pages)
		xenbus_teardown_ring(&q->shared, q->ring_pages, q->ring_ref);
	memset(q, 0, sizeof(*q));
}
