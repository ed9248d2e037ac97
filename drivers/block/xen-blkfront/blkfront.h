/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-blkfront: a disk that another domain serves.
 *
 *   main.c     the module and the gendisk
 *   queue.c    blk-mq above, the shared ring below
 *   grant.c    the pages that the back-end may touch
 *   xenbus.c   negotiation, reconnection, the end
 *   discard.c  discard and secure erase
 *
 * The back-end is not trusted.  It sees nothing but pages of the bounce pool, which were
 * zeroed when they were made and carry data of this disk only; what it answers is copied
 * once and checked against what was asked.
 */
#ifndef _XEN_BLKFRONT_H
#define _XEN_BLKFRONT_H

#include <linux/blk-mq.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <xen/interface/io/blkif.h>
#include <xen/xenbus.h>

#define VDISK_MAX_ORDER		4
#define VDISK_MAX_QUEUES	64
/* One page of descriptors: more would make requests of over 2 MiB. */
#define VDISK_MAX_SEGMENTS	(XEN_PAGE_SIZE / sizeof(struct blkif_request_segment))
#define VDISK_SEG_SECTORS	(XEN_PAGE_SIZE >> SECTOR_SHIFT)

/* A page that the back-end may read and write, from its creation until its end. */
struct bounce {
	struct bounce *next;
	void *data;
	grant_ref_t ref;
};

/* A request on its way; its index is the id that the back-end must echo. */
struct flight {
	struct request *rq;	/* NULL: this id is free */
	struct bounce *pages;	/* in the order of the data */
	struct bounce *table;	/* indirect segments, NULL for a direct request */
	s16 status;
	u16 next;		/* chain of free or of finished ids */
	u8 op;			/* BLKIF_OP_* that the answer must name */
	bool sent;		/* in the ring and not answered */
};

/* What the driver keeps in each request. */
struct vdisk_cmd {
	blk_status_t status;
};

/*
 * One ring with its event channel.  @lock protects everything from @ring on; it is taken
 * with interrupts off and nothing is taken inside it but the grant table's own lock.
 */
struct vdisk_queue {
	struct vdisk *vd;
	unsigned int index;
	unsigned int irq;
	evtchn_port_t port;
	unsigned int ring_pages;
	void *shared;
	grant_ref_t ring_ref[1 << VDISK_MAX_ORDER];

	spinlock_t lock;	/* see above */
	struct blkif_front_ring ring;
	struct flight *flight;
	u16 free_id;
	bool live;
	bool answered;		/* anything, since it is up */
	struct bounce *pool;
	unsigned int pool_size;
};

/*
 * WAITING   probed, the back-end has offered nothing yet
 * OFFERED   rings are written to xenstore, state Initialised
 * LIVE      connected
 * LOST      the back-end is gone, requests are kept for its successor
 * CLOSED    over; only removal follows
 */
enum vdisk_phase { VDISK_WAITING, VDISK_OFFERED, VDISK_LIVE, VDISK_LOST, VDISK_CLOSED };

/* What the back-end can do, read and checked once for each connection. */
struct vdisk_features {
	u64 sectors;		/* of 512 bytes */
	unsigned int sector_size;
	unsigned int physical_size;
	unsigned int info;	/* VDISK_* */
	unsigned int segments;
	bool flush;
	bool barrier;
	bool discard;
	bool secure;
	unsigned int discard_granularity;
	unsigned int discard_alignment;
};

struct vdisk {
	struct xenbus_device *dev;
	struct mutex lock;	/* phase, rings, disk: whoever connects, loses or ends */
	enum vdisk_phase phase;
	struct vdisk_features has;

	unsigned int nr_queues;
	struct vdisk_queue *queues;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
	unsigned int tries;	/* connections since the last answer */
	bool quiesced;
	bool ready;		/* the disk was announced */
	bool gone;		/* every request fails from now on */
	bool close_asked;	/* the back-end wants the disk to be given up */
	const char *rule;	/* which rule the back-end broke */
	unsigned long broken;

	unsigned int first_minor;
	unsigned int minors;
	char name[DISK_NAME_LEN];
	struct list_head all;

	struct xenbus_watch home;	/* <front>/backend: somebody else serves us now */
	spinlock_t split_lock;	/* of split */
	struct list_head split;	/* requests that are too large for this back-end */
	struct work_struct split_work;
	struct work_struct add_work;
	struct work_struct end_work;
};

extern unsigned int vdisk_max_queues;
extern unsigned int vdisk_max_segments;
extern unsigned int vdisk_max_order;
extern bool vdisk_persistent;

/* main.c */
int vdisk_place(struct vdisk *vd, u32 vdevice);
void vdisk_unplace(struct vdisk *vd);
int vdisk_make(struct vdisk *vd);
void vdisk_limits(struct vdisk *vd);
void vdisk_resized(struct vdisk *vd);
void vdisk_unmake(struct vdisk *vd);
void vdisk_put(struct vdisk *vd);

/* queue.c */
extern const struct blk_mq_ops vdisk_mq_ops;
int vdisk_queue_up(struct vdisk *vd, struct vdisk_queue *q, unsigned int order);
int vdisk_queue_start(struct vdisk_queue *q);
bool vdisk_queue_busy(const struct vdisk_queue *q);
void vdisk_queue_down(struct vdisk_queue *q);
void vdisk_split(struct work_struct *work);

/* grant.c */
int bounce_reserve(struct vdisk_queue *q, unsigned int count);
struct bounce *bounce_get(struct vdisk_queue *q, unsigned int count);
void bounce_put(struct vdisk_queue *q, struct bounce *chain);
void bounce_drop(struct bounce *chain);
void bounce_fill(struct bounce *chain, struct request *rq);
void bounce_drain(struct bounce *chain, struct request *rq);

/* xenbus.c */
/* Exported by the bus for its own use: forget the other end, read it anew, call resume. */
int xenbus_dev_resume(struct device *dev);
int vdisk_xenbus_init(void);
void vdisk_xenbus_exit(void);
void vdisk_broken(struct vdisk *vd, const char *rule);

/* discard.c */
int discard_read(struct vdisk *vd, const char *dir);
void discard_limits(struct vdisk *vd);
void discard_fill(struct blkif_request *req, u16 id, struct request *rq);
void discard_refused(struct vdisk *vd, struct request *rq);

#endif
