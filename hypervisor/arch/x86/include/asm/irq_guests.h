/* SPDX-License-Identifier: GPL-2.0-only */
/* The guests that share one physical interrupt. */
#ifndef ASM_IRQ_GUESTS_H
#define ASM_IRQ_GUESTS_H

#include <linux/types.h>

struct domain;
struct irq_desc;
struct vcpu;

#define IRQ_MAX_GUESTS	8

/**
 * struct irq_guest - one user of an interrupt
 * @d: the domain
 * @v: notified; its CPU is the destination
 * @pirq: the domain's number of it
 * @port: event channel that is told
 * @in_flight: told, and has not said that it is done
 */
struct irq_guest {
	struct domain *d;
	struct vcpu *v;
	u32 pirq, port;
	bool in_flight;
};

/**
 * struct irq_guests - irq_desc::guests, under its lock
 * @n: how many there are
 * @waiting: how many are in flight; 0: unmasked
 * @shareable: the first one agreed to share
 * @guest: the users, in no order
 */
struct irq_guests {
	u32 n;
	u32 waiting;
	bool shareable;
	struct irq_guest guest[IRQ_MAX_GUESTS];
};

/**
 * irq_guest_bind() - add a guest to an interrupt, the first one starts it
 * @desc: the interrupt; its lock is taken
 * @guest: copied
 * @share: together with others?
 *
 * Return: 0; -EBUSY: in use by the hypervisor, or by others and not to be shared, or
 * full; -EEXIST: bound; -ENOSPC: no vector; -ENOMEM.
 */
int irq_guest_bind(struct irq_desc *desc, const struct irq_guest *guest, bool share);

/**
 * irq_guest_unbind() - take a guest off an interrupt, the last one stops it
 * @desc: the interrupt; its lock is taken
 * @d: the domain
 * @pirq: its number; nothing happens if it isn't bound
 */
void irq_guest_unbind(struct irq_desc *desc, const struct domain *d, u32 pirq);

/**
 * irq_guest_eoi() - a guest has handled its interrupt
 * @desc: the interrupt; its lock is taken
 * @d: the domain
 * @pirq: its number; nothing happens if none is in flight
 *
 * Unmasks when no other guest is to answer.
 */
void irq_guest_eoi(struct irq_desc *desc, const struct domain *d, u32 pirq);

/**
 * irq_guest_set_vcpu() - another vCPU is notified
 * @desc: the interrupt; its lock is taken
 * @d: the domain
 * @pirq: its number
 * @v: the vCPU
 *
 * A guest's only interrupt moves to its CPU if it can.
 */
void irq_guest_set_vcpu(struct irq_desc *desc, const struct domain *d, u32 pirq,
			struct vcpu *v);

/**
 * irq_guest_shared() - do two guests or more use it?
 * @desc: the interrupt; its lock is taken
 */
bool irq_guest_shared(struct irq_desc *desc);

#endif /* ASM_IRQ_GUESTS_H */
