/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside the grant table: what its files share.
 *
 * grant-table.c has the table and its versions, grant-alloc.c the free references,
 * grant-access.c what we grant to others, grant-map.c what others grant to us.
 */
#ifndef XEN_GRANTS_H
#define XEN_GRANTS_H

#include <linux/types.h>
#include <xen/grant_table.h>

/**
 * struct grant_version - how the entries of one version of the table look
 * @version:		as in GNTTABOP_set_version
 * @per_frame:		entries in a frame of the table
 * @map:		map the frames of the table, all up to the number given
 * @unmap:		undo that
 * @set:		make an entry valid: domain, frame, GTF_* flags
 * @end:		take access away; false while the other side still has the frame mapped
 * @frame:		the frame that an entry grants
 */
struct grant_version {
	unsigned int version;
	unsigned int per_frame;
	int (*map)(xen_pfn_t *frames, unsigned int nr);
	void (*unmap)(void);
	void (*set)(grant_ref_t ref, domid_t domid, unsigned long frame, unsigned int flags);
	bool (*end)(grant_ref_t ref);
	unsigned long (*frame)(grant_ref_t ref);
};

extern const struct grant_version *grants;

/* grant-table.c: adds frames so that nr more references are there; GFP_ATOMIC. */
int grant_table_grow(unsigned int nr);

/* grant-alloc.c: arrays for that many references, none of them free. */
int grant_alloc_init(unsigned int max_refs);
void grant_alloc_exit(void);
/* References from start on become free; called with the lock held by grant_table_grow(). */
void grant_alloc_extend(unsigned int start, unsigned int end);

/* grant-access.c: what the other side has not let go is not looked at any more. */
void grant_access_exit(void);

#endif /* XEN_GRANTS_H */
