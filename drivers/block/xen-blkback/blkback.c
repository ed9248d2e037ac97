// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module, and rings: requests in, bios down, answers out.
 *
 * A thread serves each ring.  Answers are written by whoever ends the last bio of a
 * request, unless its pages need work that may sleep: then the thread does it.  What ends
 * within the thread itself, as with a RAM disk, is shown to the front-end once for all
 * requests of a round, since each event may cost a switch between domains.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <xen/events.h>
#include <xen/features.h>
#include <xen/xen.h>

#include "blkback.h"

unsigned int vbd_max_queues;
module_param_named(max_queues, vbd_max_queues, uint, 0644);
MODULE_PARM_DESC(max_queues, "Rings of a disk at most (default: one for each CPU)");

unsigned int vbd_max_order = VBD_MAX_ORDER;
module_param_named(max_ring_page_order, vbd_max_order, uint, 0444);
MODULE_PARM_DESC(max_ring_page_order, "Order of the largest ring in pages (default and at most 4)");

unsigned int vbd_max_kept = 1056;
module_param_named(max_persistent_grants, vbd_max_kept, uint, 0644);
MODULE_PARM_DESC(max_persistent_grants, "Pages of a ring that stay mapped at most (default 1056)");

unsigned int vbd_kept_seconds = 60;
module_param_named(persistent_grant_unused_seconds, vbd_kept_seconds, uint, 0644);
MODULE_PARM_DESC(persistent_grant_unused_seconds,
		 "A page unused for so long is unmapped (default 60, 0: never)");

unsigned int vbd_max_pages = 1024;
module_param_named(max_buffer_pages, vbd_max_pages, uint, 0644);
MODULE_PARM_DESC(max_buffer_pages, "Free pages that a ring holds at most (default 1024)");

bool vbd_persistent = true;
module_param_named(feature_persistent, vbd_persistent, bool, 0644);
MODULE_PARM_DESC(feature_persistent, "Keep pages mapped if the front-end wants it (default Y)");

bool vbd_copy;
module_param_named(copy, vbd_copy, bool, 0644);
MODULE_PARM_DESC(copy,
		 "Copy data and never map it, for disks connected from now on (default N; Y where DMA would go astray)");

/* Answers */

static void ring_notify(struct vbd_ring *r)
{
	bool notify;

	RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&r->ring, notify);
	r->unpushed = false;
	if (notify)
		notify_remote_via_irq(r->irq);
}

static void ring_push(struct vbd_ring *r)
{
	spin_lock_irq(&r->lock);
	if (r->unpushed)
		ring_notify(r);
	spin_unlock_irq(&r->lock);
}

static void ring_answer(struct vbd_ring *r, u64 id, u8 op, s16 status)
{
	struct blkif_response rsp = { .id = id, .operation = op, .status = status };

	slot_answer(r, r->ring.rsp_prod_pvt++, &rsp);
	r->unpushed = true;
}

/*
 * Answer a request and forget it. Everything happens under the lock: who sees the last
 * request free, under the lock, may free the ring.
 */
static void io_finish(struct vbd_io *io)
{
	struct vbd_ring *r = io->ring;
	unsigned long flags;
	unsigned int i;

	for (i = 0; i < io->nr_segs; i++)
		if (io->segs[i].kind == SEG_KEPT)
			atomic_dec(&io->segs[i].kept->users);
	if (io->segs != io->few)
		kfree(io->segs);

	spin_lock_irqsave(&r->lock, flags);
	ring_answer(r, io->id, io->op, io->status);
	io->next = r->free;
	r->free = io;
	r->nr_free++;
	if (!in_task() || current != r->task)
		ring_notify(r);
	if (r->draining)
		wake_up(&r->wait);
	spin_unlock_irqrestore(&r->lock, flags);
}

/* One part of a request is done; the last part ends it. Any context. */
void io_put(struct vbd_io *io)
{
	struct vbd_ring *r = io->ring;

	if (!atomic_dec_and_test(&io->bios))
		return;
	if (!io->after) {
		io_finish(io);
		return;
	}
	/* As above: the thread may end when it has taken this off the list. */
	rcu_read_lock();
	llist_add(&io->done, &r->done);
	wake_up(&r->wait);
	rcu_read_unlock();
}

void io_end_bio(struct bio *bio)
{
	struct vbd_io *io = bio->bi_private;

	if (unlikely(bio->bi_status)) {
		bool never = bio->bi_status == BLK_STS_NOTSUPP;

		io->status = never && io->op != BLKIF_OP_READ && io->op != BLKIF_OP_WRITE ?
			     BLKIF_RSP_EOPNOTSUPP : BLKIF_RSP_ERROR;
	}
	bio_put(bio);
	io_put(io);
}

/* End those whose pages need the thread. */
static void ring_reap(struct vbd_ring *r)
{
	struct llist_node *list = llist_del_all(&r->done);
	struct vbd_io *io, *next;

	if (!list)
		return;
	grants_put(r, list);
	llist_for_each_entry_safe(io, next, list, done)
		io_finish(io);
}

/* Requests */

/**
 * vbd_broken - the front-end did what no correct one does: it gets no more service
 * @vbd: its disk
 * @rule: what it did, for the log
 */
void vbd_broken(struct vbd *vbd, const char *rule)
{
	WRITE_ONCE(vbd->dead, true);
	if (test_and_set_bit(0, &vbd->broken))
		return;
	vbd->rule = rule;
	schedule_work(&vbd->broken_work);
}

/* There is one for each slot of the ring, so one is free. */
static struct vbd_io *io_take(struct vbd_ring *r, u64 id, u8 op)
{
	struct vbd_io *io;

	spin_lock_irq(&r->lock);
	io = r->free;
	r->free = io->next;
	r->nr_free--;
	spin_unlock_irq(&r->lock);
	io->id = id;
	io->op = op;
	io->write = op != BLKIF_OP_READ;
	io->after = false;
	io->status = BLKIF_RSP_OKAY;
	io->nr_segs = 0;
	io->sectors = 0;
	io->segs = io->few;
	atomic_set(&io->bios, 1);
	return io;
}

/* The answer is an error; nothing went to the device. The thread only. */
static void io_error(struct vbd_io *io, s16 status)
{
	io->status = status;
	/* Its pages, if it has any, are given back by the thread. */
	io->after = io->nr_segs;
	io_put(io);
}

static bool ring_idle(struct vbd_ring *r, unsigned int but)
{
	bool idle;

	spin_lock_irq(&r->lock);
	idle = r->nr_free + but == RING_SIZE(&r->ring);
	spin_unlock_irq(&r->lock);
	return idle;
}

/* Wait until all requests, but @but of them, are answered. */
static void ring_drain(struct vbd_ring *r, unsigned int but)
{
	ring_push(r);
	WRITE_ONCE(r->draining, true);
	while (!ring_idle(r, but)) {
		ring_reap(r);
		wait_event_idle(r->wait, ring_idle(r, but) || !llist_empty(&r->done));
	}
	WRITE_ONCE(r->draining, false);
	ring_push(r);
}

static struct bio *io_bio(struct vbd_io *io, unsigned int pages, u64 sector, blk_opf_t opf)
{
	struct bio *bio = bio_alloc(io->ring->vbd->bdev, bio_max_segs(pages), opf, GFP_NOIO);

	bio->bi_iter.bi_sector = sector;
	bio->bi_private = io;
	bio->bi_end_io = io_end_bio;
	atomic_inc(&io->bios);
	return bio;
}

/* Send a request down, with its pages at hand. */
static void io_submit(struct vbd_io *io)
{
	struct bio *bio = io_bio(io, io->nr_segs, io->sector, io->opf);
	u64 sector = io->sector;
	unsigned int i;

	for (i = 0; i < io->nr_segs; i++) {
		struct io_seg *s = &io->segs[i];
		unsigned int len = s->sectors << SECTOR_SHIFT;

		while (bio_add_page(bio, s->page, len, s->first << SECTOR_SHIFT) < len) {
			submit_bio(bio);
			bio = io_bio(io, io->nr_segs - i, sector, io->opf & ~REQ_PREFLUSH);
		}
		sector += s->sectors;
	}
	submit_bio(bio);
	io_put(io);
}

static blk_opf_t io_opf(u8 op, bool data)
{
	switch (op) {
	case BLKIF_OP_READ:
		return REQ_OP_READ;
	case BLKIF_OP_WRITE:
		return REQ_OP_WRITE | REQ_SYNC | REQ_IDLE;
	case BLKIF_OP_WRITE_BARRIER:
		return REQ_OP_WRITE | REQ_SYNC | REQ_PREFLUSH | (data ? REQ_FUA : 0);
	default:
		return REQ_OP_WRITE | REQ_SYNC | REQ_PREFLUSH;
	}
}

static void io_count(struct vbd_ring *r, struct vbd_io *io)
{
	struct vbd_figures *f = &r->figures;

	if (io->op == BLKIF_OP_READ) {
		f->reads++;
		f->read_sectors += io->sectors;
		return;
	}
	f->writes += io->op == BLKIF_OP_WRITE || io->nr_segs;
	f->written_sectors += io->sectors;
	f->flushes += io->op != BLKIF_OP_WRITE;
}

/* A request whose segments are known. */
static void io_run(struct vbd_ring *r, struct vbd_io *io)
{
	bool barrier = io->op == BLKIF_OP_WRITE_BARRIER;

	io_count(r, io);
	if (vbd_check(r->vbd, io->sector, io->sectors, io->write && io->nr_segs))
		return io_error(io, BLKIF_RSP_ERROR);
	if (io->nr_segs && grants_get(r, io))
		return io_error(io, BLKIF_RSP_ERROR);
	io->opf = io_opf(io->op, io->nr_segs);
	/* What came before it is done before it, and what comes after it after it. */
	if (barrier)
		ring_drain(r, 1);
	io_submit(io);
	if (barrier)
		ring_drain(r, 0);
}

/* Take segments that the thread holds a copy of; NULL or the rule that they break. */
static const char *io_set_segs(struct vbd_io *io, const struct blkif_request_segment *from,
			       unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct io_seg *s = &io->segs[i];

		if (from[i].last_sect >= SEG_SECTORS || from[i].first_sect > from[i].last_sect)
			return "a segment reaches outside its page";
		s->kind = SEG_NONE;
		s->kept = NULL;
		s->ref = from[i].gref;
		s->first = from[i].first_sect;
		s->sectors = from[i].last_sect - from[i].first_sect + 1;
		io->sectors += s->sectors;
	}
	io->nr_segs = nr;
	return NULL;
}

static const char *rw_start(struct vbd_ring *r, const struct blkif_request *req)
{
	unsigned int nr = req->u.rw.nr_segments;
	struct vbd_io *io;
	const char *rule;

	if (nr > BLKIF_MAX_SEGMENTS_PER_REQUEST)
		return "more segments than a request has room for";
	nr = array_index_nospec(nr, BLKIF_MAX_SEGMENTS_PER_REQUEST + 1);
	if (!nr && (req->operation == BLKIF_OP_READ || req->operation == BLKIF_OP_WRITE))
		return "a read or write without segments";
	io = io_take(r, req->u.rw.id, req->operation);
	io->sector = nr ? req->u.rw.sector_number : 0;
	rule = io_set_segs(io, req->u.rw.seg, nr);
	if (rule)
		io_error(io, BLKIF_RSP_ERROR);
	else
		io_run(r, io);
	return rule;
}

/* Read the descriptors; they are in the scratch page, which nobody else can change. */
static const char *indirect_segs(struct vbd_ring *r, struct vbd_io *io,
				 const struct blkif_request_indirect *ind)
{
	unsigned int nr = array_index_nospec(ind->nr_segments, VBD_MAX_SEGMENTS + 1);
	const struct blkif_request_segment *from = page_address(r->scratch);

	if (grants_read(r, ind->indirect_grefs[0], nr * sizeof(*from)))
		return "the page of indirect segments is not granted";
	if (nr > ARRAY_SIZE(io->few)) {
		io->segs = kmalloc_array(nr, sizeof(*io->segs), GFP_NOIO);
		if (!io->segs) {
			io->segs = io->few;
			return NULL;
		}
	}
	return io_set_segs(io, from, nr);
}

static const char *indirect_start(struct vbd_ring *r, const struct blkif_request *req)
{
	const struct blkif_request_indirect *ind = &req->u.indirect;
	struct vbd_io *io;
	const char *rule;

	if (ind->indirect_op != BLKIF_OP_READ && ind->indirect_op != BLKIF_OP_WRITE)
		return "an indirect request that is neither read nor write";
	if (!ind->nr_segments || ind->nr_segments > VBD_MAX_SEGMENTS)
		return "no indirect segments or more than were offered";
	io = io_take(r, ind->id, ind->indirect_op);
	io->sector = ind->sector_number;
	rule = indirect_segs(r, io, ind);
	if (rule || !io->nr_segs)
		io_error(io, BLKIF_RSP_ERROR);
	else
		io_run(r, io);
	return rule;
}

static const char *discard_start(struct vbd_ring *r, const struct blkif_request *req)
{
	const struct blkif_request_discard *d = &req->u.discard;
	struct vbd_io *io = io_take(r, d->id, req->operation);
	u64 sectors = d->nr_sectors;

	r->figures.discards++;
	io->sector = d->sector_number;
	if (!sectors || vbd_check(r->vbd, io->sector, sectors, true))
		io_error(io, BLKIF_RSP_ERROR);
	else if (!bdev_max_discard_sectors(r->vbd->bdev))
		io_error(io, BLKIF_RSP_EOPNOTSUPP);
	else
		discard_submit(r->vbd, io, sectors, d->flag & BLKIF_DISCARD_SECURE);
	return NULL;
}

/* @req is our copy. Returns the rule that it breaks, or NULL. */
static const char *request_start(struct vbd_ring *r, const struct blkif_request *req)
{
	switch (req->operation) {
	case BLKIF_OP_READ:
	case BLKIF_OP_WRITE:
	case BLKIF_OP_WRITE_BARRIER:
	case BLKIF_OP_FLUSH_DISKCACHE:
		return rw_start(r, req);
	case BLKIF_OP_INDIRECT:
		return indirect_start(r, req);
	case BLKIF_OP_DISCARD:
		return discard_start(r, req);
	default:
		/* One of a later version of the interface, perhaps. */
		io_error(io_take(r, req->u.other.id, req->operation), BLKIF_RSP_EOPNOTSUPP);
		return NULL;
	}
}

/* Take what is in the ring now; returns how many. */
static unsigned int ring_consume(struct vbd_ring *r)
{
	RING_IDX cons = r->ring.req_cons, prod = READ_ONCE(r->ring.sring->req_prod);
	struct blkif_request req;
	const char *rule = NULL;
	unsigned int n = 0;

	virt_rmb(); /* index before requests; partner: RING_PUSH_REQUESTS */
	if (prod - READ_ONCE(r->ring.rsp_prod_pvt) > RING_SIZE(&r->ring))
		rule = "more requests than the ring has slots";
	while (!rule && cons != prod && !READ_ONCE(r->vbd->dead)) {
		slot_read(r, cons, &req);
		r->ring.req_cons = ++cons;
		rule = request_start(r, &req);
		n++;
	}
	if (rule)
		vbd_broken(r->vbd, rule);
	if (n == RING_SIZE(&r->ring))
		r->figures.full++;
	return n;
}

static void ring_round(struct vbd_ring *r)
{
	bool eoi = xchg(&r->kicked, false);
	struct blk_plug plug;
	unsigned int n = 0;
	int more;

	do {
		blk_start_plug(&plug);
		n += ring_consume(r);
		blk_finish_plug(&plug);
		ring_reap(r);
		ring_push(r);
		cond_resched();
		RING_FINAL_CHECK_FOR_REQUESTS(&r->ring, more);
	} while (more && !READ_ONCE(r->vbd->dead) && !kthread_should_stop());
	if (bdev_nr_sectors(r->vbd->bdev) != READ_ONCE(r->vbd->sectors))
		mod_delayed_work(system_wq, &r->vbd->size_work, 0);
	/* A front-end that is cut off gets no more of our time, not even an interrupt. */
	if (eoi && !READ_ONCE(r->vbd->dead))
		xen_irq_lateeoi(r->irq, n ? 0 : XEN_EOI_FLAG_SPURIOUS);
}

static bool ring_has_work(struct vbd_ring *r)
{
	return READ_ONCE(r->kicked) || !llist_empty(&r->done) || READ_ONCE(r->age) ||
	       READ_ONCE(r->squeeze) || kthread_should_stop();
}

static int ring_thread(void *data)
{
	struct vbd_ring *r = data;

	while (!kthread_should_stop()) {
		wait_event_idle(r->wait, ring_has_work(r));
		if (READ_ONCE(r->age) || READ_ONCE(r->squeeze))
			grants_age(r);
		if (READ_ONCE(r->kicked) || !llist_empty(&r->done))
			ring_round(r);
	}
	ring_drain(r, 0);
	return 0;
}

static irqreturn_t ring_interrupt(int irq, void *data)
{
	struct vbd_ring *r = data;

	WRITE_ONCE(r->kicked, true);
	wake_up(&r->wait);
	return IRQ_HANDLED;
}

/* Making and ending a ring */

static int ios_make(struct vbd_ring *r)
{
	unsigned int i, nr = RING_SIZE(&r->ring);

	r->ios = kvcalloc(nr, sizeof(*r->ios), GFP_KERNEL);
	if (!r->ios)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		r->ios[i].ring = r;
		r->ios[i].next = r->free;
		r->free = &r->ios[i];
	}
	r->nr_free = nr;
	return 0;
}

/* A ring may have been in use before: requests without an answer are done again. */
static int ring_map(struct vbd_ring *r, const grant_ref_t *refs, unsigned int pages)
{
	struct blkif_sring *sring;
	RING_IDX from;
	int err = xenbus_map_ring_valloc(r->vbd->dev, (grant_ref_t *)refs, pages, &r->shared);

	if (err)
		return err;
	sring = r->shared;
	from = READ_ONCE(sring->rsp_prod);
	BACK_RING_ATTACH(&r->ring, sring, from, (size_t)pages * XEN_PAGE_SIZE);
	if (READ_ONCE(sring->req_prod) - from > RING_SIZE(&r->ring))
		return -EIO;
	return 0;
}

/**
 * ring_start - connect to a ring of the front-end and serve it
 * @vbd: the disk, locked, its block device open
 * @r: zeroed
 * @refs: the ring's pages
 * @pages: how many
 * @port: the front-end's event channel
 *
 * Return: 0 or a negative errno; ring_stop() is right after either.
 */
int ring_start(struct vbd *vbd, struct vbd_ring *r, const grant_ref_t *refs, unsigned int pages,
	       evtchn_port_t port)
{
	int err;

	r->vbd = vbd;
	spin_lock_init(&r->lock);
	init_waitqueue_head(&r->wait);
	init_llist_head(&r->done);
	err = grants_init(r);
	if (!err)
		err = ring_map(r, refs, pages);
	if (!err)
		err = ios_make(r);
	if (err)
		return err;
	r->task = kthread_create(ring_thread, r, "vbd.%u.%s-%u", vbd->dev->otherend_id,
				 strrchr(vbd->dev->nodename, '/') + 1, r->index);
	if (IS_ERR(r->task)) {
		err = PTR_ERR(r->task);
		r->task = NULL;
		return err;
	}
	err = bind_interdomain_evtchn_to_irqhandler_lateeoi(vbd->dev, port, ring_interrupt, 0,
							    "blkif-backend", r);
	if (err < 0)
		return err;
	/* The bind raises the first event itself, so what is in the ring already is seen. */
	r->irq = err;
	wake_up_process(r->task);
	return 0;
}

/* End a ring, when all that was taken from it is done. */
void ring_stop(struct vbd_ring *r)
{
	if (r->task)
		kthread_stop(r->task);
	synchronize_rcu(); /* whoever told the thread of the last request, in io_put() */
	if (r->irq)
		unbind_from_irqhandler(r->irq, r);
	grants_exit(r);
	kvfree(r->ios);
	if (r->shared)
		xenbus_unmap_ring_vfree(r->vbd->dev, r->shared);
	vbd_add_figures(&r->vbd->figures, &r->figures);
	memset(r, 0, sizeof(*r));
}

/* Memory is short: give back what is only kept for speed. */
void ring_squeeze(struct vbd_ring *r)
{
	WRITE_ONCE(r->squeeze, true);
	wake_up(&r->wait);
}

/* Look for pages that were not used for a while. */
void ring_age(struct vbd_ring *r)
{
	WRITE_ONCE(r->age, true);
	wake_up(&r->wait);
}

static int __init vbd_init(void)
{
	if (!xen_domain())
		return -ENODEV;
	if (!vbd_max_queues)
		vbd_max_queues = num_online_cpus();
	vbd_max_order = min_t(unsigned int, vbd_max_order, VBD_MAX_ORDER);
	/*
	 * Devices would be given addresses that are not those of the other domain's pages. A
	 * PV domain has the feature as well, but knows the right address of each page.
	 */
	if (xen_feature(XENFEAT_direct_mapped) && xen_feature(XENFEAT_auto_translated_physmap))
		vbd_copy = true;
	return vbd_xenbus_init();
}
module_init(vbd_init);

static void __exit vbd_exit(void)
{
	vbd_xenbus_exit();
}
module_exit(vbd_exit);

MODULE_DESCRIPTION("Xen virtual block device back-end");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen-backend:vbd");
