/* SPDX-License-Identifier: GPL-2.0-only */
/* TLB and cache flushes that a PV guest asks for. */
#ifndef ASM_PV_FLUSH_H
#define ASM_PV_FLUSH_H

#include <linux/types.h>
#include <hyp/cpumask.h>
#include <xen/interface/xen.h>

struct domain;

/**
 * pv_flush_local() - MMUEXT_TLB_FLUSH_LOCAL
 * @owner: the current domain
 * @op: the request
 *
 * User pages are global (see asm/pv_pte.h): flushes of the guest include those.
 *
 * Return: 0.
 */
int pv_flush_local(struct domain *owner, const struct mmuext_op *op);

/**
 * pv_invlpg_local() - MMUEXT_INVLPG_LOCAL
 * @owner: the current domain
 * @op: the request, with the address
 *
 * Return: 0.
 */
int pv_invlpg_local(struct domain *owner, const struct mmuext_op *op);

/**
 * pv_flush_multi() - MMUEXT_TLB_FLUSH_MULTI, MMUEXT_INVLPG_MULTI: CPUs of the vCPUs in a
 *	bitmap
 * @owner: the current domain
 * @op: the request, with the guest address of the bitmap
 *
 * Return: 0 or a negative errno if the bitmap can't be read.
 */
int pv_flush_multi(struct domain *owner, const struct mmuext_op *op);

/**
 * pv_flush_all() - MMUEXT_TLB_FLUSH_ALL, MMUEXT_INVLPG_ALL: all CPUs that may have
 *	translations
 * @owner: the current domain
 * @op: the request
 *
 * Return: 0.
 */
int pv_flush_all(struct domain *owner, const struct mmuext_op *op);

/**
 * pv_flush_cache() - MMUEXT_FLUSH_CACHE (this CPU), MMUEXT_FLUSH_CACHE_GLOBAL (all)
 * @owner: the current domain
 * @op: the request
 *
 * Return: 0, -EACCES: a domain without devices.
 */
int pv_flush_cache(struct domain *owner, const struct mmuext_op *op);

/**
 * pv_flush_domain() - drop all translations of a domain, not only of the current one
 * @d: the domain
 *
 * The member of guest_ops. Waits until all CPUs have done it.
 */
void pv_flush_domain(struct domain *d);

/**
 * pv_flush_va() - the flush that update_va_mapping asks for
 * @va: address whose entry was changed
 * @flags: UVMF_*, with the gva of a bitmap of vCPUs in it for UVMF_MULTI
 *
 * Return: 0 or -EINVAL, also if the bitmap can't be read.
 */
int pv_flush_va(u64 va, unsigned long flags);

#endif /* ASM_PV_FLUSH_H */
