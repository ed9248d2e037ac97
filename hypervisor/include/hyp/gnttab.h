/* SPDX-License-Identifier: GPL-2.0-only */
/* Grant tables as other floors see them. */
#ifndef HYP_GNTTAB_H
#define HYP_GNTTAB_H

#include <hyp/frame.h>

struct domain;
struct hypercall;

/**
 * gnttab_domain_init() - give a domain a grant table of version 1 and one frame
 * @d: its config is set
 * @max_frames: limit of frames; 0: it has no grants
 * @max_maptrack_frames: limit of chunks of handles, for what it maps
 *
 * On an error what is there goes with gnttab_domain_destroy().
 *
 * Return: 0, -ENOMEM, -EINVAL.
 */
int gnttab_domain_init(struct domain *d, u32 max_frames, u32 max_maptrack_frames);

/**
 * gnttab_domain_relinquish() - unmap all grants of others that a dying domain has mapped
 * @d: paused
 *
 * Return: 0 or -ERESTART: call again.
 */
int gnttab_domain_relinquish(struct domain *d);

/**
 * gnttab_domain_destroy() - free the table
 * @d: nobody can reach it any more; without a table nothing is done
 */
void gnttab_domain_destroy(struct domain *d);

/**
 * gnttab_get_frame() - a frame of the table, which grows as far; for acquire_resource()
 * @d: whose table
 * @idx: number of the frame
 * @status: of the status frames (version 2 only)
 * @mfn: OUT
 *
 * Takes LOCK_GNTTAB for writing.
 *
 * Return: 0, -EINVAL (no table, or beyond its limit), -ENOMEM.
 */
int gnttab_get_frame(struct domain *d, u32 idx, bool status, mfn_t *mfn);

/**
 * gnttab_preset() - put a grant entry in before the domain runs (console and store pages)
 * @d: who grants
 * @ref: entry
 * @to: domid that may map it
 * @gfn: frame of @d
 *
 * Takes LOCK_GNTTAB for writing.
 *
 * Return: 0, -EINVAL (beyond the limit), -ENOMEM.
 */
int gnttab_preset(struct domain *d, u32 ref, u16 to, u64 gfn);

/**
 * do_grant_table_op() - HYPERVISOR_grant_table_op
 * @call: GNTTABOP_*, array by <xen/interface/grant_table.h>, its length
 *
 * Each element has its own GNTST_* status.
 *
 * Return: 0, -EFAULT, -ENOSYS, -EINVAL (the length).
 */
long do_grant_table_op(struct hypercall *call);

/**
 * gnttab_dump() - print a domain's grants in use, for a debug key
 * @d: with a reference
 */
void gnttab_dump(struct domain *d);

#endif /* HYP_GNTTAB_H */
