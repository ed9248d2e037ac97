/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of which each CPU has a copy.  The template lies in .data.percpu, the
 * copies are allocated at CPU bring-up; percpu_offset[cpu] leads to them.
 */
#ifndef HYP_PERCPU_H
#define HYP_PERCPU_H

#include <linux/types.h>
#include <linux/compiler.h>

#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS	64
#endif
#define NR_CPUS		CONFIG_NR_CPUS

#define DEFINE_PER_CPU(type, name) \
	__section(".data.percpu") __typeof__(type) percpu_##name
#define DECLARE_PER_CPU(type, name) \
	extern __typeof__(type) percpu_##name

extern unsigned long percpu_offset[NR_CPUS];

/* Offset of this CPU and its number: <asm/cpu_local.h>, host tests stub them. */
unsigned long this_cpu_offset(void);
unsigned int smp_processor_id(void);

#define percpu_at(obj, off) \
	((__typeof__(obj) *)((unsigned long)&(obj) + (off)))
#define per_cpu_ptr(name, cpu) \
	percpu_at(percpu_##name, percpu_offset[cpu])
#define this_cpu_ptr(name) \
	percpu_at(percpu_##name, this_cpu_offset())
#define per_cpu(name, cpu)	(*per_cpu_ptr(name, cpu))
#define this_cpu(name)		(*this_cpu_ptr(name))

int percpu_init_cpu(unsigned int cpu);	/* -ENOMEM; CPU 0 uses the template */

#endif /* HYP_PERCPU_H */
