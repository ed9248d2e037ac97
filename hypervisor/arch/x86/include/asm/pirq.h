/* SPDX-License-Identifier: GPL-2.0-only */
/* Physical interrupts as domains number them; what physdev operations need of it. */
#ifndef ASM_PIRQ_H
#define ASM_PIRQ_H

#include <linux/types.h>

struct domain;

/**
 * pirq_map() - give interrupts numbers in a domain
 * @irq: first interrupt
 * @want: the number asked for, or negative: any
 * @n: how many in a row
 *
 * Return: the first number; -EINVAL (out of range), -EEXIST (in use for another
 * interrupt), -ENOSPC, -ENOMEM.
 */
int pirq_map(struct domain *d, unsigned int irq, int want, unsigned int n);

/* Keeps a number for a later pirq_map(): the number, -ENOSPC, -ENOMEM. */
int pirq_reserve(struct domain *d);

/* Unbinds it, forgets the number, destroys an MSI: 0, -EINVAL. Also undoes a reserve. */
int pirq_unmap(struct domain *d, unsigned int pirq);

/* The interrupt behind it, negative if there is none; stable while nothing unmaps it. */
int pirq_irq(const struct domain *d, unsigned int pirq);

/* PHYSDEVOP_irq_status_query: XENIRQSTAT_*, or -EINVAL. */
int pirq_status(struct domain *d, unsigned int pirq);

/**
 * pirq_eoi_page() - the guest gives a page for the bits "needs EOI"
 * @auto_unmask: an EOI unmasks the port too
 *
 * Return: 0, -EINVAL (not its page), -EBUSY (has one), -ENOMEM.
 */
int pirq_eoi_page(struct domain *d, u64 gfn, bool auto_unmask);

#endif /* ASM_PIRQ_H */
