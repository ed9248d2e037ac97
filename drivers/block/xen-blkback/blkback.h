/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-blkback: serves a block device to another domain.
 *
 *   blkback.c  the module; rings: requests in, bios down, answers out
 *   slot.c     requests and answers as they lie in the ring, of 64-bit and 32-bit front-ends
 *   grant.c    the pages of the other domain, mapped, kept mapped or copied
 *   discard.c  discard and secure erase
 *   vbd.c      the block device, its size and its figures in sysfs
 *   xenbus.c   negotiation, connection, the end
 *
 * The other domain is hostile.  A request is copied once and the copy is checked; what no
 * correct front-end can send disconnects the device with one line in the log, what a
 * correct one might (a sector behind the end after a resize) is answered with an error.
 */
#ifndef _XEN_BLKBACK_H
#define _XEN_BLKBACK_H

#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <xen/grant_table.h>
#include <xen/interface/io/blkif.h>
#include <xen/xenbus.h>

#define VBD_MAX_ORDER		4
#define VBD_MAX_QUEUES		64
#define VBD_MAX_SEGMENTS	256	/* what fits into one page of descriptors, halved */
#define VBD_BATCH		64	/* grant operations for each hypercall */
#define SEG_SECTORS		(XEN_PAGE_SIZE >> SECTOR_SHIFT)

/* A page of the other domain that stays mapped between requests. */
struct kept_grant {
	struct list_head lru;
	struct page *page;
	grant_ref_t ref;
	grant_handle_t handle;
	atomic_t users;		/* requests on their way */
	unsigned long used;	/* jiffies */
};

enum seg_kind { SEG_NONE, SEG_KEPT, SEG_MAPPED, SEG_OWN };

struct io_seg {
	struct page *page;
	struct kept_grant *kept;
	grant_ref_t ref;
	grant_handle_t handle;
	u8 kind;
	u8 first;		/* sector in the page */
	u8 sectors;
};

/* One request on its way. */
struct vbd_io {
	struct vbd_ring *ring;
	union {
		struct llist_node done;
		struct vbd_io *next;	/* free */
	};
	u64 id;
	u64 sector;
	atomic_t bios;
	u8 op;			/* to be echoed */
	bool write;
	bool after;		/* pages must be unmapped or copied back before the answer */
	s16 status;		/* BLKIF_RSP_* */
	blk_opf_t opf;
	unsigned int nr_segs;
	unsigned int sectors;
	struct io_seg *segs;	/* few[] or allocated */
	struct io_seg few[BLKIF_MAX_SEGMENTS_PER_REQUEST];
};

/* Operations collected for one hypercall; the thread of the ring only. */
struct grant_batch {
	unsigned int nr;
	struct page *pages[VBD_BATCH];
	struct io_seg *segs[VBD_BATCH];
	struct vbd_io *ios[VBD_BATCH];
	union {
		struct gnttab_map_grant_ref map[VBD_BATCH];
		struct gnttab_unmap_grant_ref unmap[VBD_BATCH];
		struct gnttab_copy copy[VBD_BATCH];
	};
};

struct vbd_figures {
	u64 reads, writes, flushes, discards, full;
	u64 read_sectors, written_sectors;
	u64 mapped, copied;	/* grant operations */
	u64 kept;		/* pages that are mapped without a request */
};

/* One ring, its event channel and the thread that serves it. */
struct vbd_ring {
	struct vbd *vbd;
	unsigned int index;
	int irq;
	void *shared;
	struct task_struct *task;
	wait_queue_head_t wait;
	bool kicked;		/* by the other domain: an EOI is due */
	bool squeeze;		/* memory is short here */
	bool age;		/* it is time to look for unused pages */
	bool draining;
	struct llist_head done;

	spinlock_t lock;	/* answers and free requests; interrupts off */
	struct blkif_back_ring ring;
	struct vbd_io *ios;
	struct vbd_io *free;
	unsigned int nr_free;
	bool unpushed;

	/* The thread's own. */
	struct xarray kept;
	struct list_head lru;
	struct gnttab_page_cache cache;
	struct list_head own;
	unsigned int nr_own;
	struct page *scratch;
	struct grant_batch *batch;
	struct vbd_figures figures;
};

struct vbd {
	struct xenbus_device *dev;
	struct mutex lock;	/* connection and block device */
	struct xenbus_watch physical;

	struct block_device *bdev;
	fmode_t fmode;
	dev_t devt;
	char mode[8];
	bool readonly;
	bool cdrom;
	u64 sectors;

	bool connected;
	bool persistent;	/* the front-end uses its pages again */
	bool copy;		/* never map */
	bool abi32;		/* the front-end is 32-bit */
	bool dead;		/* the front-end broke a rule */
	unsigned long broken;
	const char *rule;
	unsigned int nr_rings;
	struct vbd_ring *rings;
	struct work_struct broken_work;
	struct delayed_work size_work;
	struct vbd_figures figures;	/* of rings that are gone */
};

extern unsigned int vbd_max_queues;
extern unsigned int vbd_max_order;
extern unsigned int vbd_max_kept;
extern unsigned int vbd_max_pages;
extern unsigned int vbd_kept_seconds;
extern bool vbd_persistent;
extern bool vbd_copy;

/* blkback.c */
int ring_start(struct vbd *vbd, struct vbd_ring *r, const grant_ref_t *refs, unsigned int pages,
	       evtchn_port_t port);
void ring_stop(struct vbd_ring *r);
void ring_squeeze(struct vbd_ring *r);
void ring_age(struct vbd_ring *r);
void io_end_bio(struct bio *bio);
void io_put(struct vbd_io *io);
void vbd_broken(struct vbd *vbd, const char *rule);

/* slot.c */
void slot_read(struct vbd_ring *r, RING_IDX at, struct blkif_request *req);
void slot_answer(struct vbd_ring *r, RING_IDX at, const struct blkif_response *rsp);

/* grant.c */
int grants_init(struct vbd_ring *r);
void grants_exit(struct vbd_ring *r);
int grants_get(struct vbd_ring *r, struct vbd_io *io);
void grants_put(struct vbd_ring *r, struct llist_node *list);
int grants_read(struct vbd_ring *r, grant_ref_t ref, unsigned int len);
void grants_age(struct vbd_ring *r);

/* discard.c */
int discard_publish(struct vbd *vbd, struct xenbus_transaction xbt);
void discard_submit(struct vbd *vbd, struct vbd_io *io, u64 sectors, bool secure);

/* vbd.c */
int vbd_open(struct vbd *vbd, dev_t devt, const char *mode, bool cdrom);
void vbd_close(struct vbd *vbd);
unsigned int vbd_info(struct vbd *vbd);
int vbd_check(struct vbd *vbd, u64 sector, u64 sectors, bool write);
void vbd_add_figures(struct vbd_figures *to, const struct vbd_figures *more);
extern const struct attribute_group *vbd_groups[];

/* xenbus.c */
int vbd_xenbus_init(void);
void vbd_xenbus_exit(void);

#endif
