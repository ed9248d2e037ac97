// SPDX-License-Identifier: GPL-2.0-only
/* IPIs without a message: what they are about is found in memory. */
#include <hyp/smp.h>

#include <hyp/cpumask.h>
#include <asm/apic.h>

void arch_send_event_check(unsigned int cpu)
{
	/* One that is not up yet (while a kernel is hoisted) looks when it is. */
	if (cpumask_test(cpu, &cpu_online))
		apic_send_ipi(cpu, VECTOR_EVENT_CHECK);
}

void arch_send_call(const struct cpumask *mask)
{
	apic_send_ipi_mask(mask, VECTOR_CALL);
}
