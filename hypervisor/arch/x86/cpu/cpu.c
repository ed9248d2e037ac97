// SPDX-License-Identifier: GPL-2.0-only
/* Waiting. */
#include <hyp/arch.h>

#include <asm/barrier.h>

void arch_cpu_relax(void)
{
	cpu_relax();
}

void arch_idle(void)
{
	/* STI holds interrupts off for one instruction more: none is missed. */
	__asm__ __volatile__("sti\n\thlt" : : : "memory");
}
