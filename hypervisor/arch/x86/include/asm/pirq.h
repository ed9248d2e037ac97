/* SPDX-License-Identifier: GPL-2.0-only */
/* Physical interrupts as domains number them; what physdev operations need of it. */
#ifndef ASM_PIRQ_H
#define ASM_PIRQ_H

#include <linux/types.h>

struct domain;

/**
 * pirq_map() - give interrupts numbers in a domain
 * @d: the domain
 * @irq: first interrupt
 * @want: the number asked for, or negative: any
 * @n: how many in a row
 *
 * Takes LOCK_PIRQ.
 *
 * Return: the first number; -EINVAL (out of range, or the domain dies), -EEXIST (in use
 * for another interrupt), -ENOSPC, -ENOMEM.
 */
int pirq_map(struct domain *d, unsigned int irq, int want, unsigned int n);

/**
 * pirq_reserve() - keep a number for a later pirq_map()
 * @d: the domain
 *
 * Return: the number, -ENOSPC, -ENOMEM.
 */
int pirq_reserve(struct domain *d);

/**
 * pirq_unmap() - unbind a number, forget it, destroy an MSI behind it
 * @d: the domain
 * @pirq: any number; also one that was only reserved
 *
 * Return: 0, -EINVAL: not in use.
 */
int pirq_unmap(struct domain *d, unsigned int pirq);

/**
 * pirq_irq() - the interrupt behind a number
 * @d: the domain
 * @pirq: any number
 *
 * No lock; stable while nothing unmaps it.
 *
 * Return: negative if there is none.
 */
int pirq_irq(const struct domain *d, unsigned int pirq);

/**
 * pirq_status() - PHYSDEVOP_irq_status_query
 * @d: the domain
 * @pirq: any number
 *
 * Return: XENIRQSTAT_*, or -EINVAL.
 */
int pirq_status(struct domain *d, unsigned int pirq);

/**
 * pirq_eoi_page() - the guest gives a page for the bits "needs EOI"
 * @d: the domain, a PV one
 * @gfn: the page; gets a reference and a type until the domain dies
 * @auto_unmask: an EOI unmasks the port too
 *
 * Return: 0, -EINVAL (not its page), -EBUSY (has one), -ENOMEM.
 */
int pirq_eoi_page(struct domain *d, u64 gfn, bool auto_unmask);

#endif /* ASM_PIRQ_H */
