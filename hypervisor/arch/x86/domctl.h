/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers of the architecture's domctls; the caller copies @op in and out. */
#ifndef X86_DOMCTL_H
#define X86_DOMCTL_H

#include <linux/types.h>

struct domain;
struct xen_domctl;

typedef long arch_domctl_fn(struct domain *d, struct xen_domctl *op);

/* State of one vCPU beyond its registers. */
arch_domctl_fn domctl_set_ext_context, domctl_get_ext_context;
arch_domctl_fn domctl_set_xstate, domctl_get_xstate;
arch_domctl_fn domctl_set_msrs, domctl_get_msrs;
arch_domctl_fn domctl_send_trigger;

/* CPUID and MSRs as the domain sees them. */
arch_domctl_fn domctl_get_policy, domctl_set_policy;

/* The log of dirty frames, for migration. */
arch_domctl_fn domctl_shadow_op;

/* Containers alone: their state as records, memory for their nested tables. */
arch_domctl_fn domctl_get_hvm_context, domctl_get_hvm_context_partial, domctl_set_hvm_context;
arch_domctl_fn domctl_get_paging_mempool, domctl_set_paging_mempool;

/**
 * hvm_set_paging_bytes() - the limit of memory for a container's nested tables
 * @d: the domain
 * @bytes: 0: none
 */
void hvm_set_paging_bytes(struct domain *d, u64 bytes);

#endif /* X86_DOMCTL_H */
