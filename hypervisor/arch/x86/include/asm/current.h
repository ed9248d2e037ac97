/* SPDX-License-Identifier: GPL-2.0-only */
/* Who runs where: read so often that a call would cost more than the answer. */
#ifndef ASM_CURRENT_H
#define ASM_CURRENT_H

#include <asm/cpu_local.h>

/**
 * this_cpu_offset() - from a per-CPU symbol to this CPU's copy, bytes
 */
static inline unsigned long this_cpu_offset(void)
{
	return cpu_local()->percpu_offset;
}

/**
 * smp_processor_id() - number of this CPU
 */
static inline unsigned int smp_processor_id(void)
{
	return cpu_local()->cpu;
}

/**
 * current_vcpu() - the vCPU that runs on this CPU, idle ones included
 */
static inline struct vcpu *current_vcpu(void)
{
	return cpu_local()->current_vcpu;
}

#endif /* ASM_CURRENT_H */
