/* SPDX-License-Identifier: GPL-2.0-only */
/* TLB and cache flushes that a PV guest asks for. */
#ifndef ASM_PV_FLUSH_H
#define ASM_PV_FLUSH_H

#include <linux/types.h>
#include <hyp/cpumask.h>
#include <xen/interface/xen.h>

struct domain;

/*
 * User pages are global (see asm/pv_pte.h), so a flush of the guest's includes
 * those.  @owner is the current domain.
 */
int pv_flush_local(struct domain *owner, const struct mmuext_op *op);
int pv_invlpg_local(struct domain *owner, const struct mmuext_op *op);
int pv_flush_multi(struct domain *owner, const struct mmuext_op *op);
int pv_flush_all(struct domain *owner, const struct mmuext_op *op);
int pv_flush_cache(struct domain *owner, const struct mmuext_op *op);

/* All translations of a domain, not only the current one: guest_ops. */
void pv_flush_domain(struct domain *d);

/**
 * pv_flush_va() - the flush that update_va_mapping asks for
 * @flags: UVMF_*, with the gva of a bitmap of vCPUs in it for UVMF_MULTI
 *
 * Return: 0 or -EINVAL, also if the bitmap can't be read.
 */
int pv_flush_va(u64 va, unsigned long flags);

#endif /* ASM_PV_FLUSH_H */
