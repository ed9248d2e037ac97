/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupts of this CPU on and off, for <hyp/arch.h>: shorter than a call would be. */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H

#include <asm/system.h>

/**
 * arch_irqs_enabled() - are interrupts on?
 *
 * Return: the state of this CPU.
 */
static inline bool arch_irqs_enabled(void)
{
	return read_rflags() & RFLAGS_IF;
}

/**
 * arch_irq_enable() - let interrupts through on this CPU
 */
static inline void arch_irq_enable(void)
{
	irq_enable();
}

/**
 * arch_irq_disable() - hold interrupts off on this CPU
 */
static inline void arch_irq_disable(void)
{
	irq_disable();
}

/**
 * arch_irq_save() - hold interrupts off and say how it was
 *
 * Return: for arch_irq_restore(), on the same CPU.
 */
static inline unsigned long arch_irq_save(void)
{
	unsigned long flags = read_rflags();

	irq_disable();
	return flags;
}

/**
 * arch_irq_restore() - back to how it was
 * @flags: of arch_irq_save()
 *
 * Turns interrupts on if they were on; never turns them off.
 */
static inline void arch_irq_restore(unsigned long flags)
{
	if (flags & RFLAGS_IF)
		irq_enable();
}

#endif /* ASM_IRQFLAGS_H */
