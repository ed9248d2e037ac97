/* SPDX-License-Identifier: GPL-2.0-only */
/* Grant tables as other floors see them. */
#ifndef HYP_GNTTAB_H
#define HYP_GNTTAB_H

#include <hyp/frame.h>

struct domain;
struct hypercall;

int gnttab_domain_init(struct domain *d, u32 max_frames, u32 max_maptrack_frames);
int gnttab_domain_relinquish(struct domain *d);	/* unmaps all, restartable */
void gnttab_domain_destroy(struct domain *d);
/* Frame @idx of the table (or of the status frames), growing it; for acquire_resource. */
int gnttab_get_frame(struct domain *d, u32 idx, bool status, mfn_t *mfn);
/* Puts a grant entry in before the domain runs (console and store pages). */
int gnttab_preset(struct domain *d, u32 ref, u16 to, u64 gfn);
long do_grant_table_op(struct hypercall *call);
void gnttab_dump(struct domain *d);

#endif /* HYP_GNTTAB_H */
