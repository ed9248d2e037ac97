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

/**
 * struct gnttab_active - an entry in use
 * @lock: LOCK_GRANT_ENTRY
 * @pins: how many, by kind; all else counts while there is one
 * @domid: who uses it
 * @start: of the part of the page, bytes
 * @length: of it, bytes
 * @sub_page: it is not all of it
 * @transitive: no page: goes on to the two below
 * @trans_domid: domain that grants what is meant
 * @trans_ref: entry there
 * @gfn: page of the granting domain
 * @mfn: frame of it
 */
struct gnttab_active {
	struct spinlock lock;
	u32 pins[NR_PIN_KINDS];
	domid_t domid;
	u16 start, length;
	bool sub_page;
	bool transitive;
	domid_t trans_domid;
	u32 trans_ref;
	gfn_t gfn;
	mfn_t mfn;
} __aligned(64);

/**
 * struct gnttab_grant - what an entry of either version says
 * @gfn: page of the granting domain
 * @start: of the part of the page, bytes
 * @length: of it, bytes
 * @sub_page: it is not all of it
 * @transitive: no page: goes on to the two below
 * @trans_domid: domain that grants what is meant
 * @trans_ref: entry there
 */
struct gnttab_grant {
	gfn_t gfn;
	u16 start, length;
	bool sub_page;
	bool transitive;
	domid_t trans_domid;
	u32 trans_ref;
};

/**
 * struct gnttab_layout - one of the two layouts of a table
 * @version: 1 or 2
 * @per_frame: entries in a page
 * @mark: shows the guest that @who reads, and writes if @write, what the entry grants,
 *	and tells what that is; with @copy parts of pages and transitive grants will do.
 *	GNTST_*; nothing is marked then
 * @unmark: the opposite: no reader, or no writer, is left
 * @preset: write access to a whole page for the toolstack, before the domain runs
 * @transfer_begin: marks an entry that waits for a frame from @who as committed; GNTST_*
 * @transfer_end: the frame is there
 * @swap: exchanges two entries
 *
 * Called with the table's lock held (any way) and the entry's.
 */
struct gnttab_layout {
	u32 version;
	u32 per_frame;
	int (*mark)(struct gnttab *gt, u32 ref, domid_t who, bool write, bool copy,
		    struct gnttab_grant *grant);
	void (*unmark)(struct gnttab *gt, u32 ref, bool reading, bool writing);
	void (*preset)(struct gnttab *gt, u32 ref, domid_t who, gfn_t gfn);
	int (*transfer_begin)(struct gnttab *gt, u32 ref, domid_t who);
	void (*transfer_end)(struct gnttab *gt, u32 ref, mfn_t mfn);
	void (*swap)(struct gnttab *gt, u32 a, u32 b);
};

extern const struct gnttab_layout gnttab_layout_v1, gnttab_layout_v2;

/**
 * struct maptrack - a handle: one mapping
 * @domain: that granted, with a reference
 * @mfn: of the entry, which the handle keeps pinned
 * @ref: the entry there
 * @flags: GNTMAP_*, the low ones; 0: free
 * @claimed: somebody unmaps it right now
 * @next: in a list of free ones, MAPTRACK_NONE: the last
 */
struct maptrack {
	struct domain *domain;
	mfn_t mfn;
	u32 ref;
	u16 flags;
	u16 claimed;
	u32 next;
};

/**
 * struct maptrack_list - free handles of a vCPU
 * @lock: LOCK_MAPTRACK_LIST
 * @first: handle, MAPTRACK_NONE: empty
 */
struct maptrack_list {
	struct spinlock lock;
	u32 first;
};

#define MAPTRACK_NONE	(~0u)

/**
 * struct gnttab - the grant table of a domain
 * @lock: LOCK_GNTTAB; read by who uses entries, written by who grows it or changes its
 *	version
 * @layout: that of its version
 * @max_version: that the domain may have
 * @nr_frames: pages of entries
 * @max_frames: that it may have
 * @nr_status_frames: pages of @status
 * @frame: max_frames pages, shared with the guest
 * @active: for each frame, GRANTS_PER_FRAME_V1 of them
 * @status: pages, for version 2
 * @maptrack_lock: who lets the two below grow has it
 * @maptrack: chunks
 * @nr_handles: there are so many, free ones included
 * @max_chunks: entries of @maptrack
 * @nr_lists: entries of @list
 * @list: one for each vCPU
 * @release_at: first handle that teardown has to look at
 */
struct gnttab {
	struct rwlock lock;
	const struct gnttab_layout *layout;
	u32 max_version;
	u32 nr_frames, max_frames;
	u32 nr_status_frames;
	void **frame;
	struct gnttab_active **active;
	grant_status_t **status;

	struct spinlock maptrack_lock;
	struct maptrack **maptrack;
	u32 nr_handles;
	u32 max_chunks, nr_lists;
	struct maptrack_list *list;
	u32 release_at;
};

/**
 * gnttab_nr_entries() - entries in a table
 * @gt: the table, its lock is held
 */
u32 gnttab_nr_entries(const struct gnttab *gt);

/**
 * gnttab_lookup() - an entry by a guest's number
 * @gt: the table, its lock is held
 * @ref: IN any number, OUT the same, safe under speculation
 *
 * Return: NULL if there is none.
 */
struct gnttab_active *gnttab_lookup(const struct gnttab *gt, u32 *ref);

/**
 * gnttab_grow() - let a table have at least so many frames
 * @d: its domain; the table's lock is held for writing
 * @frames: how many
 *
 * Return: 0, -EINVAL (more than it may have, or the domain dies), -ENOMEM.
 */
int gnttab_grow(struct domain *d, u32 frames);

/**
 * gnttab_add_status_frames() - the status pages for so many frames of version 2
 * @d: the domain; the table's lock is held for writing
 * @frames: of entries
 *
 * Return: 0, -ENOMEM.
 */
int gnttab_add_status_frames(struct domain *d, u32 frames);

/**
 * gnttab_pin() - use of a granted page for a mapping
 * @d: domain that grants; the caller has a reference
 * @ref: any number
 * @who: domain that maps
 * @kind: which way
 * @pg: OUT, has the pin's references
 *
 * Takes the table's lock and the entry's.
 *
 * Return: GNTST_*.
 */
int gnttab_pin(struct domain *d, u32 ref, domid_t who, enum pin_kind kind, struct page_info **pg);

/**
 * gnttab_unpin() - the end of that use
 * @d: domain that grants
 * @ref: as it was pinned
 * @kind: likewise
 *
 * Takes the locks; drops the page's references without one.
 */
void gnttab_unpin(struct domain *d, u32 ref, enum pin_kind kind);

/**
 * struct gnttab_copy_pin - use of what a grant leads to, for a copy
 * @pg: the page
 * @start: of the part of it that is granted, bytes
 * @length: of it, bytes
 * @nr_links: entries that are pinned
 * @domain: with a reference from the second on
 * @link: they; the second one is that of a transitive grant, whose domain has a reference
 * @kind: which way
 */
struct gnttab_copy_pin {
	struct page_info *pg;
	u16 start, length;
	unsigned int nr_links;
	struct {
		struct domain *domain;
		u32 ref;
	} link[2];
	enum pin_kind kind;
};

/**
 * gnttab_pin_for_copy() - begin such a use
 * @d: domain that grants; the caller has a reference, which must outlive the use
 * @ref: any number
 * @who: domain that copies
 * @write: into the page
 * @pin: OUT
 *
 * Return: GNTST_*.
 */
int gnttab_pin_for_copy(struct domain *d, u32 ref, domid_t who, bool write,
			struct gnttab_copy_pin *pin);

/**
 * gnttab_unpin_copy() - end it
 * @pin: as gnttab_pin_for_copy() filled it
 */
void gnttab_unpin_copy(struct gnttab_copy_pin *pin);

/**
 * maptrack_init() - the table of handles of a domain
 * @d: new, d->gnttab exists
 * @max_frames: pages of handles that it may have
 *
 * Return: 0, -ENOMEM: maptrack_destroy() frees what there is.
 */
int maptrack_init(struct domain *d, u32 max_frames);

/**
 * maptrack_destroy() - free it; nothing is mapped
 * @gt: fine with maptrack_init() not done
 */
void maptrack_destroy(struct gnttab *gt);

/**
 * maptrack_get() - a free handle
 * @d: domain that maps
 * @vcpu: number of the current vCPU, whose list is looked at first
 *
 * Return: MAPTRACK_NONE: there is none.
 */
u32 maptrack_get(struct domain *d, u32 vcpu);

/**
 * maptrack_put() - give a handle back that maps nothing
 * @d: domain that maps
 * @vcpu: number of the vCPU whose list gets it
 * @handle: it
 */
void maptrack_put(struct domain *d, u32 vcpu, u32 handle);

/**
 * maptrack_lookup() - a handle by a guest's number
 * @d: domain that maps
 * @handle: any number
 *
 * Return: NULL if there is none.
 */
struct maptrack *maptrack_lookup(const struct domain *d, u32 handle);

enum claim {
	CLAIM_OK,		/* the caller's alone until maptrack_unclaim() */
	CLAIM_NOTHING,		/* it maps nothing */
	CLAIM_BUSY,		/* somebody else's right now; who has claims may not wait for it */
};

/**
 * maptrack_claim() - claim a handle for its unmapping; does not wait
 * @mt: the handle
 */
enum claim maptrack_claim(struct maptrack *mt);

/**
 * maptrack_unclaim() - end a claim
 * @mt: the handle
 */
void maptrack_unclaim(struct maptrack *mt);

/**
 * maptrack_release() - drop what a claimed handle holds, and free it when nothing is left
 * @d: domain that maps
 * @vcpu: number of the vCPU whose list gets it
 * @handle: its number
 * @mt: it; the claim ends
 * @done: parts that are unmapped: GNTMAP_host_map, GNTMAP_device_map
 */
void maptrack_release(struct domain *d, u32 vcpu, u32 handle, struct maptrack *mt, u16 done);

/**
 * struct gnttab_array - an array of structs in the guest
 * @gva: guest address
 * @size: of one, bytes
 * @count: how many
 * @done: how many are through
 */
struct gnttab_array {
	u64 gva;
	u32 size, count;
	u32 done;
};

/**
 * gnttab_for_each() - do a function to each of a guest's structs and write it back
 * @a: the array, of the current guest
 * @fn: what is done, to a copy
 * @ctx: for @fn
 *
 * Return: 0, -EFAULT, -ERESTART (the rest is to be done later).
 */
long gnttab_for_each(struct gnttab_array *a, void (*fn)(void *op, void *ctx), void *ctx);

/**
 * gnttab_op_map() - GNTTABOP_map_grant_ref
 * @a: of struct gnttab_map_grant_ref
 *
 * Arrays: results of each are in its struct (xen/interface/grant_table.h).
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_map(struct gnttab_array *a);

/**
 * gnttab_op_unmap() - GNTTABOP_unmap_grant_ref
 * @a: of struct gnttab_unmap_grant_ref
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_unmap(struct gnttab_array *a);

/**
 * gnttab_op_unmap_and_replace() - GNTTABOP_unmap_and_replace
 * @a: of struct gnttab_unmap_and_replace
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_unmap_and_replace(struct gnttab_array *a);

/**
 * gnttab_op_copy() - GNTTABOP_copy
 * @a: of struct gnttab_copy
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_copy(struct gnttab_array *a);

/**
 * gnttab_op_transfer() - GNTTABOP_transfer
 * @a: of struct gnttab_transfer
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_transfer(struct gnttab_array *a);

/**
 * gnttab_op_swap() - GNTTABOP_swap_grant_ref
 * @a: of struct gnttab_swap_grant_ref
 *
 * Return: as gnttab_for_each().
 */
long gnttab_op_swap(struct gnttab_array *a);

/**
 * gnttab_op_cache_flush() - GNTTABOP_cache_flush
 * @a: of struct gnttab_cache_flush
 *
 * Return: as gnttab_for_each(), or a negative errno of one of them.
 */
long gnttab_op_cache_flush(struct gnttab_array *a);

/**
 * gnttab_op_setup_table() - GNTTABOP_setup_table
 * @gva: guest address of one struct
 *
 * Return: 0, -EFAULT; the rest is in its status.
 */
long gnttab_op_setup_table(u64 gva);

/**
 * gnttab_op_query_size() - GNTTABOP_query_size
 * @gva: guest address of one struct
 *
 * Return: 0, -EFAULT; the rest is in its status.
 */
long gnttab_op_query_size(u64 gva);

/**
 * gnttab_op_set_version() - GNTTABOP_set_version
 * @gva: guest address of one struct; gets the version in use
 *
 * Return: 0, -EFAULT, -EINVAL, -ENOSYS (not for this domain), -EBUSY (entries are in
 * use), -ENOMEM.
 */
long gnttab_op_set_version(u64 gva);

/**
 * gnttab_op_get_status_frames() - GNTTABOP_get_status_frames
 * @gva: guest address of one struct
 *
 * Return: 0, -EFAULT; the rest is in its status.
 */
long gnttab_op_get_status_frames(u64 gva);

/**
 * gnttab_op_get_version() - GNTTABOP_get_version
 * @gva: guest address of one struct
 *
 * Return: 0, -EFAULT, -ESRCH, -EPERM, -EINVAL.
 */
long gnttab_op_get_version(u64 gva);

#endif /* HYP_GNTTAB_PRIV_H */
