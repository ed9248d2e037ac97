/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest frames to machine frames.  PV domains have none: gfn is mfn, and the
 * machine-to-phys table (M2P) is what the guest reads.
 */
#ifndef HYP_P2M_H
#define HYP_P2M_H

#include <hyp/frame.h>

struct domain;
struct page_info;

/* M2P entry that says "no pfn". */
#define INVALID_M2P_ENTRY	(~0ULL)
#define SHARED_M2P_ENTRY	(~0ULL - 1)

/**
 * gfn_get_page() - the page behind a gfn of a domain, with a reference
 * @d: domain
 * @gfn: any; for PV the frame's own number
 *
 * Takes no lock.
 *
 * Return: NULL if there is none or it isn't @d's RAM.
 */
struct page_info *gfn_get_page(struct domain *d, gfn_t gfn);

/**
 * m2p_set() - say under which pfn its PV owner knows a frame
 * @mfn: nothing is done if it has no entry
 * @pfn: or INVALID_M2P_ENTRY, SHARED_M2P_ENTRY
 */
void m2p_set(mfn_t mfn, u64 pfn);

/**
 * m2p_get() - under which pfn a frame is known
 * @mfn: any
 *
 * The owner's own word (MMU_MACHPHYS_UPDATE), not to be relied on.
 *
 * Return: the entry; INVALID_M2P_ENTRY if there is none.
 */
u64 m2p_get(mfn_t mfn);

/**
 * p2m_add() - frames appear at guest frames
 * @d: PV: only the machine-to-phys table changes
 * @gfn: first; for PV, its pfn
 * @mfn: first
 * @order: log2 of their number
 *
 * Return: 0; not for PV: or an error of p2m_set().
 */
int p2m_add(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order);

/**
 * p2m_remove() - a frame goes from a guest frame
 * @d: PV: only the machine-to-phys table changes
 * @gfn: where it was looked up
 * @mfn: what was there
 *
 * Of several callers one gets 0, and may give the frame away; with an error it is still mapped,
 * or somebody else's to care for.
 *
 * Return: 0; not for PV: or -ENOENT: something else is there, or an error of p2m_set().
 */
int p2m_remove(struct domain *d, gfn_t gfn, mfn_t mfn);

/* What a gfn of a translated domain is. */
enum p2m_type {
	P2M_NONE,		/* nothing, or an emulated device */
	P2M_RAM,
	P2M_RAM_RO,		/* writes fault */
	P2M_MMIO,		/* a device's memory, uncached by the guest's own choice */
	P2M_HIDDEN,		/* the hypervisor's: reads give ones, writes are dropped */
	P2M_GRANT_RW,		/* another domain's page, which the entry keeps no reference of */
	P2M_GRANT_RO,
	P2M_FOREIGN,		/* likewise, with a general and a writable reference of its own */
	P2M_FOREIGN_RO,		/* with a general one */
	P2M_ON_DEMAND,		/* RAM from when it is touched on, see p2m_demand.c */
};

/* Orders of pages: 4 KiB, 2 MiB, 1 GiB. */
#define P2M_ORDER_4K	0
#define P2M_ORDER_2M	9
#define P2M_ORDER_1G	18

/**
 * p2m_create() - an empty map, d->p2m
 * @d: translated domain
 * @levels: 4 or 5; SVM walks as many as the host's own page tables have
 * @use_1g: the CPU knows pages of 1 GiB
 *
 * Return: 0 or -ENOMEM.
 */
int p2m_create(struct domain *d, unsigned int levels, bool use_1g);

/**
 * p2m_destroy() - free the map
 * @d: no CPU uses it any more; without a map nothing is done
 *
 * References of pages that it maps are not its business.
 */
void p2m_destroy(struct domain *d);

struct p2m_format;

/* Tables that an AMD IOMMU walks. */
extern const struct p2m_format p2m_amd_iommu;

/**
 * p2m_dma_create() - devices of the domain see what its vCPUs see
 * @d: has a map that is empty
 * @format: of the tables that the IOMMU walks
 * @flush: makes the IOMMU forget what it knew of the domain; may wait; holds for all devices
 *
 * Return: 0 or -ENOMEM.
 */
int p2m_dma_create(struct domain *d, const struct p2m_format *format,
		   void (*flush)(struct domain *d));

/**
 * p2m_dma_root() - the top table of the devices' view, 4 levels
 * @d: after p2m_dma_create()
 *
 * Return: its frame.
 */
mfn_t p2m_dma_root(const struct domain *d);

/**
 * p2m_limit_tables() - how much memory the map may use for its tables
 * @d: has a map
 * @tables: pages; what there is already stays; 0: no limit
 */
void p2m_limit_tables(struct domain *d, u64 tables);

/**
 * p2m_root() - the top table, for hvm_ops
 * @d: has a map
 *
 * Return: its frame.
 */
mfn_t p2m_root(const struct domain *d);

/**
 * p2m_lookup() - what is behind a gfn
 * @d: has a map
 * @gfn: any
 * @type: OUT, may be NULL
 * @order: OUT, may be NULL: size of the entry (or of the hole) around @gfn
 *
 * Takes no lock.
 *
 * Return: the frame, or INVALID_MFN (P2M_NONE, P2M_HIDDEN). Nothing keeps it so: use
 * gfn_get_page() for what is touched afterwards.
 */
mfn_t p2m_lookup(struct domain *d, gfn_t gfn, enum p2m_type *type, unsigned int *order);

/**
 * p2m_max_gfn() - the highest gfn that ever had anything
 * @d: domain with a map
 *
 * Return: the number; 0 for an empty map.
 */
u64 p2m_max_gfn(const struct domain *d);

/**
 * p2m_set_range() - map, remap or unmap frames in a row
 * @d: has a map
 * @gfn: first guest frame
 * @mfn: first; INVALID_MFN with P2M_NONE and P2M_HIDDEN, and only with these
 * @frames: how many, not 0
 * @type: what they become
 *
 * Larger pages are used as far as they fit, and split where needed. Takes and drops
 * no page references. Where something was mapped before, no CPU has it in its TLB
 * any more on return, unless p2m_batch_begin() came before.  Takes LOCK_P2M; may wait for CPUs.
 *
 * Return: 0, -EINVAL, -ENOMEM (a part at the start may be done).
 */
int p2m_set_range(struct domain *d, gfn_t gfn, mfn_t mfn, u64 frames, enum p2m_type type);

/**
 * p2m_set() - the same for 2^order of them
 * @d: has a map
 * @gfn: first guest frame
 * @mfn: first
 * @order: log2 of their number
 * @type: what they become
 *
 * Return: 0, -EINVAL, -ENOMEM (a part at the start may be done).
 */
int p2m_set(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, enum p2m_type type);

/**
 * p2m_replace() - as p2m_set(), if all of it has a certain type so far
 * @d: has a map
 * @gfn: first guest frame
 * @mfn: first
 * @order: P2M_ORDER_*
 * @from: what is there
 * @to: what they become
 *
 * Return: 0, -EEXIST: something else is there, or an error of p2m_set().
 */
int p2m_replace(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, enum p2m_type from,
		enum p2m_type to);

/**
 * p2m_take() - p2m_remove() for a domain with a map
 * @d: has a map
 * @gfn: guest frame
 * @mfn: RAM that was there
 *
 * Return: as of p2m_remove().
 */
int p2m_take(struct domain *d, gfn_t gfn, mfn_t mfn);

/**
 * p2m_demand_add() - guest frames that get a page each when they are touched
 * @d: has a map
 * @gfn: first guest frame
 * @order: log2 of their number
 *
 * Return: 0, -EEXIST: something is there, or an error of p2m_set().
 */
int p2m_demand_add(struct domain *d, gfn_t gfn, unsigned int order);

/**
 * p2m_demand_fill() - one is touched
 * @d: has a map
 * @gfn: guest frame
 *
 * Return: true: it is RAM now; false: the domain has all the pages that it may, or no memory.
 */
bool p2m_demand_fill(struct domain *d, gfn_t gfn);

/**
 * p2m_demand_drop() - nothing is to be there any more
 * @d: has a map
 * @gfn: guest frame
 *
 * Return: false: it was not one of these.
 */
bool p2m_demand_drop(struct domain *d, gfn_t gfn);

/**
 * p2m_demand_set_target() - up to how many pages a domain gets that way
 * @d: has a map
 * @pages: all of its pages; less than before changes nothing
 */
void p2m_demand_set_target(struct domain *d, u64 pages);

/**
 * p2m_demand_target() - that number
 * @d: has a map
 */
u64 p2m_demand_target(const struct domain *d);

/**
 * p2m_demand_promised() - how many pages it will get that way
 * @d: has a map
 */
u64 p2m_demand_promised(const struct domain *d);

/**
 * p2m_demand_entries() - how many guest frames wait for a page
 * @d: has a map
 */
u64 p2m_demand_entries(const struct domain *d);

/**
 * p2m_batch_begin() - put flushes off: many changes with one flush, at the end; they nest
 * @d: has a map
 */
void p2m_batch_begin(struct domain *d);

/**
 * p2m_batch_end() - the flush that was put off, with the last of them
 * @d: has a map
 *
 * Waits for CPUs.  Until then one may still reach frames that were unmapped.
 */
void p2m_batch_end(struct domain *d);

/**
 * p2m_dirty_start() - note from now on which frames are written
 * @d: domain with a map and without a log
 *
 * Return: 0 or -ENOMEM.
 */
int p2m_dirty_start(struct domain *d);

/**
 * p2m_dirty_stop() - end the log
 * @d: domain with a map
 */
void p2m_dirty_stop(struct domain *d);

/**
 * p2m_dirty_take() - read a piece of the log
 * @d: domain with a log
 * @gfn: first, a multiple of 64
 * @words: OUT a bit for each frame
 * @n: words
 * @clean: and forget it; p2m_dirty_flush() has to follow before anybody copies frames
 *
 * Return: how many are noted; those that the log does not cover don't count.
 */
u32 p2m_dirty_take(struct domain *d, u64 gfn, u64 *words, unsigned int n, bool clean);

/**
 * p2m_dirty_flush() - what was taken is written no more without a note
 * @d: domain with a log
 */
void p2m_dirty_flush(struct domain *d);

/**
 * p2m_mark_dirty() - somebody other than the domain's own vCPUs writes to a frame
 * @d: any domain
 * @gfn: the frame
 */
void p2m_mark_dirty(struct domain *d, gfn_t gfn);

/**
 * p2m_write_fault() - a vCPU's write to RAM was refused
 * @d: domain with a map
 * @gfn: the frame
 *
 * Return: true: it may be tried again; false: no memory.
 */
bool p2m_write_fault(struct domain *d, gfn_t gfn);

#endif /* HYP_P2M_H */
