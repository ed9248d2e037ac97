/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the grant tables share.
 *
 * A domain grants access to its frames in entries of its table, which it
 * shares with the hypervisor. An entry in use is pinned: its active entry says by
 * whom, how often and in which way, and the guest sees GTF_reading and
 * GTF_writing. Each pin holds a reference to the page and, if it writes, one to
 * its type. A mapping is a handle in the table of the domain that maps (its
 * maptrack); it holds a reference to the granting domain.
 *
 * Locks: gnttab->lock (LOCK_GNTTAB): read by who uses entries, written by who
 * grows the table or changes its version. active->lock (LOCK_GRANT_ENTRY) for one
 * entry. Never the locks of two tables at once, and none when a guest's page
 * tables change. A handle is claimed for the time of its unmapping.
 */
#ifndef HYP_GNTTAB_PRIV_H
#define HYP_GNTTAB_PRIV_H

#include <hyp/domid.h>
#include <hyp/frame.h>
#include <hyp/spinlock.h>
#include <xen/interface/grant_table.h>

struct domain;
struct gnttab;
struct page_info;
struct vcpu;

#define GRANTS_PER_FRAME_V1	(PAGE_SIZE / sizeof(struct grant_entry_v1))
#define GRANTS_PER_FRAME_V2	(PAGE_SIZE / sizeof(union grant_entry_v2))
#define STATUS_PER_FRAME	(PAGE_SIZE / sizeof(grant_status_t))

enum pin_kind {
	PIN_HOST_READ,
	PIN_HOST_WRITE,
	PIN_DEV_READ,
	PIN_DEV_WRITE,
	NR_PIN_KINDS,
};

#define PIN_COUNT_MAX	0xffff0000u	/* far above what handles and CPUs can make */

struct gnttab_active {
	struct spinlock lock;
	u32 pins[NR_PIN_KINDS];
	/* While pinned: */
	domid_t domid;			/* by whom */
	u16 start, length;		/* the part of the page, bytes */
	bool sub_page;
	bool transitive;		/* no page: goes on to the two below */
	domid_t trans_domid;
	u32 trans_ref;
	gfn_t gfn;
	mfn_t mfn;
} __aligned(64);

/* What an entry of either version says. */
struct gnttab_grant {
	gfn_t gfn;
	u16 start, length;
	bool sub_page;
	bool transitive;
	domid_t trans_domid;
	u32 trans_ref;
};

/* The two layouts of a table. Called with its lock held (any way) and the entry's. */
struct gnttab_layout {
	u32 version;
	u32 per_frame;
	/**
	 * @mark: shows the guest that @who reads, and writes if @write, what the
	 *	entry grants; @copy: parts of pages and transitive grants will do
	 * Return: GNTST_*; nothing is marked then.
	 */
	int (*mark)(struct gnttab *gt, u32 ref, domid_t who, bool write, bool copy,
		    struct gnttab_grant *grant);
	/* The opposite: no reader, or no writer, is left. */
	void (*unmark)(struct gnttab *gt, u32 ref, bool reading, bool writing);
	/* Write access to a whole page for the toolstack, before the domain runs. */
	void (*preset)(struct gnttab *gt, u32 ref, domid_t who, gfn_t gfn);
	/**
	 * @transfer_begin: marks an entry that waits for a frame from @who as
	 *	committed; GNTST_*
	 * @transfer_end: the frame is there
	 */
	int (*transfer_begin)(struct gnttab *gt, u32 ref, domid_t who);
	void (*transfer_end)(struct gnttab *gt, u32 ref, mfn_t mfn);
	void (*swap)(struct gnttab *gt, u32 a, u32 b);
};

extern const struct gnttab_layout gnttab_layout_v1, gnttab_layout_v2;

struct maptrack {
	struct domain *domain;		/* that granted, with a reference */
	mfn_t mfn;			/* of the entry, which the handle keeps pinned */
	u32 ref;
	u16 flags;			/* GNTMAP_*, the low ones; 0: free */
	u16 claimed;			/* somebody unmaps it right now */
	u32 next;			/* in a list of free ones */
};

struct maptrack_list {
	struct spinlock lock;
	u32 first;
};

#define MAPTRACK_NONE	(~0u)

struct gnttab {
	struct rwlock lock;
	const struct gnttab_layout *layout;
	u32 max_version;
	u32 nr_frames, max_frames;
	u32 nr_status_frames;
	void **frame;			/* max_frames pages, shared with the guest */
	struct gnttab_active **active;	/* for each frame, GRANTS_PER_FRAME_V1 of them */
	grant_status_t **status;	/* pages, for version 2 */

	struct spinlock maptrack_lock;	/* grows the two below */
	struct maptrack **maptrack;	/* chunks */
	u32 nr_handles;
	u32 max_chunks, nr_lists;
	struct maptrack_list *list;	/* one for each vCPU */
	u32 release_at;			/* first handle that teardown has to look at */
};

/* Entries in the table; under its lock. */
u32 gnttab_nr_entries(const struct gnttab *gt);
/* A guest's number of an entry, checked; NULL if there is none. Table's lock held. */
struct gnttab_active *gnttab_lookup(const struct gnttab *gt, u32 *ref);
/* At least @frames frames; write lock held. 0, -EINVAL or -ENOMEM. */
int gnttab_grow(struct domain *d, u32 frames);
int gnttab_add_status_frames(struct domain *d, u32 frames);

/**
 * gnttab_pin() - use of a granted page for a mapping
 * @d: domain that grants; the caller has a reference
 * @who: domain that maps
 *
 * Return: GNTST_*; on success the pin has its references to *@pg.
 */
int gnttab_pin(struct domain *d, u32 ref, domid_t who, enum pin_kind kind, struct page_info **pg);
void gnttab_unpin(struct domain *d, u32 ref, enum pin_kind kind);

/* Use of what a grant leads to, for a copy; the second link is of a transitive one. */
struct gnttab_copy_pin {
	struct page_info *pg;
	u16 start, length;
	unsigned int nr_links;
	struct {
		struct domain *domain;	/* with a reference from the second on */
		u32 ref;
	} link[2];
	enum pin_kind kind;
};

int gnttab_pin_for_copy(struct domain *d, u32 ref, domid_t who, bool write,
			struct gnttab_copy_pin *pin);
void gnttab_unpin_copy(struct gnttab_copy_pin *pin);

int maptrack_init(struct domain *d, u32 max_frames);
void maptrack_destroy(struct gnttab *gt);
/* A free handle or MAPTRACK_NONE. */
u32 maptrack_get(struct domain *d, u32 vcpu);
void maptrack_put(struct domain *d, u32 vcpu, u32 handle);
struct maptrack *maptrack_lookup(const struct domain *d, u32 handle);
enum claim {
	CLAIM_OK,		/* the caller's alone until maptrack_unclaim() */
	CLAIM_NOTHING,		/* it maps nothing */
	CLAIM_BUSY,		/* somebody else's right now; who has claims may not wait for it */
};

enum claim maptrack_claim(struct maptrack *mt);
void maptrack_unclaim(struct maptrack *mt);
/* Drops what a claimed handle holds: pins of the parts @done; frees it when none is left. */
void maptrack_release(struct domain *d, u32 vcpu, u32 handle, struct maptrack *mt, u16 done);

/* An array of @count structs of @size bytes in the guest; @done tells how many are through. */
struct gnttab_array {
	u64 gva;
	u32 size, count;
	u32 done;
};

/**
 * gnttab_for_each() - do @fn to each of a guest's structs and write it back
 *
 * Return: 0, -EFAULT, -ERESTART (the rest is to be done later).
 */
long gnttab_for_each(struct gnttab_array *a, void (*fn)(void *op, void *ctx), void *ctx);

long gnttab_op_map(struct gnttab_array *a);
long gnttab_op_unmap(struct gnttab_array *a);
long gnttab_op_unmap_and_replace(struct gnttab_array *a);
long gnttab_op_copy(struct gnttab_array *a);
long gnttab_op_transfer(struct gnttab_array *a);
long gnttab_op_swap(struct gnttab_array *a);
long gnttab_op_cache_flush(struct gnttab_array *a);
/* One struct. */
long gnttab_op_setup_table(u64 gva);
long gnttab_op_query_size(u64 gva);
long gnttab_op_set_version(u64 gva);
long gnttab_op_get_status_frames(u64 gva);
long gnttab_op_get_version(u64 gva);

#endif /* HYP_GNTTAB_PRIV_H */
