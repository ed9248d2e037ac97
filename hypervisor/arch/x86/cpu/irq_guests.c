// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical interrupts whose users are guests.
 *
 * A level interrupt stays masked from its arrival until each guest that was told has
 * said that it is done. Guests are told without the interrupt's lock: channels' locks
 * come before it in the order.
 */
#include <asm/irq_guests.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <hyp/domain.h>
#include <hyp/evtchn.h>
#include <hyp/heap.h>
#include <hyp/vcpu.h>
#include <asm/irq_desc.h>

/* That many in a row on the wrong CPU, and the interrupt follows its vCPU. */
#define STRAYS_TO_MOVE	8

static struct irq_guest *find(struct irq_guests *guests, const struct domain *d, u32 pirq)
{
	u32 i;

	for (i = 0; guests && i < guests->n; i++) {
		if (guests->guest[i].d == d && guests->guest[i].pirq == pirq)
			return &guests->guest[i];
	}
	return NULL;
}

static int add(struct irq_desc *desc, const struct irq_guest *guest, bool share)
{
	struct irq_guests *guests = desc->guests;

	if (find(guests, guest->d, guest->pirq))
		return -EEXIST;
	if (!share || !guests->shareable || guests->n == IRQ_MAX_GUESTS)
		return -EBUSY;
	guests->guest[guests->n++] = *guest;
	return 0;
}

/* Takes @fresh over when the guest is the first one. */
static int bind_locked(struct irq_desc *desc, const struct irq_guest *guest, bool share,
		       struct irq_guests **fresh)
{
	int err;

	if (!desc->chip || desc->fn)
		return -EBUSY;
	if (desc->guests)
		return add(desc, guest, share);

	err = irq_start(desc, guest->v->cpu, false);
	if (err)
		return err;
	(*fresh)->n = 1;
	(*fresh)->shareable = share;
	(*fresh)->guest[0] = *guest;
	desc->guests = *fresh;
	*fresh = NULL;
	irq_unmask(desc);
	return 0;
}

int irq_guest_bind(struct irq_desc *desc, const struct irq_guest *guest, bool share)
{
	struct irq_guests *fresh = heap_new(struct irq_guests);
	unsigned long flags;
	int err;

	if (!fresh)
		return -ENOMEM;
	flags = spin_lock_irqsave(&desc->lock);
	err = bind_locked(desc, guest, share, &fresh);
	spin_unlock_irqrestore(&desc->lock, flags);
	heap_free(fresh);
	return err;
}

static void done(struct irq_desc *desc, struct irq_guest *guest)
{
	if (!guest->in_flight)
		return;
	guest->in_flight = false;
	if (!--desc->guests->waiting)
		irq_unmask(desc);
}

void irq_guest_unbind(struct irq_desc *desc, const struct domain *d, u32 pirq)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);
	struct irq_guest *guest = find(desc->guests, d, pirq);
	struct irq_guests *empty = NULL;

	if (guest) {
		done(desc, guest);
		*guest = desc->guests->guest[--desc->guests->n];
		if (!desc->guests->n) {
			irq_stop(desc);
			swap(empty, desc->guests);
		}
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	heap_free(empty);
}

void irq_guest_eoi(struct irq_desc *desc, const struct domain *d, u32 pirq)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);
	struct irq_guest *guest = find(desc->guests, d, pirq);

	if (guest)
		done(desc, guest);
	spin_unlock_irqrestore(&desc->lock, flags);
}

void irq_guest_set_vcpu(struct irq_desc *desc, const struct domain *d, u32 pirq, struct vcpu *v)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);
	struct irq_guest *guest = find(desc->guests, d, pirq);

	if (guest) {
		guest->v = v;
		if (desc->guests->n == 1)
			irq_move(desc, v->cpu);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
}

bool irq_guest_shared(struct irq_desc *desc)
{
	unsigned long flags = spin_lock_irqsave(&desc->lock);
	bool shared = desc->guests && desc->guests->n > 1;

	spin_unlock_irqrestore(&desc->lock, flags);
	return shared;
}

/* The scheduler moved the vCPU: no need to be told, the interrupts show it. */
static void follow_vcpu(struct irq_desc *desc)
{
	const struct irq_guests *guests = desc->guests;
	unsigned int cpu = guests->guest[0].v->cpu;

	if (guests->n != 1 || cpu == desc->cpu)
		desc->strays = 0;
	else if (++desc->strays >= STRAYS_TO_MOVE)
		irq_move(desc, cpu);
}

/* Whom to tell; each domain with a reference. */
static u32 collect(struct irq_desc *desc, struct irq_guest *to)
{
	struct irq_guests *guests = desc->guests;
	u32 i, n = 0;

	for (i = 0; guests && i < guests->n; i++) {
		struct irq_guest *guest = &guests->guest[i];

		if (!domain_get(guest->d))
			continue;
		if (desc->level && !guest->in_flight) {
			guest->in_flight = true;
			guests->waiting++;
		}
		to[n++] = *guest;
	}
	if (n)
		follow_vcpu(desc);
	return n;
}

void irq_guests_interrupt(struct irq_desc *desc)
{
	struct irq_guest to[IRQ_MAX_GUESTS];
	u32 i, n;

	spin_lock(&desc->lock);
	n = collect(desc, to);
	spin_unlock(&desc->lock);

	for (i = 0; i < n; i++) {
		evtchn_send_pirq(to[i].d, to[i].port);
		domain_put(to[i].d);
	}
}
