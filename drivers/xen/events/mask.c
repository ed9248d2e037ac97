// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reasons for which a port is masked.
 *
 * The interrupt core masks an interrupt, a driver has not finished with the last event, a port
 * moves to another CPU: each of them ends on its own, and the port opens with the last.
 */
#include "events.h"

/**
 * event_mask() - no events, for a reason
 * @event: with or without a port
 * @reason: MASKED_BY_*
 */
void event_mask(struct event *event, u8 reason)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&event->lock, flags);
	if (!event->masked && event->port)
		event_abi->mask(event->port);
	event->masked |= reason;
	raw_spin_unlock_irqrestore(&event->lock, flags);
}

/**
 * event_unmask() - a reason is gone
 * @event: with or without a port
 * @reason: MASKED_BY_*
 *
 * With the last one the port opens, and an event that is pending is delivered.
 */
void event_unmask(struct event *event, u8 reason)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&event->lock, flags);
	if (event->masked & reason) {
		event->masked &= ~reason;
		if (!event->masked && event->port)
			event_abi->unmask(event->port);
	}
	raw_spin_unlock_irqrestore(&event->lock, flags);
}

/**
 * event_apply_mask() - bring a new port into line with the reasons that there are
 * @event: with a port that is masked
 */
void event_apply_mask(struct event *event)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&event->lock, flags);
	if (!event->masked)
		event_abi->unmask(event->port);
	raw_spin_unlock_irqrestore(&event->lock, flags);
}

/**
 * event_claim() - an event was found pending: handle it here?
 * @event: with a port
 *
 * While a port moves, the CPU that it leaves and the one that it comes to may both find the same
 * event. With a late EOI it is the first one's, and none follows until the EOI.
 * Called with interrupts off.
 *
 * Return: whether to handle it.
 */
bool event_claim(struct event *event)
{
	bool first;

	if (!event->late)
		return true;
	raw_spin_lock(&event->lock);
	first = !event->masked && event->port && event_abi->pending(event->port);
	if (first) {
		event_abi->mask(event->port);
		event->masked |= MASKED_BY_EOI;
	}
	raw_spin_unlock(&event->lock);
	return first;
}
