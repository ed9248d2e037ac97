// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts on and off, waiting. */
#include <hyp/arch.h>

#include <asm/barrier.h>
#include <asm/system.h>

void arch_cpu_relax(void)
{
	cpu_relax();
}

void arch_idle(void)
{
	/* STI holds interrupts off for one instruction more: none is missed. */
	__asm__ __volatile__("sti\n\thlt" : : : "memory");
}

bool arch_irqs_enabled(void)
{
	return read_rflags() & RFLAGS_IF;
}

void arch_irq_enable(void)
{
	irq_enable();
}

void arch_irq_disable(void)
{
	irq_disable();
}

unsigned long arch_irq_save(void)
{
	unsigned long flags = read_rflags();

	irq_disable();
	return flags;
}

void arch_irq_restore(unsigned long flags)
{
	if (flags & RFLAGS_IF)
		irq_enable();
}
