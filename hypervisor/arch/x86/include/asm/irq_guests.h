/* SPDX-License-Identifier: GPL-2.0-only */
/* The guests that share one physical interrupt. */
#ifndef ASM_IRQ_GUESTS_H
#define ASM_IRQ_GUESTS_H

#include <linux/types.h>

struct domain;
struct irq_desc;
struct vcpu;

#define IRQ_MAX_GUESTS	8

struct irq_guest {
	struct domain *d;
	struct vcpu *v;			/* notified; its CPU is the destination */
	u32 pirq, port;
	bool in_flight;			/* told, and has not said that it is done */
};

/* irq_desc::guests, under its lock. */
struct irq_guests {
	u32 n;
	u32 waiting;			/* how many are in flight; 0: unmasked */
	bool shareable;
	struct irq_guest guest[IRQ_MAX_GUESTS];
};

/* All take desc->lock. -EBUSY: in use by others that don't share, -EEXIST: bound. */
int irq_guest_bind(struct irq_desc *desc, const struct irq_guest *guest, bool share);
void irq_guest_unbind(struct irq_desc *desc, const struct domain *d, u32 pirq);
void irq_guest_eoi(struct irq_desc *desc, const struct domain *d, u32 pirq);
void irq_guest_set_vcpu(struct irq_desc *desc, const struct domain *d, u32 pirq,
			struct vcpu *v);
bool irq_guest_shared(struct irq_desc *desc);

#endif /* ASM_IRQ_GUESTS_H */
